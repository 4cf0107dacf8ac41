"""Cut a text into sentences, as offsets; quotations of several sentences are cut inside as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sentencex

REVISION: Final = "sentences-3"
"""Changes whenever `split` could give another result for some text."""

_PARAGRAPH: Final = re.compile(r"[^\n\r\u2028\u2029]+")
# sentencex keeps a quotation in one piece, but news quotations run over sentences that are scored
# apart: it reads the paragraph with every quotation mark blanked, apostrophes inside words kept.
_QUOTATION_MARK: Final = re.compile(r"[\"“”„«»‹›]|(?<!\w)['‘’]|['‘’](?!\w)")
# What still belongs to the sentence that ended: its closing marks and brackets, "»" also after a space.
_CLOSING: Final = re.compile(r"(?:[\"”“’'»›)\]]|[ \u00a0\u202f][»›](?=\s|$))*")
# Cuts that sentencex misses: after "…", and after ordinary words that it takes for short forms of others.
_MISSED: Final = re.compile(
    r"(?:…|\b(?:[Mm]ay|MAY|me|ill|[Nn]o|miss|art|arc|ark|ore|con|id|ok|OK|fed|etc)\.)"
    r"(?=[\"”“’'»›)\]]*\s+[\"“„«‘'(]*(?!I\b)[A-ZÀ-ÞА-ЯЁ])"
)
# Cuts that sentencex makes and that must not stand.
_NEXT: Final = re.compile(r"[\s\"“„«‘’'(–—-]*([^\W\d_])(\w?)")
_STUB: Final = re.compile(r"\W*(?:(?:\d{1,3}|[A-Za-z])[.)]\s*)?")  # "1." or no word at all
_LONGEST_STUB: Final = 20  # characters
_SHORT: Final = re.compile(
    r"(?:\b(?:Vgl|Art|Abs|Nr|Hr|Mme|Mlle|MM|Dra|Sra|Srta|стр|рис|им|ул|ст|гл|см)|(?<!\d )\bг)\.$"
)
_ORDINAL: Final = re.compile(r"\b\d{1,2}\.$")
_GERMAN_DATE: Final = re.compile(r"\s+(?:Jan|Feb|März|Apr|Mai|Juni|Juli|Aug|Sep|Okt|Nov|Dez|Jahrh|Weltk)")
_LONGEST_SHORT: Final = 8  # characters, with the blank and the digit before
_ASKED: Final = re.compile(r"[!?…][\"”“’'»›]+\s*$")
_WHO_ASKED: Final = re.compile(
    r"\s*(?:[A-ZÀ-Þ][\w.’'-]*\s+){1,5}(?:asked|said|says|asks|cried|shouted|called|added|told|wrote|demanded|exclaimed"
    r"|wondered|roared|yelled|snapped|replied|insisted|warned)\b"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a sentence stands: string offsets, end exclusive."""

    start: int
    end: int


def split(text: str) -> list[Span]:
    """The sentences of a text in order; a line break always ends one, and only white space is left out."""
    return [span for paragraph in _PARAGRAPH.finditer(text) for span in _sentences(paragraph[0], paragraph.start())]


def _sentences(paragraph: str, at: int) -> Iterator[Span]:
    start = 0
    for cut in [*_cuts(paragraph), len(paragraph)]:
        piece = paragraph[start:cut]
        if stripped := piece.strip():
            begin = at + start + len(piece) - len(piece.lstrip())
            yield Span(begin, begin + len(stripped))
        start = cut


def _cuts(paragraph: str) -> list[int]:
    """Where one sentence of a paragraph ends and the next begins, in order."""
    plain = _QUOTATION_MARK.sub(" ", paragraph)
    ends = set(_ends(plain))
    ends.update(match.end() for match in _MISSED.finditer(paragraph))
    unicase = paragraph == paragraph.lower()  # texts all in small letters: those say nothing then
    cuts: list[int] = []
    for end in sorted(ends):
        cut = _closed(paragraph, end)
        start = cuts[-1] if cuts else 0
        if start < cut < len(paragraph) and _stands(paragraph, start, cut, unicase=unicase):
            cuts.append(cut)
    return cuts


def _ends(plain: str) -> Iterator[int]:
    for boundary in sentencex.get_sentence_boundaries("en", plain):
        start, end = boundary["start_index"], boundary["end_index"]
        yield start + len(plain[start:end].rstrip())


def _closed(paragraph: str, end: int) -> int:
    closing = _CLOSING.match(paragraph, end)
    return closing.end() if closing else end


def _stands(paragraph: str, start: int, cut: int, *, unicase: bool) -> bool:
    """Whether the sentence may end here."""
    before = paragraph[max(start, cut - _LONGEST_SHORT) : cut]
    asked = _ASKED.search(before)
    following = _NEXT.match(paragraph, cut)
    if following and following[1].islower() and not following[2].isupper() and (asked or not unicase):
        return False  # but "iPad sales rose." begins one
    if (cut - start <= _LONGEST_STUB and _STUB.fullmatch(paragraph, start, cut)) or _SHORT.search(before):
        return False
    if _ORDINAL.search(before) and _GERMAN_DATE.match(paragraph, cut):
        return False
    return not (asked and _WHO_ASKED.match(paragraph, cut))
