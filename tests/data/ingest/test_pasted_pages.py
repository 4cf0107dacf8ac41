"""Whole invented pages, each made to break a splitter that looks for one layout only."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.ingest.decode import decode
from data.ingest.pasted import read
from tests.data.ingest.invented import CATALOGUE

CAPTURED = datetime(2025, 7, 23, 18, 0, tzinfo=UTC)
PAGES = sorted((Path(__file__).parent / "pages").glob("*.toml"))


def _text(body: list[Any], lines: list[str]) -> str:
    """Paragraphs of the page by line number from 1, by first and last line, or in words where markup goes."""
    paragraphs = []
    for part in body:
        match part:
            case int():
                paragraphs.append(lines[part - 1].strip())
            case [first, last]:
                paragraphs.append(" ".join(lines[first - 1 : last]))
            case _:
                paragraphs.append(part)
    return "\n\n".join(paragraphs)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path: Path) -> None:
    expected = tomllib.loads(path.read_text("utf-8"))
    page = decode(path.with_suffix(".txt").read_bytes())
    lines = page.replace("\u00a0", " ").split("\n")
    proposal = read(page, source=path.name, catalogue=CATALOGUE, captured=CAPTURED)

    assert [article.title for article in proposal.articles] == [wanted["title"] for wanted in expected["articles"]]
    for article, wanted in zip(proposal.articles, expected["articles"], strict=True):
        assert article.text == _text(wanted["body"], lines)
        assert article.outlet == wanted.get("outlet")
        assert article.via == wanted.get("via", expected.get("via"))
        assert article.slot == wanted.get("slot")
        assert article.published == wanted.get("published")
        assert article.published_basis == wanted.get("basis", "unknown")
        assert article.snippet == wanted.get("snippet", False)
        assert article.agency == wanted.get("agency")
        assert "url" not in wanted or article.url == wanted["url"]
        assert (article.suggestion.outlet if article.suggestion else None) == wanted.get("suggested")
    assert [refusal.where for refusal in proposal.refusals] == expected.get("refused", [])
    assert proposal.sure == expected["sure"], proposal.evidence


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_says_why_it_is_a_trap(path: Path) -> None:
    assert tomllib.loads(path.read_text("utf-8"))["why"]
