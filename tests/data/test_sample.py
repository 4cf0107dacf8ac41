"""The teaching corpus keeps its own rules: enough of it, invented throughout, labelled where it says so."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from data import sample
from data.sample import check
from data.schema import Kind

STORIES = [story.id for story in sample.world().stories]


def test_the_world_is_large_enough_and_says_that_it_is_invented() -> None:
    world = sample.world()
    assert "invented" in world.notice
    assert len(world.stories) >= 12
    assert len({story.topic for story in world.stories}) >= 5
    assert len(world.outlets) >= 8
    assert Counter(outlet.kind for outlet in world.outlets)[Kind.STATE_CONTROLLED] >= 2
    assert {
        Kind.STATE_FUNDED_PUBLIC,
        Kind.INDEPENDENT_PUBLIC,
        Kind.WIRE,
        Kind.PRIVATE,
        Kind.AGGREGATOR,
    } <= {outlet.kind for outlet in world.outlets}
    assert all(domain.endswith(".example") for outlet in world.outlets for domain in outlet.domains)


def test_everything_in_the_world_has_one_name_and_refers_to_what_there_is() -> None:
    world = sample.world()
    for items in (world.outlets, world.topics, world.targets, world.claims, world.stories):
        assert max(Counter(item.id for item in items).values()) == 1
    topics = {topic.id for topic in world.topics}
    assert {story.topic for story in world.stories} <= topics
    assert {topic for claim in world.claims for topic in claim.topics} <= topics
    assert all(topic.seeds for topic in world.topics)
    assert all(claim.keywords for claim in world.claims)


@pytest.mark.parametrize("story", STORIES)
def test_a_story_keeps_the_rules(story: str) -> None:
    assert list(check.problems(story)) == []


def test_there_are_articles_enough_and_each_is_another_one() -> None:
    articles = sample.articles()
    assert len(articles) >= 180
    assert max(Counter(article.id for article in articles).values()) == 1
    assert {article.story for article in articles} == set(STORIES)
    assert {article.language for article in articles} == {"en"}
    instants = [article.published for article in articles if article.published]
    assert timedelta(days=14) <= max(instants) - min(instants) <= timedelta(days=31)


def test_every_outlet_writes_and_every_story_has_several_outlets() -> None:
    articles = sample.articles()
    writing = {outlet.id for outlet in sample.world().outlets if outlet.kind is not Kind.AGGREGATOR}
    assert {article.outlet for article in articles} == writing
    for story in STORIES:
        assert len({article.outlet for article in articles if article.story == story}) >= 4, story


def test_the_aggregator_republishes_words_of_others_and_cuts_some() -> None:
    articles = sample.articles()
    whole = {article.text_hash for article in articles if article.via is None}
    copies = [article for article in articles if article.via == "newsraft"]
    originals = {(article.outlet, article.title): article for article in articles if article.via is None}
    assert copies
    assert any(copy.snippet for copy in copies)
    for copy in copies:
        original = originals[copy.outlet, copy.title]
        assert copy.slot
        assert copy.published
        assert original.published
        assert copy.published >= original.published
        if copy.snippet:
            start, ellipsis = copy.text.rsplit(" ", 1)
            assert ellipsis == "…"
            assert original.text.startswith(start)
            assert len(copy.text) < len(original.text)
        else:
            assert copy.text_hash in whole


def test_there_are_gold_sentences_enough_on_every_measure() -> None:
    gold = sample.gold()
    assert len(gold) >= 400
    assert {row.voice for row in gold} == check.VOICES
    assert {row.tone for row in gold} == check.THREE
    assert {row.loaded for row in gold} == {"neutral", "loaded"}
    assert {label for row in gold for label in row.portrayal.values()} == check.THREE
    assert {label for row in gold for label in row.stance.values()} == check.STANCES


def test_every_gold_sentence_stands_in_its_article_once_and_is_labelled_once() -> None:
    texts = {article.id: article.text for article in sample.articles()}
    gold = sample.gold()
    assert [row.sentence for row in gold if texts[row.article].count(row.sentence) != 1] == []
    labelled = Counter((row.article, row.sentence) for row in gold)
    assert [key for key, n in labelled.items() if n > 1] == []


def test_a_speaker_is_named_only_where_somebody_speaks() -> None:
    assert [row for row in sample.gold() if row.voice == "own" and (row.speaker or row.verb)] == []


GOOD: dict[str, object] = {
    "article": "a",
    "sentence": "Orre lied.",
    "voice": "own",
    "speaker": None,
    "verb": None,
    "tone": "negative",
    "loaded": "loaded",
    "portrayal": {"orre": "negative"},
    "stance": {},
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"article": "b"}, "no article 'b'"),
        ({"sentence": "Orre told the truth."}, "does not stand in a"),
        ({"voice": "narrator"}, "voice is 'narrator'"),
        ({"tone": "loaded"}, "tone is 'loaded'"),
        ({"loaded": True}, "loaded is True"),
        ({"portrayal": {"torrin": "negative"}}, "no name or alias of it stands in"),
        ({"portrayal": {"nobody": "negative"}}, "targets are"),
        ({"portrayal": {"orre": "favour"}}, "labels"),
        ({"stance": {"borders-tighter": "positive"}}, "stance borders-tighter: positive"),
        ({"stance": {"no-such-claim": "favour"}}, "claims are"),
        ({"portrayal": ["orre"]}, "must be objects"),
    ],
)
def test_the_check_finds_what_a_writer_gets_wrong(change: dict[str, object], problem: str | None) -> None:
    found = list(check._label_problems(GOOD | change, {"a": "On Monday Orre lied. Then he left."}))
    assert len(found) == (problem is not None)
    if problem:
        assert problem in found[0]


def test_the_check_finds_missing_fields() -> None:
    row = {key: value for key, value in GOOD.items() if key != "verb"}
    assert list(check._label_problems(row, {"a": "Orre lied."})) == [
        "speaker and verb must be there, null where there is none"
    ]
