"""Estimates whose intervals know that texts on one story resemble each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis import aggregate
from analysis.aggregate import FLOOR
from analysis.compare import contrasts
from analysis.compare.sides import sides


def estimates(
    articles: pd.DataFrame,
    by: Sequence[str],
    *,
    unit: str = "family",
    bounds: tuple[float, float] = (-1.0, 1.0),
    seed: int = 0,
) -> pd.DataFrame:
    """`aggregate.by_group`, with stories as clusters in the groups that have several texts on one of several stories.

    The estimates are the same; only those groups' intervals are others (Student's t with the cluster-robust error of
    `contrasts`), or are missing where there are fewer than `FLOOR` stories. A group whose texts all tell one story
    keeps its texts as clusters: its estimate is one on that story.
    """
    table = aggregate.by_group(articles, by, unit=unit, bounds=bounds, seed=seed)
    low, high, missing = (table[name].to_numpy(copy=True) for name in ("low", "high", "missing"))
    of = sides(articles, by, unit)
    for at, key in enumerate(table[list(by)].itertuples(index=False, name=None)):
        side = of.get(key if len(by) > 1 else key[0])
        if side is None or side.n_clusters in (1, len(side.means)):
            continue
        if (n := side.n_clusters) < FLOOR:
            low[at], high[at] = np.nan, np.nan
            missing[at] = f"only {n} independent stories or texts: an interval needs at least {FLOOR}"
            continue
        ends = contrasts.alone(side.means, side.clusters).interval(bounds)
        low[at], high[at] = ends
    return table.assign(low=low, high=high, missing=pd.Series(missing, index=table.index, dtype=object))
