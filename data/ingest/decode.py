"""Bytes of a text file read as text, or refused with what to do about it."""

from __future__ import annotations

import codecs
import re
from typing import Final

from data.ingest.base import RefusedError

LARGEST: Final = 20_000_000  # bytes of one page of text; a whole year of a newspaper is smaller

_BOMS: Final = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_KNOWN_BINARIES: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
)
# Control characters that no text file holds; tab, line ends, form feed and escape are left out.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MOST_CONTROLS: Final = 0.002  # a stray control character happens in a copy; binary has far more


def decode(data: bytes) -> str:
    """The text in UTF-8, UTF-16 or UTF-32 with a mark, or Windows-1252; line ends become plain.

    Raises:
        RefusedError: Empty, too large, binary, or in an encoding that can't be told.
    """
    if not data.strip(b" \t\r\n\x00"):
        raise RefusedError("The file is empty. A text file with at least a title and a paragraph is accepted.")
    if len(data) > LARGEST:
        raise RefusedError(
            f"The file has {len(data) / 1e6:.0f} MB; a page of text may have {LARGEST / 1e6:.0f} MB. "
            "A large collection is accepted as a CSV, JSONL or Parquet table."
        )
    for start, name in _KNOWN_BINARIES:
        if data.startswith(start):
            raise RefusedError(f"The file is {name}, not text. Copy its text into a .txt file in UTF-8.")
    text = _decoded(data)
    if len(_CONTROLS.findall(text)) > MOST_CONTROLS * len(text):
        raise RefusedError("The file is binary, not text. A plain text file in UTF-8 is accepted.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise RefusedError(
                    f"The file is marked as {encoding.upper().removesuffix('-SIG')} but is cut off or damaged at "
                    f"byte {error.start}. Save it again as UTF-8."
                ) from error
    if name := _unmarked_utf16(data):
        return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")  # cut in the middle of its last character
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise RefusedError(
            f"The text is neither UTF-8 nor Windows-1252 (byte {data[error.start]:#04x} at {error.start}). "
            "Save it as UTF-8."
        ) from error


def _unmarked_utf16(data: bytes) -> str | None:
    """Which UTF-16 the bytes are, seen from zeros in every second place; None for anything else."""
    head = data[:4_000]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.7 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.05 else None
