"""The doors on the page: preview, mending, storing, and what is asked."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.dashboard import asking, mending
from data import catalogue
from data.schema import Article, PublishedBasis, Target
from tests.dashboard.conftest import articles

PAGE = """Ferry stops after storm
The ferry between the islands stopped on Monday after a storm damaged the pier, the harbour office said. Repairs are to take a week, and buses will carry passengers to the southern quay until then. Nobody was hurt.

Share
Related Articles

RT
2 hours ago
- RT
Minister visits the pier
The minister visited the damaged pier on Tuesday and promised that the work would begin at once. Fishermen who had waited in the rain told him that the pier had needed repair for ten years. He said that he knew.
"""


def test_a_pasted_page_is_shown_before_it_is_stored(fill, app) -> None:
    workspace = fill(articles(1)[:1])
    at = app("sources")
    at.segmented_control(key="intake_door").set_value("Paste a page").run()
    at.text_area(key="intake_text").set_value(PAGE).run()
    before = workspace.version()
    next(button for button in at.button if button.label == "Read").click().run()
    assert not at.exception
    assert any("2 articles found" in heading.value for heading in at.subheader)
    assert workspace.version() == before
    next(button for button in at.button if button.label == "Store and score").click().run()
    assert not at.exception
    with workspace.connect() as db:
        titles = {title for (title,) in db.execute("SELECT title FROM articles").fetchall()}
    assert {"Ferry stops after storm", "Minister visits the pier"} <= titles


@pytest.mark.parametrize("words", ["Subscribe\nShare\nSign in", "x"])
def test_a_page_without_an_article_is_refused_with_words(words: str, fill, app) -> None:
    fill(articles(1)[:1])
    at = app("sources")
    at.segmented_control(key="intake_door").set_value("Paste a page").run()
    at.text_area(key="intake_text").set_value(words).run()
    next(button for button in at.button if button.label == "Read").click().run()
    assert not at.exception
    assert at.error


def test_mended_takes_the_users_words() -> None:
    article = Article(title="Old", text="Text.", outlet=None)
    row = {
        "title": "New ",
        "text": "Text.",
        "outlet": "Russia Today",
        "via": "",
        "slot": None,
        "published": pd.Timestamp("2026-03-02T10:00"),
    }
    mended = mending.mended(article, row, catalogue.load())
    assert (mended.title, mended.outlet, mended.via) == ("New", "rt", None)
    assert mended.published is not None
    assert mended.published.isoformat() == "2026-03-02T10:00:00+00:00"
    assert mended.published_basis == PublishedBasis.STATED


def test_mended_leaves_what_was_not_touched() -> None:
    article = Article(title="T", text="Text.", outlet="Unheard Herald", published_basis=PublishedBasis.UNKNOWN)
    row = {"title": "T", "text": "Text.", "outlet": "Unheard Herald", "via": None, "slot": None, "published": pd.NaT}
    assert mending.mended(article, row, catalogue.load()) == article


@pytest.mark.parametrize(
    ("name", "expected"), [("Ilmar Voskan", "ilmar-voskan"), ("Köln", "koln"), ("Россия", "россия"), ("a, b", "a-b")]
)
def test_ids_are_made_of_names(name: str, expected: str) -> None:
    assert asking.slug(name) == expected


def test_the_page_asks_keeps_ids_and_counts_articles(fill, app) -> None:
    workspace = fill(articles())
    at = app("sources", sources_step="Ask")
    assert not at.exception
    next(button for button in at.button if button.label == "Save targets").click().run()
    assert workspace.state.items(Target) == (Target("orne", "Orne"),)


def test_the_outlets_step_lists_labels_with_their_source(fill, app) -> None:
    fill(articles())
    at = app("sources", sources_step="Outlets")
    assert not at.exception
    table = at.dataframe[0].value
    assert set(table["outlet"]) == {"The Sunrise", "The Sunset"}
    assert table["articles"].sum() == 8
