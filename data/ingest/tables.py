"""Articles out of tables: CSV, TSV, JSON, JSON Lines and Parquet, streamed row by row."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from data.ingest import markup, records
from data.ingest.base import Refusal, RefusedError
from data.ingest.head import host
from data.ingest.mapping import Mapping, guess, is_summary
from data.ingest.records import Record
from data.ingest.when import resolve
from data.schema import Article, PublishedBasis

if TYPE_CHECKING:
    from data.catalogue import Catalogue

__all__ = ["Mapping", "Sample", "guess", "peek", "rows"]

SHOWN: Final = 20  # rows that the mapping is guessed from and shown with
_FORMULA: Final = re.compile(r"^[=@]\s*[A-Z][A-Z.]*\(|^=\s*[A-Z]{1,3}\d")
_EPOCH: Final = re.compile(r"^\d{10}(?:\d{3})?(?:\.\d+)?$")
_SLASHED: Final = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_BETWEEN: Final = re.compile(r"\s*[;|,]\s*")
_TRUE: Final = frozenset(("1", "true", "yes", "t", "y"))
_NOTHING: Final = frozenset(("", "nan", "none", "null", "n/a", "na", "nat", "\\n"))


@dataclass(frozen=True, slots=True)
class Sample:
    """The columns of a table and its first rows, for the user to see and correct the mapping by."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, object], ...]


def peek(source: Path | bytes, name: str | None = None) -> Sample:
    """The columns of a table with its first rows.

    Raises:
        RefusedError: Not a table, or one without a single readable row.
    """
    found: list[dict[str, object]] = []
    reason = ""
    for record in islice(records.read(source, _name(source, name)), 50 * SHOWN):
        if isinstance(record, Refusal):
            reason = reason or f" ({record.where}: {record.reason})"
        else:
            found.append(record.cells)
        if len(found) == SHOWN:
            break
    if not found:
        raise RefusedError(f"{_name(source, name)} has no readable rows{reason}. A header and one row are accepted.")
    columns = dict.fromkeys(column for cells in found for column in cells)
    return Sample(tuple(columns), tuple(found))


def rows(
    source: Path | bytes,
    mapping: Mapping,
    *,
    catalogue: Catalogue,
    captured: datetime | None = None,
    name: str | None = None,
) -> Iterator[Article | Refusal]:
    """Every row of a table as an article, or as a refusal that says where it stands and what it lacks.

    Args:
        source: The file, or its content.
        mapping: Which column holds what.
        catalogue: The outlets to recognise.
        captured: When the table was made, which relative times are counted back from.
        name: The name of the content, where it is no file.

    Raises:
        RefusedError: No text column, not a table, or one that can't be read from the start.
    """
    if mapping.text is None:
        raise RefusedError(
            "No column is chosen for the text. Choose the one that holds the articles' words; in a table of "
            "headlines choose the headline. The other fields may stay open."
        )
    for record in records.read(source, _name(source, name), columns=_wanted(mapping)):
        yield record if isinstance(record, Refusal) else _article(record, mapping, catalogue, captured)


def _name(source: Path | bytes, name: str | None) -> str:
    return name or (source.name if isinstance(source, Path) else "table")


def _wanted(mapping: Mapping) -> set[str]:
    """The columns to read: those used, and what those with a dotted name are nested in."""
    used = set(mapping.used().values())
    return used | {column.rpartition(".")[0] for column in used if "." in column}


def _article(record: Record, mapping: Mapping, catalogue: Catalogue, captured: datetime | None) -> Article | Refusal:
    cells = {field: record.cells.get(column) for field, column in mapping.used().items()}
    text, title = _words(cells.get("text")), " ".join(_words(cells.get("title")).split())
    if not text:
        return Refusal(record.where, f"The column {mapping.text!r} is empty here, so there is no text.")
    if _FORMULA.match(text):
        return Refusal(record.where, f"The column {mapping.text!r} holds a spreadsheet formula here, not text.")
    if not any(map(str.isalpha, text)):
        return Refusal(record.where, f"The column {mapping.text!r} holds no words here, but {text[:40]!r}.")
    url = _string(cells.get("url")) or None
    printed = _string(cells.get("outlet"))
    known = catalogue.recognise(printed) if printed else None
    if known is None and (address := host(printed if "//" in printed else None) or host(url)):
        known = catalogue.recognise(address)
    via = _string(cells.get("via"))
    aggregator = catalogue.recognise(via) if via else None
    language = re.split(r"[-_]", _string(cells.get("language")).lower())[0]
    language = language if len(language) == 2 else ""
    published, basis, warning = _published(cells.get("published"), mapping.day_first, captured, language)
    return Article(
        title=title,
        text=text,
        outlet=known.id if known else printed or None,
        via=aggregator.id if aggregator else via or None,
        slot=_string(cells.get("slot")) or None,
        url=url,
        language=language or None,
        published=published,
        published_basis=basis,
        snippet=_string(cells.get("snippet")).lower() in _TRUE or is_summary(mapping.text or ""),
        agency=_string(cells.get("agency")) or None,
        topics=_list(cells.get("topics")),
        story=_string(cells.get("story")) or None,
        warnings=(warning,) if warning else (),
    )


def _words(value: object) -> str:
    """A cell as plain text in paragraphs; a list of strings is a list of paragraphs."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_words, value)))
    text = _string(value)
    # A newline in a cell was put there by somebody: it ends a paragraph.
    return markup.plain(re.sub(r"\s*\n\s*", "\n\n", text)) if text else ""


def _string(value: object) -> str:
    if value is None or isinstance(value, (dict, list)) or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    # JSON can hold half of a character, which no file of ours could store.
    text = str(value).encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()
    return "" if text.lower() in _NOTHING else text


def _list(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _BETWEEN.split(_string(value).strip("[]"))
    return tuple(dict.fromkeys(part for item in parts if (part := _string(item).strip("'\""))))


def _published(
    value: object, day_first: bool | None, captured: datetime | None, language: str
) -> tuple[datetime | None, PublishedBasis, str | None]:
    """The instant of a cell, and a warning where there is a date that can't be read with certainty."""
    if isinstance(value, datetime):
        instant = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return instant, PublishedBasis.STATED, None
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC), PublishedBasis.STATED, None
    printed = _string(value)
    if not printed:
        return None, PublishedBasis.UNKNOWN, None
    stamp = printed
    try:
        if _EPOCH.match(printed):
            seconds = float(printed) / (1 if len(printed.partition(".")[0]) == 10 else 1000)
            stamp = datetime.fromtimestamp(seconds, UTC).isoformat()
        elif day_first is not None and (match := _SLASHED.match(printed)):
            one, two, year, hour, minute, second = (int(part or 0) for part in match.groups())
            day, month = (one, two) if day_first else (two, one)
            stamp = datetime(year, month, day, hour, minute, second, tzinfo=UTC).isoformat()
    except (ValueError, OverflowError):
        return None, PublishedBasis.UNKNOWN, f"The date {printed!r} does not exist; nothing was taken for it."
    found, basis = resolve(stamp, captured=captured, language=language or "en")
    unread = f"The date {printed[:60]!r} can't be read, or in two ways; ISO dates are sure to be read."
    return found, basis, unread if found is None else None
