"""Text files of any size as bounded lines: unpacked, in the encoding that they are in."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, TextIO

import charset_normalizer

from data.ingest.base import RefusedError
from data.ingest.sniff import HEAD

MOST_UNPACKED: Final = 4_000_000_000  # characters that a packed table may unfold to
LONGEST_LINE: Final = 2_000_000  # characters: a book in one cell; beyond it a quotation mark was not closed
FEWEST_LETTERS: Final = 100  # outside ASCII, before a guess at a rare encoding beats the commonest one
BROKEN: Final = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading raises where a packed file is cut off or damaged."""

_SCAN: Final = 1_048_576
_MOST_SCANS: Final = 256  # a quarter of a gigabyte of plain ASCII decides as well as the rest of it
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
# What files are saved in; to tell them from all that Python knows would take far longer samples.
_ENCODINGS: Final = [
    *(f"cp{page}" for page in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257)),
    *("iso8859_2", "koi8_r", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
]
_SURROGATE: Final = re.compile("[\udc80-\udcff]")
_ODD_SIGN: Final = re.compile(r"[^\W\d_][\u00a1-\u00bf\u00d7\u00f7](?=[^\W\d_])")


class LongLineError(ValueError):
    """A line beyond `LONGEST_LINE`; reading can go on after it."""


def size(source: Path | bytes) -> int:
    """The bytes of a file or content."""
    return source.stat().st_size if isinstance(source, Path) else len(source)


@contextmanager
def opened(source: Path | bytes) -> Iterator[BinaryIO]:
    """A file or content to read from the start."""
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as stream:
        yield stream


class Lines:
    """The lines of a stream, each bounded, with the total bounded as well."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._read = 0
        self.number = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self._read += len(line)
        if self._read > MOST_UNPACKED:
            raise RefusedError(f"The table unfolds to more than {MOST_UNPACKED / 1e9:.0f} GB. Split it into parts.")
        if len(line) < LONGEST_LINE:
            return line
        while line and not line.endswith(("\n", "\r")):
            line = self._stream.readline(LONGEST_LINE)
            self._read += len(line)
            if self._read > MOST_UNPACKED:
                break
        raise LongLineError(f"a line of more than {LONGEST_LINE:,} characters")


@contextmanager
def lines(stream: BinaryIO) -> Iterator[Lines]:
    """The stream's lines, unpacked and decoded; bytes that are not text stay marked as surrogates."""
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    raw = gzip.GzipFile(fileobj=stream) if packed else stream
    encoding = _encoding(raw)
    raw.seek(0)
    text = io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")
    try:
        yield Lines(text)
    finally:
        text.detach()


def _encoding(raw: BinaryIO | gzip.GzipFile) -> str:
    """UTF-8 unless the first bytes that are not ASCII are mostly something else."""
    start = raw.read(4)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    with suppress(*BROKEN):  # where the file breaks off, what stands before is all there is
        for part in islice(iter(lambda: raw.read(_SCAN), b""), _MOST_SCANS):
            if (first := _NOT_ASCII.search(part)) is None:
                continue
            bad = part.decode("utf-8", errors="replace").count("\ufffd")
            if sum(byte >= 0xC2 for byte in part) - bad > bad:
                break  # some bad bytes in UTF-8: their lines are refused
            return _guessed(part[first.start() : first.start() + HEAD])
    return "utf-8-sig"


def _guessed(sample: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8; Windows-1252 where they are too few to tell."""
    if len(_NOT_ASCII.findall(sample)) < FEWEST_LETTERS:
        return "cp1252"
    guesses = charset_normalizer.from_bytes(sample, cp_isolation=_ENCODINGS)
    # Neighbours such as Windows-1250 and -1252 are told apart by signs that stand where letters should.
    best = min(guesses, key=lambda guess: len(_ODD_SIGN.findall(str(guess))), default=None)
    return best.encoding if best else "cp1252"


def damaged(text: str) -> bool:
    """Whether a line holds bytes that its file's encoding has no meaning for."""
    return not text.isascii() and _SURROGATE.search(text) is not None
