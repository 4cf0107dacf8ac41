"""Sentences that a house puts under many articles and that make nobody's copy: footers, notices, standing phrases.

A sentence is furniture where articles of one house carry it word for word that otherwise have
nothing in common: three that say at least a fifth in words of their own, or five short ones that
say little else under five different headlines (a paywall's notice). Copies of one report are no
such articles, however often the house brings it out. Where the house is unknown nothing is furniture.
"""

from __future__ import annotations

import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from analysis.shingles import Flags, Page

SENTENCE: Final = 5
"""Words of the shortest sentence looked at."""
TEXTS: Final = 3
OWN_SHARE: Final = 1 / 5
HEADLINES: Final = 5
NOTICE: Final = 80
"""Words of the longest notice; a longer text under ever new headlines is a report that is being updated."""
ALIKE_FROM: Final = 0.2
"""Share of its own words in common from which two articles are versions of one report."""
HEADLINES_ALIKE_FROM: Final = 0.5
SAMPLE: Final = 12
"""Articles looked at for one sentence: enough to know a footer that hundreds carry."""
PAIRS_AT_HAND: Final = 65_536

Pages = Callable[[int], Page]


class Furniture:
    """The sentences of pages as they come in and, once looked for, which of them are furniture."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._spans = array("I")
        self._marks = array("I")
        self._found: dict[int, list[tuple[int, int]]] = {}

    def add(self, page: Page, house: str) -> None:
        """Take in the next page; pages are numbered from 0."""
        salt = zlib.crc32(house.encode("utf-8", "surrogatepass")) << 32
        for key, start, stop in page.sentences if house else ():
            if stop - start >= SENTENCE:
                self._keys.append(key ^ salt)
                self._spans.extend((len(self._marks), start, stop))
        self._marks.append(page.mark)

    def of(self, page: int, words: int) -> Flags:
        """Which of so many words of a page are furniture."""
        return _flags(self._found.get(page, ()), words)

    def find(self, pages: Pages, among: set[int]) -> None:
        """Look for furniture that some of these pages have in common."""
        groups = list(self._repeated())
        repeated: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for spans in groups:
            for page, start, stop in spans:
                repeated[page].append((start, stop))
        house = _House(pages, repeated)
        for spans in groups:
            # In an order that does not depend on that in which the pages came.
            carriers = sorted({page for page, _, _ in spans}, key=self._marks.__getitem__)
            if len(among.intersection(carriers)) > 1 and house.unrelated(carriers[:SAMPLE]):
                for page, start, stop in spans:
                    self._found.setdefault(page, []).append((start, stop))

    def _repeated(self) -> Iterator[list[tuple[int, int, int]]]:
        """The places of every sentence that at least `TEXTS` pages of a house carry: page, start, stop."""
        keys = np.frombuffer(self._keys, dtype=np.uint64)
        spans = np.frombuffer(self._spans, dtype=np.uint32).reshape(-1, 3)
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order][:1] + np.uint64(1)))
        stops = np.append(starts[1:], len(order))
        for start, stop in zip(*(edge[stops - starts >= TEXTS].tolist() for edge in (starts, stops)), strict=True):
            group = spans[order[start:stop]]
            if len(np.unique(group[:, 0])) >= TEXTS:
                yield [(page, first, last) for page, first, last in group.tolist()]


class _House:
    """What pages say besides the sentences that others of their house carry as well."""

    def __init__(self, pages: Pages, repeated: dict[int, list[tuple[int, int]]]) -> None:
        self._pages = pages
        self._repeated = repeated
        self._alike = lru_cache(PAIRS_AT_HAND)(self._reports_alike)

    def unrelated(self, carriers: list[int]) -> bool:
        """Whether enough of the pages have nothing else in common."""
        speaking = [page for page in carriers if self._speaks(page)]
        silent = [page for page in carriers if page not in speaking and self._words(page) <= NOTICE]
        return _several(speaking, TEXTS, self._alike) or _several(silent, HEADLINES, self._headlines_alike)

    def _own(self, number: int) -> Flags:
        page = self._pages(number)
        return page.body & ~_flags(self._repeated[number], len(page.words))

    def _speaks(self, number: int) -> bool:
        return bool(np.count_nonzero(self._own(number)) >= max(SENTENCE, OWN_SHARE * self._words(number)))

    def _words(self, number: int) -> int:
        return int(np.count_nonzero(self._pages(number).body))

    def _reports_alike(self, one: int, other: int) -> bool:
        a, b = sorted((one, other), key=lambda number: np.count_nonzero(self._own(number)))
        return bool(self._pages(a).shared(self._pages(b))[self._own(a)].mean() >= ALIKE_FROM)

    def _headlines_alike(self, one: int, other: int) -> bool:
        a, b = (set(page.words[~page.body].tolist()) for page in map(self._pages, (one, other)))
        return len(a & b) >= HEADLINES_ALIKE_FROM * max(1, min(len(a), len(b)))


def _several(pages: list[int], number: int, alike: Callable[[int, int], bool]) -> bool:
    """Whether so many of the pages can be picked that no two of them are alike."""
    picked: list[int] = []
    for page in pages:
        if not any(alike(other, page) for other in picked):
            picked.append(page)
        if len(picked) == number:
            return True
    return False


def _flags(spans: list[tuple[int, int]] | tuple[()], words: int) -> Flags:
    flags = np.zeros(words, dtype=bool)
    for start, stop in spans:
        flags[start:stop] = True
    return flags
