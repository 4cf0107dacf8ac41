"""A real page of an aggregator, which is not ours to ship: the test says by line number what is what."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.catalogue import load
from data.ingest.decode import decode
from data.ingest.pasted import read, split_at
from data.schema import PublishedBasis

PAGE = Path(__file__).parents[3].parent / "shared" / "cases" / "daily8-page.txt"
CAPTURED = datetime(2025, 7, 23, 18, 0, tzinfo=UTC)
CATALOGUE = load()

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason=f"the real page is not here: {PAGE.name} is not shipped")


def _text() -> str:
    return decode(PAGE.read_bytes())


def test_the_page_gives_exactly_its_four_articles() -> None:
    lines = _text().split("\n")
    proposal = read(_text(), source=PAGE.name, catalogue=CATALOGUE, captured=CAPTURED)
    main, *related = proposal.articles
    assert (main.slot, main.title, main.text) == ("main", lines[1], "\n\n".join(lines[2:13]))
    assert [(article.slot, article.title, article.text) for article in related] == [
        (f"related {number}", lines[title], lines[title + 1]) for number, title in enumerate((25, 32, 39), start=1)
    ]
    assert {article.via for article in proposal.articles} == {"daily8"}
    assert [article.outlet for article in related] == ["rt"] * 3
    assert [article.published for article in related] == [CAPTURED - timedelta(hours=hours) for hours in (3, 5, 6)]
    assert {article.published_basis for article in related} == {PublishedBasis.RELATIVE}
    assert not any(article.snippet or article.warnings for article in proposal.articles)
    assert not proposal.refusals


def test_the_main_article_s_outlet_is_suggested_and_not_asserted() -> None:
    main = read(_text(), source=PAGE.name, catalogue=CATALOGUE, captured=CAPTURED).articles[0]
    assert (main.outlet, main.published, main.published_basis) == (None, None, PublishedBasis.UNKNOWN)
    assert main.suggestion is not None
    assert main.suggestion.outlet == "rt"  # as the other three; the title's country is the writer's
    for part in ("guess", "all 3 articles", "where the writer speaks from", "outlet of China, such as", "check"):
        assert part in main.suggestion.evidence


def test_the_page_does_not_need_the_aggregator_s_name_nor_its_blank_lines() -> None:
    wanted = read(_text(), source=PAGE.name, catalogue=CATALOGUE, captured=CAPTURED).articles
    dense = "\r\n".join(line for line in _text().split("\n") if line)
    assert read(dense, source=PAGE.name, catalogue=CATALOGUE, captured=CAPTURED).articles == wanted
    anonymous = _text().replace("Daily8", "This page's")
    unnamed = read(anonymous, source=PAGE.name, catalogue=CATALOGUE, captured=CAPTURED, via="Daily8").articles
    assert unnamed == wanted


def test_the_same_by_hand() -> None:
    wanted = read(_text(), source=PAGE.name, catalogue=CATALOGUE, captured=CAPTURED).articles
    mended = split_at(_text(), [1, 25, 32, 39], source=PAGE.name, catalogue=CATALOGUE, captured=CAPTURED)
    assert mended.articles == wanted
