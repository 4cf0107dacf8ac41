"""From a question to its table: the right articles, the right words, the right unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from analysis import comparison
from analysis.comparison import Asked
from data.store import Workspace
from tests.invented import START, FakeScorer


def by_outlet(workspace: Workspace, scorers: dict[str, FakeScorer], **asked: object) -> dict[str, pd.Series]:
    table = comparison.by_outlet(workspace, scorers, Asked(**asked))  # type: ignore[arg-type]
    return {str(row["outlet"]): row for _, row in table.iterrows()}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"measure": "mood"}, "measure is 'mood'; it can be tone, portrayal, stance, loaded"),
        ({"voice": "theirs"}, "voice is 'theirs'; it can be own, quoted, all"),
        ({"unit": "outlet"}, "unit is 'outlet'; it can be family, article"),
        (
            {"start": START.replace(tzinfo=None)},
            "start is 2026-03-02 08:00:00, without a time zone; give one, e.g. 2026-03-02T08:00:00\\+00:00",
        ),
        ({"start": START, "end": START}, "the period ends at 2026-03-02 08:00:00\\+00:00, not after its start"),
    ],
)
def test_a_choice_that_there_is_not_is_refused_with_those_that_there_are(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Asked(**({"measure": "tone"} | changes))


def test_outlets_differ_as_they_were_written(scored: Workspace, scorers: dict[str, FakeScorer]) -> None:
    rows = by_outlet(scored, scorers, measure="portrayal", subject="quill")
    glad, grim, plain = rows["harbour-gazette"], rows["karvenia-today"], rows["port-courier"]
    assert (glad["estimate"], grim["estimate"]) == (pytest.approx(0.6), pytest.approx(-0.6))
    assert (glad["n_families"], glad["n_articles"]) == (3, 4)
    assert (plain["n_families"], plain["missing"]) == (1, "only 1 independent text: an interval needs at least 3")


def test_copies_count_when_asked_to(scored: Workspace, scorers: dict[str, FakeScorer]) -> None:
    rows = by_outlet(scored, scorers, measure="portrayal", subject="quill", unit="article")
    assert rows["harbour-gazette"]["n_families"] == 4


def test_quoted_words_tell_the_opposite(scored: Workspace, scorers: dict[str, FakeScorer]) -> None:
    rows = by_outlet(scored, scorers, measure="tone", voice="quoted")
    assert rows["harbour-gazette"]["estimate"] == pytest.approx(-0.6)
    assert rows["karvenia-today"]["estimate"] == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("filters", "outlets"),
    [
        ({"outlets": ("harbour-gazette", "port-courier")}, {"harbour-gazette", "port-courier"}),
        ({"kinds": ("state-controlled",)}, {"karvenia-today"}),
        ({"topics": ("bread",)}, {"(outlet not known)"}),
        ({"topics": ("nothing",)}, set()),
        ({"stories": ("opening",)}, {"harbour-gazette", "karvenia-today", "port-courier"}),
        ({"stories": ("closing",)}, set()),
        ({"start": START + timedelta(hours=4)}, {"karvenia-today", "port-courier"}),
        ({"end": START + timedelta(hours=4)}, {"harbour-gazette"}),
        ({"start": START + timedelta(hours=4), "end": START + timedelta(hours=7)}, {"karvenia-today"}),
    ],
)
def test_filters_choose_the_articles(
    scored: Workspace, scorers: dict[str, FakeScorer], filters: dict[str, Any], outlets: set[str]
) -> None:
    assert set(by_outlet(scored, scorers, measure="tone", **filters)) == outlets


def test_what_is_not_scored_yet_is_missing_and_not_zero(workspace: Workspace, scorers: dict[str, FakeScorer]) -> None:
    rows = by_outlet(workspace, scorers, measure="tone")
    assert pd.isna(rows["harbour-gazette"]["estimate"])
    assert rows["harbour-gazette"]["missing"].startswith("none of 4 articles")


def test_scores_of_another_model_do_not_answer(scored: Workspace) -> None:
    other = {task: FakeScorer(task, revision="2") for task in ("tone", "loaded")}
    assert pd.isna(by_outlet(scored, other, measure="tone")["harbour-gazette"]["estimate"])


@pytest.mark.parametrize(("measure", "subject"), [("portrayal", ""), ("portrayal", "nobody"), ("stance", "quill")])
def test_a_subject_that_is_not_asked_about_is_refused(
    scored: Workspace, scorers: dict[str, FakeScorer], measure: str, subject: str
) -> None:
    with pytest.raises(ValueError, match=f"{measure} of '{subject}' is not asked here; subjects are"):
        comparison.by_outlet(scored, scorers, Asked(measure, subject))


def test_every_selected_article_has_a_row_with_or_without_a_score(
    scored: Workspace, scorers: dict[str, FakeScorer]
) -> None:
    table = comparison.scored_articles(scored, scorers, Asked("tone"))
    assert len(table) == 10
    foreign = table[table["language"] == "de"].iloc[0]
    assert (foreign["sentences"], pd.isna(foreign["mean"])) == (0, True)
    assert foreign["missing"] == "the models read English; this article's language is de"


def test_pairs_are_of_known_outlets_with_their_names(scored: Workspace, scorers: dict[str, FakeScorer]) -> None:
    table = comparison.pairs(scored, scorers, Asked("tone"))
    assert set(zip(table["a_name"], table["b_name"], strict=True)) == {
        ("Harbour Gazette", "Karvenia Today"),
        ("Harbour Gazette", "Port Courier"),
        ("Karvenia Today", "Port Courier"),
    }
    row = table.iloc[0]
    assert row["estimate"] == pytest.approx(0.4)
    assert (row["n_families_a"], row["n_articles_a"], row["n_families_b"], row["verdict"]) == (3, 4, 3, "suggestive")


def test_an_outlet_that_is_asked_for_and_has_nothing_is_a_pair_with_a_reason(
    scored: Workspace, scorers: dict[str, FakeScorer]
) -> None:
    table = comparison.pairs(scored, scorers, Asked("tone", outlets=("port-courier", "nobody")))
    assert table[["a", "b", "missing"]].to_numpy().tolist() == [
        ["port-courier", "nobody", "nobody has no text here that could be scored"]
    ]


def test_kinds_are_compared_without_outlets_of_unknown_kind(scored: Workspace, scorers: dict[str, FakeScorer]) -> None:
    kinds = comparison.kinds_of(comparison.scored_articles(scored, scorers, Asked("tone")), Asked("tone"))
    assert set(kinds.outlets["kind"]) == {"private", "state-controlled"}
    assert kinds.differences.iloc[0]["missing"].startswith("only 2 outlets: below 11")


@pytest.mark.parametrize(("period", "left_out"), [({}, 0), ({"start": START}, 1)])
def test_what_a_period_leaves_out_is_counted(
    scored: Workspace, scorers: dict[str, FakeScorer], period: dict[str, Any], left_out: int
) -> None:
    assert comparison.undated(scored, scorers, Asked("tone", **period)) == left_out
