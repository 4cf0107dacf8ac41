"""The door for pasted or saved text of a page: one article, or an aggregator's page of many."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from data.ingest.assemble import Found, assembled, catalogue_name
from data.ingest.base import Proposal, Refusal, RefusedError
from data.ingest.furniture import is_imprint
from data.ingest.grammar import Role
from data.ingest.lines import Look
from data.ingest.marks import marked
from data.ingest.page import FEWEST_WORDS, Page, page
from data.ingest.place import aggregator, slots, without_copies
from data.ingest.split import Part
from data.ingest.suggest import suggestion
from data.schema import Article

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from data.catalogue import Catalogue

DOOR: Final = "pasted"
SHOWN: Final = 6  # lines of furniture that the evidence quotes


def read(
    text: str, *, source: str, catalogue: Catalogue, captured: datetime | None = None, via: str | None = None
) -> Proposal:
    """The articles of a page that was copied as text, each with its slot, outlet and time.

    Args:
        text: The page as copied, furniture and all.
        source: Where it came from, a file name or address, for the record.
        catalogue: The outlets that can be recognised.
        captured: When the page was seen, an aware instant; "3 hours ago" is counted back from it.
        via: The aggregator's name or id, where the page does not name it.

    Raises:
        RefusedError: There is no article in the text.
    """
    return _proposal(page(text, catalogue), source=source, catalogue=catalogue, captured=captured, via=via)


def split_at(
    text: str,
    titles: Collection[int],
    *,
    source: str,
    catalogue: Catalogue,
    captured: datetime | None = None,
    via: str | None = None,
    dropped: Collection[int] = (),
) -> Proposal:
    """The same page split by hand: an article for each of these headlines and no other.

    Args:
        text: The page as copied.
        titles: Numbers of the lines, from 0, that are headlines; what belongs to each is found anew.
        source: Where it came from.
        catalogue: The outlets that can be recognised.
        captured: When the page was seen.
        via: The aggregator's name or id.
        dropped: Numbers of lines that are furniture.

    Raises:
        RefusedError: A number is not that of a line with words, or no article is left.
    """
    mended = page(text, catalogue, titles=titles, dropped=dropped)
    return _proposal(mended, source=source, catalogue=catalogue, captured=captured, via=via)


def _proposal(copy: Page, *, source: str, catalogue: Catalogue, captured: datetime | None, via: str | None) -> Proposal:
    found = assembled(copy.parts, catalogue=catalogue, captured=captured, language=copy.language)
    refusals = [
        Refusal(f"line {article.line + 1}", f"Only a headline, no text: “{article.title}”.")
        for article in found
        if not article.paragraphs
    ]
    found, copies = without_copies([article for article in found if article.paragraphs])
    if not any(article.words >= FEWEST_WORDS for article in found):
        raise RefusedError(
            "There is no article in the text, only menus, buttons or headlines. "
            "A headline and at least one paragraph are accepted."
        )
    republisher, evidence, doubts = aggregator(copy.parts, found, via, catalogue)
    places, main_doubts = slots(found, republisher)
    doubts += main_doubts
    imprint = [part.line.text for part in copy.parts if part.role is Role.OUTSIDE and is_imprint(part.line.text)]
    articles: list[Article] = []
    for article, slot in zip(found, places, strict=True):
        guess = None
        if article.outlet is None:
            others = [other.outlet for other in found if other is not article]
            guess, why = suggestion(
                article.title,
                article.text,
                agency=article.agency,
                beside=article.beside,
                imprint=imprint,
                neighbours=others,
                source=source,
                catalogue=catalogue,
            )
            label = f" Suggested: {catalogue_name(guess.outlet, catalogue)}." if guess else ""
            doubts.append(f"{article.name} carries no source.{label} {why}")
        articles.append(
            marked(
                Article(
                    title=article.title,
                    text=article.text,
                    outlet=article.outlet,
                    via=article.via or (republisher if republisher != article.outlet else None),
                    slot=slot,
                    url=article.url,
                    published=article.published,
                    published_basis=article.basis,
                    agency=article.agency,
                    suggestion=guess,
                )
            )
        )
        evidence += article.evidence
        doubts += article.doubts
    doubts += _split_doubts(copy)
    return Proposal(
        source=source,
        door=DOOR,
        articles=tuple(articles),
        refusals=(*refusals, *copies),
        evidence=(*_overview(copy, found), *evidence, *(f"Check: {doubt}" for doubt in doubts)),
        sure=not doubts,
    )


def _overview(copy: Page, found: Sequence[Found]) -> list[str]:
    sentences = [
        f"{len(found)} article{'s' if len(found) != 1 else ''} found, split by headlines, credits and furniture."
    ]
    if copy.joined:
        sentences.append("Lines broken at a fixed width were joined to paragraphs.")
    outside = [
        part.line.text
        for part in copy.parts
        if part.role in (Role.INSIDE, Role.OUTSIDE) and part.line.look is not Look.DUPLICATE
    ]
    if outside:
        shown = ", ".join(f"“{text[:60]}”" for text in outside[:SHOWN])
        more = f" and {len(outside) - SHOWN} more" if len(outside) > SHOWN else ""
        sentences.append(f"Left out as site furniture: {shown}{more}.")
    return sentences


def _split_doubts(copy: Page) -> list[str]:
    """What of the split deserves a look: lines that nearly had another role, texts that may be lists."""
    doubts: list[str] = []
    for unsure, run in groupby(copy.parts, key=lambda part: part.rival is not None):
        first, *others = run
        if unsure:
            where = f"lines {first.line.number + 1} to {others[-1].line.number + 1} belong" if others else "it belongs"
            doubts.append(
                f"line {first.line.number + 1}, “{first.line.text[:60]}”, was read as {first.role}, but could be "
                f"{first.rival}; see which article {where} to."
            )
    bodies: dict[int, list[Part]] = {}
    for part in copy.parts:
        if part.article is not None and part.role is Role.BODY:
            bodies.setdefault(part.article, []).append(part)
    for body in bodies.values():
        short = [part.line.look is Look.SHORT and part.line.gap > 0 for part in body]
        # Paragraph, short line, paragraph, short line …: subheadings, or a list of articles without credits.
        if len(body) >= 5 and not short[0] and all(here != after for here, after in pairwise(short)):
            doubts.append(
                f"the short lines from line {body[1].line.number + 1} on were kept as subheadings of one article, but "
                "could be headlines of several."
            )
    return doubts
