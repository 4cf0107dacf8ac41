"""Which characters of a text stand inside direct quotation marks."""

from __future__ import annotations

import re
from typing import Final

_CLOSED_BY: Final = {'"': '"', "“": "”", "„": "“”", "«": "»", "‘": "’", "'": "'"}
_DOUBLE: Final = '"“„«'
# A single mark that does not close within this many characters was an apostrophe; looking further
# would make a text full of them take quadratic time.
_LONGEST_SINGLE: Final = 600
_PARAGRAPH: Final = re.compile(r"[^\n]+")


def mask(text: str) -> list[bool]:
    """For every character, whether it is quoted (the marks themselves are not).

    A quotation left open at the end of a paragraph goes on in the next one if that opens with a
    mark again, as news style has it; otherwise it ends with its paragraph.
    """
    inside = [False] * len(text)
    for paragraph in _PARAGRAPH.finditer(text):
        _mark(text, paragraph.start(), paragraph.end(), inside)
    return inside


def _mark(text: str, start: int, end: int, inside: list[bool]) -> None:
    at = start
    while at < end:
        if _opens(text, at, start):
            close = _closing(text, at, end)
            if close is not None:
                inside[at + 1 : close] = [True] * (close - at - 1)
                at = close
        at += 1


def _opens(text: str, at: int, start: int) -> bool:
    """Whether the character opens a quotation; apostrophes and closing marks do not."""
    mark = text[at]
    if mark not in _CLOSED_BY:
        return False
    before = text[at - 1] if at > start else " "
    if mark in "'‘":
        after = text[at + 1] if at + 1 < len(text) else " "
        return not before.isalnum() and not after.isspace()
    return True


def _closing(text: str, at: int, end: int) -> int | None:
    """Where the quotation that opens at ``at`` closes; the paragraph's end for an open double mark."""
    mark = text[at]
    closers = _CLOSED_BY[mark]
    single = mark in "'‘"
    for index in range(at + 1, min(end, at + _LONGEST_SINGLE) if single else end):
        if text[index] in closers and _closes(text, index, single=single):
            return index
    return end if mark in _DOUBLE else None


def _closes(text: str, at: int, *, single: bool) -> bool:
    if not single:
        return True
    after = text[at + 1] if at + 1 < len(text) else " "
    before = text[at - 1]
    # "the nurses’ claim" inside a quotation: a plural possessive is followed by a small letter.
    possessive = before == "s" and after == " " and at + 2 < len(text) and text[at + 2].islower()
    return not after.isalnum() and not possessive
