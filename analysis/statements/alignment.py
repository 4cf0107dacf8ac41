"""Which sentences make the same statement: by meaning, by the words and figures they share, unless figures contradict.

The likeness of two sentences is a logistic regression on five things that are there to see: cosine of their
embeddings; share of the shorter one's words that stand in the other one (rare words count more, names do not); figures
in common (rarer ones count more); whether both give figures and none in common; whether both name speakers and not the
same. It was fitted on five stories of the teaching corpus; no stance or entailment model is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.statements import facts

Floats = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Singles = npt.NDArray[np.float32]

WEIGHTS: Final = {"cosine": 3.3, "overlap": 3.9, "figures": 0.26, "conflict": -0.8, "speakers": -0.6}
BIAS: Final = -2.3
SAME_FROM: Final = 0.73
"""Likeness from which two sentences make the same statement: most of what is below is two things about one person."""
UNIQUE_FROM: Final = 20
"""A smaller number says something only together with what it counts: "two ships", not "two"."""
ROWS: Final = 512
"""Sentences compared at once with all others."""
WHOLE: Final = 5
"""Words of a sentence, of mean rarity, that a shorter one is taken to have."""
SPOKEN: Final = 3
"""Words beside the silent ones that a sentence needs to say something by itself."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W_]+)?")
# Whom a sentence is about is not what it says: names make sentences longer, never more alike, and "Prime Minister
# Maela Torrin" is one word, the last.
_INSIDE: Final = re.compile(r"(?<=[a-zß-ÿ,;:] )[^\W\d_a-zß-ÿ][\w’'-]+")
_NAME: Final = re.compile(r"(?:[^\W\d_a-zß-ÿ][\w’'-]*\.?\s+)+(?=[^\W\d_a-zß-ÿ][\w’'-]*)")
_ENDING: Final = re.compile(r"(?:['’]s?|ing|ed|es|s|ly)$")
_STEM: Final = 3
"""Letters that an ending must leave of a word."""
_SILENT: Final = frozenset(
    """the a an and or but if of to in on at by for from with without as is are was were be been being it its he she
    they them him her his their who whom whose which that this these those there here what when where why how not no
    nor so than then too very just also only even still had has have having do does did will would can could shall
    should may might must i you we us me my our your all any some each every about into out up down over under after
    before again more most other such own same say said says told per cent""".split()
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of sentences by their numbers, ``one`` before ``other``."""

    one: Numbers
    other: Numbers
    likeness: Singles


class Compared:
    """Sentences of one story made ready to be compared with each other."""

    def __init__(self, sentences: Sequence[str], embeddings: Floats, speakers: Sequence[str | None]) -> None:
        """Read the sentences; ``embeddings`` has one row of unit length for each."""
        told = [facts.told(sentence) for sentence in sentences]
        found = [facts.figures(sentence) for sentence in told]
        counted = [{_figure(value, noun) for value, noun in own} for own in found]
        words = [words_of(sentence) | own for sentence, own in zip(told, counted, strict=True)]
        rarity = _rarity(words)
        names = {word for sentence in told for name in _INSIDE.findall(sentence) for word in words_of(name)}
        self.speaking: Flags = np.array([len(own) >= SPOKEN for own in words], dtype=bool)
        self._embeddings = embeddings.astype(np.float32)
        self._words = _table([own - names for own in words], rarity)
        self._figures = _table(counted, rarity)
        self._values = _table([{value for value, _ in own} for own in found], lambda _: 1.0)
        totals = np.array([sum(rarity(word) ** 2 for word in sorted(own)) for own in words])
        # "Torrin?" stands in many sentences: a short one has to share more than all of it.
        held = max(1, sum(map(len, words)))
        self._totals = np.maximum(totals, WHOLE * totals.sum() / held) if totals.any() else np.ones(len(totals))
        self._counts: Flags = np.array([bool(own) for own in found], dtype=bool)
        voices = [facts.speaker_names(speaker) for speaker in speakers]
        self._speakers = _table(voices, lambda _: 1.0)
        self._spoken: Flags = np.array([bool(own) for own in voices], dtype=bool)

    def __len__(self) -> int:
        return len(self._totals)

    def traits(self, rows: Numbers) -> dict[str, Singles]:
        """For some sentences and all others: what their likeness is made of, one array per key of `WEIGHTS`."""
        shared = (self._words[rows] @ self._words.T).toarray()
        common = (self._values[rows] @ self._values.T).toarray() > 0
        one_speaker = (self._speakers[rows] @ self._speakers.T).toarray() > 0
        return {
            "cosine": self._embeddings[rows] @ self._embeddings.T,
            "overlap": (shared / np.minimum(self._totals[rows, None], self._totals[None, :])).astype(np.float32),
            "figures": (self._figures[rows] @ self._figures.T).toarray().astype(np.float32),
            "conflict": (self._counts[rows, None] & self._counts[None, :] & ~common).astype(np.float32),
            "speakers": (self._spoken[rows, None] & self._spoken[None, :] & ~one_speaker).astype(np.float32),
        }

    def to(self, row: int) -> Singles:
        """The likeness of every sentence to one of them; 0 of those that say nothing by themselves."""
        alike: Singles = np.where(self.speaking, likeness(self.traits(np.array([row])))[0], np.float32(0))
        alike[row] = 1
        return alike

    def pairs(self, least: float) -> Pairs:
        """The pairs of at least this likeness, of sentences that say something by themselves."""
        parts = [self._pairs(np.arange(at, min(at + ROWS, len(self))), least) for at in range(0, len(self), ROWS)]
        return Pairs(
            np.concatenate([part.one for part in parts] or [np.empty(0, np.int64)]),
            np.concatenate([part.other for part in parts] or [np.empty(0, np.int64)]),
            np.concatenate([part.likeness for part in parts] or [np.empty(0, np.float32)]),
        )

    def _pairs(self, rows: Numbers, least: float) -> Pairs:
        alike = likeness(self.traits(rows))
        speaking = self.speaking[rows, None] & self.speaking[None, :]
        at, to = np.nonzero((alike >= least) & speaking & (np.arange(len(self))[None, :] > rows[:, None]))
        return Pairs(rows[at], to, alike[at, to])


def likeness(traits: dict[str, Singles]) -> Singles:
    """From 0 to 1: the odds, as a share, that two sentences with these traits make the same statement."""
    total = BIAS + sum(weight * traits[name] for name, weight in WEIGHTS.items())
    share: Singles = (1 / (1 + np.exp(-np.asarray(total)))).astype(np.float32)
    return share


def words_of(sentence: str) -> set[str]:
    """The words of a sentence without endings, and without those that say nothing by themselves."""
    found = set()
    for word in _WORD.findall(_NAME.sub("", sentence)):
        small = word.casefold()
        if small not in _SILENT and not facts.is_number(small):
            stem = _ENDING.sub("", small)
            found.add(stem if len(stem) >= _STEM else small)
    return found


def _figure(value: str, noun: str) -> str:
    unique = ":" in value or "." in value or float(value) >= UNIQUE_FROM
    return f"#{value}" if unique else f"#{value} {_ENDING.sub('', noun)}"


def _rarity(words: Iterable[Set[str]]) -> Callable[[str], float]:
    held = list(words)
    frequent = Counter(word for own in held for word in own)
    return lambda word: float(np.sqrt(np.log1p(len(held) / frequent[word])))


def _table(words: Sequence[Set[str]], weight: Callable[[str], float]) -> sparse.csr_matrix:
    """Sentences × words, so that the product of two rows is the summed weight, squared, of their common words."""
    place: dict[str, int] = {}
    cells: Iterator[tuple[int, int, float]] = (
        (row, place.setdefault(word, len(place)), weight(word)) for row, own in enumerate(words) for word in sorted(own)
    )
    rows, columns, values = zip(*cells, strict=True) if any(words) else ((), (), ())
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(words), max(1, len(place))))
