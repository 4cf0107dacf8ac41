"""Which pages are near copies of one another, found without comparing each with each.

Every page leaves a winnowed choice of its shingles as fingerprints (Schleimer, Wilkerson & Aiken
2003), so that two pages with eleven words in a row in common share one, however much longer one of
them is. MinHash is not used because its odds fall with the Jaccard similarity, and a 50-word snippet
of a 300-word article has one of 0.15. Pages that share enough fingerprints are compared word by word.
"""

from __future__ import annotations

import tempfile
from array import array
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis import shingles
from analysis.furniture import Furniture
from analysis.shingles import Flags, Page

SAME_FROM: Final = ((80, 0.5), (25, 0.6), (0, 0.9))
"""From so many words on, the share of the shorter page's words that must stand in the longer one, and of its words
outside quotations: the fewer they are, the more of them are stock phrases."""
SHORT: Final = 25
"""Texts of fewer words are compared together with their headlines."""
TOO_SHORT: Final = 8
"""With fewer words, headline included, nothing can be said."""
OWN_WORDS: Final = 5
"""A text with fewer words outside quotations is all quotation: then the quotations decide."""
NUMBERS: Final = 4
NUMBERS_FROM: Final = 0.5
"""From so many figures on, a copy has at least this share of them; daily reports off one template have not."""
PART_BELOW: Final = 0.25
LEAD_WITHIN: Final = 40
ONE_PIECE: Final = 1.5
"""A page that is a smaller part of another, in one piece and not at its beginning, is an item of a digest."""

CANDIDATE_FINGERPRINTS: Final = 2
CANDIDATE_SHARE: Final = 0.2
"""Fingerprints that two pages must share to be compared, and their share of the fewer ones."""
NEIGHBOURS: Final = 6
"""With so many of the next shorter pages each page is paired, for every fingerprint that they share."""
PAGES_AT_HAND: Final = 4096
PARTS: Final = 16
"""Fingerprints are sorted in so many parts, one after another, which takes less memory."""

# Two numbers of 32 bits sort and compare fastest as one of 64.
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


class Copies:
    """Pages that came in one after another; their words wait in a temporary file, not in memory."""

    def __init__(self, *, seed: int = 0) -> None:
        self._seed = seed
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as this object
        self._offsets = array("Q", [0])
        self._sizes = array("I")
        self._marks = array("I")
        self._counts = array("I")
        self._prints = array("I")
        self._furniture = Furniture()
        self._page = lru_cache(PAGES_AT_HAND)(self._read)
        self._compared = lru_cache(PAGES_AT_HAND)(self._comparable)
        self._shares: dict[tuple[int, int], float] = {}

    def __len__(self) -> int:
        return len(self._sizes)

    def close(self) -> None:
        """Give the temporary file back."""
        self._file.close()

    def add(self, title: str, text: str, house: str) -> None:
        """Take in a page, laid out by ``house``; pages are numbered from 0 in the order in which they come."""
        joined = shingles.join(title, text)
        page = Page(joined, self._seed)
        self._offsets.append(self._offsets[-1] + self._file.write(joined.encode()))
        prints = page.fingerprints
        self._sizes.append(len(page.words))
        self._marks.append(page.mark)
        self._counts.append(len(prints))
        self._prints.frombytes(prints.tobytes())
        self._furniture.add(page, house)

    def families(self) -> list[list[int]]:
        """The pages in groups, each connected by near copies; most are alone in theirs."""
        candidates = self._candidates()
        self._furniture.find(self._page, {page for pair in candidates for page in pair})
        parent = list(range(len(self)))

        def root(page: int) -> int:
            while parent[page] != page:
                parent[page] = page = parent[parent[page]]
            return page

        for one, other in candidates:
            if root(one) != root(other) and self._same(one, other):
                parent[root(other)] = root(one)
        groups: dict[int, list[int]] = {}
        for page in range(len(self)):
            groups.setdefault(root(page), []).append(page)
        return list(groups.values())

    def comparable(self, page: int) -> bool:
        """Whether the page, headline included, says enough to be compared."""
        words = self._sizes[page]
        return bool(words - np.count_nonzero(self._furniture.of(page, words)) >= TOO_SHORT)

    def overlap(self, one: int, other: int) -> float:
        """Share of the shorter page's words that stand in the longer one."""
        known = self._shares.get((min(one, other), max(one, other)))
        if known is not None:
            return known
        shorter, longer = self._ordered(one, other)
        return float(self._page(shorter).shared(self._page(longer))[self._compared(shorter)].mean())

    def _read(self, page: int) -> Page:
        start, stop = self._offsets[page], self._offsets[page + 1]
        self._file.seek(start)
        return Page(self._file.read(stop - start).decode(), self._seed)

    def _comparable(self, number: int) -> Flags:
        """The words by which a page is compared: its text without furniture, with its headline if it is short."""
        page = self._page(number)
        words = page.body & ~self._furniture.of(number, len(page.words))
        return words if np.count_nonzero(words) >= SHORT else words | ~page.body

    def _ordered(self, one: int, other: int) -> tuple[int, int]:
        """The two pages, the one with fewer comparable words first."""
        first, second = sorted(
            (one, other), key=lambda page: (np.count_nonzero(self._compared(page)), self._marks[page])
        )
        return first, second

    def _same(self, one: int, other: int) -> bool:
        a, b = self._ordered(one, other)
        shorter, longer, compared = self._page(a), self._page(b), self._compared(a)
        size = int(np.count_nonzero(compared))
        if size < TOO_SHORT:
            return False
        least = next(share for words, share in SAME_FROM if size >= words)
        shared = shorter.shared(longer)
        share = self._shares[min(one, other), max(one, other)] = float(shared[compared].mean())
        if share < least or _other_figures(shorter, longer, compared):
            return False
        own = compared & ~(shorter.quoted | shorter.within(np.append(shorter.quotations, longer.quotations)))
        if np.count_nonzero(own) >= OWN_WORDS and shared[own].mean() < least:
            return False
        places = np.flatnonzero(longer.shared(shorter))
        if len(places) >= PART_BELOW * np.count_nonzero(self._compared(b)):
            return True
        start, stop = np.quantile(places, [0.05, 0.95])
        return bool(start <= LEAD_WITHIN or stop - start > ONE_PIECE * size)

    def _candidates(self) -> list[tuple[int, int]]:
        """Pairs of pages that share enough fingerprints to be compared."""
        counts = np.frombuffer(self._counts, dtype=np.uint32)
        # By length, and not by number: the result must not depend on the order in which pages come.
        order = np.lexsort([np.frombuffer(kept, dtype=np.uint32) for kept in (self._marks, self._sizes)])[::-1]
        place = np.empty(len(order), dtype=np.uint32)
        place[order] = np.arange(len(order), dtype=np.uint32)
        prints, holders = np.frombuffer(self._prints, dtype=np.uint32), np.repeat(place, counts)
        parts = (prints % PARTS == part for part in range(PARTS))
        paired = [_paired(prints[part].astype(np.uint64) << _HALF | holders[part]) for part in parts]
        pairs, shared = np.unique(np.concatenate(paired), return_counts=True)
        longer, shorter = order[pairs >> _HALF], order[pairs & _LOW]
        fewer = np.minimum(counts[longer], counts[shorter])
        enough = shared >= np.maximum(np.minimum(CANDIDATE_FINGERPRINTS, fewer), CANDIDATE_SHARE * fewer)
        return list(zip(longer[enough].tolist(), shorter[enough].tolist(), strict=True))


def _paired(held: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Pairs of pages, one for every fingerprint that pairs them, from fingerprints with the page that holds each.

    Of the pages that hold a fingerprint each is paired with the first and with the next few: that is
    all pairs of a small family, and of a family of 500 some 3,500 pairs and not 125,000.
    """
    held.sort()
    new = np.ones(len(held), dtype=bool)
    new[1:] = held[1:] >> _HALF != held[:-1] >> _HALF
    alone = new & np.append(new[1:], True)[: len(new)]  # as most are
    held, new = held[~alone], new[~alone]
    pages = held & _LOW
    starts = np.flatnonzero(new)
    first = np.repeat(starts, np.diff(starts, append=len(pages)))
    at = np.arange(len(pages))
    far = at[at - first > NEIGHBOURS]
    pairs = [pages[first[far]] << _HALF | pages[far]]
    for step in range(1, NEIGHBOURS + 1):
        beside = at[at - first >= step]
        pairs.append(pages[beside - step] << _HALF | pages[beside])
    return np.concatenate(pairs)


def _other_figures(shorter: Page, longer: Page, compared: Flags) -> bool:
    figures = shorter.words[compared & shorter.numbers]
    return len(figures) >= NUMBERS and float(np.isin(figures, longer.words).mean()) < NUMBERS_FROM
