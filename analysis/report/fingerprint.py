"""A hash of everything in a workspace that a report rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from data.schema import Claim, Outlet, Story, Target, Topic
from data.state import State
from data.store import Workspace

_TABLES: Final = (
    "SELECT id FROM articles ORDER BY id",
    "SELECT article, family, original FROM families ORDER BY ALL",
    "SELECT article, story FROM stories ORDER BY ALL",
    """SELECT article, sha256(string_agg(concat_ws(chr(31), sentence, revision, start, "end", voice), chr(30)
              ORDER BY revision, sentence)) FROM sentences GROUP BY article ORDER BY article""",
    """SELECT article, sha256(string_agg(concat_ws(chr(31), measure, subject, subject_revision, model, model_revision,
              sentence, label, score, missing), chr(30)
              ORDER BY measure, subject, subject_revision, model, model_revision, sentence))
       FROM scores GROUP BY article ORDER BY article""",
)
"""An article's id is the address of its outlet, title and text, which need not be hashed again."""


def fingerprint(workspace: Workspace) -> str:
    """SHA-256 over articles, families, stories, sentences, scores and what the user set, whatever the parts' order."""
    hasher = hashlib.sha256()
    with workspace.connect() as db:
        for query in _TABLES:
            cursor = db.execute(query)
            while rows := cursor.fetchmany(10_000):
                hasher.update("".join(f"{row!r}\n" for row in rows).encode("utf-8", "surrogatepass"))
            hasher.update(b"\x1d")
    state = workspace.state
    stated = [repr(sorted(map(repr, items))) for items in _items(state)]
    stated += [repr(sorted(map(repr, state.corrections()))), repr(sorted(state.models().items()))]
    for sample in state.samples():
        stated.append(repr((sample, state.sample_items(sample.id), sorted(map(repr, state.labels(sample.id))))))
    hasher.update("\x1d".join(stated).encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()


def _items(state: State) -> Iterator[Sequence[object]]:
    yield from (state.items(Outlet), state.items(Topic), state.items(Target), state.items(Claim), state.items(Story))
