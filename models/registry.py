"""The embedded models: one literal table, and the way from a name, also of a hub model, to a `Scorer`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from models import hub
from models.base import TASKS, Scorer
from models.runtime import EmbeddedScorer

CHECKPOINTS: Final = Path(__file__).parent / "checkpoints"


@dataclass(frozen=True, slots=True)
class Entry:
    """One embedded checkpoint: what it answers, and the address of its exact files."""

    id: str
    task: str
    revision: str
    licence: str

    @property
    def folder(self) -> Path:
        """Where its files and its card lie."""
        return CHECKPOINTS / self.id


_TABLE: Final[tuple[Entry, ...]] = (
    Entry("parallax-tone", "tone", "f8bf3731fe80", "Apache-2.0"),
    Entry("parallax-portrayal", "portrayal", "65d8e4bd9497", "Apache-2.0"),
    Entry("parallax-stance", "stance", "fb1114552854", "Apache-2.0"),
    Entry("parallax-loaded", "loaded", "1af6d4f5a575", "Apache-2.0"),
)

EMBEDDING: Final = Entry("all-minilm-l6-v2", "embedding", "d0a303caef18", "Apache-2.0")
"""The sentence encoder of `models.embedding`: it answers no question, it finds texts that mean alike."""

ENTRIES: Final = {entry.id: entry for entry in _TABLE}

DEFAULTS: Final[dict[str, str]] = {
    "tone": "parallax-tone",
    "portrayal": "parallax-portrayal",
    "stance": "parallax-stance",
    "loaded": "parallax-loaded",
}
"""Task → the model that answers unless the user chooses another."""


class UnknownModelError(KeyError):
    """No model of that name for that task."""


def scorer(task: str, model: str | None = None) -> Scorer:
    """The model for a task: the default, one named by its id, or a hub model by `hub:…`.

    Raises:
        UnknownModelError: The message lists what there is, or says what is wrong with a hub model's name.
    """
    if task not in TASKS:
        raise UnknownModelError(f"no task {task!r}; tasks are {', '.join(TASKS)}")
    name = model or DEFAULTS[task]
    if name.startswith(hub.PREFIX):
        try:
            return hub.HubScorer(task, name)
        except hub.HubError as error:
            raise UnknownModelError(str(error)) from error
    entry = ENTRIES.get(name)
    if entry is None or entry.task != task:
        there = ", ".join(e.id for e in ENTRIES.values() if e.task == task)
        raise UnknownModelError(f"no model {name!r} for {task}; there is {there}, or hub:NAME_OR_FOLDER")
    return _loaded(entry.id)


def pinned(task: str, model: str) -> str:
    """A model's name as a workspace keeps it: looked at, and of a hub model with its exact revision.

    Raises:
        UnknownModelError: There is no such model, or it cannot answer the task; the message says why.
    """
    named = scorer(task, model)
    if not isinstance(named, hub.HubScorer):
        return model
    try:
        named.check()
    except hub.HubError as error:
        raise UnknownModelError(str(error)) from error
    return named.pinned


def scorers(chosen: Mapping[str, str] | None = None) -> dict[str, Scorer]:
    """The model of every task, with some replaced by task → model id or `hub:…`.

    Raises:
        UnknownModelError: An unknown task or model; the message lists what there is.
    """
    chosen = chosen or {}
    for task in chosen:
        if task not in TASKS:
            raise UnknownModelError(f"no task {task!r}; tasks are {', '.join(TASKS)}")
    return {task: scorer(task, chosen.get(task)) for task in TASKS}


@cache
def _loaded(model_id: str) -> EmbeddedScorer:
    entry = ENTRIES[model_id]
    return EmbeddedScorer(entry.id, entry.revision, entry.folder)


def address(folder: Path) -> str:
    """The revision of a checkpoint folder: a digest of weights, tokenizer and settings."""
    hasher = hashlib.sha256()
    for name in ("model.onnx", "tokenizer.json", "settings.json"):
        hasher.update((folder / name).read_bytes())
    return hasher.hexdigest()[:12]
