"""Small cells of a grid drawn towards their outlet's mean, to be shown beside the raw and as what it is."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

CELLS_FROM: Final = 3
"""Cells beyond one per outlet below which what cells differ by cannot be told: Stein's estimator needs three."""


def shrunk(grid: pd.DataFrame, *, towards: str = "outlet") -> pd.DataFrame:
    """The grid with ``estimate_shrunk`` and ``weight``, the share of a cell's own texts in it.

    Empirical Bayes (Efron & Morris 1975, JASA 70:311; Morris 1983, JASA 78:47): cells of an outlet lie about its mean
    with one variance, estimated by moments over all outlets (DerSimonian & Laird 1986), and the weight is corrected for
    that estimate as in Morris, eq. 1.17. The spread of texts within cells is pooled over the grid, because a small cell
    tells little of its own. Missing where the grid has too few cells to tell.

    Args:
        grid: As `aggregate.by_group` makes it by ``towards`` and something else: estimate, spread, n_families.
        towards: The column whose mean small cells are drawn to.
    """
    cells = grid.dropna(subset=["estimate"])
    n = cells["n_families"].to_numpy(dtype=float)
    of, _ = pd.factorize(cells[towards])
    groups = int(of.max(initial=-1)) + 1
    free = len(cells) - groups
    within = np.nansum(cells["spread"] ** 2 * (n - 1)) / max(1.0, np.sum((n - 1)[n > 1]))
    found = grid.assign(estimate_shrunk=np.nan, weight=np.nan)
    if free < CELLS_FROM or within == 0:
        return found
    error, estimate = within / n, cells["estimate"].to_numpy(dtype=float)

    def mean(weights: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
        return np.asarray(np.bincount(of, weights * estimate) / np.bincount(of, weights))[of]

    precision = 1 / error
    scatter = float((precision * (estimate - mean(precision)) ** 2).sum())
    scale = float(precision.sum() - (np.bincount(of, precision**2) / np.bincount(of, precision)).sum())
    between = max(0.0, (scatter - free) / scale)
    weight = 1 - (free - 2) / free * error / (error + between)
    centre = mean(1 / (error + between))
    found.loc[cells.index, "weight"] = weight
    found.loc[cells.index, "estimate_shrunk"] = centre + weight * (estimate - centre)
    return found
