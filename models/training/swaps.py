"""Counterfactual copies of a passage in which names give way to other names of their kind.

Kusner et al. 2017, "Counterfactual Fairness"; Zmigrod et al. 2019, "Counterfactual Data
Augmentation", swap attributes so that a model cannot learn a score from a name.
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from models import encoding
from models.base import Passage

NAMES: Final = Path(__file__).with_name("names.toml")
# A target that no list knows is taken for a person or a body when it looks like a name.
_NAME: Final = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}")
_PRONOUNS: Final = frozenset("He She They It We I You His Her Their This That These Those Who".split())


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of names.toml, and which list each name stands in."""

    names: dict[str, list[str]]
    of: dict[str, str]
    pattern: re.Pattern[str]


def swapped(passage: Passage, rng: random.Random) -> Passage:
    """The passage with every listed name, and its target, replaced by another of the same kind."""
    lists = _lists()
    spans = encoding.mentions(passage) if passage.target else ()
    around = f"{passage.text}\n{passage.claim or ''}"
    substitutes = _substitutes({found.group() for found in lists.pattern.finditer(around)}, lists, rng)
    if passage.target and passage.target not in substitutes and _is_name(passage.target):
        kind = "persons" if " " in passage.target else "families"
        substitutes[passage.target] = rng.choice(lists.names[kind])
    if not substitutes:
        return passage
    pattern = _any_of(substitutes)
    text, moved = _rewritten(passage.text, spans, pattern, substitutes)
    return replace(
        passage,
        text=text,
        spans=moved,
        target=passage.target and pattern.sub(lambda found: substitutes[found.group()], passage.target),
        claim=passage.claim and pattern.sub(lambda found: substitutes[found.group()], passage.claim),
    )


def _rewritten(
    text: str, spans: tuple[tuple[int, int], ...], pattern: re.Pattern[str], substitutes: dict[str, str]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with its names replaced, and where each span of the old text lies in the new one."""
    edges = sorted({edge for span in spans for edge in span})
    moved: dict[int, int] = {}
    pieces: list[str] = []
    length = at = 0
    for edge in [*edges, len(text)]:
        piece = pattern.sub(lambda found: substitutes[found.group()], text[at:edge])
        pieces.append(piece)
        length += len(piece)
        moved[edge], at = length, edge
    return "".join(pieces), tuple((moved[start], moved[end]) for start, end in spans)


def _substitutes(found: set[str], lists: _Lists, rng: random.Random) -> dict[str, str]:
    """One other name for each; a country, its demonym and its people move together."""
    chosen: dict[str, str] = {}
    countries: dict[int, int] = {}
    taken: set[str] = set()
    for name in sorted(found):
        kind = lists.of[name]
        if kind in {"countries", "demonyms"}:
            index = lists.names[kind].index(name)
            other = countries.setdefault(index, rng.randrange(len(lists.names[kind])))
            chosen[name] = lists.names[kind][other]
            continue
        free = [other for other in lists.names[kind] if other not in taken]
        chosen[name] = rng.choice(free)
        taken.add(chosen[name])
    return chosen


def _is_name(target: str) -> bool:
    return target not in _PRONOUNS and _NAME.fullmatch(target) is not None


def _any_of(names: dict[str, str] | dict[str, list[str]]) -> re.Pattern[str]:
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")


@cache
def _lists() -> _Lists:
    names: dict[str, list[str]] = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    of: dict[str, str] = {}
    for kind in ("surnames", "leaders", "outlets", "party_adjectives", "parties", "capitals", "demonyms", "countries"):
        of |= dict.fromkeys(names[kind], kind)
    return _Lists(names, of, _any_of(of))
