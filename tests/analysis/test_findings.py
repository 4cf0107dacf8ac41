"""The sentence over a table says what the intervals allow and not more."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import findings
from analysis.measures import SCALES

TONE, LOADED = SCALES["tone"], SCALES["loaded"]
Row = tuple[str, float | None, float | None, float | None]


def table(*rows: Row) -> pd.DataFrame:
    """Outlet, estimate, low, high; a number that is not there gets a reason."""
    frame = pd.DataFrame(rows, columns=["outlet_name", "estimate", "low", "high"])
    frame = frame.astype({"estimate": "float64", "low": "float64", "high": "float64"})
    frame["missing"] = pd.Series([None if row[2] is not None else "too few" for row in rows], dtype=object)
    return frame.assign(n_families=4, n_articles=5, n_sentences=20)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "No article passes these filters."),
        ([("A", None, None, None)], "No outlet has enough texts for an interval here. For A: too few."),
        ([("A", 0.4, None, None)], "No outlet has enough texts for an interval here. For A: too few."),
        (
            [("A", 0.4, 0.1, 0.7), ("B", 0.9, None, None)],
            "Only A has enough texts to be measured here: +0.40, 95 % interval +0.10 to +0.70.",
        ),
        (
            [("A", 0.1, 0.0, 0.2), ("B", 0.1, -0.2, 0.4), ("C", 0.101, 0, 0.3)],
            "All 3 outlets come out at +0.10: no difference to report.",
        ),
        (
            [("A", -0.5, -0.6, -0.4), ("B", 0.5, 0.4, 0.6), ("C", 0.0, -0.9, 0.9)],
            "B is more positive (+0.50, 95 % interval +0.40 to +0.60) than A (−0.50, 95 % interval −0.60 to −0.40). "
            "Their intervals do not overlap: the texts keep these two apart.",
        ),
        (
            [("A", 0.1, -0.2, 0.4), ("B", 0.3, 0.1, 0.5)],
            "B is more positive (+0.30, 95 % interval +0.10 to +0.50) than A (+0.10, 95 % interval −0.20 to +0.40), "
            "but their intervals overlap: these texts alone cannot tell them apart.",
        ),
    ],
)
def test_what_is_said_of_outlets(rows: list[Row], said: str) -> None:
    assert findings.outlets(table(*rows), TONE) == said


def test_intervals_that_touch_are_not_called_apart() -> None:
    assert "cannot tell" in findings.outlets(table(("A", 0.1, 0.0, 0.2), ("B", 0.3, 0.2, 0.4)), TONE)


def test_a_measure_speaks_in_its_own_words_and_without_sign_where_it_has_none() -> None:
    said = findings.outlets(table(("A", 0.1, 0.0, 0.2), ("B", 0.5, 0.4, 0.6)), LOADED)
    assert said.startswith("B is more loaded (0.50, 95 % interval 0.40 to 0.60) than A (0.10,")


@pytest.mark.parametrize(
    ("row", "printed"),
    [
        (("A", 0.4, 0.1, 0.7), "+0.40, 95 % interval +0.10 to +0.70; 4 texts, 20 sentences"),
        (("A", 0.4, None, None), "+0.40, too few; 4 texts, 20 sentences"),
        (("A", None, None, None), "too few"),
    ],
)
def test_an_estimate_is_read_out_with_its_interval_and_what_it_rests_on(row: Row, printed: str) -> None:
    assert findings.printed(table(row).iloc[0], TONE) == printed


def test_one_text_is_no_texts() -> None:
    assert findings.rests_on(pd.Series({"n_families": 1, "n_sentences": 3})) == "1 text, 3 sentences"
