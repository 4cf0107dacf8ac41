"""Tables of any size read record by record in bounded memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from data.ingest.base import Refusal, RefusedError
from data.ingest.sniff import HEAD, Kind, characters, delimiter, kind, unpacked, unpacked_head
from data.ingest.stream import BROKEN, LONGEST_LINE, LongLineError, damaged, lines, opened, size

MOST_PACKED: Final = 1_000_000_000  # bytes of a table file; 100,000 long articles have a third
MOST_JSON: Final = 50_000_000  # bytes of one JSON document, which has to be read whole
BATCH: Final = 256  # rows of Parquet in memory at a time
BUFFER: Final = 1_048_576  # bytes of each Parquet column read ahead

# The csv module's limit is one for the whole process; its default cuts off at 131,072 characters.
csv.field_size_limit(LONGEST_LINE)

Cells = dict[str, object]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table, with where it stands in the file."""

    where: str
    cells: Cells


def read(source: Path | bytes, name: str, *, columns: Collection[str] | None = None) -> Iterator[Record | Refusal]:
    """Every record of a CSV, TSV, JSON, JSON Lines or Parquet table; broken ones as refusals.

    Args:
        source: The file, or its content.
        name: The file's name, which decides where the content leaves the kind open.
        columns: The columns wanted; Parquet reads no others.

    Raises:
        RefusedError: Not a table, too large, or unreadable from the start.
    """
    if size(source) > MOST_PACKED:
        raise RefusedError(
            f"{name} has {size(source) / 1e9:.1f} GB; a table may have {MOST_PACKED / 1e9:.0f} GB. Split it into parts."
        )
    with opened(source) as stream:
        head = stream.read(HEAD)
        stream.seek(0)
        match kind(head, name):
            case Kind.CSV:
                yield from _guarded(_csv(stream), name)
            case Kind.JSONL:
                yield from _guarded(_json_lines(stream), name)
            case Kind.JSON:
                yield from _json(source, name)
            case Kind.PARQUET:
                yield from _parquet(stream, name, columns)
            case other:
                raise RefusedError(f"{name} is a {other}, not a table. CSV, TSV, JSON, JSON Lines and Parquet are.")


def _guarded(records: Iterator[Record | Refusal], name: str) -> Iterator[Record | Refusal]:
    """The records up to where the file itself breaks off, and a refusal that says so."""
    try:
        yield from records
    except BROKEN as error:
        yield Refusal(name, f"The gzip file is cut off or damaged here ({error}); what stood before was read.")


def _csv(stream: BinaryIO) -> Iterator[Record | Refusal]:
    sample = characters(_head(stream))
    with lines(stream) as table:
        reader = csv.reader(table, delimiter=delimiter(sample) or ",")
        header: list[str] | None = None
        while True:
            where = f"line {table.number + 1}"
            try:
                row = next(reader)
            except StopIteration:
                return
            except (csv.Error, LongLineError) as error:
                yield Refusal(where, f"The line can't be read as CSV: {error}. Is a quotation mark not closed?")
                continue
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = unique(row)
                continue
            while len(row) > len(header) and not row[-1].strip():
                row.pop()
            if len(row) != len(header):
                yield Refusal(where, f"The line has {len(row)} cells where the header has {len(header)}.")
            elif any(map(damaged, row)):
                yield Refusal(where, "The line holds bytes that are not UTF-8 as the rest of the file is.")
            else:
                yield Record(where, dict(zip(header, row, strict=True)))


def _head(stream: BinaryIO) -> bytes:
    head = unpacked_head(stream.read(HEAD))
    stream.seek(0)
    return head


def unique(names: list[str]) -> list[str]:
    """Column names with none empty and none twice."""
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        plain = name.strip() or f"column {number}"
        while plain in found:
            plain += "′"
        found.append(plain)
    return found


def _json_lines(stream: BinaryIO) -> Iterator[Record | Refusal]:
    with lines(stream) as table:
        while True:
            where = f"line {table.number + 1}"
            try:
                line = next(table)
            except StopIteration:
                return
            except LongLineError as error:
                yield Refusal(where, f"{error}; a record of one article is accepted.".capitalize())
                continue
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Refusal(where, f"The line is not JSON ({_short(error)}); one object a line is accepted.")
                continue
            if not isinstance(value, dict):
                yield Refusal(where, f"The line is a JSON {_JSON_NAMES[type(value)]}; one object a line is accepted.")
            elif damaged(line):
                yield Refusal(where, "The line holds bytes that are not UTF-8 as the rest of the file is.")
            else:
                yield Record(where, flat(value))


_JSON_NAMES: Final = {
    list: "list",
    str: "string",
    int: "number",
    float: "number",
    bool: "truth value",
    type(None): "null",
}


def _json(source: Path | bytes, name: str) -> Iterator[Record | Refusal]:
    """The objects of a JSON document: a list of them, the first such list in it, or itself."""
    if size(source) > MOST_JSON:
        raise RefusedError(
            f"{name} is one JSON document of over {MOST_JSON / 1e6:.0f} MB. Save it as one object a line."
        )
    data = unpacked(source.read_bytes() if isinstance(source, Path) else source, MOST_JSON)
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            f"{name} is not whole JSON ({_short(error)}). Save it again, or as one object a line."
        ) from error
    if isinstance(value, dict):
        value = next((part for part in value.values() if isinstance(part, list) and part and _objects(part)), [value])
    for number, item in enumerate(value, start=1):
        if isinstance(item, dict):
            yield Record(f"item {number}", flat(item))
        else:
            yield Refusal(f"item {number}", "The item is not an object with named fields.")


def _objects(values: list[object]) -> bool:
    return all(isinstance(value, dict) for value in values)


def flat(value: dict[str, object]) -> Cells:
    """An object with what is one level down under dotted names: ``{"source": {"name": …}}`` → ``source.name``."""
    found: Cells = {}
    for key, part in value.items():
        if isinstance(part, dict):
            found |= {f"{key}.{inner}": below for inner, below in part.items()}
        else:
            found[key] = part
    return found


def _parquet(stream: BinaryIO, name: str, columns: Collection[str] | None) -> Iterator[Record | Refusal]:
    try:
        file = pq.ParquetFile(stream, buffer_size=BUFFER, pre_buffer=False)
        wanted = [column for column in file.schema_arrow.names if columns is None or column in columns]
        number = 0
        for batch in file.iter_batches(batch_size=BATCH, columns=wanted):
            for cells in batch.to_pylist():
                number += 1
                yield Record(f"row {number}", flat(cells))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"{name} is damaged or not a Parquet table ({_short(error)}). Write it again.") from error


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
