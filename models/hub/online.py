"""What comes from the hub by way of its own cache on this machine; only here is the network used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from models.hub import files
from models.hub.choice import HubError

COMMIT: Final = re.compile(r"[0-9a-f]{40}")


def config(name: str, revision: str | None) -> Path:
    """The config.json of a checkpoint, in a folder that is named by its commit.

    With a commit or with no revision at all, what this machine holds already is enough.

    Raises:
        HubError: The hub does not know it or is out of reach.
    """
    from huggingface_hub import hf_hub_download, try_to_load_from_cache

    fixed = revision is None or COMMIT.fullmatch(revision)
    cached = try_to_load_from_cache(name, files.CONFIG, revision=revision) if fixed else None
    if isinstance(cached, str):
        return Path(cached)
    with _reaching(name, revision):
        return Path(hf_hub_download(name, files.CONFIG, revision=revision))


def snapshot(name: str, commit: str) -> Path:
    """Where this machine keeps a commit of a checkpoint, if it does."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    return Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=name, repo_type="model") / "snapshots" / commit


def listing(name: str, commit: str) -> list[str]:
    """The names of all files of a commit.

    Raises:
        HubError: The hub does not know it or is out of reach.
    """
    from huggingface_hub import list_repo_files

    with _reaching(name, commit):
        return list(list_repo_files(name, revision=commit))


def download(name: str, commit: str) -> None:
    """Fetch the files of a commit that are read, with a progress bar on standard error.

    Raises:
        HubError: The hub does not know it or is out of reach.
    """
    from huggingface_hub import snapshot_download

    with _reaching(name, commit):
        snapshot_download(name, revision=commit, allow_patterns=list(files.READ), ignore_patterns=["*/*"])


@contextmanager
def _reaching(name: str, revision: str | None) -> Iterator[None]:
    """Turn what can go wrong on the way to the hub into words that say what to do."""
    from huggingface_hub import errors

    at = f" at {revision}" if revision else ""
    try:
        yield
    except errors.GatedRepoError as error:
        raise HubError(
            f"the hub gives {name} only to those who accepted its terms: do so on its page and log in with `hf auth "
            "login`, or name a local folder that holds it"
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise HubError(f"the hub knows no {name}, or it is private; mind the spelling, as in owner/model") from error
    except errors.RevisionNotFoundError as error:
        raise HubError(f"the hub knows {name}, but no revision {revision} of it") from error
    except errors.RemoteEntryNotFoundError as error:
        raise HubError(f"{name}{at} has no {files.CONFIG}, so it is no checkpoint of transformers") from error
    # HTTPError is that of the HTTP library that huggingface_hub uses, which has changed before.
    except (OSError, ValueError, errors.HTTPError, errors.RevisionResolutionError) as error:  # type: ignore[attr-defined]
        raise HubError(
            f"{name}{at} is not on this machine and the hub cannot be reached: connect and try again, or name a "
            f"local folder that holds it, as in hub:FOLDER ({type(error).__name__})"
        ) from error
