"""Where a checkpoint lies and at which exact revision: a local folder by digest, a hub name by commit."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models.hub import files, online
from models.hub.choice import PREFIX, Choice, HubError

_NAME: Final = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """A checkpoint at an exact revision; ``folder`` is None for one that the hub gives."""

    name: str
    revision: str
    folder: Path | None = None

    @property
    def id(self) -> str:
        """Name for rows and readers: of a folder only its last part, since rows travel and paths do not."""
        return PREFIX + (self.folder.name if self.folder else self.name)

    @property
    def pinned(self) -> str:
        """Name under which this machine finds it again from anywhere."""
        return str(self.folder or self.name)

    def config(self) -> dict[str, Any]:
        """What config.json says; of a hub checkpoint no more than that is fetched.

        Raises:
            HubError: It is out of reach, or is no JSON object.
        """
        path = self.folder / files.CONFIG if self.folder else online.config(self.name, self.revision)
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise HubError(f"{self.id} has no {files.CONFIG} in {path.parent} ({error.strerror})") from error
        except ValueError as error:
            raise HubError(f"{files.CONFIG} of {self.id} is not JSON") from error
        if not isinstance(read, dict):
            raise HubError(f"{files.CONFIG} of {self.id} holds no JSON object")
        return read

    def refuse_unsafe(self) -> None:
        """Look, without fetching weights, whether there are any that may be read.

        Raises:
            HubError: There are none in safetensors, or the folder is gone.
        """
        if self.folder and not self.folder.is_dir():
            raise HubError(f"the folder {self.folder}, from which {self.id} was read, is gone")
        if self.folder:
            files.refuse_unsafe(self.id, [path.name for path in self.folder.iterdir()])
        elif files.missing(online.snapshot(self.name, self.revision)):
            files.refuse_unsafe(self.id, online.listing(self.name, self.revision))

    def fetched(self) -> Path:
        """The folder with the files of exactly this revision, downloaded where it must be.

        Raises:
            HubError: Out of reach, incomplete, without safetensors, or a folder that is not what it was.
        """
        self.refuse_unsafe()
        folder = self.folder or online.snapshot(self.name, self.revision)
        if self.folder is None and files.missing(folder):
            online.download(self.name, self.revision)
        if missing := files.missing(folder):
            raise HubError(f"{self.id} at {self.revision} has no {missing}")
        if self.folder and (now := files.digest(folder)) != self.revision:
            raise HubError(f"{folder} is now at {now}, not at {self.revision}; choose it anew to use it as it is")
        return folder


def resolve(choice: Choice) -> Source:
    """The checkpoint with its exact revision.

    A name without a revision means the commit that this machine last fetched, else the newest, so that
    reading results needs no network; @main asks the hub again.

    Raises:
        HubError: No such folder, or a hub that does not know the name or is out of reach.
    """
    folder = Path(choice.name).expanduser()
    if folder.is_dir() or _is_path(choice.name):
        folder = folder.resolve()
        if choice.revision:  # enough to find rows by, even where the folder is gone
            return Source(choice.name, choice.revision, folder)
        if not folder.is_dir():
            raise HubError(f"there is no folder {choice.name}")
        files.refuse_unsafe(PREFIX + folder.name, [path.name for path in folder.iterdir()])
        return Source(choice.name, files.digest(folder), folder)
    if not _NAME.fullmatch(choice.name):
        raise HubError(f"{choice.name!r} is neither a folder nor a name such as owner/model")
    if choice.revision and online.COMMIT.fullmatch(choice.revision):
        return Source(choice.name, choice.revision)
    return Source(choice.name, online.config(choice.name, choice.revision).parent.name)


def _is_path(name: str) -> bool:
    return name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1 or name[1:2] == ":"
