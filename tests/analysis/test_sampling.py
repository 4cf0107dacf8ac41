"""How many are drawn from each stratum: all that were asked for, the floor everywhere, outlets alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import sampling


def frame(**sizes: int) -> pd.DataFrame:
    """Outlet and label joined by an underscore → number of sentences."""
    rows = [name.split("_") for name, size in sizes.items() for _ in range(size)]
    return pd.DataFrame(rows, columns=["outlet", "label"])


def drawn(table: pd.DataFrame, by: tuple[str, ...], n: int, seed: int = 0) -> dict[str, int]:
    at, _ = sampling.stratified(table, by, n, np.random.default_rng(seed))
    assert len(set(at.tolist())) == len(at)
    counts = sampling.strata_of(table, by).iloc[at].value_counts().sort_index()
    return {str(name): int(n) for name, n in counts.items()}


@pytest.mark.parametrize(
    ("by", "n", "wanted"),
    [
        (("outlet", "score"), 60, {"a / neg": 5, "a / neu": 25, "b / neg": 15, "b / neu": 15}),
        (("outlet",), 60, {"a": 30, "b": 30}),
        (("score",), 60, {"neg": 6, "neu": 54}),
        ((), 60, {"all": 60}),
        (("outlet", "score"), 5000, {"a / neg": 80, "a / neu": 900, "b / neg": 20, "b / neu": 20}),
        (("outlet", "score"), 100, {"a / neg": 5, "a / neu": 55, "b / neg": 20, "b / neu": 20}),
    ],
)
def test_outlets_are_drawn_alike_and_strata_by_size(by: tuple[str, ...], n: int, wanted: dict[str, int]) -> None:
    assert drawn(frame(a_neg=80, a_neu=900, b_neg=20, b_neu=20), by, n) == wanted


def test_too_few_are_refused_with_how_many_it_takes() -> None:
    with pytest.raises(ValueError, match=r"7 sentences are too few for 2 strata; draw at least 8"):
        drawn(frame(a_x=3, b_x=9), ("outlet",), 7)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=12), st.integers(1, 2000), st.integers(1, 4))
def test_the_shares_keep_their_bounds_and_their_sum(sizes: list[int], n: int, outlets: int) -> None:
    series = pd.Series(sizes)
    least = int(np.minimum(sizes, sampling.FLOOR).sum())
    share = sampling.allocate(series, pd.Series([f"o{i % outlets}" for i in range(len(sizes))]), max(n, least))
    assert (share >= np.minimum(sizes, sampling.FLOOR)).all()
    assert (share <= sizes).all()
    assert share.sum() == min(max(n, least), sum(sizes))


def test_every_sentence_of_a_stratum_is_drawn_equally_often_and_order_tells_nothing() -> None:
    table = frame(a_x=10, b_x=40)
    hits, places = np.zeros(50), np.zeros(2)
    for seed in range(600):
        at, _ = sampling.stratified(table, ("outlet",), 10, np.random.default_rng(seed))
        hits[at] += 1
        places += [np.mean(np.flatnonzero(at < 10)), np.mean(np.flatnonzero(at >= 10))]
    assert hits[:10] / 600 == pytest.approx(np.full(10, 0.5), abs=0.09)
    assert hits[10:] / 600 == pytest.approx(np.full(40, 0.125), abs=0.06)
    assert places / 600 == pytest.approx([4.5, 4.5], abs=0.2)
