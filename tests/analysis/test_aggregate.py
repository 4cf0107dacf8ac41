"""Estimates: means of families with intervals that keep their level, and a reason where there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import aggregate
from analysis.aggregate import mean_interval


def articles(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    """Outlet, family and mean; an article without a mean has no sentence."""
    return pd.DataFrame(
        {
            "article": [f"a{n}" for n in range(len(rows))],
            "outlet": [row[0] for row in rows],
            "family": [row[1] for row in rows],
            "mean": [row[2] for row in rows],
            "sentences": [0 if row[2] is None else 2 for row in rows],
        }
    )


def one(table: pd.DataFrame) -> pd.Series:
    assert len(table) == 1
    return table.iloc[0]


def test_near_copies_are_one_voice_unless_every_copy_counts() -> None:
    table = articles(("x", "f1", 1.0), ("x", "f1", 1.0), ("x", "f1", 1.0), ("x", "f2", 0.0))
    families = one(aggregate.by_group(table, ["outlet"]))
    copies = one(aggregate.by_group(table, ["outlet"], unit="article"))
    assert (families["estimate"], families["n_families"], families["n_articles"]) == (0.5, 2, 4)
    assert (copies["estimate"], copies["n_families"], copies["n_articles"]) == (0.75, 4, 4)
    assert families["n_sentences"] == copies["n_sentences"] == 8


@pytest.mark.parametrize(
    ("means", "estimate", "reason"),
    [
        ([None, None], None, "none of 2 articles has a sentence that could be scored for this"),
        ([0.4], 0.4, "only 1 independent text: an interval needs at least 3"),
        ([0.4, 0.2, None], 0.3, "only 2 independent texts: an interval needs at least 3"),
        ([0.4, 0.2, 0.0], 0.2, None),
    ],
)
def test_a_missing_number_has_a_reason(means: list[float | None], estimate: float | None, reason: str | None) -> None:
    row = one(aggregate.by_group(articles(*(("x", f"f{n}", m) for n, m in enumerate(means))), ["outlet"]))
    assert row["missing"] == reason or (reason is None and pd.isna(row["missing"]))
    assert pd.isna(row["low"]) is pd.isna(row["high"]) is (reason is not None)
    assert pd.isna(row["estimate"]) if estimate is None else row["estimate"] == pytest.approx(estimate)


def test_the_reason_speaks_of_articles_where_articles_count() -> None:
    row = one(aggregate.by_group(articles(("x", "f", 0.1), ("x", "f", 0.1)), ["outlet"], unit="article"))
    assert row["missing"] == "only 2 articles: an interval needs at least 3"


def test_groups_come_sorted_with_all_columns_and_do_not_touch_each_other() -> None:
    rows = [("b", f"f{n}", 0.5) for n in range(4)] + [("a", f"f{n}", -0.5) for n in range(4)]
    table = aggregate.by_group(articles(*rows), ["outlet"])
    assert list(table.columns) == ["outlet", *aggregate.COLUMNS]
    assert table["outlet"].tolist() == ["a", "b"]
    assert table["estimate"].tolist() == [-0.5, 0.5]
    alone = aggregate.by_group(articles(*rows[:4]), ["outlet"])
    pd.testing.assert_series_equal(table.iloc[1], alone.iloc[0], check_names=False)


def test_groups_of_several_columns() -> None:
    table = articles(("x", "f1", 0.1), ("x", "f2", 0.2)).assign(topic=["bread", "ferry"])
    found = aggregate.by_group(table, ["outlet", "topic"])
    assert found[["outlet", "topic", "n_articles"]].to_numpy().tolist() == [["x", "bread", 1], ["x", "ferry", 1]]


def test_an_article_on_two_topics_is_in_two_groups() -> None:
    table = articles(("x", "f1", 0.1), ("x", "f2", None), ("x", "f3", 0.3)).assign(
        topic=pd.Series([["a", "b"], ["a"], ["b"]], dtype=object)
    )
    found = aggregate.by_group(table.explode("topic"), ["outlet", "topic"])
    assert found[["topic", "estimate", "n_articles"]].to_numpy().tolist() == [["a", 0.1, 1], ["b", 0.2, 2]]


def test_no_articles_no_groups() -> None:
    table = aggregate.by_group(articles(), ["outlet"])
    assert table.empty
    assert list(table.columns) == ["outlet", *aggregate.COLUMNS]


CLUSTERS = st.lists(st.floats(-1, 1, allow_subnormal=False), min_size=3, max_size=40).map(np.array)


@settings(max_examples=50, deadline=None)
@given(CLUSTERS, st.integers(0, 5))
def test_an_interval_contains_its_estimate_and_stays_on_the_scale(clusters, seed: int) -> None:
    found = mean_interval(clusters, draws=300, seed=seed)
    rounding = 1e-9
    assert found.low is not None
    assert found.high is not None
    assert found.low - rounding <= found.estimate <= found.high + rounding
    assert found.low >= -1
    assert found.high <= 1


def test_the_same_seed_gives_the_same_interval() -> None:
    clusters = np.linspace(-1, 1, 12)
    assert mean_interval(clusters, seed=3) == mean_interval(clusters, seed=3)
    assert mean_interval(clusters, seed=3) != mean_interval(clusters, seed=4)


def test_more_texts_and_a_lower_level_give_a_narrower_interval() -> None:
    def width(n: int, level: float = 0.95) -> float:
        found = mean_interval(np.tile([-1.0, 0.0, 1.0], n), level=level)
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    assert width(2) > width(10) > width(100)
    assert width(10, level=0.99) > width(10) > width(10, level=0.5)


def test_equal_texts_leave_nothing_to_doubt() -> None:
    found = mean_interval(np.full(5, 0.25))
    assert (found.estimate, found.low, found.high) == (0.25, 0.25, 0.25)


def test_the_normal_interval_takes_over_without_a_step() -> None:
    clusters = np.random.default_rng(1).uniform(-1, 1, aggregate.NORMAL_FROM)
    drawn, normal = mean_interval(clusters[:-1]), mean_interval(clusters)
    assert normal.low == pytest.approx(drawn.low, abs=3e-3)
    assert normal.high == pytest.approx(drawn.high, abs=3e-3)


# The bootstrap never leaves the range of the data, so with three or four texts it is too narrow.
@pytest.mark.parametrize("n", [3, 4, 6, 8, 12, 30])
def test_the_interval_keeps_its_level_with_few_texts(n: int) -> None:
    rng = np.random.default_rng(11)
    samples = rng.normal(0.1, 0.3, size=(300, n))
    intervals = [mean_interval(sample, draws=400, seed=k) for k, sample in enumerate(samples)]
    covered = np.mean([i.low <= 0.1 <= i.high for i in intervals if i.low is not None and i.high is not None])
    assert 0.90 <= covered <= 0.99, covered
