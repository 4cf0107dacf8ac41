"""Articles out of saved web pages: one article, or the articles that an aggregator's page shows."""

from __future__ import annotations

import dataclasses
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import htmldate
import trafilatura
from lxml.html import HtmlElement

from data.ingest import cards, head, markup, pasted
from data.ingest.base import Proposal, RefusedError
from data.ingest.furniture import furniture
from data.ingest.language import detect
from data.ingest.marks import marked
from data.ingest.origin import Origin, origin
from data.ingest.suggest import suggestion
from data.ingest.when import resolve
from data.schema import Article, Kind, PublishedBasis

if TYPE_CHECKING:
    from data.catalogue import Catalogue

DOOR: Final = "HTML page"
FEWEST_WORDS: Final = 40  # of a page's text; below it the page is a list, a video or a wall
STATED_RATIO: Final = 1.3  # a text in the page's metadata that is so much longer than the visible one is the whole
WORD: Final = 6  # characters with the space; scripts without spaces are counted by it
PAYWALLED_WORDS: Final = 250  # what a page that is not free shows of its text to everyone

# Other people's posts, and what stands around an article in the same column.
_PRUNED: Final = [
    "//noscript | //template",
    "//blockquote[contains(@class,'twitter-') or contains(@class,'instagram-') or contains(@class,'tiktok-')]",
    "//*[self::aside or self::section or self::div or self::ul]"
    "[contains(@class,'newsletter') or contains(@class,'most-read') or contains(@class,'mostread')"
    " or contains(@class,'author-bio') or contains(@class,'comments') or contains(@class,'recirc')]"
    "[not(.//h1)][string-length(normalize-space(.)) < 1500]",
]
_SAVED_FROM: Final = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]+)", re.IGNORECASE
)
_BULLET: Final = re.compile(r"^[-–•*]\s+")

# Extraction says through its result what it could not find.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class _Page:
    """A parsed page with what it says of itself and who wrote it."""

    tree: HtmlElement
    head: head.Head
    origin: Origin
    source: str
    url: str | None
    captured: datetime | None


def read(
    data: bytes, *, source: str, catalogue: Catalogue, captured: datetime | None = None, url: str | None = None
) -> Proposal:
    """The articles of a page, with outlet, republisher and date as the page states them.

    Args:
        data: The page as saved or fetched.
        source: What the proposal calls it.
        catalogue: The outlets to recognise.
        captured: When the page was seen, which "3 hours ago" is counted back from.
        url: Where the page was fetched from, if it was.

    Raises:
        RefusedError: Too large, no markup, or no article in it.
    """
    tree = markup.parse(data)
    saved = _SAVED_FROM.search(data[:4096].decode("latin-1"))
    url = url or (saved[1] if saved else None)
    said = head.read(tree, url=url)
    page = _Page(tree, said, origin(tree, said, catalogue, url=url), source, url, captured)
    owner = page.origin.via or page.origin.outlet
    known = catalogue.get(owner) if owner else None
    if known is None or known.kind is Kind.AGGREGATOR:
        found = cards.find(
            tree, via=owner, catalogue=catalogue, captured=captured, url=url or said.url, named_only=known is None
        )
        if found.articles:
            return _listing(page, found, owner, catalogue)
    article, evidence = _article(page)
    short = article is None or (_length(article.text) < FEWEST_WORDS and not said.paywalled)
    if article is None or short or (known is not None and known.kind is Kind.AGGREGATOR):
        return _as_lines(page, article, evidence, owner, catalogue)
    return Proposal(source, DOOR, (marked(article),), evidence=evidence, sure=page.origin.sure)


def _listing(page: _Page, found: cards.Cards, owner: str | None, catalogue: Catalogue) -> Proposal:
    """A page of cards, with the article that it shows besides them if there is one."""
    for card in found.elements:
        card.drop_tree()
    main, evidence = _article(page)
    articles = [
        dataclasses.replace(article, slot=f"{'listed' if main is None else 'related'} {number}")
        for number, article in enumerate(found.articles, start=1)
    ]
    doubts: list[str] = []
    if main is not None and _length(main.text) >= FEWEST_WORDS:
        writer = None if main.outlet == owner else main.outlet
        guess, why = (None, "")
        if writer is None:
            guess, why = suggestion(
                main.title,
                main.text,
                agency=main.agency,
                beside=[],
                imprint=[],
                neighbours=[article.outlet for article in articles],
                source=page.source,
                catalogue=catalogue,
            )
            doubts = [f"Check: the main article carries no source. {why}"]
        articles.insert(0, dataclasses.replace(main, outlet=writer, via=owner, slot="main", suggestion=guess))
    else:
        evidence = page.origin.evidence
        articles = [
            dataclasses.replace(article, slot=f"listed {number}") for number, article in enumerate(articles, start=1)
        ]
    return Proposal(
        page.source,
        DOOR,
        tuple(map(marked, articles)),
        found.refusals,
        (f"{len(found.elements)} blocks of the page each name an outlet and a headline.", *evidence, *doubts),
        sure=not doubts and owner is not None,
    )


def _as_lines(
    page: _Page, article: Article | None, evidence: tuple[str, ...], owner: str | None, catalogue: Catalogue
) -> Proposal:
    """The page read as if its text had been pasted, where that finds more than the extraction did."""
    text = "\n\n".join(markup.lines(page.tree))
    try:
        listed = pasted.read(text, source=page.source, catalogue=catalogue, captured=page.captured, via=owner)
    except RefusedError as error:
        if article is None:
            raise RefusedError(
                f"{page.source} holds no article text. Save the article's own page after it has loaded fully, "
                "or copy its text into a .txt file."
            ) from error
    else:
        credited = sum(other.outlet is not None for other in listed.articles)
        if article is None or credited >= cards.FEWEST:
            why = "No single article stands out in the page, so its text was read line by line."
            return dataclasses.replace(listed, door=DOOR, evidence=(why, *listed.evidence), sure=False)
    sure = page.origin.sure and _length(article.text) >= FEWEST_WORDS
    return Proposal(page.source, DOOR, (marked(article),), evidence=evidence, sure=sure)


def _article(page: _Page) -> tuple[Article | None, tuple[str, ...]]:
    """The one article of a page with the evidence for its origin and date; None where there is no text."""
    paragraphs = _paragraphs(page)
    if not paragraphs:
        return None, ()
    text = "\n\n".join(paragraphs)
    published, basis, dated = _published(page)
    warnings: tuple[str, ...] = ()
    short = _length(text) < PAYWALLED_WORDS
    if page.head.paywalled:
        warnings = (
            "Paywall: the page says that it is not free, and shows only a beginning."
            if short
            else "Paywall: the page says that it is not free; check that the text is whole.",
        )
    article = Article(
        title=page.head.title,
        text=text,
        outlet=page.origin.outlet,
        via=page.origin.via,
        slot="main" if page.origin.via else None,
        url=page.head.canonical or page.url or page.head.url,
        language=detect(f"{page.head.title}\n{text}") or page.head.language,
        published=published,
        published_basis=basis,
        snippet=page.head.paywalled and short,
        agency=page.origin.agency,
        warnings=warnings,
    )
    return article, (*page.origin.evidence, dated)


def _paragraphs(page: _Page) -> list[str]:
    """The article's own paragraphs, without its headline and the furniture between them."""
    document = trafilatura.bare_extraction(
        page.tree, url=page.url, include_comments=False, include_tables=False, prune_xpath=_PRUNED
    )
    seen = document.text or "" if document else ""
    stated = markup.plain(page.head.body.replace("\n", "\n\n")) if page.head.body else ""
    # Extraction falls back to that text by itself, but runs its paragraphs together.
    whole = len(stated) > STATED_RATIO * len(seen) or ("\n" not in seen and len(stated) >= len(seen))
    text = stated if whole else seen
    title = _words(page.head.title)
    lines = (_BULLET.sub("", line.strip()) for line in text.split("\n"))
    return [line for line in lines if line and furniture(line) is None and _words(line) != title]


def _length(text: str) -> int:
    return max(len(text.split()), len(text) // WORD)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _published(page: _Page) -> tuple[datetime | None, PublishedBasis, str]:
    """The article's time as its page states it, else a date that stands somewhere in the page."""
    for stamp in page.head.published:
        instant, basis = resolve(stamp, captured=page.captured)
        if instant is not None:
            return instant, basis, f"Published {instant:%Y-%m-%d %H:%M} UTC, as the page states ({stamp!r})."
    found = htmldate.find_date(page.tree, url=page.url, original_date=True, extensive_search=False)
    instant, basis = resolve(found, captured=page.captured)
    if instant is None:
        unread = ", ".join(map(repr, page.head.published[:3]))
        why = f"The page's own dates can't be read or lie ahead: {unread}." if unread else "The page states no date."
        return None, PublishedBasis.UNKNOWN, why
    return instant, basis, f"Published on {found}, the likeliest date on the page; it states no time."
