"""A copied page read into lines with their roles, refused where it can't hold an article, shown as blocks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from data.ingest.assemble import CREDITS, TEXT
from data.ingest.base import RefusedError
from data.ingest.grammar import Role
from data.ingest.language import detect
from data.ingest.lines import looked_at, tidy, unwrapped
from data.ingest.split import Part, split

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.catalogue import Catalogue

LARGEST: Final = 2_000_000  # characters; a page with twenty long articles has a tenth of that
MOST_LINES: Final = 8_000
FEWEST_WORDS: Final = 12  # less than this on a whole page is not an article


class BlockRole(StrEnum):
    """What a block of lines is, as the preview shows it."""

    TITLE = "title"
    OUTLET = "outlet"
    TIME = "time"
    BODY = "body"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one role that stand together: the first and last line number, from 0, and their article."""

    first: int
    last: int
    role: BlockRole
    article: int | None
    text: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page with their roles, its language, and whether broken lines were joined."""

    parts: list[Part]
    language: str
    joined: bool


def page(
    text: str, catalogue: Catalogue, *, titles: Collection[int] | None = None, dropped: Collection[int] = ()
) -> Page:
    """The page's lines with their roles, refused where they can't hold an article."""
    _check(text)
    lines = tidy(text)
    if len(lines) > MOST_LINES:
        raise RefusedError(
            f"The text has {len(lines):,} lines; a page may have {MOST_LINES:,}. Paste one page at a time, or bring a "
            "collection as a CSV, JSONL or Parquet table."
        )
    joined = unwrapped(lines)
    language = detect(text) or "en"
    looks = looked_at(joined or lines, catalogue, language=language)
    there = {line.number for line in looks}
    if wrong := sorted({*(titles or ()), *dropped} - there):
        raise RefusedError(
            f"Line {wrong[0] + 1} has no words, so it can't be a headline. Lines with words: "
            f"{min(there, default=0) + 1} to {max(there, default=0) + 1}."
        )
    return Page(split(looks, titles=titles, dropped=dropped), language, joined is not None)


def blocks(
    text: str, catalogue: Catalogue, *, titles: Collection[int] | None = None, dropped: Collection[int] = ()
) -> tuple[Block, ...]:
    """The page as blocks of lines with their roles, for a preview in which the split can be mended."""
    found: list[Block] = []
    for part in page(text, catalogue, titles=titles, dropped=dropped).parts:
        role, number = _block_role(part), part.line.number
        last = found[-1] if found else None
        if last and (last.role, last.article) == (role, part.article) and role is not BlockRole.TITLE:
            doubtful = last.doubtful or part.rival is not None
            found[-1] = Block(last.first, number, role, part.article, f"{last.text}\n{part.line.words}", doubtful)
        else:
            found.append(Block(number, number, role, part.article, part.line.words, part.rival is not None))
    return tuple(found)


def _block_role(part: Part) -> BlockRole:
    if part.role is Role.TITLE:
        return BlockRole.TITLE
    if part.role in TEXT:
        return BlockRole.BODY
    if part.role in CREDITS:
        credit = part.line.credit
        return BlockRole.TIME if credit and credit.stamp and not credit.outlet else BlockRole.OUTLET
    return BlockRole.FURNITURE


def _check(text: str) -> None:
    """Refuses what is no copied page."""
    if not text.strip():
        raise RefusedError("The text is empty. A headline and at least one paragraph are accepted.")
    if len(text) > LARGEST:
        raise RefusedError(
            f"The text has {len(text):,} characters; a page may have {LARGEST:,}. Paste one page at a time, or bring a "
            "collection as a CSV, JSONL or Parquet table."
        )
    odd = sum(sign < " " and sign not in "\t\n\r\f\x1b" for sign in text[:20_000])
    if odd > 0.002 * min(len(text), 20_000) or text.startswith(("%PDF", "PK\x03\x04", "\x89PNG")):
        raise RefusedError("This is not text but a binary file. Copy the page's text, or save it as .txt in UTF-8.")
    start = text[:2_000].lstrip().casefold()
    if start.startswith(("<!doctype html", "<html", "<?xml")) or start.count("</") > 8:
        raise RefusedError("This is the source of a web page, not its text. Save it as .html and bring the file.")
    if sum(map(str.isalpha, text)) < 3 * FEWEST_WORDS:
        raise RefusedError(
            "There are hardly any words in the text. A headline and at least one paragraph are accepted."
        )
