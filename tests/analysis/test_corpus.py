"""A workspace as tables: labels and corrections applied, means per article, and the sentences behind them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from analysis import corpus, scoring
from analysis.questions import Question
from data.schema import Article, Kind, Outlet, Topic
from data.store import Workspace
from tests import invented
from tests.invented import FERRY, FakeScorer


def question(workspace: Workspace, scorers: dict[str, FakeScorer], measure: str, subject: str = "") -> Question:
    found = corpus.question_for(workspace, scorers, measure, subject)
    assert found is not None
    return found


def titled(table: pd.DataFrame, title: str) -> pd.Series:
    found = table[table["title"] == title]
    assert len(found) == 1
    return found.iloc[0]


def titles(workspace: Workspace, articles: pd.Series) -> list[str]:
    table = corpus.articles(workspace)
    known = dict(zip(table["article"], table["title"], strict=True))
    return [known[article] for article in articles]


def means(workspace: Workspace, scorers: dict[str, FakeScorer], voice: str, measure: str = "tone") -> dict[str, float]:
    subject = {"portrayal": "quill", "stance": "stop-ferry"}.get(measure, "")
    table = corpus.article_means(workspace, question(workspace, scorers, measure, subject), voice)
    known = table.dropna(subset=["mean"])
    return dict(zip(titles(workspace, known["article"]), known["mean"], strict=True))


def test_articles_carry_the_labels_of_their_outlets(workspace: Workspace) -> None:
    table = corpus.articles(workspace)
    assert len(table) == 10
    ferry = titled(table, "Ferry report 4")
    assert (ferry["outlet_name"], ferry["kind"], ferry["country"]) == ("Karvenia Today", "state-controlled", "Karvenia")
    assert ferry["published"] == pd.Timestamp(datetime(2026, 3, 2, 12, tzinfo=UTC))
    bread = titled(table, "Bread is dearer")
    assert (bread["outlet"], bread["outlet_name"], bread["kind"]) == (corpus.NOBODY, corpus.NOBODY, "unknown")
    assert pd.isna(bread["published"])


def test_an_outlet_that_nobody_knows_keeps_its_printed_name(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.add([Article("t", "x", "The Unheard Times", via="Some Reader")])
    (row,) = corpus.articles(workspace).to_dict("records")
    assert (row["outlet_name"], row["via_name"], row["kind"]) == ("The Unheard Times", "Some Reader", "unknown")


def test_a_users_label_and_correction_win(workspace: Workspace) -> None:
    plain = titled(corpus.articles(workspace), "Ferry report 7")["article"]
    workspace.state.put([Outlet("port-courier", "The Courier", Kind.PARTY)])
    workspace.state.correct(plain, "via", "newsraft")
    workspace.state.correct(titled(corpus.articles(workspace), "Bread is dearer")["article"], "outlet", "port-courier")
    workspace.state.correct("no such article", "outlet", "nobody")
    table = corpus.articles(workspace)
    ferry, bread = titled(table, "Ferry report 7"), titled(table, "Bread is dearer")
    assert (ferry["outlet_name"], ferry["kind"], ferry["via_name"]) == ("The Courier", "party", "Newsraft")
    assert (bread["outlet_name"], bread["kind"]) == ("The Courier", "party")


def test_topics_are_stated_or_found_by_seeds(workspace: Workspace) -> None:
    table = corpus.articles(workspace)
    assert titled(table, "Bread is dearer")["topics"] == ("bread",)
    assert titled(table, "Ferry report 4")["topics"] == (FERRY.id,)
    workspace.state.replace(Topic, [])
    assert titled(corpus.articles(workspace), "Ferry report 4")["topics"] == ()


def test_copies_are_one_family_and_other_texts_are_not(scored: Workspace) -> None:
    table = corpus.articles(scored)
    copies = table[table["title"] == "Ferry report 1"]
    assert len(copies) == 2
    assert len(set(copies["article"])) == 2
    assert len(set(copies["family"])) == 1
    assert table["family"].nunique() == 9


def test_an_empty_workspace_has_empty_tables(tmp_path: Path, scorers: dict[str, FakeScorer]) -> None:
    workspace = Workspace(tmp_path / "w")
    table = corpus.articles(workspace)
    assert table.empty
    assert {"article", "outlet_name", "kind", "topics", "family"} <= set(table.columns)
    assert corpus.select(table, outlets=["a"], kinds=["private"], topics=["ferry"]).empty
    assert corpus.article_means(workspace, question(workspace, scorers, "tone"), "all").empty
    assert corpus.scored_sentences(workspace, question(workspace, scorers, "tone")).empty


@pytest.mark.parametrize(
    ("voice", "glad", "grim"),
    [("own", 0.2, -0.2), ("quoted", -0.6, 0.6), ("all", 0.0, 0.0)],
)
def test_the_voice_decides_whose_sentences_count(
    scored: Workspace, scorers: dict[str, FakeScorer], voice: str, glad: float, grim: float
) -> None:
    found = means(scored, scorers, voice)
    assert found["Ferry report 2"] == pytest.approx(glad, abs=1e-6)
    assert found["Ferry report 4"] == pytest.approx(grim, abs=1e-6)


def test_a_subject_is_measured_on_the_sentences_that_concern_it(
    scored: Workspace, scorers: dict[str, FakeScorer]
) -> None:
    assert means(scored, scorers, "all", "portrayal") == {
        f"Ferry report {n}": pytest.approx(mood, abs=1e-6)
        for n, mood in [(1, 0.6), (2, 0.6), (3, 0.6), (4, -0.6), (5, -0.6), (6, -0.6), (7, 0.0)]
    }
    assert "Bread is dearer" not in means(scored, scorers, "all", "stance")


def test_what_has_no_score_says_why(scored: Workspace, scorers: dict[str, FakeScorer]) -> None:
    stance = corpus.article_means(scored, question(scored, scorers, "stance", "stop-ferry"), "all")
    missing = stance.dropna(subset=["missing"])
    assert dict(zip(titles(scored, missing["article"]), missing["missing"], strict=True)) == {
        "Ferry report 8": "the models read English; this article's language is de",
        "Bread is dearer": "the article is not on a topic of this claim",
    }
    assert (stance["sentences"] == 0).sum() == 2


def test_sentences_that_the_model_failed_on_are_counted_apart(tmp_path: Path, scorers: dict[str, FakeScorer]) -> None:
    workspace = invented.fill(tmp_path / "w")
    workspace.add([Article("News", "A glad day. An unreadable day.", "port-courier", language="en")])
    scoring.score(workspace, scorers)
    table = corpus.article_means(workspace, question(workspace, scorers, "tone"), "all")
    assert table["unread"].sum() == 1
    assert table[table["unread"] == 1].iloc[0][["sentences", "mean"]].tolist() == [2, pytest.approx(0.3)]


def test_the_sentences_behind_a_number_come_strongest_first(scored: Workspace, scorers: dict[str, FakeScorer]) -> None:
    articles = corpus.articles(scored)
    one = titled(articles, "Ferry report 4")["article"]
    table = corpus.scored_sentences(scored, question(scored, scorers, "tone"), articles=[one], voice="own")
    assert table["text"].tolist()[0] == "Mayor Quill has a grim ferry on day 4."
    assert table["score"].abs().is_monotonic_decreasing
    assert set(table["voice"]) == {"own"}
    assert len(corpus.scored_sentences(scored, question(scored, scorers, "tone"), articles=[])) == 0
    everything = corpus.scored_sentences(scored, question(scored, scorers, "tone"))
    assert not everything.duplicated(["article", "sentence"]).any()


def test_a_sentence_stands_where_its_offsets_say(scored: Workspace) -> None:
    one = titled(corpus.articles(scored), "Ferry report 4")["article"]
    text = corpus.text(scored, one)
    cut = corpus.sentences(scored, one)
    assert cut["sentence"].tolist() == [0, 1, 2, 3]
    spans = zip(cut["start"], cut["end"], strict=True)
    assert [text[start:end] for start, end in spans][1:] == cut["text"].tolist()[1:]
    with pytest.raises(KeyError, match="no article 'nowhere'"):
        corpus.text(scored, "nowhere")


@pytest.mark.parametrize(
    ("words", "n"),
    [
        (["Quill"], 9),
        (["quill"], 9),
        (["Quil"], 0),
        (["Bread", "baker"], 1),
        (["dearer"], 1),
        ([""], 0),
        ([], 0),
        ([".*"], 0),
        (["day 1"], 2),
    ],
)
def test_how_many_articles_hold_a_word(workspace: Workspace, words: list[str], n: int) -> None:
    assert corpus.naming(workspace, words) == n


@pytest.mark.parametrize(
    ("filters", "n"),
    [
        ({}, 10),
        ({"outlets": ["harbour-gazette"]}, 4),
        ({"outlets": [corpus.NOBODY]}, 1),
        ({"outlets": ["nobody"]}, 0),
        ({"kinds": ["state-controlled"]}, 3),
        ({"topics": ["ferry"]}, 9),
        ({"topics": ["ferry", "bread"]}, 10),
        ({"outlets": ["harbour-gazette"], "topics": ["bread"]}, 0),
        ({"start": pd.Timestamp("2026-03-02T12:00Z")}, 5),
        ({"start": pd.Timestamp("2026-03-02T12:00Z"), "end": pd.Timestamp("2026-03-02T13:00Z")}, 1),
    ],
)
def test_filters(workspace: Workspace, filters: dict[str, object], n: int) -> None:
    assert len(corpus.select(corpus.articles(workspace), **filters)) == n  # type: ignore[arg-type]


def test_a_question_that_is_not_asked(workspace: Workspace, scorers: dict[str, FakeScorer]) -> None:
    assert corpus.question_for(workspace, scorers, "portrayal", "nobody") is None
    assert corpus.question_for(workspace, scorers, "tone", "quill") is None
