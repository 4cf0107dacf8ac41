"""Feeds with sources, whole texts, broken markup and traps."""

from datetime import UTC, datetime

import pytest

from data.ingest import feed
from data.ingest.base import Proposal, RefusedError
from data.schema import Article
from tests.data.ingest.invented import CATALOGUE

CAPTURED = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
SUMMARY = "The council voted on Tuesday to deepen the eastern harbour by two metres."
WHOLE = " ".join(
    f"On day {day} of the debate, the council heard another speaker from the old town." for day in range(12)
)


def rss(items: str, title: str = "Harbour Gazette", link: str = "https://harbourgazette.example/") -> bytes:
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {names}><channel>'
        f"<title>{title}</title><link>{link}</link><language>en-gb</language>{items}</channel></rss>"
    ).encode()


def item(inner: str = "", title: str = "Council votes", summary: str = SUMMARY) -> str:
    return f"<item><title>{title}</title><description><![CDATA[{summary}]]></description>{inner}</item>"


def read(data: bytes) -> Proposal:
    return feed.read(data, source="feed.xml", catalogue=CATALOGUE, captured=CAPTURED)


def only(data: bytes) -> Article:
    (article,) = read(data).articles
    return article


def test_an_entry_is_a_snippet_by_the_feed_s_outlet() -> None:
    inner = "<link>https://harbourgazette.example/1</link><pubDate>Tue, 03 Mar 2026 21:05:00 +0100</pubDate>"
    article = only(rss(item(inner)))
    assert (article.title, article.text, article.snippet) == ("Council votes", SUMMARY, True)
    assert (article.outlet, article.via, article.url) == ("harbour-gazette", None, "https://harbourgazette.example/1")
    assert (article.published, article.published_basis.value) == (datetime(2026, 3, 3, 20, 5, tzinfo=UTC), "stated")
    assert read(rss(item(inner))).sure


@pytest.mark.parametrize(
    ("title", "link", "outlet"),
    [
        ("Harbour Gazette", "", "harbour-gazette"),
        ("World", "https://www.harbourgazette.example/world", "harbour-gazette"),
        ("Harbour Gazette - World", "https://feeds.example/1", "harbour-gazette"),
        ("World: Harbour Gazette", "", "harbour-gazette"),
        ("Unheard Herald", "", "Unheard Herald"),
        ("", "https://unheard.example/", "unheard.example"),
        ("", "", None),
    ],
)
def test_the_feed_s_outlet_is_known_by_link_or_title(title: str, link: str, outlet: str | None) -> None:
    assert only(rss(item(), title, link)).outlet == outlet


@pytest.mark.parametrize(
    ("inner", "title", "outlet", "headline"),
    [
        ('<source url="https://portcourier.example/">Port Courier</source>', "Votes - Port Courier", "port-courier", "Votes"),
        ('<source url="https://portcourier.example/">PC online</source>', "Votes", "port-courier", "Votes"),
        ('<source url="https://unheard.example/">Unheard Herald</source>', "Votes – Unheard Herald", "Unheard Herald", "Votes"),
        ('<source url="https://portcourier.example/">Port Courier</source>', "Praise for Port Courier", "port-courier", "Praise for Port Courier"),
        ("<link>https://thelantern.example/x</link>", "Votes", "the-lantern", "Votes"),
        ("<link>https://newsraft.example/x</link>", "Votes", None, "Votes"),
    ],
)  # fmt: skip
def test_an_aggregator_s_entries_belong_to_their_source(
    inner: str, title: str, outlet: str | None, headline: str
) -> None:
    data = rss(item(inner, title), "Newsraft", "https://newsraft.example/")
    article = only(data)
    assert (article.outlet, article.via, article.title) == (outlet, "newsraft", headline)
    assert read(data).sure is (outlet is not None)


def test_a_paper_s_feed_that_names_itself_as_source_is_no_republication() -> None:
    article = only(rss(item('<source url="https://harbourgazette.example/rss">Harbour Gazette</source>')))
    assert (article.outlet, article.via) == ("harbour-gazette", None)


@pytest.mark.parametrize(
    ("content", "snippet", "text"),
    [
        (f"<p>{WHOLE}</p><p>The vote is on Friday.</p>", False, f"{WHOLE}\n\nThe vote is on Friday."),
        (f"<p>{SUMMARY} And more.</p>", True, f"{SUMMARY} And more."),
        ("", True, SUMMARY),
    ],
)
def test_whole_texts_are_told_from_teasers(content: str, snippet: bool, text: str) -> None:
    article = only(rss(item(f"<content:encoded><![CDATA[{content}]]></content:encoded>")))
    assert (article.snippet, article.text) == (snippet, text)


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", "One bold word.\n\nTwo."),
        ("&lt;p&gt;Escaped twice by a careless tool.&lt;/p&gt;", "Escaped twice by a careless tool."),
        ("Fish &amp; chips at the harbour", "Fish & chips at the harbour"),
        ("<script>alert(1)</script>Seen<img src=x onerror=alert(1)>", "Seen"),
        ("<p>Unclosed <i>tags everywhere", "Unclosed tags everywhere"),
    ],
)
def test_markup_is_stripped_to_text(summary: str, text: str) -> None:
    assert only(rss(item(summary=summary))).text == text


def test_atom_is_read_with_its_source_and_content() -> None:
    data = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Newsraft</title><link href="https://newsraft.example/"/>
    <entry><title type="html">Council &amp;amp; crew</title><link href="https://portcourier.example/1"/>
    <updated>2026-03-03T20:05:00Z</updated><source><title>Port Courier</title></source>
    <content type="html">&lt;p&gt;{WHOLE}&lt;/p&gt;</content></entry></feed>""".encode()
    article = only(data)
    assert (article.title, article.text, article.snippet) == ("Council & crew", WHOLE, False)
    assert (article.outlet, article.via) == ("port-courier", "newsraft")
    assert article.published == datetime(2026, 3, 3, 20, 5, tzinfo=UTC)


def test_json_feeds_are_read() -> None:
    data = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Gazette",
    "home_page_url": "https://harbourgazette.example/", "items": [
    {"title": "Council votes", "content_html": "<p>The council voted on Tuesday.</p>",
     "url": "https://harbourgazette.example/1", "date_published": "2026-03-03T20:05:00Z"}, 7, {"title": "Bare"}]}"""
    proposal = read(data)
    (article,) = proposal.articles
    assert (article.text, article.outlet) == ("The council voted on Tuesday.", "harbour-gazette")
    assert article.published == datetime(2026, 3, 3, 20, 5, tzinfo=UTC)
    assert [refusal.reason for refusal in proposal.refusals] == ["Only a headline, no text: “Bare”."]


def test_entries_without_text_are_refused_with_the_reason() -> None:
    proposal = read(
        rss(item() + "<item><title>Bare headline</title></item><item/>" + item(title=SUMMARY, summary=SUMMARY))
    )
    assert len(proposal.articles) == 1
    assert [(refusal.where, refusal.reason) for refusal in proposal.refusals] == [
        ("entry 2", "Only a headline, no text: “Bare headline”."),
        ("entry 3", "Empty."),
        ("entry 4", f"Only a headline, no text: “{SUMMARY}”."),
    ]


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("<pubDate>03 Mar 2026 20:05 GMT</pubDate>", datetime(2026, 3, 3, 20, 5, tzinfo=UTC)),
        ("<dc:date>2026-03-03T20:05:00Z</dc:date>", datetime(2026, 3, 3, 20, 5, tzinfo=UTC)),
        ("<pubDate>Tue, 03 Mar 2036 20:05:00 GMT</pubDate>", None),  # after it was seen
        ("<pubDate>soon</pubDate>", None),
        ("", None),
    ],
)
def test_times_are_taken_only_where_they_can_be(stamp: str, published: datetime | None) -> None:
    article = only(rss(item(stamp)))
    assert article.published == published
    assert any("can't be read" in warning for warning in article.warnings) is (bool(stamp) and published is None)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: data.rindex(b"</item>") - 20],
        lambda data: data.replace(b"</title>", b" & co</title>"),
        lambda data: data.replace(b"</channel>", b"</chanel>"),
        lambda data: b"\n\n" + data,
    ],
    ids=["cut off", "bare ampersand", "wrong end tag", "blank lines first"],
)
def test_what_a_malformed_feed_still_holds_is_kept_and_the_damage_told(damage) -> None:
    proposal = read(damage(rss(item(title="First") + item(title="Second"))))
    assert proposal.articles[0].title.startswith("First")
    assert not proposal.sure
    assert any("malformed" in sentence for sentence in proposal.evidence)


def test_a_feed_declared_in_the_wrong_encoding_is_read() -> None:
    data = rss(item(summary="Der Küstenbote berichtet über die Fähren.")).decode().replace("utf-8", "iso-8859-1")
    assert only(data.encode("iso-8859-1")).text == "Der Küstenbote berichtet über die Fähren."


def test_entities_that_would_explode_or_read_files_do_nothing() -> None:
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    traps = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{layers}<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    data = rss("<item><title>Trap</title><description>Before &l9; &file; after</description></item>")
    article = only(data.replace(b"<rss", f"{traps}<rss".encode(), 1))
    assert len(article.text) < 100
    assert "lol" not in article.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no entries"),
        (b"<rss version='2.0'><channel><title>Empty</title></channel></rss>", "no entries"),
        (b"<html><body><p>Moved</p></body></html>", "no entries"),
        (rss("<item><title>Bare</title></item>"), "only headlines"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "not whole JSON"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 7}', "no entries"),
        (b"{" + b" " * feed.LARGEST + b"}", "20 MB"),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        read(data)
