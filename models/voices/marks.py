"""Which characters of a text stand inside direct quotation marks."""

from __future__ import annotations

import bisect
import re
from typing import Final

_PARAGRAPH: Final = re.compile(r"[^\n\r\u2028\u2029]+")
_MARK: Final = re.compile(r"[\"“”„«»‹›'‘’]")
_CLOSED_BY: Final = {
    '"': '"', "“": "”", "”": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "›": "‹", "‘": "’", "'": "'",
}  # fmt: skip
_SINGLE: Final = "'‘"
_BEFORE_OPENING: Final = "([{–—-/:¿¡\"“„«‘'"
# "'90s", "rock 'n' roll", "'em", "'tis": apostrophes at the front of a word.
_CUT_WORD: Final = re.compile(r"['‘’](?:\d\ds?\b|n['’]?\b|em\b|tis\b|twas\b|til\b|cause\b|bout\b|round\b)")


def quoted(text: str) -> bytes:
    """For every character, 1 where it is quoted (the marks themselves are not) and 0 elsewhere.

    A quotation left open runs to the end of its paragraph; it goes on in the next one if that opens
    with a mark again, as news style has it.
    """
    inside = bytearray(len(text))
    for paragraph in _PARAGRAPH.finditer(text):
        _mark(text, paragraph.start(), paragraph.end(), inside)
    return bytes(inside)


def _mark(text: str, start: int, end: int, inside: bytearray) -> None:
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    if not marks:
        return
    closing = {mark: [at for at in marks if text[at] in closers] for mark, closers in _closers(text, marks)}
    for mark in _SINGLE:
        closing[mark] = [at for at in closing.get(mark, ()) if _closes_single(text, at)]
    double = [at for at in marks if text[at] == '"']
    resume = start
    for at in marks:
        if at < resume or not _opens(text, at, start, end):
            continue
        candidates = closing[text[at]]
        found = bisect.bisect_right(candidates, at)
        if found < len(candidates):
            close = candidates[found]
            torn = bisect.bisect(double, close) - bisect.bisect(double, at)
            if text[at] in _SINGLE and torn % 2:  # an apostrophe: its quotation would tear another apart
                continue
        elif text[at] in _SINGLE:
            continue
        else:
            close = end
        inside[at + 1 : close] = b"\x01" * (close - at - 1)
        resume = close + 1


def _closers(text: str, marks: list[int]) -> list[tuple[str, str]]:
    """The marks that occur, with those that close them; curly ones without a partner take a straight one."""
    there = {text[at] for at in marks}
    return [(mark, closers if set(closers) & there else '"') for mark, closers in _CLOSED_BY.items() if mark in there]


def _opens(text: str, at: int, start: int, end: int) -> bool:
    """Whether a mark opens a quotation; apostrophes and stray closing marks do not."""
    mark = text[at]
    if mark not in _CLOSED_BY:
        return False
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    free = before.isspace() or before in _BEFORE_OPENING
    if mark in "“„«‹":
        return True
    if mark == '"':
        return free or not before.isalnum()
    if mark in "”»›":
        return free and not after.isspace()
    return free and not after.isspace() and not _CUT_WORD.match(text, at)


def _closes_single(text: str, at: int) -> bool:
    """Whether a single mark can close: not inside a word, nor where it makes a plural possessive."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if after.isalnum() or not before or before.isspace():
        return False
    return not (before == "s" and after == " " and text[at + 2 : at + 3].islower())
