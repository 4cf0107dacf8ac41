"""Which texts are near each other, found in blocks of time so that neither work nor memory grows with the square."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.stories.features import Halves

Days = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

WINDOW_DAYS: Final = 4.0
"""Reports on one event that are further apart are joined by those between them, or not at all."""
FADING: Final = 0.15
"""What two texts at the two ends of the window lose of their similarity; in between it grows evenly."""
ROWS: Final = 1024
COLUMNS: Final = 8192
"""Texts compared at once: 32 MB of similarities."""
KEPT: Final = 40
"""Later neighbours kept of each text, the nearest ones; a story with more is held together by them all the same."""


def pairs(vectors: Halves, days: Days, least: float) -> tuple[Numbers, Numbers, Scores]:
    """Pairs of texts at least so similar, nearest first.

    Args:
        vectors: One row per text; the dot product of two is their similarity.
        days: When each came out; NaN where that is not known, which forbids no pair and costs half of `FADING`.
        least: Similarity, after fading, from which a pair counts.
    """
    order = np.argsort(days, kind="stable")  # those without a time come last
    sorted_days = days[order]
    dated = int(np.count_nonzero(~np.isnan(days)))
    found: list[tuple[Numbers, Numbers, Scores]] = []
    for start in range(0, len(order), ROWS):
        stop = min(start + ROWS, len(order))
        rows = np.arange(start, stop)
        until = dated
        if stop <= dated:
            until = int(np.searchsorted(sorted_days[:dated], sorted_days[stop - 1] + WINDOW_DAYS, side="right"))
        columns = np.concatenate([np.arange(start, max(start, until)), np.arange(max(start, dated), len(order))])
        parts = [
            _near(vectors, sorted_days, order, rows, columns[at : at + COLUMNS], least)
            for at in range(0, len(columns), COLUMNS)
        ]
        found.append(_nearest(*(np.concatenate(each) for each in zip(*parts, strict=True))))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32)
    one, other = (np.concatenate([part[side] for part in found]) for side in (0, 1))
    score = np.concatenate([part[2] for part in found])
    first, second = np.minimum(order[one], order[other]), np.maximum(order[one], order[other])
    best = np.lexsort((second, first, -score))
    return first[best], second[best], score[best]


def _near(
    vectors: Halves, days: Days, order: Numbers, rows: Numbers, columns: Numbers, least: float
) -> tuple[Numbers, Numbers, Scores]:
    """Places in order of time of the pairs of a row and a later column that are near enough."""
    similar = vectors[order[rows]].astype(np.float32) @ vectors[order[columns]].astype(np.float32).T
    gap = np.abs(days[rows, None] - days[None, columns])
    similar -= (FADING / WINDOW_DAYS) * np.where(np.isnan(gap), WINDOW_DAYS / 2, gap).astype(np.float32)
    at, to = np.nonzero((similar >= least) & (columns[None, :] > rows[:, None]) & ~(gap > WINDOW_DAYS))
    return rows[at], columns[to], similar[at, to]


def _nearest(one: Numbers, other: Numbers, score: Scores) -> tuple[Numbers, Numbers, Scores]:
    """The pairs without those beyond the nearest `KEPT` of a text."""
    ranked = np.lexsort((other, -score, one))
    one, other, score = one[ranked], other[ranked], score[ranked]
    starts = np.searchsorted(one, one, side="left")
    kept = np.arange(len(one)) - starts < KEPT
    return one[kept], other[kept], score[kept]
