"""What a source is, told by its content first and by its name where the content leaves it open."""

from __future__ import annotations

import csv
import json
import re
import zlib
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from data.ingest.base import RefusedError
from data.ingest.mapping import guess

ACCEPTED: Final = (
    "Accepted are plain text, HTML pages (.html, .mhtml), RSS, Atom and JSON feeds, "
    "and tables as CSV, TSV, JSON, JSON Lines or Parquet."
)
HEAD: Final = 65_536  # bytes that decide


class Kind(StrEnum):
    """The doors, by what they read."""

    TEXT = "text"
    HTML = "HTML page"
    MHTML = "saved web archive"
    FEED = "feed"
    CSV = "CSV table"
    JSON = "JSON document"
    JSONL = "JSON Lines table"
    PARQUET = "Parquet table"


TABLES: Final = frozenset((Kind.CSV, Kind.JSON, Kind.JSONL, Kind.PARQUET))

_BINARY: Final = tuple(
    (re.compile(pattern, re.DOTALL), what)
    for pattern, what in (
        (rb"%PDF-", "a PDF"),
        (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "a zip, Word, Excel or e-book file"),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint document"),
        (rb"\{\\rtf", "an RTF document"),
        (rb"%!PS", "a PostScript document"),
        (rb"\x80[\x02-\x05].", "a Python pickle, which could run code"),
        (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|II\*\x00|MM\x00\*", "a picture"),
        (
            rb"....ftyp|RIFF....(?:WAVE|AVI )|ID3|OggS|fLaC|\x1aE\xdf\xa3|\xff[\xfb\xf3\xf2]",
            "a picture, sound or video",
        ),
        (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\xfd7zXZ\x00|BZh[1-9]1AY|\x28\xb5\x2f\xfd", "a compressed archive"),
        (rb".{257}ustar", "a tar archive"),
        (rb"SQLite format 3\x00", "an SQLite database"),
        (rb"\x89HDF\r\n|CDF[\x01\x02]|\x93NUMPY", "a scientific data file"),
        (rb"ARROW1|FEA1|ORC\x00?[\x00-\x1f]|Obj\x01", "an Arrow, Feather, ORC or Avro file"),
        (rb"bplist0", "a binary property list (Safari's web archives are such)"),
        (rb"\x7fELF|MZ[^\n]{0,80}\x00|\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]|\xcf\xfa\xed\xfe", "a program"),
        (rb"wOF[F2]|\x00\x01\x00\x00|OTTO", "a font"),
    )
)
_BY_NAME: Final = {  # what no content betrays, or too late
    ".pkl": "a Python pickle, which could run code",
    ".pickle": "a Python pickle, which could run code",
    ".joblib": "a Python pickle, which could run code",
    ".rds": "an R data file",
    ".rda": "an R data file",
    ".rdata": "an R data file",
    ".dta": "a Stata file",
    ".sav": "an SPSS file",
    ".js": "a script",
    ".css": "a style sheet",
}
_TABLE_NAMES: Final = {
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".tab": Kind.CSV,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
}
_FEED: Final = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_JSON_FEED: Final = re.compile(r'"version"\s*:\s*"https?://(?:www\.)?jsonfeed\.org/version/')
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_MARKUP: Final = re.compile(
    r"<(?:p|div|span|article|section|a|h[1-6]|table|ul|br|meta|title|main)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_JSON: Final = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\{\]])")
_MHTML: Final = re.compile(r"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE)
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOST_CONTROLS: Final = 0.05  # of the characters; a page with some stray bytes is still a page
FEWEST_TAGS: Final = 3  # in a fragment without <html>: an article may well mention <br>
DELIMITERS: Final = (",", ";", "\t", "|")


def kind(head: bytes, name: str) -> Kind:
    """The kind of source that begins with these bytes.

    Raises:
        RefusedError: Empty, or of a kind that is not read; says what is.
    """
    head = unpacked_head(head)
    suffix = PurePath(name.lower().removesuffix(".gz")).suffix
    if not head.strip(b" \t\r\n\x00"):
        raise RefusedError(f"{name} is empty. {ACCEPTED}")
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    for pattern, what in _BINARY:
        if pattern.match(head):
            raise RefusedError(f"{name} is {what}. {ACCEPTED}")
    if suffix in _BY_NAME:
        raise RefusedError(f"{name} is {_BY_NAME[suffix]}. {ACCEPTED}")
    text = characters(head)
    if text.lstrip().startswith("<") and _PAGE.search(text[:4096]):
        return Kind.HTML  # before counting stray bytes: browsers show pages with some, so they are read as well
    if len(_CONTROLS.findall(text)) > MOST_CONTROLS * len(text):
        raise RefusedError(f"{name} is binary and not of a known kind. {ACCEPTED}")
    return _of_text(text, name, suffix)


def _of_text(text: str, name: str, suffix: str) -> Kind:
    start = text.lstrip()
    if _MHTML.match(text):
        return Kind.MHTML
    if start.startswith("<") and _FEED.search(text[:4096]):
        return Kind.FEED
    if _JSON.match(text):
        if _JSON_FEED.search(text[:4096]):
            return Kind.FEED
        return Kind.JSONL if _is_lines(start, suffix) else Kind.JSON
    if suffix in _TABLE_NAMES:
        return _TABLE_NAMES[suffix]
    if start.startswith("<?xml"):
        if suffix in {".html", ".htm", ".xhtml"}:
            return Kind.HTML
        raise RefusedError(f"{name} is XML, but neither a feed nor a page. {ACCEPTED}")
    if len(_MARKUP.findall(text)) >= FEWEST_TAGS or (suffix in {".html", ".htm", ".xhtml"} and "<" in text):
        return Kind.HTML
    return Kind.CSV if _is_csv(text) else Kind.TEXT


def unpacked_head(head: bytes) -> bytes:
    """The first bytes, taken out of gzip where they are in it; never more than `HEAD`."""
    if not head.startswith(b"\x1f\x8b"):
        return head[:HEAD]
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error as error:
        raise RefusedError(f"The gzip file is damaged ({error}). {ACCEPTED}") from error


def unpacked(data: bytes, limit: int) -> bytes:
    """The bytes, taken out of gzip where they are in it.

    Raises:
        RefusedError: Damaged, or larger than the limit once unpacked.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise RefusedError(f"The gzip file is damaged ({error}). Pack it again.") from error
    if len(found) > limit:
        raise RefusedError(f"The gzip file holds more than {limit / 1e6:.0f} MB. Larger ones are read as tables only.")
    if not unpacker.eof:
        raise RefusedError("The gzip file is cut off. Copy it again.")
    return found


def characters(head: bytes) -> str:
    """The first bytes as text good enough to recognise structure by."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return head.decode("utf-8-sig", errors="replace")


def delimiter(sample: str) -> str | None:
    """The delimiter that splits the sample into the most even table, None where nothing does."""
    best: tuple[float, int, str] | None = None
    for candidate in DELIMITERS:
        rows = [row for row in csv.reader(sample.splitlines(keepends=True)[:50], delimiter=candidate) if row]
        # The last row may be cut off; it only counts where there is no other.
        rows = rows[:-1] if len(rows) > 2 else rows
        if not rows or len(rows[0]) < 2:
            continue
        even = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
        if best is None or (even, len(rows[0])) > best[:2]:
            best = (even, len(rows[0]), candidate)
    return best[2] if best and best[0] > 0.5 else None


def _is_lines(start: str, suffix: str) -> bool:
    """Whether JSON is one object a line rather than one document."""
    if suffix in {".jsonl", ".ndjson"}:
        return True
    if not start.startswith("{"):
        return False
    first, _, rest = start.partition("\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return rest.lstrip().startswith("{")


def _is_csv(text: str) -> bool:
    """Whether text without a telling name is a table: even rows under a header that names a known field."""
    mark = delimiter(text)
    if mark is None:
        return False
    header = next(csv.reader(text.splitlines(keepends=True), delimiter=mark), [])
    found = guess([cell.strip() for cell in header], [])
    return found.text is not None or found.title is not None
