"""Articles put together from the lines of a page and their roles, with what is known of their origin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from data.ingest.grammar import Role
from data.ingest.lines import Line, Look, word_count
from data.ingest.when import resolve
from data.schema import Kind, PublishedBasis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.catalogue import Catalogue
    from data.ingest.split import Part

TEXT: Final = (Role.LEAD, Role.BODY)
CREDITS: Final = (Role.ABOVE, Role.BELOW, Role.UNDER)
_ANY_CAPTURE: Final = datetime(2100, 1, 1, tzinfo=UTC)  # only whether a stamp is relative is asked with it
_UPDATED: Final = re.compile(r"\b(?:updated|modified|aktualisiert|mise? à jour|actualizad[oa])\b", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://\S+")
_DATELINE: Final = re.compile(r"^[^.!?\n(]{0,60}\((?P<name>[^()\n]{2,30})\)\s*[-–—:]")


@dataclass(slots=True)
class Found:
    """One article of a page before it is made an `Article`, with the sentences that explain it.

    ``listed`` is True under the heading of a list; ``beside`` is the furniture in the article and
    after it, up to the next one.
    """

    line: int
    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    outlet: str | None = None
    recognised: bool = False
    agency: str | None = None
    via: str | None = None
    url: str | None = None
    published: datetime | None = None
    basis: PublishedBasis = PublishedBasis.UNKNOWN
    listed: bool = False
    beside: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraphs, a blank line apart."""
        return "\n\n".join(self.paragraphs)

    @property
    def words(self) -> int:
        """Words of the text."""
        return word_count(self.text)

    @property
    def name(self) -> str:
        """How sentences refer to the article."""
        return f"“{self.title or ' '.join(self.text.split()[:8]) + ' …'}” (line {self.line + 1})"


def assembled(parts: Sequence[Part], *, catalogue: Catalogue, captured: datetime | None, language: str) -> list[Found]:
    """The articles of the page in their order, each with title, text, outlet and time."""
    found: list[Found] = []
    heading = False
    for article, run in groupby(parts, key=lambda part: part.article):
        group = list(run)
        if article is None:
            heading = heading or any(part.line.look is Look.HEADING for part in group)
            if found:
                found[-1].beside += [part.line.text for part in group]
        else:
            found.append(_one(group, listed=heading, catalogue=catalogue, captured=captured, language=language))
    return found


def _one(
    parts: Sequence[Part], *, listed: bool, catalogue: Catalogue, captured: datetime | None, language: str
) -> Found:
    found = Found(line=parts[0].line.number, listed=listed)
    sources: list[Line] = []
    for part in parts:
        line = part.line
        if part.role is Role.TITLE:
            found.line = line.number
            found.title = line.credit.headline if line.credit and line.credit.headline else line.text
            found.url = line.url
            if line.credit:
                sources.append(line)
        elif part.role in TEXT:
            found.paragraphs.append(line.words)
        elif part.role in CREDITS:
            sources.append(line)
            if address := _ADDRESS.search(line.text):
                found.url = found.url or address[0]
        else:
            found.beside.append(line.text)
    if not found.title:
        found.doubts.append(f"{found.name} has no headline; give it one.")
    _origin(found, sources, catalogue)
    _time(found, sources, captured, language)
    return found


def _origin(found: Found, sources: Sequence[Line], catalogue: Catalogue) -> None:
    """Sets outlet, agency and aggregator from the credit lines; a known outlet goes before a printed name."""
    known: dict[str, list[int]] = {}
    printed: dict[str, list[int]] = {}
    for line in sources:
        credit = line.credit
        if credit is None:
            if line.look in (Look.NAME, Look.REPEATED_NAME, Look.LABEL, Look.SCRAP):
                printed.setdefault(line.text, []).append(line.number)
            continue
        if credit.via:
            found.via = found.via or credit.via
        if credit.outlet:
            (known if credit.recognised else printed).setdefault(credit.outlet, []).append(line.number)
    names = list(known)
    if len(names) > 1:
        wires = [name for name in names if (outlet := catalogue.get(name)) and outlet.kind is Kind.WIRE]
        papers = [name for name in names if name not in wires]
        if wires and papers:
            found.agency = catalogue_name(wires[0], catalogue)
            names = papers
        if len(names) > 1:
            others = ", ".join(catalogue_name(name, catalogue) for name in names[1:])
            found.doubts.append(f"{found.name} names several outlets: {names[0]} was taken, not {others}.")
    if names:
        found.outlet, found.recognised = names[0], True
        found.evidence.append(
            f"{found.name}: outlet {catalogue_name(names[0], catalogue)}, recognised in {_lines(known[names[0]])}."
        )
    elif printed:
        name = next(iter(printed))
        found.outlet = name
        found.doubts.append(
            f"{found.name}: “{name}” in {_lines(printed[name])} was taken as the outlet; "
            "the catalogue does not know it."
        )
    if found.agency is None and found.paragraphs and (dateline := _DATELINE.match(found.paragraphs[0])):
        wire = catalogue.recognise(dateline["name"])
        if wire and wire.kind is Kind.WIRE and wire.id != found.outlet:
            found.agency = wire.name
            found.evidence.append(f"{found.name}: agency {wire.name}, named in the dateline.")


def _time(found: Found, sources: Sequence[Line], captured: datetime | None, language: str) -> None:
    """Sets the time from the first credit line that has one, one of publication before one of an update."""
    stamps = [(line, line.credit.stamp) for line in sources if line.credit and line.credit.stamp]
    stamps.sort(key=lambda pair: bool(_UPDATED.search(pair[1])))
    for line, stamp in stamps:
        found.published, found.basis = resolve(stamp, captured=captured, language=language)
        if found.published is None:
            continue
        how = f"{found.published:%Y-%m-%d %H:%M} UTC from “{stamp}” in line {line.number + 1}"
        if found.basis is PublishedBasis.RELATIVE and captured is not None:
            how += f", counted back from the capture at {captured:%Y-%m-%d %H:%M %Z}"
        found.evidence.append(f"{found.name}: published {how}.")
        return
    if stamps:
        line, stamp = stamps[0]
        late = resolve(stamp, captured=_ANY_CAPTURE, language=language)[0]
        why = "can be read in more than one way, or lies after the capture"
        if late is not None and (captured is None or captured.tzinfo is None):
            why = "needs the time of capture, with its zone"
        found.doubts.append(f"{found.name}: the time “{stamp}” in line {line.number + 1} {why}.")


def catalogue_name(outlet: str, catalogue: Catalogue) -> str:
    """The outlet's name for a sentence, from its id or as printed."""
    known = catalogue.get(outlet)
    return known.name if known else outlet


def _lines(numbers: Sequence[int]) -> str:
    """Line numbers as one says them, counted from 1."""
    shown = [str(number + 1) for number in numbers]
    return f"line {shown[0]}" if len(shown) == 1 else f"lines {', '.join(shown[:-1])} and {shown[-1]}"
