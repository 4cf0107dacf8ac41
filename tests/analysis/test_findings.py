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


Pair = tuple[str, str, float, float, float, str, int | None]


def pairs(*rows: Pair) -> pd.DataFrame:
    """a, b, estimate, low, high, verdict and more, each on seven stories that both tell."""
    frame = pd.DataFrame(rows, columns=["a_name", "b_name", "estimate", "low", "high", "verdict", "more"])
    frame = frame.astype({"more": "Int64"}).assign(p=0.04, paired=True, n_stories=7, probability=0.8, missing=None)
    return frame.assign(n_families_a=9, n_families_b=8, n_families_both=1)


NOT_APART = "These texts cannot tell any two outlets apart"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "There are no two outlets to compare here."),
        (
            [
                ("A", "B", 0.3, 0.1, 0.5, "clear", None),
                ("A", "C", -0.4, -0.6, -0.2, "clear", None),
                ("B", "C", 0.9, -0.1, 1.9, "suggestive", 3),
            ],
            "C is more positive than A by 0.40 (95 % interval 0.20 to 0.60, on 7 stories that both tell; "
            "20 times in 100 a text of it is): 2 of 3 pairs are clear.",
        ),
        (
            [("A", "B", 0.3, -0.1, 0.7, "suggestive", 4)],
            "A is more positive than B by 0.30 (95 % interval −0.10 to 0.70, on 7 stories that both tell; "
            "80 times in 100 a text of it is): suggestive and no more, the strongest hint among 1 pair.",
        ),
        (
            [("A", "B", 0.1, -0.3, 0.5, "cannot tell", 40), ("A", "C", 0.1, -0.3, 0.5, "cannot tell", 1)],
            f"{NOT_APART} (2 pairs compared); for A and C it would take 1 more story that both tell.",
        ),
        (
            [("A", "B", 0.1, -0.3, 0.5, "cannot tell", 4000)],
            f"{NOT_APART} (1 pair compared); for A and B it would take 4,000 more stories that both tell.",
        ),
    ],
)
def test_what_is_said_of_pairs(rows: list[Pair], said: str) -> None:
    assert findings.differences(pairs(*rows), TONE) == said


def test_pairs_that_are_not_matched_say_so_and_what_cannot_be_compared_says_why() -> None:
    table = pairs(("A", "B", 0.1, -0.3, 0.5, "suggestive", 2)).assign(paired=False)
    assert "16 texts, not story by story" in findings.differences(table, TONE)
    unclear = table.assign(verdict="cannot tell")
    assert findings.differences(unclear, TONE).endswith("it would take 2 more texts of each.")
    enough = unclear.assign(more=pd.Series([pd.NA], dtype="Int64"), missing="those here would show it")
    assert findings.differences(enough, TONE).endswith("(1 pair compared); those here would show it.")
    none = table.assign(p=float("nan"), missing="B has no text here that could be scored")
    assert (
        findings.differences(none, TONE)
        == "No two outlets can be compared here: B has no text here that could be scored."
    )


def contrasted(*rows: tuple[str, str, float, float | None, bool | None]) -> pd.DataFrame:
    """Outlet, term, z, band, beyond chance."""
    made = pd.DataFrame(rows, columns=["outlet_name", "term", "z", "band", "beyond_null"])
    missing = pd.Series([None if row[3] else "only 3 stories" for row in rows], dtype=object)
    made = made.astype({"band": float, "beyond_null": "boolean"})
    return made.assign(
        outlet=made["outlet_name"], count=12, n_families=7, rest_families=3, rate_per_10k=6.0, rest_rate=2.0,
        missing=missing,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (contrasted(("A", "rot", 3.0, None, None)), "No word can be called typical of an outlet: only 3 stories."),
        (contrasted(("A", "rot", 3.0, 4.0, False)), "No word or phrase sets any of 1 outlet apart"),
        (
            contrasted(("A", "rot", 5.0, 2.0, True), ("B", "rust", 2.0, 2.0, False)),
            "A prints “rot” (12 times in 7 texts; 3.0 times as often as the others). Of 2 outlets, 1 has words beyond "
            "chance: 1 such word listed, one in twenty of them still by chance.",
        ),
        (contrasted(("A", "rot", -5.0, 2.0, True)), "A avoids “rot” (12 times in 7 texts; 3 texts of the others use"),
        (contrasted().assign(z=[]), "No word can be compared here."),
    ],
)
def test_what_is_said_of_words(table: pd.DataFrame, said: str) -> None:
    assert findings.words(table).startswith(said)


@pytest.mark.parametrize(
    ("speakers", "said"),
    [
        ([], "Nobody is quoted or reported in these texts of A."),
        ([("(nobody named)", 1.0)], "In A no quoted or reported word is given to anybody by name."),
        (
            [("Orne", 0.6), ("(nobody named)", 0.4)],
            "In A Orne has 60 % of all quoted and reported words (in 2 texts); 40 % name nobody.",
        ),
    ],
)
def test_what_is_said_of_speakers(speakers: list[tuple[str, float]], said: str) -> None:
    table = pd.DataFrame(speakers, columns=["speaker", "share"]).assign(n_families=2)
    assert findings.speakers(table, "A") == said
