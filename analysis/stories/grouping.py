"""Families into stories: average linkage over the pairs that are near, around what is stated.

Two groups become one where two of their texts are near and all of them similar enough on average (UPGMA, Sokal and
Michener 1958), tried from the nearest pair on. As similarity is a dot product, the average over all pairs of two
groups is that of their sums. Both thresholds were tuned on half of the AllSides events, at their own dates and put
into one month, where they lie as close as in a feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from analysis.stories import features, neighbours
from analysis.stories.features import Codes, Floats, Halves, Singles
from data.schema import digest

NEAR_FROM: Final = 0.34
"""Similarity, faded by time, from which two texts may bring their groups together."""
SAME_FROM: Final = 0.24
"""Average similarity from which two groups are on one event."""
SECONDS_A_DAY: Final = 86_400
ID_LETTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Unit:
    """A family of near copies, seen through its original.

    ``names`` are those of `features.codes`, ``stated`` is the story that its source states. A family that the user
    has put somewhere is no unit.
    """

    id: str
    title: str
    names: Codes = field(compare=False)
    published: datetime | None = None
    stated: str | None = None
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """The story of a unit, or none, with the headline of the story's most central unit and the reason."""

    unit: str
    story: str | None = None
    title: str | None = None
    why: str = ""


def group(units: Sequence[Unit], embeddings: Floats, *, previous: Mapping[str, str] | None = None) -> list[Place]:
    """The story of every unit that has company or states one, in the order in which they came.

    Units that state one story are together, and apart from those that state another; units that state none may join.
    A story that nobody states keeps the id it had, by most of its units, so that links and edits stay right.

    Args:
        units: Different ids.
        embeddings: One row per unit, of unit length, or zeros where there is none.
        previous: Unit → the story found for it last time.
    """
    vectors = features.combined(embeddings, [unit.names for unit in units])
    groups = [
        members
        for members in _Groups(units, vectors).found()
        if sum(units[at].copies for at in members) > 1 or units[members[0]].stated is not None
    ]
    names = _named(units, groups, previous or {})
    places = {unit.id: Place(unit.id) for unit in units}
    for members, name in zip(groups, names, strict=True):
        for place in _places(units, vectors, members, name):
            places[place.unit] = place
    return list(places.values())


class _Groups:
    """Groups of units as they grow together."""

    def __init__(self, units: Sequence[Unit], vectors: Halves) -> None:
        self._vectors = vectors
        self._days = np.array(
            [np.nan if u.published is None else u.published.timestamp() / SECONDS_A_DAY for u in units], dtype=float
        )
        self._parent = list(range(len(units)))
        self._sums: dict[int, Singles] = {}
        self._sizes = [1] * len(units)
        self._stated = [unit.stated for unit in units]
        firsts: dict[str, int] = {}
        for at, story in enumerate(self._stated):
            if story is not None and (first := firsts.setdefault(story, at)) != at:
                self._join(self._root(first), at)

    def found(self) -> list[list[int]]:
        """All groups, with one member or more."""
        one, other, _ = neighbours.pairs(self._vectors, self._days, NEAR_FROM)
        for a, b in zip(one.tolist(), other.tolist(), strict=True):
            first, second = self._root(a), self._root(b)
            if first != second and self._compatible(first, second) and self._average(first, second) >= SAME_FROM:
                self._join(first, second)
        members: dict[int, list[int]] = {}
        for at in range(len(self._parent)):
            members.setdefault(self._root(at), []).append(at)
        return list(members.values())

    def _root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = at = self._parent[self._parent[at]]
        return at

    def _compatible(self, one: int, other: int) -> bool:
        return None in (self._stated[one], self._stated[other]) or self._stated[one] == self._stated[other]

    def _average(self, one: int, other: int) -> float:
        return float(self._sum(one) @ self._sum(other)) / (self._sizes[one] * self._sizes[other])

    def _sum(self, at: int) -> Singles:
        known = self._sums.get(at)
        return self._vectors[at].astype(np.float32) if known is None else known

    def _join(self, one: int, other: int) -> None:
        self._sums[one] = self._sum(one) + self._sum(other)
        self._sums.pop(other, None)
        self._sizes[one] += self._sizes[other]
        self._stated[one] = self._stated[one] or self._stated[other]
        self._parent[other] = one


def _named(units: Sequence[Unit], groups: Sequence[Sequence[int]], previous: Mapping[str, str]) -> list[str]:
    """An id for every group: the stated one, else the one most of it had last time, else a new one."""
    names: list[str | None] = [next((s for at in group if (s := units[at].stated)), None) for group in groups]
    claims = []
    for number, members in enumerate(groups):
        had: dict[str, int] = {}
        for at in members:
            if (story := previous.get(units[at].id)) is not None:
                had[story] = had.get(story, 0) + 1
        claims += [(-count, story, number) for story, count in had.items()]
    taken = {name for name in names if name is not None}
    for _, story, number in sorted(claims):
        if names[number] is None and story not in taken:
            names[number] = story
            taken.add(story)
    for number, members in enumerate(groups):
        if names[number] is None:
            names[number] = next(name for name in _new(units, members) if name not in taken)
            taken.add(str(names[number]))
    return [str(name) for name in names]


def _new(units: Sequence[Unit], members: Sequence[int]) -> Iterable[str]:
    """Ids for a story that had none: by its members, so that the same articles give the same id anywhere."""
    smallest = min(units[at].id for at in members)
    yield f"event-{digest(smallest)[:ID_LETTERS]}"
    yield f"event-{digest(*sorted(units[at].id for at in members))[:ID_LETTERS]}"
    yield from (f"event-{digest(smallest, str(n))[:ID_LETTERS]}" for n in range(len(units) + 1))


def _places(units: Sequence[Unit], vectors: Halves, members: Sequence[int], story: str) -> Iterable[Place]:
    """The place of every member of a story, with its similarity to the most central one."""
    rows = vectors[list(members)].astype(np.float32)
    central = int(np.argmax(rows @ rows.sum(axis=0)))
    title = units[members[central]].title
    for number, at in enumerate(members):
        unit = units[at]
        if unit.stated is not None:
            why = "stated by its source"
        elif len(members) == 1:
            why = "near copies of one text"
        elif number == central:
            why = f"the most central of {len(members)} texts"
        else:
            why = f"similarity {float(rows[number] @ rows[central]):.2f} to the most central of {len(members)} texts"
        yield Place(unit.id, story, title, why)
