"""The cards of an aggregator's page: blocks that each show one article of some outlet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from lxml.html import HtmlElement

from data.ingest import markup
from data.ingest.base import Refusal
from data.ingest.credit import credit, is_name
from data.ingest.furniture import furniture
from data.ingest.when import resolve
from data.schema import Article, PublishedBasis

if TYPE_CHECKING:
    from data.catalogue import Catalogue

FEWEST: Final = 2  # cards, to call a page a list of them
FEWEST_WORDS: Final = 8  # of a paragraph in a card; less is a kicker or a caption
MOST_OF_PAGE: Final = 0.6  # of its characters, scripts included, in one block: that is the page and no card
LINK_WORDS: Final = 4  # of a link that may be a headline; "Read more" has fewer
LONGEST_LABEL: Final = 120  # characters of the line that names outlet and time

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_SKIPPED: Final = markup.FURNITURE | {"figure", "figcaption"}
_UNLABELLED: Final = _SKIPPED | {*_HEADINGS, "html", "body", "main"}
_LABELLED: Final = re.compile(
    r"(?:^|[\s_-])(?:source|publisher|outlet|provider|publication|site-?name)(?:$|[\s_-])", re.IGNORECASE
)
_TIMED: Final = re.compile(r"\d|yesterday|today|\bago\b|gestern|heute|hier|aujourd|ayer|hoy", re.IGNORECASE)
_EDGES: Final = " \t|·•–—:-"


@dataclass(frozen=True, slots=True)
class Cards:
    """What the cards of a page hold, and the elements that they are."""

    articles: tuple[Article, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    elements: tuple[HtmlElement, ...] = ()


def find(
    tree: HtmlElement,
    *,
    via: str | None,
    catalogue: Catalogue,
    captured: datetime | None = None,
    url: str | None = None,
    named_only: bool = False,
) -> Cards:
    """The cards of the page in reading order; none where fewer than two blocks name outlet and headline.

    Args:
        tree: The page.
        via: Whose page it is; its own name makes no card.
        catalogue: The outlets to recognise.
        captured: When the page was seen.
        url: What its links are relative to.
        named_only: Whether only outlets of the catalogue count, as they must where nothing else says
            that the page is an aggregator's: authors and sections look like unknown outlets.
    """
    labels: defaultdict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    most = MOST_OF_PAGE * len(tree.text_content())
    for label in _labels(tree, via, catalogue, named_only=named_only):
        if (card := _card(label)) is not None and len(card.text_content()) <= most:
            labels[card].append(label)
    if len(labels) < FEWEST:
        return Cards()
    read = [_article(card, found, via, catalogue, captured, url) for card, found in labels.items()]
    return Cards(
        tuple(article for article in read if article.text),
        tuple(
            Refusal(f"card {number}", f"Only a headline, no text: “{article.title}”.")
            for number, article in enumerate(read, start=1)
            if not article.text
        ),
        tuple(labels),
    )


def _labels(tree: HtmlElement, via: str | None, catalogue: Catalogue, *, named_only: bool) -> Iterator[HtmlElement]:
    """Blocks that name an outlet other than the page's own: a known one, or one beside a time or so labelled."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _UNLABELLED:
            continue
        pieces = _pieces(element)
        if (
            not pieces
            or sum(map(len, pieces)) > LONGEST_LABEL
            or any(up.tag in _SKIPPED for up in element.iterancestors())
        ):
            continue
        known = catalogue.recognise(pieces[0])
        if known is not None:
            named = known.id != via
        elif named_only:
            continue
        elif element.tag == "cite" or _LABELLED.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"):
            named = is_name(pieces[0]) and furniture(pieces[0]) is None
        else:
            said = credit(" | ".join(pieces), catalogue) if any(map(_TIMED.search, pieces)) else None
            named = said is not None and said.stamp is not None and said.outlet not in {None, via}
        if named:
            yield element


def _pieces(element: HtmlElement) -> list[str]:
    """The element's texts one by one, so that names and times in neighbouring elements stay apart."""
    return [piece for text in element.itertext() if (piece := " ".join(text.split()).strip(_EDGES))]


def _card(label: HtmlElement) -> HtmlElement | None:
    """The largest block around a label that has one headline: a heading, or where it has none a long link."""
    card = None
    linked = False
    for block in label.iterancestors():
        headings, links = _headings(block), _links(block)
        if block.tag in {"body", "html", "main"} or len(headings) > 1 or (linked and len(links) > 1):
            break
        if headings or len(links) == 1:
            card = block
            linked = not headings
    return card


def _headings(block: HtmlElement) -> list[str]:
    printed = {" ".join(heading.text_content().split()): None for heading in block.iter(*_HEADINGS)}
    return [heading for heading in printed if heading]


def _links(block: HtmlElement) -> list[str]:
    printed = {" ".join(link.text_content().split()): None for link in block.iter("a")}
    return [link for link in printed if len(link.split()) >= LINK_WORDS]


def _article(
    card: HtmlElement,
    labels: list[HtmlElement],
    via: str | None,
    catalogue: Catalogue,
    captured: datetime | None,
    url: str | None,
) -> Article:
    """What one card shows, its labels read as outlet and time, the rest as text."""
    title = (_headings(card) or _links(card))[0]
    said = [found for label in labels if (found := credit(" | ".join(_pieces(label)), catalogue))]
    outlets = [found.outlet for found in said if found.outlet not in {None, via}]
    outlets += [
        known.id if (known := catalogue.recognise(name)) else name for name in (_pieces(label)[0] for label in labels)
    ]
    stamps = [stamp for time in card.iter("time") if (stamp := time.get("datetime"))]
    stamps += [found.stamp for found in said if found.stamp]
    labelled = {line for label in labels for line in markup.lines(label)}
    paragraphs: list[str] = []
    for line in markup.lines(card, skip=_SKIPPED):
        if line in labelled or line == title or furniture(line) is not None:
            continue
        if one := credit(line, catalogue):
            stamps += [one.stamp] if one.stamp else []
        elif len(line.split()) >= FEWEST_WORDS:
            paragraphs.append(line)
    times = (resolve(stamp, captured=captured) for stamp in stamps)
    published, basis = next((time for time in times if time[0] is not None), (None, PublishedBasis.UNKNOWN))
    links = (link.get("href") for link in card.iter("a") if title in " ".join(link.text_content().split()))
    address = next(links, None) or next((link.get("href") for link in card.iter("a")), None)
    return Article(
        title=title,
        text="\n\n".join(paragraphs),
        outlet=next(iter(outlets), None),
        via=via,
        url=urljoin(url or "", address) if address else None,
        published=published,
        published_basis=basis,
    )
