"""From a question to its table: the right articles, the right words, the right unit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis import comparison
from analysis.comparison import Asked
from data.store import Workspace
from tests.invented import FakeScorer


def by_outlet(workspace: Workspace, scorers: dict[str, FakeScorer], **asked: object) -> dict[str, pd.Series]:
    table = comparison.by_outlet(workspace, scorers, Asked(**asked))  # type: ignore[arg-type]
    return {str(row["outlet"]): row for _, row in table.iterrows()}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"measure": "mood"}, "measure is 'mood'; it can be tone, portrayal, stance, loaded"),
        ({"voice": "theirs"}, "voice is 'theirs'; it can be own, quoted, all"),
        ({"unit": "outlet"}, "unit is 'outlet'; it can be family, article"),
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
    ],
)
def test_filters_choose_the_articles(
    scored: Workspace, scorers: dict[str, FakeScorer], filters: dict[str, tuple[str, ...]], outlets: set[str]
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
