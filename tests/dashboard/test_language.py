"""The page Language: words with their sentences, loaded wording, and who speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.schema import Article
from tests.dashboard.conftest import HOSTILE, articles
from tests.dashboard.test_pages import words


def habits() -> list[Article]:
    """Two outlets on the same nine stories; one of them always says "brazen regime"."""
    did = ("broke", "sold", "lost", "hid", "fled", "cut", "shut", "left", "sank")
    given = [replace(article, story=f"t{at // 2}") for at, article in enumerate(articles(len(did)))]
    return [
        replace(article, text=f"{article.text}\n\nThe brazen regime {did[at // 2]} it. {HOSTILE if at < 2 else ''}")
        if article.outlet == "sunset"
        else article
        for at, article in enumerate(given)
    ]


def test_an_outlets_word_leads_to_its_sentences_escaped_with_the_word_marked(fill, app) -> None:
    fill(habits())
    at = app("language", words_of="The Sunset")
    assert not at.exception
    assert "words beyond chance" in at.header[0].value
    box = at.selectbox(key="term_of_sunset")
    assert "brazen regime" in box.options
    box.set_value("brazen regime").run()
    assert not at.exception
    drawn = "".join(str(block.proto.body) for block in at.get("html"))
    assert ">brazen regime</mark>" in drawn
    assert "<script>" not in drawn


def test_loaded_wording_leads_to_its_sentences_whatever_measure_is_chosen(fill, app) -> None:
    fill(habits())
    at = app("language", measure="Tone")
    at.selectbox(key="loaded_of").set_value("The Sunset").run()
    assert not at.exception
    assert at.dataframe[0].value["label"].tolist()[0] == "loaded"


def test_the_speakers_stand_with_share_verbs_and_side(fill, app) -> None:
    fill(habits())
    at = app("language", measure="Tone")
    assert "Quill of Orne has 100 % of all quoted and reported words" in words(at).replace("\\", "")
    table = next(frame.value for frame in at.dataframe if "Speaker" in frame.value)
    assert table["Verbs"].tolist() == ["said 9"]
    assert table["Tone of what they say"].iloc[0].startswith("−0.70")


def test_few_stories_are_said_not_to_tell_what_chance_does(fill, app) -> None:
    fill(articles(6))
    at = app("language")
    assert not at.exception
    assert "No word" in at.header[0].value


@pytest.mark.parametrize("given", [articles(1)[:1], articles(1)])
def test_one_article_gives_a_reason_and_no_contrast(given, fill, app) -> None:
    fill(given)
    at = app("language")
    assert not at.exception
    assert "compared" in at.header[0].value


def test_an_empty_workspace_says_what_to_do(home, app) -> None:
    from analysis.dashboard import workspaces

    workspaces.named("mine")
    at = app("language", workspace="mine")
    assert not at.exception
    assert at.header[0].value == "There is nothing here yet"


def test_articles_that_are_not_scored_are_waited_for(fill, app) -> None:
    fill(articles(), scored=False)
    at = app("language")
    assert not at.exception
    assert "not scored yet" in at.header[0].value


def test_unknown_values_in_the_address_fall_back(fill, app) -> None:
    fill(habits())
    at = app("language", words_of="Nobody", speakers_in="?", voice="x", outlets="none", kinds="y", topics="z")
    assert not at.exception


def test_filters_that_leave_nothing_leave_a_page(fill, app) -> None:
    fill([replace(article, topics=()) for article in articles()])
    assert not app("language", topics="Port").exception
