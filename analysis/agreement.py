"""How far coders agree beyond chance: Krippendorff's alpha with an interval, and pairs of coders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.base import LABELS

Floats = npt.NDArray[np.float64]

DRAWS: Final = 2_000
LEVEL: Final = 0.95
UNITS_FROM: Final = 10
"""Units with two labels or more below which no interval is given: a bootstrap of fewer is far too narrow."""
UNDEFINED_UPTO: Final = 0.05
"""Share of bootstrap draws without variation, where alpha is undefined, up to which the rest stand for all."""

VALUES: Final[dict[str, Mapping[str, float]]] = {
    task: dict(zip(labels, (-1.0, 0.0, 1.0) if len(labels) == 3 else (0.0, 1.0), strict=True))
    for task, labels in LABELS.items()
}
"""Measure → its labels, each with its number on the measure's scale."""

COLUMNS: Final = ("level", "alpha", "low", "high", "n_units", "n_labels", "n_coders", "missing")
PAIR_COLUMNS: Final = ("coder", "other", "n_units", "same", *COLUMNS[:4], "missing")


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha with its interval, or why one of them is missing."""

    alpha: float | None
    low: float | None
    high: float | None
    units: int
    """Units with at least two labels; others say nothing about agreement."""
    labels: int
    missing: str | None = None


def alpha(values: Floats, *, level: str, draws: int = DRAWS, seed: int = 0) -> Alpha:
    """Krippendorff's alpha with a percentile interval by resampling units.

    Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", sections C (any number of
    coders, missing data) and D (ordinal); interval: Zapf et al. 2016, "Measuring inter-rater
    reliability for nominal data", section "Bootstrap".

    Args:
        values: Units × coders; a missing label is NaN.
        level: "nominal": labels are the same or not; "ordinal": ranks apart count.
        draws: Bootstrap samples; 0 for no interval.
        seed: Of the bootstrap.
    """
    if level not in _METRICS:
        raise ValueError(f"level is {level!r}; it can be {', '.join(_METRICS)}")
    pairable = values[np.count_nonzero(~np.isnan(values), axis=1) >= 2]
    units, labels = len(pairable), int(np.count_nonzero(~np.isnan(pairable)))
    if units == 0:
        return Alpha(None, None, None, 0, 0, "no item has labels of two coders")
    matched = _coincidences(pairable)
    estimate = float(_alphas(matched.sum(axis=0, keepdims=True), level)[0])
    if np.isnan(estimate):
        return Alpha(None, None, None, units, labels, "all labels are the same: agreement beyond chance is undefined")
    if units < UNITS_FROM or draws == 0:
        return Alpha(estimate, None, None, units, labels, _few(units) if draws else None)
    counts = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=draws).astype(float)
    drawn = _alphas(np.einsum("du,uck->dck", counts, matched, optimize=True), level)
    if np.isnan(drawn).mean() > UNDEFINED_UPTO:
        return Alpha(
            estimate, None, None, units, labels, "nearly all labels are the same: too few others for an interval"
        )
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Alpha(estimate, float(low), float(high), units, labels)


def table(labels: pd.DataFrame, measure: str, *, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
    """Alpha of all coders together: one row per level that suits the measure, with `COLUMNS`.

    Args:
        labels: item, coder and value, one row per label.
        measure: Ranks are asked only of a measure with an order, which loaded / neutral has not.
        draws: Bootstrap samples.
        seed: Of the bootstrap.
    """
    wide = _wide(labels)
    rows = []
    for level in levels(measure):
        found = alpha(wide.to_numpy(dtype=float), level=level, draws=draws, seed=seed)
        rows.append(
            (level, found.alpha, found.low, found.high, found.units, found.labels, wide.shape[1], found.missing)
        )
    return _typed(pd.DataFrame(rows, columns=list(COLUMNS)))


def pairs(labels: pd.DataFrame, measure: str, *, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
    """Each pair of coders: items that both labelled, the share labelled the same, and alpha, with `PAIR_COLUMNS`."""
    wide = _wide(labels)
    level = levels(measure)[-1]
    rows = []
    for one, other in combinations(wide.columns, 2):
        both = wide[[one, other]].dropna().to_numpy(dtype=float)
        same = float((both[:, 0] == both[:, 1]).mean()) if len(both) else None
        found = alpha(both, level=level, draws=draws, seed=seed)
        rows.append((one, other, found.units, same, level, found.alpha, found.low, found.high, found.missing))
    return _typed(pd.DataFrame(rows, columns=list(PAIR_COLUMNS)))


def levels(measure: str) -> tuple[str, ...]:
    """The levels at which agreement on a measure is told; the last one suits it best."""
    return ("nominal", "ordinal") if len(VALUES[measure]) > 2 else ("nominal",)


def _wide(labels: pd.DataFrame) -> pd.DataFrame:
    return labels.pivot_table(index="item", columns="coder", values="value", observed=True)


def _coincidences(values: Floats) -> Floats:
    """Per unit, how often two of its labels are c and k, each pair weighted by 1 / (labels − 1): (units, C, C)."""
    known = np.unique(values[~np.isnan(values)])
    counts: Floats = (values[:, :, None] == known).sum(axis=1).astype(float)
    pairs_of = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(len(known))
    pairs_of[:, diagonal, diagonal] -= counts
    matched: Floats = pairs_of / (counts.sum(axis=1) - 1)[:, None, None]
    return matched


def _alphas(coincidences: Floats, level: str) -> Floats:
    """Alpha of each coincidence matrix; NaN where no two labels differ."""
    marginals = coincidences.sum(axis=2)
    metric = _METRICS[level](marginals)
    total = marginals.sum(axis=1)
    observed = (coincidences * metric).sum(axis=(1, 2))
    expected = (marginals[:, :, None] * marginals[:, None, :] * metric).sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(expected > 0, 1 - (total - 1) * observed / expected, np.nan)
    return found


def _nominal(marginals: Floats) -> Floats:
    size = marginals.shape[1]
    return np.broadcast_to(1.0 - np.eye(size), (len(marginals), size, size))


def _ordinal(marginals: Floats) -> Floats:
    """Squared number of labels between two ranks, each rank itself counted by half."""
    middle = np.cumsum(marginals, axis=1) - marginals / 2
    squared: Floats = (middle[:, :, None] - middle[:, None, :]) ** 2
    return squared


_METRICS: Final = {"nominal": _nominal, "ordinal": _ordinal}


def _few(units: int) -> str:
    return f"only {units} item{'' if units == 1 else 's'} with labels of two coders: an interval needs {UNITS_FROM}"


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({name: "float64" for name in ("alpha", "low", "high", "same") if name in rows})
