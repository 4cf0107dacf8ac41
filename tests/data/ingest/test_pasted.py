from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.ingest.base import RefusedError
from data.ingest.decode import decode
from data.ingest.page import LARGEST, BlockRole, blocks
from data.ingest.pasted import read, split_at
from data.schema import Article
from tests.data.ingest.invented import CATALOGUE

CAPTURED = datetime(2025, 7, 23, 18, 0, tzinfo=UTC)
PAGES = Path(__file__).parent / "pages"
PARAGRAPH = (
    "The council met on Monday and agreed on the plan for the outer harbour, which had been put off twice since March "
    "because nobody could say who would pay for the breakwater."
)


def _page(name: str) -> str:
    return decode((PAGES / f"{name}.txt").read_bytes())


def _only(text: str, *, via: str | None = None) -> Article:
    (article,) = read(text, source="page.txt", catalogue=CATALOGUE, captured=CAPTURED, via=via).articles
    return article


def test_a_text_without_any_furniture_is_one_article() -> None:
    article = _only(f"The plan is agreed\n{PARAGRAPH}\n{PARAGRAPH[:60]}.")
    assert article.title == "The plan is agreed"
    assert article.text == f"{PARAGRAPH}\n\n{PARAGRAPH[:60]}."
    assert article.slot is None
    assert article.via is None


def test_a_text_without_a_headline_is_kept_and_marked() -> None:
    proposal = read(PARAGRAPH, source="page.txt", catalogue=CATALOGUE)
    assert proposal.articles[0].title == ""
    assert proposal.articles[0].text == PARAGRAPH
    assert "No title." in proposal.articles[0].warnings
    assert not proposal.sure


def test_the_aggregator_is_as_the_user_says() -> None:
    known = read(_page("glued"), source="page.txt", catalogue=CATALOGUE, captured=CAPTURED, via="Tidesorter")
    assert {article.via for article in known.articles} == {"tidesorter"}
    printed = read(_page("glued"), source="page.txt", catalogue=CATALOGUE, captured=CAPTURED, via="Flotsam")
    assert {article.via for article in printed.articles} == {"Flotsam"}
    assert not printed.sure


def test_a_page_that_names_two_aggregators_is_to_be_checked() -> None:
    page = _page("glued") + "\nNewsraft is a service of Tidesorter\n"
    proposal = read(page, source="page.txt", catalogue=CATALOGUE, captured=CAPTURED)
    assert {article.via for article in proposal.articles} == {"newsraft"}
    assert any("Tidesorter" in sentence for sentence in proposal.evidence)
    assert not proposal.sure


def test_without_a_capture_relative_times_stay_unknown_and_are_asked_for() -> None:
    proposal = read(_page("bullets"), source="page.txt", catalogue=CATALOGUE)
    assert [article.published for article in proposal.articles] == [None, None, None]
    assert any("needs the time of capture" in sentence for sentence in proposal.evidence)
    assert not proposal.sure


def test_a_known_outlet_is_sure_and_an_unknown_one_is_not() -> None:
    card = "{outlet}\n2 hours ago\nThe plan is agreed\n" + PARAGRAPH + "\nShare\n© Newsraft"
    sure = read(card.format(outlet="Harbour Gazette"), source="p", catalogue=CATALOGUE, captured=CAPTURED)
    unsure = read(card.format(outlet="Orrin Evening Post"), source="p", catalogue=CATALOGUE, captured=CAPTURED)
    assert sure.sure
    assert not unsure.sure
    assert unsure.articles[0].outlet == "Orrin Evening Post"


def test_an_article_that_stands_twice_is_kept_once() -> None:
    card = f"Harbour Gazette\n2 hours ago\nThe plan is agreed\n{PARAGRAPH}\n\n\n"
    proposal = read(card * 2, source="page.txt", catalogue=CATALOGUE, captured=CAPTURED)
    assert len(proposal.articles) == 1
    assert "The same article" in proposal.refusals[0].reason


def test_alternating_lines_without_credits_are_kept_together_and_asked_about() -> None:
    page = "\n\n".join(f"Headline number {number} is here\n\n{PARAGRAPH} It was the {number}th." for number in range(4))
    proposal = read(page, source="page.txt", catalogue=CATALOGUE)
    assert len(proposal.articles) == 1
    assert any("could be headlines of several" in sentence for sentence in proposal.evidence)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\t\n ", "empty"),
        ("\u00a0\u200b\n", "hardly any words|empty"),
        ("12345\n---\n***", "hardly any words"),
        ("Read more", "hardly any words"),
        ("Menu\nSearch\nSign in\nRead more\nShare\nComments\nPrivacy policy\nAccept all cookies", "only menus"),
        ("Harbour Gazette\n2 hours ago\nThe plan for the harbour is agreed at last", "only menus"),
        ("\x00\x01\x02\x03" * 200, "binary"),
        ("%PDF-1.7 " + PARAGRAPH, "binary"),
        ("<!DOCTYPE html><html><body><p>" + PARAGRAPH + "</p></body></html>", "source of a web page"),
        ("<div><p>a</p><p>b</p>" * 10, "source of a web page"),
        ("word " * (LARGEST // 5 + 1), "characters"),
        ("a word\n" * 20_000, "lines"),
    ],
)
def test_what_holds_no_article_is_refused_with_advice(text: str, says: str) -> None:
    with pytest.raises(RefusedError, match=says) as refused:
        read(text, source="page.txt", catalogue=CATALOGUE)
    assert str(refused.value).count(".") >= 2  # what was wrong, and what is accepted


def test_blocks_show_every_line_with_its_role_and_article() -> None:
    found = blocks(_page("bullets"), CATALOGUE)
    assert [(block.role, block.article) for block in found[:5]] == [
        (BlockRole.FURNITURE, None),
        (BlockRole.OUTLET, 0),
        (BlockRole.TITLE, 0),
        (BlockRole.BODY, 0),
        (BlockRole.FURNITURE, None),
    ]
    assert (found[1].first, found[1].last, found[1].text) == (1, 1, "Harbour Gazette — 2 hours ago")
    assert not any(block.doubtful for block in found)
    doubtful = blocks(_page("uncredited-list"), CATALOGUE)
    assert [block.text for block in doubtful if block.doubtful] == [
        "A customs shed makes history",
        "The ambassador who was only tired",
    ]


def test_split_at_takes_the_user_s_headlines_and_finds_what_belongs_to_each() -> None:
    page = "\n\n".join(f"Headline number {number} is here\n\n{PARAGRAPH} It was the {number}th." for number in range(4))
    titles = [block.first for block in blocks(page, CATALOGUE, titles=[0, 4, 8, 12]) if block.role is BlockRole.TITLE]
    assert titles == [0, 4, 8, 12]
    proposal = split_at(page, titles, source="page.txt", catalogue=CATALOGUE)
    assert [article.title for article in proposal.articles] == [f"Headline number {n} is here" for n in range(4)]
    assert [article.text[-4:] for article in proposal.articles] == ["0th.", "1th.", "2th.", "3th."]


def test_split_at_can_join_what_was_split_and_drop_what_was_kept() -> None:
    page = _page("glued")
    lines = page.split("\n")
    first, second = lines.index("Ferry crews in Halm vote to end the nine-day strike"), 21
    proposal = split_at(page, [first, second], source="page.txt", catalogue=CATALOGUE, captured=CAPTURED, dropped=[8])
    assert [article.title for article in proposal.articles] == [lines[first], lines[second]]
    assert lines[8] not in proposal.articles[0].text
    assert lines[9] in proposal.articles[0].text
    assert proposal.articles[1].outlet == "port-courier"  # its credit stands above the headline


@pytest.mark.parametrize(("titles", "dropped"), [([2], []), ([999], []), ([-1], []), ([1], [0, 2])])
def test_split_at_refuses_lines_that_do_not_exist(titles: list[int], dropped: list[int]) -> None:
    with pytest.raises(RefusedError, match="has no words"):
        split_at(_page("glued"), titles, source="page.txt", catalogue=CATALOGUE, dropped=dropped)


def test_split_at_without_headlines_has_nothing_to_propose() -> None:
    with pytest.raises(RefusedError, match="no article"):
        split_at(_page("glued"), [], source="page.txt", catalogue=CATALOGUE)


def test_whatever_the_line_ends_the_articles_are_the_same() -> None:
    page = _page("glued")
    plain, windows, old = (
        read(page.replace("\n", end), source="p", catalogue=CATALOGUE, captured=CAPTURED).articles
        for end in ("\n", "\r\n", "\r")
    )
    assert plain == windows == old
