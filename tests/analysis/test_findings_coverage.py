"""The sentences on coverage say what the counts allow and not more."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import findings_coverage
from analysis.coverage.attention import wilson
from analysis.coverage.silence import COVERED, NO_OPPORTUNITY, SILENT


def shares(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """Outlet, topic, families, of."""
    table = pd.DataFrame(rows, columns=["outlet_name", "topic_name", "families", "of"])
    low, high = wilson(table["families"], table["of"])
    share = (table["families"] / table["of"]).where(table["of"] > 0)
    return table.assign(share=share, low=low, high=high, when="then")


def silences(*rows: tuple[str, str, float | None, int]) -> pd.DataFrame:
    """Outlet, state, chance, texts in the time."""
    table = pd.DataFrame(rows, columns=["outlet_name", "state", "chance", "in_window"])
    return table.assign(subject_name="the ferry", chance=table["chance"].astype(float), families=0, reason=None)


def ratios(*rows: tuple[str, float | None, float | None, float | None]) -> pd.DataFrame:
    """Category, ratio, low, high."""
    table = pd.DataFrame(rows, columns=["category", "ratio", "low", "high"])
    table = table.astype({"ratio": float, "low": float, "high": float})
    missing = pd.Series(["pool not known" if pd.isna(r) else None for r in table["ratio"]], dtype=object)
    return table.assign(lifted=8, pool=10, missing=missing)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (shares(), "There are not two shares to compare here."),
        (shares(("A", "port", 3, 9)), "There are not two shares to compare here."),
        (shares(("A", "port", 3, 9), ("B", "port", 0, 0)), "There are not two shares to compare here."),
        (shares(("A", "port", 3, 9), ("B", "port", 2, 6)), "All shares are the same here (1 pair compared)."),
        (
            shares(("A", "port", 6, 19), ("B", "port", 2, 20)),
            "A gives port 32 % of its texts (6 of 19), B 10 % of its texts (2 of 20); these counts cannot tell any two "
            "outlets apart (1 pair compared).",
        ),
        (
            shares(("A", "port", 90, 100), ("B", "port", 10, 100), ("A", "sea", 1, 100), ("B", "sea", 2, 100)),
            "A gives port 90 % of its texts (90 of 100), B 10 % of its texts (10 of 100): further apart than chance "
            "makes among the 2 pairs compared.",
        ),
    ],
)
def test_what_is_said_of_attention(table: pd.DataFrame, said: str) -> None:
    assert findings_coverage.attention(table) == said


def test_a_gap_that_one_pair_would_carry_is_not_carried_by_the_widest_of_many() -> None:
    two = [("A", "port", 16, 40), ("B", "port", 4, 40)]
    others = [(f"{n}", "port", 9, 40) for n in range(40)]
    assert "further apart" in findings_coverage.attention(shares(*two))
    assert "cannot tell" in findings_coverage.attention(shares(*two, *others))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=6))
def test_nothing_is_called_apart_whose_intervals_overlap(counts: list[tuple[int, int]]) -> None:
    table = shares(*((f"o{at}", "port", min(k, n), n) for at, (k, n) in enumerate(counts)))
    if table["low"].max() <= table["high"].min():
        assert "further apart" not in findings_coverage.attention(table)


def test_a_change_names_both_times() -> None:
    table = shares(("A", "port", 9, 10), ("A", "port", 1, 10)).assign(when=["in week 1", "in week 2"])
    assert findings_coverage.change(table, "the port").startswith(
        "A gives the port 90 % of its texts (9 of 10) in week 1, and 10 % of its texts (1 of 10) in week 2"
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (silences(), "no story or topic"),
        (silences(("A", COVERED, None, 5)), "No outlet is silent"),
        (silences(("A", NO_OPPORTUNITY, None, 0)), "No outlet is silent here where it had the opportunity"),
        (silences(("A", SILENT, None, 7)), "1 silence with opportunity; how telling they are cannot be said."),
        (silences(("A", SILENT, 0.2, 7)), "Chance alone does that 20 times in 100: it can explain it."),
        (silences(("A", SILENT, 0.001, 7)), "less than once in 100: it hardly explains it."),
        (silences(("A", SILENT, 0.04, 7), ("B", SILENT, 0.5, 7)), "among 2 silences that is no surprise."),
        (silences(("A", SILENT, 0.001, 7), ("B", SILENT, 0.5, 7)), "it hardly explains it, even among 2."),
    ],
)
def test_what_is_said_of_silence(table: pd.DataFrame, said: str) -> None:
    assert said in findings_coverage.silence(table)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (ratios(("A", None, None, None)), "What Hub prefers cannot be said: pool not known."),
        (ratios(("A", 3.0, 2.0, 4.5), ("B", 0.9, 0.6, 1.35)), "more than chance makes among 2 compared."),
        (ratios(("A", 1.6, 1.1, 2.33), *((f"{n}", 1.0, 0.5, 2.0) for n in range(9))), "a hint and no more"),
        (ratios(("A", 1.2, 0.6, 2.4), ("B", 1.0, 0.5, 2.0)), "chance can explain that"),
    ],
)
def test_what_is_said_of_an_aggregator(table: pd.DataFrame, said: str) -> None:
    assert said in findings_coverage.lifts(table, "Hub")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("A", 0.1, 0.0, 0.2)], "No outlet has enough texts in two periods"),
        ([("A", 0.1, 0.0, 0.2), ("A", 0.2, 0.1, 0.3)], "overlap: these texts alone show no change."),
        ([("A", 0.1, 0.0, 0.2), ("A", 0.6, 0.5, 0.7), ("A", None, None, None)], "it is a hint."),
    ],
)
def test_what_is_said_of_a_series(rows: list[tuple[str, float | None, float | None, float | None]], said: str) -> None:
    table = pd.DataFrame(rows, columns=["outlet_name", "estimate", "low", "high"])
    table = table.astype({"estimate": float, "low": float, "high": float}).assign(when="then")
    assert said in findings_coverage.series(table, [f"{e:.2f}" for e in table["estimate"].fillna(0)])
