"""Values, their addresses, and the rows they become."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest

from data import schema
from data.schema import Article, Claim, PublishedBasis, Suggestion, Target

ARTICLE = Article("A title", "A text.", outlet="gazette", via="newsraft", slot="main", language="en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a",), ("b",)),
        (("a", "b"), ("b", "a")),
        (("ab", "c"), ("a", "bc")),
        ((None,), ("",)),
        (("a", None), ("a", "")),
        (("a",), ("a", "")),
        (("\ud800",), ("\ud801",)),
        (("é",), ("e\u0301",)),
    ],
)
def test_different_parts_have_different_addresses(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> None:
    assert schema.digest(*one) != schema.digest(*other)


def test_an_address_is_stable_across_processes_and_versions() -> None:
    assert schema.digest("a", None, "ü") == "2b6aad19f26e2eb3"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("", ""),
        ("  A  b\n\nC\t", "a b c"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("a\u00a0b\u2009c", "a b c"),
        ("a\r\nb", "a b"),
    ],
)
def test_layout_and_case_do_not_make_two_texts_differ(text: str, normal: str) -> None:
    assert schema.normalise(text) == normal


@pytest.mark.parametrize("field", ["outlet", "via", "title", "text"])
def test_an_article_is_another_one_when_what_identifies_it_changes(field: str) -> None:
    change: dict[str, Any] = {field: "changed"}
    assert dataclasses.replace(ARTICLE, **change).id != ARTICLE.id


@pytest.mark.parametrize(
    "change",
    [
        {"slot": "related 1"},
        {"url": "https://gazette.example/a"},
        {"language": None},
        {"published": datetime(2026, 3, 2, tzinfo=UTC), "published_basis": PublishedBasis.STATED},
        {"topics": ("ferry",)},
        {"warnings": ("cut",)},
    ],
)
def test_an_article_stays_the_same_when_only_its_surroundings_change(change: dict[str, Any]) -> None:
    assert dataclasses.replace(ARTICLE, **change).id == ARTICLE.id


def test_copies_share_their_words_but_not_their_id() -> None:
    copy = Article("Another title", "  a TEXT.\n", outlet="courier")
    assert copy.text_hash == ARTICLE.text_hash
    assert copy.id != ARTICLE.id


def test_a_target_is_the_same_question_whatever_its_id_kind_and_order_of_aliases() -> None:
    target = Target("quill", "Mara Quill", ("Quill", "the mayor"), "person")
    assert target.revision == Target("q", "Mara Quill", ("the mayor", "Quill")).revision
    others = [target, Target("quill", "Mara Quill", ("Quill",)), Target("quill", "Quill", ("Mara Quill", "the mayor"))]
    assert len({other.revision for other in others}) == 3


def test_a_claim_is_another_question_with_other_words_topics_or_keywords() -> None:
    claims = [
        Claim("c", "Stop it."),
        Claim("c", "Stop it!"),
        Claim("c", "Stop it.", ("ferry",)),
        Claim("c", "Stop it.", (), ("ferry",)),
        Claim("c", "Stop it.", ("a", "ferry"), ()),
        Claim("c", "Stop it.", ("a",), ("ferry",)),
    ]
    for one, other in combinations(claims, 2):
        assert one.revision != other.revision
    assert Claim("x", "Stop it.", ("a", "b")).revision == Claim("y", "Stop it.", ("b", "a")).revision


def test_a_row_has_every_column_of_the_table_and_no_other() -> None:
    assert set(schema.to_row(ARTICLE)) == set(schema.ARTICLES.names)


def test_a_suggestion_is_stored_apart_from_the_outlet() -> None:
    row = schema.to_row(Article("t", "x", suggestion=Suggestion("gazette", "its byline")))
    assert (row["outlet"], row["suggested_outlet"], row["suggested_evidence"]) == (None, "gazette", "its byline")


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ARTICLE.title = "changed"  # type: ignore[misc]
