"""What a p-value among others entitles one to say, and how many more stories it would take to say more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import numpy as np
from scipy import special, stats

from analysis.aggregate import Floats
from analysis.compare.contrasts import Contrast

LEVEL: Final = 0.05
"""Adjusted p-value below which a difference is clear: of the screens without any difference, one in twenty at most
calls one clear."""
SUGGESTIVE: Final = 0.10
"""Unadjusted p-value below which a difference is worth a second look."""
CLEAR_FROM: Final = 5
"""Shared stories, or independent stories or texts of either outlet, below which nothing is called clear: with three
or four the level rests on the texts being normal, which so few cannot show."""
WORTH_TELLING: Final = 0.05
"""The smallest difference worth telling, as a share of the scale: as if one sentence in twenty moved from one end of
the scale to the other. On −1 to 1 this is 0.10. Fewer sentences than that, a reader does not notice."""
POWER: Final = 0.80
"""The chance to be called clear that "so many more stories" promises."""


class Verdict(StrEnum):
    """How sure a difference is."""

    CLEAR = "clear"
    SUGGESTIVE = "suggestive"
    CANNOT_TELL = "cannot tell"


def adjusted(p: Floats) -> Floats:
    """p-values for as many comparisons as are shown (Benjamini & Hochberg 1995); a missing one does not count."""
    found = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        found[known] = stats.false_discovery_control(p[known], method="bh")
    return found


def verdict(p: float, p_adjusted: float, clusters: Sequence[int]) -> Verdict:
    """Clear: adjusted p below 0.05, so that the interval excludes 0, and enough clusters; suggestive: p below 0.10."""
    if p_adjusted < LEVEL and min(clusters) >= CLEAR_FROM:
        return Verdict.CLEAR
    return Verdict.SUGGESTIVE if p < SUGGESTIVE else Verdict.CANNOT_TELL


def further(contrast: Contrast, worth: float, comparisons: int) -> tuple[int | None, str | None]:
    """How many more clusters (of each side) would show a difference of ``worth`` with 80 % power, or why none would.

    The difference is one that would matter and never the observed one: power at the observed difference is the
    p-value in other clothes (Hoenig & Heisey 2001, The American Statistician 55:19). The level is that of the
    smallest p-value among so many comparisons; the sample size is normal with Guenther's (1981) term for Student's t.
    """
    reach = -float(special.ndtri(LEVEL / comparisons / 2))
    n = contrast.clusters
    too_few = CLEAR_FROM - min(n)
    if sum(contrast.variances) == 0 and too_few <= 0:
        return None, "the texts do not vary at all, so that how many more it would take cannot be worked out"
    wanted = (worth / (reach + float(special.ndtri(POWER)))) ** 2
    more = _to_reach(wanted, n, contrast.variances) + reach**2 / (2 * len(n))
    more = max(math.ceil(more - 1e-9), too_few)
    if more <= 0:
        return None, (
            f"those here would show a difference of {worth:.2f} in four samples of five: "
            "more of them would only tell smaller ones"
        )
    return more, None


def _to_reach(wanted: float, n: Sequence[int], variances: Sequence[float]) -> float:
    """How many more clusters on each side make the variance of the difference as small as wanted."""
    if len(n) == 1:
        return variances[0] / wanted - n[0]
    (a, b), (of_a, of_b) = n, variances
    # of_a / (a + m) + of_b / (b + m) = wanted, solved for m.
    half = (a + b - (of_a + of_b) / wanted) / 2
    return math.sqrt(max(0.0, half**2 - (a * b - (of_a * b + of_b * a) / wanted))) - half
