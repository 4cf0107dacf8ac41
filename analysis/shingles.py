"""A page as hashed words: its shingles, its fingerprints, its sentences, and what it shares with another."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.voices import marks

SHINGLE: Final = 4
"""Words in a shingle. Three are often a stock phrase; with more, one changed word costs too much."""
WINDOW: Final = 8
"""Of so many neighbouring shingles one is kept as a fingerprint."""

# Scripts without spaces between words count every character as one.
_UNSPACED: Final = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|\n|[.!?…](?=[\"”’»)\]]*\s)|[。！？]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_LINE: Final = zlib.crc32(b"\n")
_ENDS: Final = np.array([zlib.crc32(mark.encode()) for mark in "\n.!?…。！？"], dtype=np.uint32)

Hashes = NDArray[np.uint32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)  # without slots, since properties are kept
class Page:
    """A headline and a text, joined by `join`, as words; everything else is worked out when asked for."""

    joined: str
    seed: int = 0

    @property
    def mark(self) -> int:
        """A number that only equal pages are likely to share."""
        return zlib.crc32(self.joined.encode())

    @cached_property
    def _hashed(self) -> Hashes:
        return np.fromiter(map(zlib.crc32, map(str.encode, _TOKEN.findall(self.joined))), dtype=np.uint32)

    @cached_property
    def _ends(self) -> Flags:
        return np.isin(self._hashed, _ENDS)

    @cached_property
    def words(self) -> Hashes:
        """The hash of every word, the headline's first."""
        return self._hashed[~self._ends]

    @cached_property
    def body(self) -> Flags:
        """Which words are the text's and not the headline's."""
        return np.cumsum(self._hashed == _LINE)[~self._ends] > 0

    @property
    def sentences(self) -> list[tuple[int, int, int]]:
        """Every sentence of the text: the hash of its words, its first word, the word after its last."""
        number = np.cumsum(self._ends)[~self._ends][self.body]
        if not len(number):
            return []
        starts = np.flatnonzero(np.diff(number, prepend=-1))
        lengths = np.diff(starts, append=len(number))
        place = np.arange(len(number)) - np.repeat(starts, lengths)
        keys = np.add.reduceat(_mixed(self.words[self.body], place.astype(np.uint64)), starts)
        first = starts + len(self.words) - len(number)
        return list(zip(keys.tolist(), first.tolist(), (first + lengths).tolist(), strict=True))

    @cached_property
    def shingles(self) -> Hashes:
        """The hash of every `SHINGLE` neighbouring words."""
        count = len(self.words) - SHINGLE + 1
        if count < 1:
            return np.zeros(0, dtype=np.uint32)
        hashes = np.zeros(count, dtype=np.uint64)
        for at in range(SHINGLE):
            hashes += _mixed(self.words[at : at + count], np.uint64(at + SHINGLE * (self.seed & 0xFFFFFFFF)))
        return (hashes >> np.uint64(32)).astype(np.uint32)

    @property
    def fingerprints(self) -> Hashes:
        """The least shingle of each window: texts with `SHINGLE + WINDOW - 1` words in a row in common share one."""
        if not len(self.shingles):
            return self.shingles
        windows = np.lib.stride_tricks.sliding_window_view(self.shingles, min(WINDOW, len(self.shingles)))
        return np.unique(windows.min(axis=1))

    @cached_property
    def quoted(self) -> Flags:
        """Which words stand inside quotation marks."""
        inside = marks.quoted(self.joined)
        return np.array([inside[m.start()] for m in _TOKEN.finditer(self.joined)], dtype=bool)[~self._ends]

    @cached_property
    def numbers(self) -> Flags:
        """Which words are written in digits."""
        return np.array([t[0].isdigit() for t in _TOKEN.findall(self.joined)], dtype=bool)[~self._ends]

    @property
    def quotations(self) -> Hashes:
        """The shingles that stand in quotation marks from the first word to the last."""
        inside = np.cumsum(np.append(0, self.quoted))
        whole: Flags = inside[SHINGLE:] - inside[:-SHINGLE] == SHINGLE
        return self.shingles[whole]

    def within(self, shingles: Hashes) -> Flags:
        """Which words belong to a run of words that is among some shingles."""
        hits = np.isin(self.shingles, shingles)
        words = np.zeros(len(self.words), dtype=bool)
        for at in range(SHINGLE):
            words[at : at + len(hits)] |= hits
        return words

    def shared(self, other: Page) -> Flags:
        """Which words stand in the other page too, in a run of at least `SHINGLE`."""
        return self.within(other.shingles)


def join(title: str, text: str) -> str:
    """One string of a headline and a text, as `Page` reads it: small letters, nothing invisible, valid Unicode."""
    whole = f"{' '.join(title.splitlines())}\n{text}".encode("utf-8", "replace").decode()
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", whole.casefold()))


def _mixed(words: Hashes, salt: NDArray[np.uint64] | np.uint64) -> NDArray[np.uint64]:
    """Words spread evenly over 64 bits (the finaliser of SplitMix64), differently for every salt."""
    with np.errstate(over="ignore"):
        h: NDArray[np.uint64] = words.astype(np.uint64) + (salt + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        h ^= h >> np.uint64(31)
    return h
