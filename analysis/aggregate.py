"""Estimates per outlet: article means first, then families, with an interval for every mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DRAWS: Final = 2_000
LEVEL: Final = 0.95
# From this many clusters on, what skewness still moves the ends of an interval (for a skewness of 2, 0.07 standard
# errors) is no more than what 2,000 draws leave to chance (0.06), so Student's t is as good and does not vary.
NORMAL_FROM: Final = 200
# Below this many clusters the bootstrap is too narrow (at n = 3 its "95 %" holds the truth in 75 % of
# samples); Student's t keeps the level there for anything like normal clusters.
BOOTSTRAP_FROM: Final = 10
FLOOR: Final = 3
"""Families below which a mean is shown without an interval and never compared."""
BLOCK: Final = 4_000_000
"""Most numbers that a bootstrap holds at once: 32 MB."""

COLUMNS: Final = ("estimate", "low", "high", "n_families", "n_articles", "n_sentences", "spread", "missing")


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its interval; both ends are None when there are too few families."""

    estimate: float
    low: float | None
    high: float | None


def by_group(
    articles: pd.DataFrame,
    by: Sequence[str],
    *,
    unit: str = "family",
    bounds: tuple[float, float] = (-1.0, 1.0),
    seed: int = 0,
) -> pd.DataFrame:
    """One row per group: the estimate, its interval, and what it rests on.

    Args:
        articles: One row per article with ``mean`` (of its sentences), ``sentences``, ``article``,
            ``family`` and the columns named in ``by``. An article without a sentence to score has
            ``sentences`` 0 and no ``mean``.
        by: Columns that make the groups.
        unit: "family": near copies are one voice; "article": every copy counts.
        bounds: The measure's scale, which an interval cannot leave.
        seed: Of the bootstrap; the same seed gives the same interval.

    Returns:
        The columns of ``by`` and `COLUMNS`. ``spread`` is the standard deviation of the families;
        ``missing`` says why there is no estimate or interval.
    """
    groups = articles.groupby(list(by), sort=True, observed=True)
    number, counted = groups.ngroup(), groups.size()
    kept = ((articles["sentences"] > 0) & (number >= 0)).to_numpy()
    # As an array: an article on two topics is there twice, and its index with it.
    scored = articles[kept].assign(_group=number.to_numpy()[kept])
    families = scored.groupby(["_group", unit], sort=True, observed=True)["mean"].mean()
    every = range(len(counted))
    sizes: Ints = families.groupby(level="_group").size().reindex(every, fill_value=0).to_numpy().astype(np.int64)
    texts = scored.groupby("_group")["sentences"].agg(["size", "sum"]).reindex(every, fill_value=0)
    return counted.index.to_frame(index=False).assign(
        **mean_intervals(families.to_numpy(dtype=float), sizes, bounds=bounds, seed=seed),
        n_families=sizes,
        n_articles=texts["size"].to_numpy(),
        n_sentences=texts["sum"].to_numpy(),
        missing=pd.Series(
            [_missing(n, of, unit) for n, of in zip(sizes.tolist(), counted.tolist(), strict=True)], dtype=object
        ),
    )[[*by, *COLUMNS]]


def mean_interval(
    clusters: Floats,
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    bounds: tuple[float, float] = (-1.0, 1.0),
    seed: int = 0,
) -> Interval:
    """Mean of clusters with its interval, as `mean_intervals` makes it."""
    found = mean_intervals(clusters, np.array([len(clusters)]), level=level, draws=draws, bounds=bounds, seed=seed)
    low, high = float(found["low"][0]), float(found["high"][0])
    return Interval(float(found["estimate"][0]), None if np.isnan(low) else low, None if np.isnan(high) else high)


def mean_intervals(
    clusters: Floats,
    sizes: Ints,
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    bounds: tuple[float, float] = (-1.0, 1.0),
    seed: int = 0,
) -> dict[str, Floats]:
    """Mean, spread and interval of many groups of clusters at once: Student's t for few and for many, else a bootstrap.

    Clusters are resampled with replacement; the percentiles are widened for small samples
    (Hesterberg 2015, "What Teachers Should Know About the Bootstrap", section 5.3). Groups of one size share their
    draws, so that a group's interval does not hang on which other groups there are.

    Args:
        clusters: The values of all groups, one group after another.
        sizes: How many clusters each group has; a group can be empty.
        level: Of the intervals.
        draws: Of the bootstrap.
        bounds: The measure's scale, which an interval cannot leave.
        seed: Of the bootstrap.
    """
    starts = np.cumsum(sizes) - sizes
    of = np.repeat(np.arange(len(sizes)), sizes)
    estimate = _sums(clusters, of, len(sizes)) / np.where(sizes > 0, sizes, np.nan)
    spread = np.sqrt(_sums((clusters - estimate[of]) ** 2, of, len(sizes)) / np.where(sizes > 1, sizes - 1, np.nan))
    reach: Floats = np.asarray(stats.t.ppf((1 + level) / 2, np.maximum(sizes - 1, 1)))
    half = reach * spread / np.sqrt(np.where(sizes >= FLOOR, sizes, np.nan))
    low, high = estimate - half, estimate + half
    drawn = (sizes >= BOOTSTRAP_FROM) & (sizes < NORMAL_FROM)
    for n in np.unique(sizes[drawn]):
        tail = stats.norm.cdf(-np.sqrt(n / (n - 1)) * reach[sizes == n][0])
        alike = np.flatnonzero(sizes == n)
        for part in np.array_split(alike, -(-len(alike) * draws // BLOCK)):
            values = clusters[starts[part] + np.arange(n)[:, None]]
            low[part], high[part] = np.quantile(resamples(int(n), draws, seed) @ values / n, [tail, 1 - tail], axis=0)
    return {
        "estimate": estimate,
        "low": np.maximum(low, bounds[0]),
        "high": np.minimum(high, bounds[1]),
        "spread": spread,
    }


# Pairs of outlets that share all their stories need the same draws one after another.
@lru_cache(maxsize=16)
def resamples(n: int, draws: int, seed: int) -> Floats:
    """How often each of n clusters comes up in samples of n with replacement, shape (draws, n)."""
    picked = np.random.default_rng(seed).integers(0, n, size=(draws, n))
    picked += np.arange(draws)[:, None] * n
    counts = np.bincount(picked.ravel(), minlength=draws * n).reshape(draws, n).astype(np.float64)
    counts.flags.writeable = False
    return counts


def _sums(values: Floats, of: Ints, groups: int) -> Floats:
    # np.bincount returns integers where there is nothing to count.
    return np.bincount(of, weights=values, minlength=groups).astype(np.float64)


def _missing(families: int, articles: int, unit: str) -> str | None:
    if families == 0:
        return _nothing(articles)
    return None if families >= FLOOR else _few(families, unit)


def _nothing(articles: int) -> str:
    return f"none of {articles} articles has a sentence that could be scored for this"


def _few(n: int, unit: str) -> str:
    name = {"family": "independent text", "article": "article"}[unit] + ("" if n == 1 else "s")
    return f"only {n} {name}: an interval needs at least {FLOOR}"
