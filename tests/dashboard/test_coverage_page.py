"""The page Coverage: attention, blind spots, the aggregator, and change over time, down to articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from data.schema import Article
from tests.dashboard.conftest import HOSTILE, START, articles, own_words
from tests.dashboard.test_pages import words

PARTS = ("Attention", "Blind spots", "Aggregator", "Over time")


def lifted(n: int = 8) -> list[Article]:
    """Two weeks of two outlets; an aggregator lifts one of them."""
    given = [replace(a, published=START + timedelta(hours=at // 2, days=at)) for at, a in enumerate(articles(n))]
    return given + [
        replace(a, title=f"{a.title} now", text=own_words("lift", at), via="newsraft", slot="main")
        for at, a in enumerate(given)
        if a.outlet == "sunrise" and at < 8
    ]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_with_a_sentence_and_a_picture(part: str, fill, app) -> None:
    fill(lifted())
    at = app("coverage", coverage_part=part)
    assert not at.exception
    assert at.header[0].value
    assert at.get("vega_lite_chart")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("given", [articles(1)[:1], [replace(a, outlet=None) for a in articles(2)],
                                   [replace(a, published=None, topics=(), story=None) for a in articles(2)]])  # fmt: skip
def test_every_part_opens_on_little(part: str, given, fill, app) -> None:
    fill(given)
    assert not app("coverage", coverage_part=part).exception


@pytest.mark.parametrize("part", PARTS)
def test_nothing_needs_scores(part: str, fill, app) -> None:
    fill(lifted(), scored=False)
    assert not app("coverage", coverage_part=part).exception


@pytest.mark.parametrize("part", [*PARTS, "Nonsense"])
def test_unknown_values_in_the_address_fall_back(part: str, fill, app) -> None:
    fill(lifted())
    at = app("coverage", coverage_part=part, via="nobody", lifted_by="x", change_of="?", change_period="y", topics="z")
    assert not at.exception


def test_an_empty_workspace_says_what_to_do(home, app) -> None:
    from analysis.dashboard import workspaces

    workspaces.named("mine")
    at = app("coverage", workspace="mine")
    assert not at.exception
    assert at.header[0].value == "There is nothing here yet"


def test_from_a_share_to_its_articles(fill, app) -> None:
    fill(articles())
    at = app("coverage")
    at.selectbox(key="attention_of").set_value("The Sunset · Port").run()
    assert not at.exception
    titles = at.dataframe[0].value["title"].tolist()
    assert len(titles) == 4
    assert any(HOSTILE in title for title in titles)


def test_from_a_silence_to_what_was_there_instead(fill, app) -> None:
    given = articles(8)
    fill([replace(a, story=None) if (a.outlet, a.story) == ("sunset", "s1") else a for a in given])
    at = app("coverage", coverage_part="Blind spots")
    assert "The Sunset has nothing on “Harbour story 1”" in at.header[0].value.replace("\\", "")
    at.selectbox(key="silence_of_story").set_value("Harbour story 1 · The Sunset").run()
    assert not at.exception
    assert "silent, with" in words(at)
    assert set(at.dataframe[0].value["outlet_name"]) == {"The Sunset"}
    assert set(at.dataframe[1].value["outlet_name"]) == {"The Sunrise"}


def test_an_aggregators_unknown_pool_is_said(fill, app) -> None:
    fill(lifted())
    at = app("coverage", coverage_part="Aggregator")
    assert "newsraft" in at.header[0].value.lower()
    assert "is not known" in words(at)
    at.selectbox(key="lifted_of_outlet").set_value("The Sunrise").run()
    assert not at.exception
    assert set(at.dataframe[0].value["slot"]) == {"main"}


def test_without_an_aggregator_the_part_says_so(fill, app) -> None:
    fill(articles())
    at = app("coverage", coverage_part="Aggregator")
    assert at.header[0].value == "Nothing in these articles came through an aggregator."


def test_over_time_the_measure_leads_to_sentences(fill, app) -> None:
    fill(lifted())
    at = app("coverage", coverage_part="Over time", change_of="Portrayal")
    assert not at.exception
    box = at.selectbox(key="change_cell")
    box.set_value(box.options[0]).run()
    assert not at.exception
    assert "text" in at.dataframe[0].value
