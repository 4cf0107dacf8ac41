"""Differences between kinds of outlets, in which an outlet is one observation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from analysis import aggregate
from analysis.aggregate import FLOOR
from analysis.compare import contrasts, verdicts
from analysis.compare.verdicts import Verdict

OUTLETS_FROM: Final = 11
"""Outlets of two kinds together below which no p-value and no interval is shown: with so few clusters the error of a
kind cannot be told from that of its outlets, and tests reject far too often (Cameron, Gelbach & Miller 2008, Review of
Economics and Statistics 90:414)."""
COLUMNS: Final = (
    "a",
    "b",
    "estimate",
    "low",
    "high",
    "p",
    "p_adjusted",
    "n_outlets_a",
    "n_outlets_b",
    "verdict",
    "missing",
)


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Every outlet as a row (kind, outlet and `aggregate.COLUMNS`), and every pair of kinds as a row (`COLUMNS`)."""

    outlets: pd.DataFrame
    differences: pd.DataFrame


def between_kinds(
    articles: pd.DataFrame,
    kinds: Sequence[str] | None = None,
    *,
    unit: str = "family",
    bounds: tuple[float, float] = (-1.0, 1.0),
    seed: int = 0,
) -> Kinds:
    """The mean of one kind's outlets less that of another's; every outlet counts the same.

    Outlets with fewer than `FLOOR` texts are shown and do not count. The p-value and the interval are withheld with
    fewer than `OUTLETS_FROM` outlets.

    Args:
        articles: As for `differences`, with ``kind``.
        kinds: Which, and in which order; all that the table has when None.
        unit: As for `differences`.
        bounds: The measure's scale.
        seed: Of the bootstrap.
    """
    outlets = aggregate.by_group(articles, ["kind", "outlet"], unit=unit, bounds=bounds, seed=seed)
    names = sorted(outlets["kind"].unique()) if kinds is None else list(dict.fromkeys(kinds))
    counted = outlets[outlets["n_families"] >= FLOOR]
    values = {name: counted.loc[counted["kind"] == name, "estimate"].to_numpy(dtype=float) for name in names}
    rows = [_row(a, values[a], b, values[b], bounds, seed) for a, b in combinations(names, 2)]
    numbers = dict.fromkeys(("estimate", "low", "high", "p", "p_adjusted"), "float64")
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(numbers | {"missing": "object"})
    frame["p_adjusted"] = verdicts.adjusted(frame["p"].to_numpy(dtype=float))
    frame["verdict"] = [
        Verdict.CANNOT_TELL if np.isnan(p) else verdicts.verdict(p, among, (a, b))
        for p, among, a, b in zip(
            frame["p"], frame["p_adjusted"], frame["n_outlets_a"], frame["n_outlets_b"], strict=True
        )
    ]
    return Kinds(outlets, frame)


def _row(
    a_name: str, a: aggregate.Floats, b_name: str, b: aggregate.Floats, bounds: tuple[float, float], seed: int
) -> dict[str, object]:
    row: dict[str, object] = {"a": a_name, "b": b_name, "n_outlets_a": len(a), "n_outlets_b": len(b)}
    for name, values in ((a_name, a), (b_name, b)):
        if not len(values):
            return row | {"missing": f"no outlet of kind {name} has {FLOOR} texts that could be scored"}
    row |= {"estimate": a.mean() - b.mean()}
    if len(a) + len(b) < OUTLETS_FROM:
        return row | {
            "missing": f"only {len(a) + len(b)} outlets: below {OUTLETS_FROM} a p-value and an interval between kinds "
            "would claim more than so few outlets can show; see each outlet's own row"
        }
    for name, values in ((a_name, a), (b_name, b)):
        if len(values) < FLOOR:
            return row | {"missing": f"only {len(values)} of kind {name}: an interval needs at least {FLOOR} outlets"}
    found = contrasts.unpaired(a, np.arange(len(a)), b, len(a) + np.arange(len(b)), seed=seed)
    width = bounds[1] - bounds[0]
    low, high = found.interval((-width, width))
    return row | {"low": low, "high": high, "p": found.p}
