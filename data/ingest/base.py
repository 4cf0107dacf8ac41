"""What every door hands over: proposed articles, refusals, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from data.schema import Article


class RefusedError(ValueError):
    """A source from which no article can be had; the message says what would be accepted."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One part of a source (a row, a feed entry, a block of a page) that gave no article, and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a door found in one source, before anything is stored.

    ``evidence`` says in plain sentences what was recognised and why. ``sure`` is False when the
    user should look at the split, the outlets or the dates before storing.
    """

    source: str
    door: str
    articles: tuple[Article, ...]
    refusals: tuple[Refusal, ...] = ()
    evidence: tuple[str, ...] = ()
    sure: bool = True
