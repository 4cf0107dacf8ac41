"""Stratified random samples: how many to draw from each stratum, and which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

FLOOR: Final = 5
"""Sentences drawn at least from every stratum, or all it has: its variance is estimated from them."""
STRATA: Final = ("outlet", "score")
"""What sentences can be stratified by; "score" is the label that the model gave."""


def strata_of(frame: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """The name of each sentence's stratum: its outlet, the label that the model gave it, or both."""
    if not by:
        return pd.Series("all", index=frame.index)
    columns = [{"score": "label"}.get(name, name) for name in by]
    return frame[columns[0]].astype(str).str.cat(frame[columns[1:]].astype(str), sep=" / ")


def stratified(
    frame: pd.DataFrame, by: Sequence[str], n: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], dict[str, int]]:
    """Positions of ``n`` sentences drawn without replacement in every stratum, in random order; and strata's sizes."""
    names = strata_of(frame, by)
    sizes = names.value_counts(sort=False).sort_index()
    first = frame.groupby(names.to_numpy(), sort=True)["outlet"].first() if "outlet" in by else None
    share = allocate(sizes, first, n)
    codes = pd.Categorical(names, categories=sizes.index).codes
    order = rng.permutation(len(frame))
    rank = pd.Series(codes[order]).groupby(codes[order]).cumcount().to_numpy()
    drawn = order[rank < share[codes[order]]]
    # Shuffled once more: those of a large stratum stand first, which would tell a coder where a sentence is from.
    return rng.permutation(drawn).astype(np.int64), {str(k): int(v) for k, v in sizes.items()}


def allocate(sizes: pd.Series, outlets: pd.Series | None, n: int) -> npt.NDArray[np.int64]:
    """How many to draw from each stratum: outlets alike, within an outlet by size, and `FLOOR` at least."""
    most = sizes.to_numpy(dtype=np.int64)
    least = np.minimum(most, FLOOR)
    if n < least.sum():
        raise ValueError(
            f"{n} sentences are too few for {len(most)} strata; draw at least {least.sum()}, name fewer outlets, "
            "or stratify by outlet or score alone"
        )
    if outlets is None:
        return _shared(n, most.astype(float), least, most)
    groups = pd.Categorical(outlets).codes.astype(np.int64)
    floor, ceiling = (np.bincount(groups, bound).astype(np.int64) for bound in (least, most))
    per_outlet = _shared(n, np.ones(len(floor)), floor, ceiling)
    share = np.zeros_like(most)
    for group, part in enumerate(per_outlet):
        of = groups == group
        share[of] = _shared(int(part), most[of].astype(float), least[of], most[of])
    return share


def _shared(
    n: int, weights: npt.NDArray[np.float64], least: npt.NDArray[np.int64], most: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Whole numbers that sum to ``n``, in proportion to weights as far as the bounds allow."""
    n = min(n, int(most.sum()))
    low, high = 0.0, float(n / weights.min() + most.max() / weights.min())
    for _ in range(100):
        middle = (low + high) / 2
        if np.clip(weights * middle, least, most).sum() < n:
            low = middle
        else:
            high = middle
    exact = np.clip(weights * high, least, most)
    share = np.floor(exact + 1e-9).astype(np.int64)
    left = n - int(share.sum())
    open_ = np.argsort(-np.where(share < most, exact - share, -1.0), kind="stable")[:left]
    share[open_] += 1
    return share
