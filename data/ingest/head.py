"""What a page says about itself: its metadata in JSON-LD, meta elements and links."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

Json = dict[str, object]

_ARTICLE: Final = re.compile(r"Article$|Posting$|^Report|^Review|Report$")
_PUBLISHED: Final = (
    "article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "pubdate",
    "publishdate",
    "publish-date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "date",
)
_HEADLINE_OVERLAP: Final = 0.5  # of an h1's words, to tell the headline from "Log in" and the masthead
_SUFFIX: Final = re.compile(r"\s+[|–—*·»-]+\s+")


@dataclass(frozen=True, slots=True)
class Head:
    """The claims of a page about itself, as printed; None or empty where it makes none.

    ``publishers`` are names of whom the page credits, the most specific first; ``origins`` are
    addresses that it says it was taken from; ``published`` are stamps, the most reliable first;
    ``body`` is the text that its metadata give.
    """

    title: str
    site: str | None
    url: str | None
    canonical: str | None
    publishers: tuple[str, ...]
    origins: tuple[str, ...]
    published: tuple[str, ...]
    authors: tuple[str, ...]
    language: str | None
    body: str | None
    paywalled: bool


def read(tree: HtmlElement, *, url: str | None = None) -> Head:
    """The page's own claims, gathered from wherever pages put them."""
    meta = _meta(tree)
    nodes = list(_json_ld(tree))
    node = _article(nodes)
    known = {str(other["@id"]): other for other in nodes if "@id" in other}
    base = url or meta.get("og:url") or ""
    canonical = _first(tree.xpath("//link[@rel='canonical']/@href"))
    site = meta.get("og:site_name") or meta.get("application-name")
    return Head(
        title=_title(tree, _text(node.get("headline")) or "", meta.get("og:title") or "", site or ""),
        site=site,
        url=meta.get("og:url"),
        canonical=urljoin(base, canonical) if canonical else None,
        publishers=tuple(
            dict.fromkeys(
                name
                for key in ("sourceOrganization", "provider", "publisher", "copyrightHolder")
                for name in _names(node.get(key), known)
            )
        ),
        origins=tuple(
            urljoin(base, origin)
            for origin in (
                *_addresses(node.get("isBasedOn")),
                *_addresses(node.get("isBasedOnUrl")),
                *filter(None, [meta.get("original-source"), meta.get("syndication-source")]),
                *tree.xpath("//a[@rel='source' or @rel='original']/@href"),
            )
        ),
        published=tuple(
            dict.fromkeys(
                stamp.strip()
                for stamp in (
                    _text(node.get("datePublished")),
                    *(meta.get(name) for name in _PUBLISHED),
                    *tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime"),
                    *tree.xpath("//article//time/@datetime"),
                )
                if stamp and stamp.strip()
            )
        ),
        authors=tuple(dict.fromkeys((*_names(node.get("author"), known), *filter(None, [meta.get("author")])))),
        language=_language(_first(tree.xpath("/html/@lang")) or meta.get("og:locale")),
        body=_text(node.get("articleBody")),
        paywalled=str(node.get("isAccessibleForFree", "")).strip().lower() in {"false", "no", "http://schema.org/false"}
        or meta.get("article:content_tier") in {"locked", "metered-locked"},
    )


def host(url: str | None) -> str | None:
    """The host name of a URL without the prefixes that do not tell outlets apart."""
    try:
        name = urlsplit(url or "").hostname
    except ValueError:
        return None
    return re.sub(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=.*\.)", "", name) if name else None


def _title(tree: HtmlElement, headline: str, shared: str, site: str) -> str:
    """The headline as printed on the page: the h1 that the page's other titles agree with."""
    document = " ".join(_first(tree.xpath("//head/title/text()")).split())
    known = set(re.findall(r"\w+", f"{headline} {shared} {document}".casefold()))
    for heading in tree.iter("h1"):
        printed = " ".join(heading.text_content().split())
        words = re.findall(r"\w+", printed.casefold())
        agrees = not known or sum(word in known for word in words) >= _HEADLINE_OVERLAP * len(words)
        # A masthead that is an h1 agrees with the document's title as well.
        if words and agrees and printed.casefold() != site.casefold():
            return printed
    return " ".join(headline.split()) or _without_site(shared, site) or _without_site(document, site)


def _without_site(title: str, site: str) -> str:
    """The title less a trailing name of the site, known or short."""
    *parts, last = _SUFFIX.split(" ".join(title.split()))
    if not parts:
        return last
    named = bool(site) and (last.casefold() in site.casefold() or site.casefold() in last.casefold())
    if named or len(last.split()) <= 3:
        return title[: title.rfind(last)].rstrip(" |–—*·»-") if last in title else title
    return " ".join(title.split())


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Meta elements by lower-cased name; the first of each name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _json_ld(tree: HtmlElement) -> Iterator[Json]:
    """Every object at the top, in a list or in a graph; scripts that are not JSON say nothing."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            pending = [json.loads(script.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while pending:
            value = pending.pop(0)
            if isinstance(value, list):
                pending[:0] = value
            elif isinstance(value, dict):
                yield value
                pending.extend(value[key] for key in ("@graph", "mainEntity") if key in value)


def _article(nodes: list[Json]) -> Json:
    """The object that describes the article: the one with a date, if several do."""
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _strings(node.get("@type")))]
    return next((node for node in articles if "datePublished" in node), articles[0] if articles else {})


def _names(value: object, known: dict[str, Json]) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in _names(item, known)]
    if isinstance(value, dict):
        # An object may only point at another one of the page that has the name.
        value = value.get("name") or known.get(str(value.get("@id")), {}).get("name")
    name = _text(value)
    return [name] if name and not name.startswith(("http:", "https:", "#")) else []


def _addresses(value: object) -> list[str]:
    if isinstance(value, list):
        return [address for item in value for address in _addresses(item)]
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id")
    return [value.strip()] if isinstance(value, str) and value.strip() else []


def _strings(value: object) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _text(value: object) -> str | None:
    value = _first(value) if isinstance(value, list) else value
    return html.unescape(value).strip() if isinstance(value, str) and value.strip() else None


def _first(values: Sequence[object]) -> str:
    return str(values[0]).strip() if values else ""


def _language(tag: str | None) -> str | None:
    """The two-letter code of a tag like en-GB or de_DE."""
    code = re.split(r"[-_]", tag.strip().lower())[0] if tag else ""
    return code if len(code) == 2 and code.isalpha() else None
