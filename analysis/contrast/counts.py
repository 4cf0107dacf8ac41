"""How often every text uses every word and phrase, counted in bounded memory.

Most phrases occur once. A table of counters, addressed by hash, says after a first pass which phrases
can occur in enough texts; only these are kept in the second (Park, Chen & Yu 1995, "An Effective
Hash-Based Algorithm for Mining Association Rules", section 3).
"""

from __future__ import annotations

import math
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.contrast import words
from analysis.contrast.words import BREAK, CHARACTER, WORD

LONGEST: Final = 3
"""Words in the longest phrase."""
TERM_FAMILIES: Final = 3
"""A term that fewer texts use is somebody's subject, and nobody's habit."""
RAREST: Final = 1e-4
"""In a large corpus, the share of the texts that must use a term: rarer ones are millions, and accidents."""
FURNITURE_WORDS: Final = 5
"""A sentence of so many words that an outlet prints again, word for word, votes once: a footer is no style."""
FAMILIES_PER_CHUNK: Final = 512
COUNTERS: Final = 1 << 25
KEYS_AT_HAND: Final = 1 << 21

csr: Any = sparse.csr_array
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Texts × terms, and how many words and phrases of each length a text has in all."""

    terms: tuple[str, ...]
    length: Ints
    matrix: Any
    """A `scipy.sparse.csr_array`, one row per family, one column per term."""
    positions: Ints
    """One row per family: how many words, pairs and triples it has."""
    outlets: tuple[str, ...]
    outlet: Ints
    cluster: Ints
    mastheads: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Stream:
    """All texts as one row of word numbers; every sentence ends with a break."""

    ids: NDArray[np.uint32]
    offsets: Ints
    names: list[str]
    kinds: NDArray[np.uint8]
    hashes: Hashes


def count(
    batches: Iterable[pd.DataFrame],
    *,
    mastheads: Mapping[str, Sequence[str]] | None = None,
    least: int | None = None,
) -> Counts:
    """Count words and phrases of up to three words, in one row per family.

    Args:
        batches: Sentences with ``outlet``, ``family``, ``cluster`` (the story, or the family where there is
            none) and ``text``; those of a family one after another, from one article of it.
        mastheads: Outlet → the names under which it goes, which are no words of its texts.
        least: Families that must use a term; None for three, or one in ten thousand where that is more.

    Raises:
        ValueError: The sentences of a family do not stand together.
    """
    named = {outlet: tuple(names) for outlet, names in (mastheads or {}).items()}
    stream, families = _read(batches, named)
    enough = max(TERM_FAMILIES, math.ceil(RAREST * len(families))) if least is None else least
    keys, families_of = _frequent(stream, enough)
    terms, length, matrix = _matrix(stream, keys, int(families_of.sum()))
    outlet, outlets = pd.factorize(families["outlet"], sort=True)
    return Counts(
        terms=terms,
        length=length,
        matrix=matrix,
        positions=_positions(stream),
        outlets=tuple(map(str, outlets)),
        outlet=outlet,
        cluster=pd.factorize(families["cluster"])[0],
        mastheads={outlet: tuple(words.printed(words.read(name)) for name in names) for outlet, names in named.items()},
    )


def _read(batches: Iterable[pd.DataFrame], mastheads: Mapping[str, tuple[str, ...]]) -> tuple[_Stream, pd.DataFrame]:
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    end = numbers["."]
    patterns = {outlet: _any_of(names) for outlet, names in mastheads.items() if any(names)}
    ids, offsets = array("I"), array("Q")
    families: dict[str, tuple[str, str]] = {}
    seen: set[int] = set()
    current = None
    for batch in batches:
        columns = (batch[name].tolist() for name in ("outlet", "family", "cluster", "text"))
        for outlet, family, cluster, text in zip(*columns, strict=True):
            if family != current:
                if family in families:
                    raise ValueError(f"the sentences of family {family!r} do not stand together; sort them by family")
                families[family] = (outlet, cluster)
                offsets.append(len(ids))
                current = family
            if pattern := patterns.get(outlet):
                text = pattern.sub(" . ", text)
            sentence = array("I", map(numbers.__getitem__, words.tokens(text)))
            if len(sentence) >= FURNITURE_WORDS:
                key = hash((outlet, sentence.tobytes()))
                if key in seen:
                    continue
                seen.add(key)
            ids.extend(sentence)
            ids.append(end)
    offsets.append(len(ids))
    table = pd.DataFrame(list(families.values()), columns=["outlet", "cluster"])
    return _stream(ids, offsets, list(numbers)), table


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """The names as printed and in capitals, longest first; in other letters they may be ordinary words."""
    forms = {form for name in names if name for form in (name, name.upper())}
    listed = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")


def _stream(ids: array[int], offsets: array[int], printed: list[str]) -> _Stream:
    """Give words that differ in an apostrophe or a possessive one number."""
    known: dict[str, int] = {}
    merged = np.array([known.setdefault(words.canonical(word), len(known)) for word in printed], dtype=np.uint32)
    names = list(known)
    numbers = np.arange(1, len(names) + 1, dtype=np.uint64)
    return _Stream(
        ids=merged[np.frombuffer(ids, dtype=np.uint32)],
        offsets=np.frombuffer(offsets, dtype=np.uint64).astype(np.int64),
        names=names,
        kinds=np.fromiter(map(words.kind, names), dtype=np.uint8, count=len(names)),
        hashes=_mixed(numbers),
    )


def _mixed(numbers: Hashes) -> Hashes:
    """A good hash of a number (SplitMix64, Steele, Lea & Flood 2014)."""
    z = numbers * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _chunks(stream: _Stream) -> Iterator[tuple[Ints, Hashes, Ints, Ints]]:
    """Per chunk of families and for each term in each: family, key of the term, how often, and a place of it."""
    for first in range(0, len(stream.offsets) - 1, FAMILIES_PER_CHUNK):
        bounds = stream.offsets[first : first + FAMILIES_PER_CHUNK + 1]
        ids = stream.ids[bounds[0] : bounds[-1]]
        family = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        kinds, key = stream.kinds[ids], stream.hashes[ids]
        keys, at = [], []
        for length in range(1, LONGEST + 1):
            if length > 1:
                key = _mixed(key[:-1]) + stream.hashes[ids[length - 1 :]]
            whole, starts = _whole(kinds, length), kinds[: len(key)]
            ends = kinds[length - 1 :]
            may = starts == WORD if length == 1 else whole & (starts >= CHARACTER) & (ends >= CHARACTER)
            places = np.flatnonzero(may)
            keys.append(key[places])
            at.append(places * LONGEST + length - 1)
        key, place = np.concatenate(keys), np.concatenate(at)
        holder = family[place // LONGEST]
        # Equal for the same term in the same family, and else as good as never: one sort instead of two.
        _, one, often = np.unique(key ^ _mixed(~holder.astype(np.uint64)), return_index=True, return_counts=True)
        order = np.argsort(holder[one], kind="stable")
        one = one[order]
        yield holder[one] + first, key[one], often[order], place[one] + bounds[0] * LONGEST


def _whole(kinds: NDArray[np.uint8], length: int) -> NDArray[np.bool_]:
    """Where so many words stand in a row with no break among them."""
    whole: NDArray[np.bool_] = kinds != BREAK
    for _ in range(length - 1):
        whole = whole[:-1] & (kinds[len(kinds) - len(whole) + 1 :] != BREAK)
    return whole


def _counters(stream: _Stream) -> NDArray[np.uint16]:
    """In how many families a term can occur at most, by the lower bits of its key."""
    counters = np.zeros(COUNTERS, dtype=np.uint16)
    for _, keys, _, _ in _chunks(stream):
        slots, times = np.unique(keys & np.uint64(COUNTERS - 1), return_counts=True)
        # Held at the top rather than run over: only "enough" matters.
        counters[slots] = np.minimum(counters[slots] + times, np.iinfo(np.uint16).max)
    return counters


def _frequent(stream: _Stream, least: int) -> tuple[Hashes, Ints]:
    """The keys of the terms that occur in enough families, sorted, and in how many they occur."""
    counters = _counters(stream)
    waiting: list[tuple[Hashes, Ints]] = []
    size = 0
    for _, keys, _, _ in _chunks(stream):
        found, times = np.unique(keys[counters[keys & np.uint64(COUNTERS - 1)] >= least], return_counts=True)
        waiting.append((found, times))
        size += len(found)
        if size > KEYS_AT_HAND:
            waiting = [_added(waiting)]
            size = 0
    keys, times = _added(waiting)
    return keys[times >= least], times[times >= least]


def _added(parts: Sequence[tuple[Hashes, Ints]]) -> tuple[Hashes, Ints]:
    keys = np.concatenate([keys for keys, _ in parts]) if parts else np.empty(0, dtype=np.uint64)
    times = np.concatenate([times for _, times in parts]) if parts else np.empty(0, dtype=np.int64)
    order = np.argsort(keys)
    keys, times = keys[order], times[order]
    starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] + np.uint64(1)))
    return keys[starts], np.add.reduceat(times, starts) if len(starts) else times


def _matrix(stream: _Stream, keys: Hashes, size: int) -> tuple[tuple[str, ...], Ints, csr]:
    """The terms of these keys with their lengths and counts, ``size`` of which are not zero."""
    columns, often = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
    per_family = np.zeros(len(stream.offsets), dtype=np.int64)
    at = np.zeros(len(keys), dtype=np.int64)
    filled = 0
    for family, found, times, places in _chunks(stream):
        column = np.minimum(np.searchsorted(keys, found), max(len(keys) - 1, 0))
        kept = np.flatnonzero(keys[column] == found) if len(keys) else column[:0]
        end = filled + len(kept)
        columns[filled:end], often[filled:end] = column[kept], times[kept]
        at[column[kept]] = places[kept]
        np.add.at(per_family, family[kept] + 1, 1)
        filled = end
    length = at % LONGEST + 1
    terms = tuple(
        words.printed(stream.names[number] for number in stream.ids[start : start + words_])
        for start, words_ in zip((at // LONGEST).tolist(), length.tolist(), strict=True)
    )
    shape = (len(stream.offsets) - 1, len(terms))
    return terms, length, csr((often, columns, np.cumsum(per_family)), shape=shape)


def _positions(stream: _Stream) -> Ints:
    """How many words, pairs and triples every family has, function words and rare ones among them."""
    kinds = stream.kinds[stream.ids]
    totals = np.zeros((len(stream.offsets) - 1, LONGEST), dtype=np.int64)
    for length in range(1, LONGEST + 1):
        whole = np.append(_whole(kinds, length), np.zeros(length - 1, dtype=bool))[: len(kinds)]
        before = np.concatenate([[0], np.cumsum(whole)])
        totals[:, length - 1] = np.diff(before[stream.offsets])
    return totals
