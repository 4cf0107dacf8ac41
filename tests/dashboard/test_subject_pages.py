"""Portrayal, Stance and the differences: what they say, with data, without it, and when asked oddly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from data.schema import Claim, Target
from data.store import Workspace
from tests.dashboard.conftest import articles

Fill = Callable[..., Workspace]
Open = Callable[..., AppTest]


@pytest.mark.parametrize("view", ["portrayal", "stance", "overview"])
def test_the_page_opens_with_a_verdict_and_reads_a_pair(fill: Fill, app: Open, view: str) -> None:
    fill(articles())
    at = app(view)
    assert not at.exception
    assert "The Sunrise is more" in at.header[0].value
    assert "stories that both tell" in at.header[0].value
    box = at.selectbox(key=f"{view}_pair")
    at = box.set_value(box.options[0]).run()
    assert not at.exception
    assert any("times in 100" in words.value for words in at.markdown)


@pytest.mark.parametrize("view", ["portrayal", "stance"])
def test_a_workspace_without_articles_says_what_to_do(home: object, app: Open, view: str) -> None:
    at = app(view)
    assert not at.exception
    assert at.header


@pytest.mark.parametrize(("view", "kind"), [("portrayal", Target), ("stance", Claim)])
def test_without_a_subject_the_page_asks_for_one(fill: Fill, app: Open, view: str, kind: type) -> None:
    workspace = fill(articles())
    workspace.state.replace(kind, [])
    at = app(view)
    assert not at.exception
    assert at.header[0].value.endswith("?")


@pytest.mark.parametrize("view", ["portrayal", "stance"])
def test_one_article_is_no_finding(fill: Fill, app: Open, view: str) -> None:
    fill(articles(1)[:1])
    at = app(view)
    assert not at.exception
    assert "No outlet has enough texts" in at.header[0].value


def test_the_sentences_behind_a_cell_are_two_actions_away(fill: Fill, app: Open) -> None:
    fill(articles())
    at = app("portrayal")
    cell = at.selectbox(key="portrayal_targets_cell")
    at = cell.set_value(cell.options[0]).run()
    assert not at.exception
    assert any("strongest first" in words.value for words in at.caption)


def test_another_wording_becomes_a_claim_of_its_own_and_is_asked_once(fill: Fill, app: Open) -> None:
    workspace = fill(articles())
    at = app("stance")
    at.text_input(key="other_words").set_value("The harbour is a failure.")
    at = at.button[-1].click().run()
    assert not at.exception
    assert [claim.text for claim in workspace.state.items(Claim)] == [
        "The harbour is good.",
        "The harbour is a failure.",
    ]
    at.text_input(key="other_words").set_value("THE harbour is good.")
    at = at.button[-1].click().run()
    assert "asked already" in at.error[0].value


def test_a_period_counts_only_its_days(fill: Fill, app: Open) -> None:
    fill(articles())
    assert not app("overview", since="2026-03-02").exception
    at = app("overview", since="2031-01-01", until="nonsense")
    assert not at.exception
