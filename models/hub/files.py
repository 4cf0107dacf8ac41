"""The files of a checkpoint that are read, those that never are, and the digest of the former."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path, PurePath
from typing import Final

from models.hub.choice import HubError

CONFIG: Final = "config.json"
WEIGHTS: Final = "model.safetensors"
SHARDS: Final = "model.safetensors.index.json"
# Never *.py, and no weights but safetensors: reading other formats can run code of the file.
READ: Final = (
    CONFIG,
    WEIGHTS,
    SHARDS,
    "model-*-of-*.safetensors",
    "tokenizer*.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.*",
    "merges.txt",
    "bpe.codes",
    "*.model",
)
UNSAFE: Final = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.h5", "*.msgpack", "*.pkl")
VOCABULARIES: Final = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
DIGITS: Final = 12
"""Of a folder's digest: as many as the embedded models' revisions have."""


def digest(folder: Path) -> str:
    """The revision of a folder: a digest of names and contents of the files that are read from it."""
    hasher = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and any(path.match(pattern) for pattern in READ):
            with path.open("rb") as file:
                hasher.update(f"{path.name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return hasher.hexdigest()[:DIGITS]


def refuse_unsafe(checkpoint: str, names: Collection[str]) -> None:
    """Look at the names of a checkpoint's files for weights that may be read.

    Raises:
        HubError: There are none in safetensors.
    """
    if WEIGHTS in names or SHARDS in names:
        return
    if unsafe := sorted(name for name in names if any(PurePath(name).match(pattern) for pattern in UNSAFE)):
        raise HubError(
            f"{checkpoint} has no {WEIGHTS}, only {', '.join(unsafe[:3])}: files of that kind can run code when they "
            "are read, so they never are. Choose a checkpoint with safetensors, or convert this one where you trust "
            "it, by from_pretrained(…) and save_pretrained(FOLDER) of transformers, and name that folder"
        )
    raise HubError(f"{checkpoint} has no {WEIGHTS}, so it is no checkpoint of transformers")


def missing(folder: Path) -> str | None:
    """A file that a checkpoint needs and the folder lacks."""
    wanted = [CONFIG, *_shards(folder)]
    for name in wanted:
        if not (folder / name).is_file():
            return name
    return None if any(next(folder.glob(pattern), None) for pattern in VOCABULARIES) else VOCABULARIES[0]


def _shards(folder: Path) -> list[str]:
    if not (folder / SHARDS).is_file():
        return [WEIGHTS]
    try:
        return sorted(set(json.loads((folder / SHARDS).read_text(encoding="utf-8"))["weight_map"].values()))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise HubError(f"{SHARDS} in {folder.name} does not list the parts of the weights") from error
