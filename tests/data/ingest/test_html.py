"""Saved pages: invented articles, republications, walls, lists, and markup that means harm."""

from datetime import UTC, datetime

import pytest

from data.ingest import html, markup
from data.ingest.base import Proposal, RefusedError
from data.schema import PublishedBasis
from tests.data.ingest.invented import CATALOGUE

CAPTURED = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
TITLE = "Council votes to deepen the eastern harbour"
PARAGRAPHS = [
    "The city council voted on Tuesday to deepen the eastern harbour by two metres, after a debate of nearly six hours.",
    "Supporters say that larger freighters could then call at the port, which has lost a third of its trade in ten years.",
    "Opponents warned that dredging would stir up old sediment. “Nobody has shown us a plan for it,” said Mara Quill.",
    "The work is to begin in the autumn and to last until the following summer, the harbour office said in a statement.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TEXT = "\n\n".join(PARAGRAPHS)


def page(head: str = "", body: str = BODY, title: str = TITLE, around: str = "") -> bytes:
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title} | Some Site</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main>{around}<footer>© 2026 Some Site</footer></body></html>"
    ).encode()


def json_ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>'


def read(data: bytes, url: str | None = "https://harbourgazette.example/a") -> Proposal:
    return html.read(data, source="page.html", catalogue=CATALOGUE, captured=CAPTURED, url=url)


def test_an_article_page_gives_its_article_and_nothing_else() -> None:
    head = "<meta property='og:site_name' content='Harbour Gazette'>" + json_ld(
        '"datePublished": "2026-03-03T21:05:00+01:00"'
    )
    furniture = "<p>Advertisement</p><p>Read more: Ferries stay in port</p><p>Sign up for our newsletter</p>"
    proposal = read(page(head, BODY + furniture, around="<aside><h2>Most read</h2><p>Ferries stay in port</p></aside>"))
    (article,) = proposal.articles
    assert (article.title, article.text) == (TITLE, TEXT)
    assert (article.outlet, article.via, article.slot, article.agency) == ("harbour-gazette", None, None, None)
    assert article.published == datetime(2026, 3, 3, 20, 5, tzinfo=UTC)
    assert article.published_basis is PublishedBasis.STATED
    assert (article.language, article.snippet, article.warnings) == ("en", False, ())
    assert proposal.sure
    assert proposal.door == "HTML page"


@pytest.mark.parametrize(
    ("head", "url", "outlet"),
    [
        ("", "https://harbourgazette.example/a", "harbour-gazette"),
        ("", "https://www.harbourgazette.example/a", "harbour-gazette"),
        ("<meta property='og:site_name' content='The Gazette'>", None, "harbour-gazette"),
        ("<meta property='og:url' content='https://portcourier.example/a'>", None, "port-courier"),
        ("<link rel='canonical' href='https://portcourier.example/a'>", None, "port-courier"),
        (json_ld('"publisher": {"@type": "Organization", "name": "Port Courier"}'), None, "port-courier"),
        (json_ld('"publisher": {"@id": "#o"}') + '<script type="application/ld+json">'
         '{"@graph": [{"@id": "#o", "@type": "Organization", "name": "Port Courier"}]}</script>', None, "port-courier"),
        ("<meta property='og:site_name' content='Unheard Herald'>", "https://unheard.example/a", "Unheard Herald"),
        ("", "https://www.unheard.example/a", "unheard.example"),
        ("", None, None),
    ],
)  # fmt: skip
def test_the_outlet_is_known_by_address_name_or_publisher(head: str, url: str | None, outlet: str | None) -> None:
    proposal = read(page(head), url)
    assert proposal.articles[0].outlet == outlet
    assert proposal.articles[0].via is None
    assert proposal.sure is (outlet in {"harbour-gazette", "port-courier"})


def test_the_address_that_a_browser_noted_on_saving_counts() -> None:
    noted = b"<!-- saved from url=(0035)https://portcourier.example/a -->\n" + page()
    assert read(noted, None).articles[0].outlet == "port-courier"


@pytest.mark.parametrize(
    ("head", "note", "url", "outlet", "via"),
    [
        # the canonical address is that of the paper that wrote it
        ("<link rel='canonical' href='https://portcourier.example/x'>", "", "https://newsraft.example/1", "port-courier", "newsraft"),
        ("<link rel='canonical' href='https://portcourier.example/x'>", "", "https://harbourgazette.example/1", "port-courier", "harbour-gazette"),
        ("<link rel='canonical' href='https://unheard.example/x'>", "", "https://newsraft.example/1", "unheard.example", "newsraft"),
        # the same site in other words is no republication
        ("<link rel='canonical' href='https://harbourgazette.example/x'>", "", "https://m.harbourgazette.example/1", "harbour-gazette", None),
        ("<link rel='canonical' href='/x'>", "", "https://harbourgazette.example/1", "harbour-gazette", None),
        # metadata
        (json_ld('"publisher": {"name": "Port Courier"}'), "", "https://newsraft.example/1", "port-courier", "newsraft"),
        (json_ld('"provider": {"name": "The Lantern"}, "publisher": {"name": "Newsraft"}'), "", "https://newsraft.example/1", "the-lantern", "newsraft"),
        (json_ld('"isBasedOn": "https://portcourier.example/x"'), "", "https://newsraft.example/1", "port-courier", "newsraft"),
        # a paper's metadata that name another paper say who owns it, not who wrote it
        (json_ld('"publisher": {"name": "Port Courier"}'), "", "https://harbourgazette.example/1", "harbour-gazette", None),
        # a line of the page
        ("", "<p>Source: <a href='https://portcourier.example/x'>Port Courier</a></p>", "https://newsraft.example/1", "port-courier", "newsraft"),
        ("", "<p>Originally published by <a href='https://portcourier.example/'>The Courier</a></p>", "https://harbourgazette.example/1", "port-courier", "harbour-gazette"),
        ("", "<a rel='source' href='https://portcourier.example/x'>Original</a>", "https://newsraft.example/1", "port-courier", "newsraft"),
        # nothing is said
        ("", "", "https://newsraft.example/1", None, "newsraft"),
    ],
)  # fmt: skip
def test_a_republished_article_is_its_writer_s(
    head: str, note: str, url: str, outlet: str | None, via: str | None
) -> None:
    proposal = read(page(head, BODY + note), url)
    (article,) = proposal.articles
    assert (article.outlet, article.via) == (outlet, via)
    assert article.slot == ("main" if via else None)
    assert proposal.sure is (outlet is not None)


@pytest.mark.parametrize(
    ("head", "note"),
    [
        (json_ld('"author": {"@type": "Organization", "name": "Meridian Wire"}'), ""),
        ("<meta name='author' content='Meridian Wire'>", ""),
        ("", "<p>Source: <a href='https://meridianwire.example/x'>Meridian Wire</a></p>"),
    ],
)
def test_a_paper_that_used_a_wire_stays_the_outlet(head: str, note: str) -> None:
    (article,) = read(page(head, BODY + note)).articles
    assert (article.outlet, article.via, article.agency) == ("harbour-gazette", None, "Meridian Wire")


@pytest.mark.parametrize(
    ("head", "body", "published", "basis"),
    [
        (json_ld('"datePublished": "2026-03-03T20:05:00Z"'), "", "2026-03-03T20:05", "stated"),
        ("<meta property='article:published_time' content='2026-03-03T20:05:00Z'>", "", "2026-03-03T20:05", "stated"),
        ("", "<time itemprop='datePublished' datetime='2026-03-03T20:05Z'>Tuesday</time>", "2026-03-03T20:05", "stated"),
        ("<meta name='date' content='3 March 2026'>", "", "2026-03-03T00:00", "stated"),
        # not after it was seen, and not in two ways: the next best counts
        (json_ld('"datePublished": "2036-03-03T20:05:00Z"'), "<time datetime='2026-03-02'></time>", "2026-03-02T00:00", "stated"),
        (json_ld('"datePublished": "soon"'), "", None, "unknown"),
    ],
)  # fmt: skip
def test_the_time_is_what_the_page_states(head: str, body: str, published: str | None, basis: str) -> None:
    (article,) = read(page(head, body + BODY)).articles
    assert (f"{article.published:%Y-%m-%dT%H:%M}" if article.published else None) == published
    assert article.published_basis.value == basis


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        ("<title>Long, altered title for search | Some Site</title><h1>Altered title, printed</h1>", "Altered title, printed"),
        ("<title>Storm closes port - Harbour Gazette</title>", "Storm closes port"),
        ("<title>Harbour Gazette</title><h1>Harbour Gazette</h1><meta property='og:title' content='Storm closes port'>", "Storm closes port"),
        ("<title>Storm closes port</title><h1>Log in</h1><h1>Storm closes port</h1>", "Storm closes port"),
        ("<meta property='og:title' content='Storm &amp; flood close port'>", "Storm & flood close port"),
        (json_ld('"headline": "Storm &quot;Vera&quot; closes port"'), 'Storm "Vera" closes port'),
        ("", ""),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_as_printed(titles: str, title: str) -> None:
    head = "<meta property='og:site_name' content='Harbour Gazette'>"
    data = f"<html><head>{head}{titles.replace('<h1>', '</head><h1>', 1)}<body>{BODY}".encode()
    assert read(data).articles[0].title == title


@pytest.mark.parametrize("value", ["false", '"False"'])
def test_a_stub_behind_a_wall_is_marked_as_a_snippet(value: str) -> None:
    (article,) = read(page(json_ld(f'"isAccessibleForFree": {value}'), f"<p>{PARAGRAPHS[0]}</p>")).articles
    assert article.snippet
    assert any("Paywall" in warning for warning in article.warnings)


def test_a_whole_text_behind_a_wall_is_marked_but_no_snippet() -> None:
    long = "".join(f"<p>On day {day}, {PARAGRAPHS[day % 4]}</p>" for day in range(20))
    (article,) = read(page(json_ld('"isAccessibleForFree": false'), long)).articles
    assert not article.snippet
    assert any("check that the text is whole" in warning for warning in article.warnings)


def test_a_whole_text_in_the_metadata_wins_over_a_visible_beginning() -> None:
    whole = "\\n".join(PARAGRAPHS)
    (article,) = read(page(json_ld(f'"articleBody": "{whole}"'), f"<p>{PARAGRAPHS[0]}</p>" + BODY[:0])).articles
    assert article.text == TEXT


def test_other_people_s_posts_inside_are_left_out() -> None:
    post = "<blockquote class='twitter-tweet'><p>What a disgrace this council is, honestly, every single time</p></blockquote>"
    (article,) = read(page(body=BODY + post)).articles
    assert article.text == TEXT


CARD = """
<div class="card"><a href="/go/{n}"><h3>{title}</h3></a>
<div class="meta"><span>{outlet}</span><time>{time}</time></div><p>{text}</p><button>Share</button></div>
"""
CARDS = [
    ("Ferries stay in port for a third day", "Port Courier", "3 hours ago", "All ferries to the islands stayed in port on Wednesday as the gale went on unabated."),
    ("Minister promises money for the quay", "Karvenia Today", "5 hours ago", "The minister has promised generous funds for the quay, which grateful workers welcomed."),
    ("Two thousand march against dredging", "Unheard Herald", "2026-03-03T09:00:00Z", "Two thousand people marched through the old town on Tuesday against the dredging plan."),
]  # fmt: skip


def cards() -> str:
    made = (
        CARD.format(n=n, title=title, outlet=outlet, time=time, text=text)
        for n, (title, outlet, time, text) in enumerate(CARDS)
    )
    return "<section><h2>Related Articles</h2></section>" + "".join(made)


@pytest.mark.parametrize(
    "shape",
    [
        lambda cards: cards,
        lambda cards: cards.replace('<div class="card">', "<article>").replace("</button></div>", "</button></article>"),
        lambda cards: "<ul>" + cards.replace('<div class="card">', "<li>").replace("</button></div>", "</button></li>") + "</ul>",
        # outlet and time run together, as a browser shows them apart by style only
        lambda cards: cards.replace("<time>", "<span>").replace("</time>", "</span>"),
        lambda cards: cards.replace("<span>", "<cite>").replace("</span>", "</cite>"),
        lambda cards: cards.replace("<h3>", "<b>").replace("</h3>", "</b>"),
    ],
    ids=["blocks", "articles", "list", "no time element", "cite", "no headings"],
)  # fmt: skip
def test_an_aggregator_page_gives_its_main_article_and_each_card(shape) -> None:
    proposal = read(page(around=f"<div class='feed'>{shape(cards())}</div>"), "https://newsraft.example/story/1")
    main, *related = proposal.articles
    assert (main.title, main.text, main.outlet, main.via, main.slot) == (TITLE, TEXT, None, "newsraft", "main")
    assert [(card.title, card.text) for card in related] == [(title, text) for title, _, _, text in CARDS]
    assert [card.outlet for card in related] == ["port-courier", "karvenia-today", "Unheard Herald"]
    assert {card.via for card in related} == {"newsraft"}
    assert [card.slot for card in related] == ["related 1", "related 2", "related 3"]
    assert [card.url for card in related] == [f"https://newsraft.example/go/{n}" for n in range(3)]
    assert [(card.published, card.published_basis.value) for card in related] == [
        (datetime(2026, 3, 4, 15, tzinfo=UTC), "relative"),
        (datetime(2026, 3, 4, 13, tzinfo=UTC), "relative"),
        (datetime(2026, 3, 3, 9, tzinfo=UTC), "stated"),
    ]
    assert not proposal.sure


def test_a_list_without_a_main_article_gives_the_cards_alone() -> None:
    proposal = read(f"<html><body><h1>Today</h1>{cards()}</body></html>".encode(), "https://newsraft.example/")
    assert [article.slot for article in proposal.articles] == ["listed 1", "listed 2", "listed 3"]
    assert [article.title for article in proposal.articles] == [title for title, *_ in CARDS]


def test_a_card_with_a_headline_alone_is_refused_with_the_reason() -> None:
    bare = CARD.format(
        n=9, title="Harbour master resigns after the vote", outlet="The Lantern", time="1 hour ago", text=""
    )
    proposal = read(page(around=cards() + bare), "https://newsraft.example/story/1")
    assert [refusal.reason for refusal in proposal.refusals] == [
        "Only a headline, no text: “Harbour master resigns after the vote”."
    ]
    assert len(proposal.articles) == 4


def test_related_lists_on_a_paper_s_own_page_are_not_articles() -> None:
    proposal = read(page(around=cards()), "https://harbourgazette.example/1")
    assert [article.title for article in proposal.articles] == [TITLE]


def test_a_page_in_which_no_article_stands_out_is_read_line_by_line() -> None:
    lines = [
        "Newsraft",
        "Ferries stay in port for a third day",
        "Port Courier · 3 hours ago",
        "All ferries to the islands stayed in port on Wednesday as the gale went on unabated.",
        "Minister promises money for the quay",
        "Karvenia Today · 5 hours ago",
        "The minister has promised generous funds for the quay, which grateful workers welcomed.",
    ]
    flat = "".join(f"<div>{line}</div>" for line in lines)
    proposal = read(f"<html><body>{flat}</body></html>".encode(), "https://newsraft.example/")
    assert [(article.title, article.outlet) for article in proposal.articles] == [
        ("Ferries stay in port for a third day", "port-courier"),
        ("Minister promises money for the quay", "karvenia-today"),
    ]
    assert not proposal.sure


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body></body></html>",
        b"<html><head><title>Just a moment...</title></head><body><script>wait()</script></body></html>",
        b"<html><body><nav><a>Home</a><a>Sport</a></nav></body></html>",
    ],
)
def test_a_page_without_an_article_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(RefusedError, match="no article text.*fully"):
        read(data)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.write('<p>Injected</p>')</script>",
        "<style>p { content: 'Injected' }</style>",
        "<noscript>Injected</noscript><template><p>Injected</p></template>",
        "<iframe srcdoc='<p>Injected</p>'></iframe><object data='x'>Injected</object>",
        "<svg><text>Injected</text></svg>",
        "<!-- <p>Injected</p> --><?php echo 'Injected' ?>",
        "<form><textarea>Injected</textarea><button>Injected</button></form>",
    ],
)
def test_what_a_reader_does_not_see_is_not_text(hostile: str) -> None:
    (article,) = read(page(body=BODY + hostile)).articles
    assert "Injected" not in article.text
    assert "<" not in article.text


@pytest.mark.parametrize(
    "data",
    [
        page().replace(b"harbour", b"har\x00bour"),
        page().replace(b"</p>", b"").replace(b"</article></main>", b""),
        page().replace(b"utf-8", b"iso-8859-1"),
        page().replace(b"utf-8", b"no-such-charset"),
        page().decode().encode("utf-16"),
        b"\xef\xbb\xbf" + page(),
        page().decode().replace("utf-8", "windows-1252").encode("cp1252"),
        b'<?xml version="1.0" encoding="utf-8"?>' + page(),
        page(body="<div>" * 1500 + BODY + "</div>" * 1500),
        page(body="<font>" * 1000 + BODY),
    ],
    ids=["nulls", "unclosed", "wrong charset", "unknown charset", "utf-16", "bom", "cp1252", "xml", "deep", "unclosed fonts"],
)  # fmt: skip
def test_soup_is_read_as_a_browser_would(data: bytes) -> None:
    (article,) = read(data).articles
    assert article.title == TITLE
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<p>" + b"<div>" * 100_000 + b"deep", "nested thousands deep"),
        (b"<p>x" * 250_000, "more than 200,000 elements"),
        (b"<p>" + b"x" * markup.LARGEST, "20 MB are read"),
        (b"", "empty"),
        (b"\x00" * 100, "empty"),
    ],
    ids=["deep", "many", "large", "empty", "zeros"],
)
def test_what_would_take_for_ever_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        read(data)


@pytest.mark.parametrize(
    "script",
    ['{"@type": "NewsArticle", "headline":', "[" * 5000, '{"@type": ["NewsArticle"], "publisher": [null, 3, {"name": 4}], "author": 7}', "null", '"text"'],
)  # fmt: skip
def test_broken_metadata_say_nothing(script: str) -> None:
    (article,) = read(page(f'<script type="application/ld+json">{script}</script>')).articles
    assert (article.title, article.text, article.outlet) == (TITLE, TEXT, "harbour-gazette")


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("no markup at all", "no markup at all"),
        ("wrapped\nlines\n\nand a new paragraph", "wrapped lines\n\nand a new paragraph"),
        ("<p>one</p><p>two <b>bold</b><br>three</p>", "one\n\ntwo bold\n\nthree"),
        ("fish &amp; chips", "fish & chips"),
        ("&lt;p&gt;escaped twice&lt;/p&gt;", "escaped twice"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<img src=x onerror=alert(1)>seen<script>alert(1)</script>", "seen"),
        ("<p>unclosed <i>tags", "unclosed tags"),
        ("", ""),
        ("<p></p>", ""),
        ("a\x00b\ud800c", "a\x00b\ud800c"),
        ("<p>a\x00b\ud800c</p>", "abc"),
    ],
)
def test_fragments_become_plain_paragraphs(fragment: str, text: str) -> None:
    assert markup.plain(fragment) == text
