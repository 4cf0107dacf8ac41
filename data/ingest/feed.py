"""Articles out of RSS, Atom and JSON feeds that were fetched or saved before."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import TYPE_CHECKING, Final

import feedparser

from data.ingest import markup
from data.ingest.base import Proposal, Refusal, RefusedError
from data.ingest.head import host
from data.ingest.language import detect
from data.ingest.marks import marked
from data.ingest.when import resolve
from data.schema import Article, Kind, Outlet

if TYPE_CHECKING:
    from data.catalogue import Catalogue

DOOR: Final = "feed"
LARGEST: Final = 20_000_000  # bytes; feeds list some dozens of entries
FULL_WORDS: Final = 120  # of a content element; with fewer it is as short as a summary, and counts as one
_PARTS: Final = re.compile(r"\s+[|–—:·>»-]+\s+|:\s+")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry of any kind of feed says."""

    title: str = ""
    summary: str = ""
    content: str = ""
    link: str | None = None
    stamp: str | None = None
    source: str | None = None
    source_link: str | None = None


@dataclass(frozen=True, slots=True)
class _Feed:
    title: str
    link: str | None
    language: str | None
    entries: tuple[_Entry, ...]
    trouble: str | None = None


def read(data: bytes, *, source: str, catalogue: Catalogue, captured: datetime | None = None) -> Proposal:
    """The entries of a feed as articles, credited to the publisher that each names.

    Entries are snippets unless the feed carries whole texts. Nothing is fetched.

    Args:
        data: The feed as fetched or saved.
        source: What the proposal calls it.
        catalogue: The outlets to recognise.
        captured: When the feed was seen.

    Raises:
        RefusedError: Too large, no feed, or no entry in it with any text.
    """
    if len(data) > LARGEST:
        raise RefusedError(f"{source} has {len(data) / 1e6:.0f} MB; a feed may have {LARGEST / 1e6:.0f} MB.")
    feed = _json(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else _xml(data)
    if not feed.entries:
        trouble = f" ({feed.trouble})" if feed.trouble else ""
        raise RefusedError(f"{source} holds no entries of an RSS, Atom or JSON feed{trouble}.")
    own, why = _outlet(feed, catalogue)
    read_entries = [_article(entry, own, feed, catalogue, captured) for entry in feed.entries]
    articles = tuple(marked(article) for article in read_entries if article.text)
    refusals = tuple(
        Refusal(f"entry {number}", f"Only a headline, no text: “{article.title}”." if article.title else "Empty.")
        for number, article in enumerate(read_entries, start=1)
        if not article.text
    )
    if not articles:
        raise RefusedError(
            f"None of the {len(feed.entries)} entries of {source} has any text, only headlines. "
            "Give the addresses of the articles instead."
        )
    full = sum(not article.snippet for article in articles)
    evidence = [why, f"{len(articles)} of {len(feed.entries)} entries have text; {full} carry the whole article."]
    if feed.trouble:
        evidence.append(f"Check: the feed is malformed ({feed.trouble}); entries after that place may be missing.")
    sure = feed.trouble is None and all(article.outlet for article in articles) and isinstance(own, Outlet)
    return Proposal(source, DOOR, articles, refusals, tuple(evidence), sure)


def _outlet(feed: _Feed, catalogue: Catalogue) -> tuple[Outlet | str | None, str]:
    """Whose feed it is: by the address that it belongs to, by its title, or by a part of that."""
    claims = [host(feed.link), feed.title, *_PARTS.split(feed.title)]
    for claim in claims:
        if claim and (known := catalogue.recognise(claim)):
            return known, f"The feed is by {known.name}, known by {claim!r}."
    own = feed.title or host(feed.link)
    if own is None:
        return None, "The feed does not say whose it is."
    return own, f"The feed is by {own!r}, which the catalogue does not know."


def _article(
    entry: _Entry, own: Outlet | str | None, feed: _Feed, catalogue: Catalogue, captured: datetime | None
) -> Article:
    title = " ".join(markup.plain(entry.title).split())
    summary, content = markup.plain(entry.summary), markup.plain(entry.content)
    text = content if len(content) >= len(summary) else summary
    whole = bool(content) and len(content) >= len(summary) and len(content.split()) >= FULL_WORDS
    home = own.id if isinstance(own, Outlet) else own
    writer = _writer(entry, own, catalogue)
    language = detect(f"{title}\n{text}") or feed.language
    published, basis = resolve(entry.stamp, captured=captured, language=language or "en")
    return Article(
        title=_without_source(title, entry.source),
        text=text if text != title else "",
        outlet=writer,
        via=home if writer != home else None,
        url=entry.link,
        language=language,
        published=published,
        published_basis=basis,
        snippet=not whole,
        warnings=(f"The date {entry.stamp[:60]!r} can't be read.",) if entry.stamp and published is None else (),
    )


def _writer(entry: _Entry, own: Outlet | str | None, catalogue: Catalogue) -> str | None:
    """Who wrote the entry: its source element, else whose page it links to, else the feed's own outlet."""
    for claim in (entry.source, host(entry.source_link)):
        if claim and (known := catalogue.recognise(claim)):
            return known.id
    if entry.source:
        return entry.source
    if isinstance(own, Outlet) and own.kind is not Kind.AGGREGATOR:
        return own.id
    address = host(entry.link)
    linked = catalogue.recognise(address) if address else None
    if linked is not None and linked.kind is not Kind.AGGREGATOR:
        return linked.id
    return None if isinstance(own, Outlet) else own


def _without_source(title: str, source: str | None) -> str:
    """The headline without the " - Source" that aggregators add to it."""
    if source and title.casefold().endswith(source.casefold()):
        shorter = title[: -len(source)].rstrip()
        if shorter.endswith(("-", "–", "—", "|")):
            return shorter.rstrip(" -–—|")
    return title


def _xml(data: bytes) -> _Feed:
    # A stream, so that nothing in the data can be taken for an address or a file name. Markup is
    # stripped here whole, so it need not be sanitised.
    parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    trouble = None
    if parsed.bozo:
        error = parsed.bozo_exception
        # Declared as one encoding and served as another is common, and feedparser has dealt with it.
        trouble = None if isinstance(error, feedparser.CharacterEncodingOverride) else _short(error)
    return _Feed(
        title=" ".join(markup.plain(parsed.feed.get("title") or "").split()),
        link=parsed.feed.get("link"),
        language=_language(parsed.feed.get("language")),
        entries=tuple(map(_xml_entry, parsed.entries)),
        trouble=trouble,
    )


def _xml_entry(entry: feedparser.FeedParserDict) -> _Entry:
    contents = [part.get("value") or "" for part in entry.get("content", [])]
    credited = entry.get("source") or {}
    return _Entry(
        title=entry.get("title") or "",
        summary=entry.get("summary") or "",
        content=max(contents, key=len, default=""),
        link=entry.get("feedburner_origlink") or entry.get("link"),
        stamp=_stamp(entry),
        source=" ".join(markup.plain(credited.get("title") or "").split()) or None,
        source_link=credited.get("href") or credited.get("link"),
    )


def _stamp(entry: feedparser.FeedParserDict) -> str | None:
    for name in ("published", "created", "updated"):
        parsed, printed = entry.get(f"{name}_parsed"), entry.get(name)
        if isinstance(parsed, struct_time):
            try:
                return datetime(*parsed[:6], tzinfo=UTC).isoformat()
            except ValueError:  # a leap second, or year 0
                continue
        if printed:
            return str(printed)
    return None


def _json(data: bytes) -> _Feed:
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"The JSON feed is not whole JSON ({_short(error)}). Fetch it again.") from error
    items = parsed.get("items")
    return _Feed(
        title=_string(parsed.get("title")),
        link=_string(parsed.get("home_page_url")) or None,
        language=_language(parsed.get("language")),
        entries=tuple(
            _Entry(
                title=_string(item.get("title")),
                summary=_string(item.get("summary")),
                content=_string(item.get("content_html")) or _string(item.get("content_text")),
                link=_string(item.get("external_url")) or _string(item.get("url")) or None,
                stamp=_string(item.get("date_published")) or None,
            )
            for item in (items if isinstance(items, list) else [])
            if isinstance(item, dict)
        ),
    )


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _language(tag: object) -> str | None:
    code = re.split(r"[-_]", _string(tag).lower())[0]
    return code if len(code) == 2 and code.isalpha() else None


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
