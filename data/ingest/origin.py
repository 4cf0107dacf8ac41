"""Who wrote the article of a page and who republishes it, from what the page says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from lxml.html import HtmlElement

from data.ingest.head import Head, host
from data.schema import Kind, Outlet

if TYPE_CHECKING:
    from data.catalogue import Catalogue

LONGEST_NOTE: Final = 200  # characters of "Originally published by …"; a longer block is prose
_REPUBLISHED: Final = re.compile(
    r"^\W*(?:(?:this|the) (?:article|story|piece|report|post) )?(?:was |has been |is )?"
    r"(?:(?:first|originally) (?:published|appeared|posted|reported)"
    r"|republished (?:with permission |under .{0,60})?from"
    r"|read (?:the )?original(?: article| story)?|original (?:article|source)|courtesy of|syndicated from"
    r"|zuerst (?:erschienen|veröffentlicht)|zum originalartikel|(?:publié|paru) (?:initialement|d'abord)"
    r"|publicado originalmente|lire l'article original)\b",
    re.IGNORECASE,
)
_SOURCE: Final = re.compile(r"^\W*(?:source|quelle|fuente|fonte|bron|来源)\s*[:：]?\s*\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Outlet, republisher and agency of a page's article; ids of the catalogue where it knows them."""

    outlet: str | None
    via: str | None = None
    agency: str | None = None
    evidence: tuple[str, ...] = ()
    sure: bool = True


def origin(tree: HtmlElement, head: Head, catalogue: Catalogue, *, url: str | None = None) -> Origin:
    """Where the article comes from: its page's outlet, unless the page credits another one."""
    own, own_evidence = _page(head, catalogue, url)
    if own is None:
        return Origin(None, evidence=("The page does not say who publishes it.",), sure=False)
    name = own.id if isinstance(own, Outlet) else own
    agency = next(
        (found.name for author in head.authors if (found := _wire(author, catalogue)) and found.id != name), None
    )
    for writer, why in _credited(tree, head, catalogue, own, url):
        if isinstance(writer, Outlet) and writer.id == name:
            continue
        writer_name = writer.id if isinstance(writer, Outlet) else writer
        if isinstance(writer, Outlet) and writer.kind is Kind.WIRE and "note" in why and not _is_aggregator(own):
            # A paper that prints "Source: AFP" under its own story used the wire; it is still its story.
            agency = agency or writer.name
            continue
        return Origin(writer_name, name, agency, (own_evidence, f"Written by {writer_name}, since {why}."))
    if _is_aggregator(own):
        evidence = (own_evidence, f"{name} is an aggregator, and the page does not say whose article this is.")
        return Origin(None, name, agency, evidence, sure=False)
    credited = () if agency is None else (f"The text is credited to the agency {agency}.",)
    return Origin(name, None, agency, (own_evidence, *credited), sure=isinstance(own, Outlet))


def _page(head: Head, catalogue: Catalogue, url: str | None) -> tuple[Outlet | str | None, str]:
    """Whose page it is, and how that is known: by address, by its site name, by its publisher."""
    addresses = [address for address in (url, head.url, head.canonical) if host(address)]
    hosts = [(host(address) or "", "address") for address in addresses]
    first, others = (hosts or [("", "")])[0], hosts[1:]
    names = [(head.site or "", "site name")] + [(name, "publisher") for name in reversed(head.publishers)]
    # An address can't be mistyped, so it is asked first; a name reads better where nobody knows either.
    for claim, what in [first, *names, *others]:
        if claim and (known := catalogue.recognise(claim)):
            return known, f"The page is by {known.name}, known by its {what} {claim!r}."
    for claim, what in [*names, first]:
        if claim:
            return claim, f"The page is by {claim!r}, its {what}; the catalogue does not know it."
    return None, ""


def _credited(
    tree: HtmlElement, head: Head, catalogue: Catalogue, own: Outlet | str, url: str | None
) -> Iterator[tuple[Outlet | str, str]]:
    """Others whom the page credits with the article, the plainest statement first."""
    here = {name for address in (url, head.url) if (name := host(address))}
    addresses = [(address, "it names that as its origin") for address in head.origins]
    addresses += [(head.canonical, "its canonical address is there")] if head.canonical else []
    for address, why in addresses:
        name = host(address)
        if name is None or not here or any(_same_site(name, other) for other in here):
            continue
        yield catalogue.recognise(name) or name, why
    for link, why in _notes(tree, head):
        name = host(link[1])
        known = catalogue.recognise(link[0]) or (catalogue.recognise(name) if name else None)
        if known:
            yield known, why
    if isinstance(own, Outlet) and not _is_aggregator(own):
        return  # a paper whose metadata name another one is mostly that one's sister
    for name in head.publishers:
        if known := catalogue.recognise(name):
            yield known, f"the page's metadata credit {name!r}"


def _notes(tree: HtmlElement, head: Head) -> Iterator[tuple[tuple[str, str], str]]:
    """Links in short notes such as "Originally published by …" or "Source: …", as text and address."""
    for link in tree.iter("a"):
        address = urljoin(head.url or head.canonical or "", link.get("href") or "")
        block = link.getparent()
        while block is not None and block.tag in {"em", "i", "b", "strong", "span", "small", "cite"}:
            block = block.getparent()
        if block is None or len(note := " ".join(block.text_content().split())) > LONGEST_NOTE:
            continue
        if _REPUBLISHED.match(note):
            yield (_linked(link), address), f"a line says {note!r}"
        elif _SOURCE.match(note):
            yield (_linked(link), address), f"a note says {note!r}"


def _linked(link: HtmlElement) -> str:
    return " ".join(link.text_content().split())


def _wire(name: str, catalogue: Catalogue) -> Outlet | None:
    known = catalogue.recognise(name)
    return known if known is not None and known.kind is Kind.WIRE else None


def _is_aggregator(outlet: Outlet | str) -> bool:
    return isinstance(outlet, Outlet) and outlet.kind is Kind.AGGREGATOR


def _same_site(one: str, other: str) -> bool:
    """Whether two hosts are one site: equal, or one below the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
