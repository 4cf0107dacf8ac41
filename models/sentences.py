"""Cut a text into sentences, as offsets; quotations of several sentences are cut inside as well."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sentencex

REVISION: Final = "sentences-1"
"""Changes whenever `split` could give another result for some text."""

# sentencex keeps a quotation together; news quotes run over sentences that carry different scores.
_QUOTATION: Final = re.compile(r'"[^"\n]+"?|“[^”\n]+”?|«[^»\n]+»?|„[^“”\n]+[“”]?|(?<!\w)‘[^\n]+?(?:’(?!\w)|$)')
_INNER_END: Final = re.compile(r"[.!?…]\s")
_PARAGRAPH: Final = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a sentence stands: string offsets, end exclusive."""

    start: int
    end: int


def split(text: str) -> list[Span]:
    """The sentences of a text in order; a line break always ends one, and only white space is left out."""
    return [span for paragraph in _PARAGRAPH.finditer(text) for span in _sentences(paragraph[0], paragraph.start())]


def _sentences(paragraph: str, at: int) -> Iterator[Span]:
    for boundary in sentencex.get_sentence_boundaries("en", paragraph):
        start, end = boundary["start_index"], boundary["end_index"]
        cuts = [start, *(start + cut for cut in _inner_cuts(paragraph[start:end])), end]
        for left, right in itertools.pairwise(cuts):
            piece = paragraph[left:right]
            if stripped := piece.strip():
                begin = at + left + len(piece) - len(piece.lstrip())
                yield Span(begin, begin + len(stripped))


def _inner_cuts(sentence: str) -> Iterator[int]:
    """Where sentences end inside the quotations of a sentence."""
    for quotation in _QUOTATION.finditer(sentence):
        if not _INNER_END.search(quotation[0]):
            continue
        inner = sentencex.get_sentence_boundaries("en", quotation[0][1:])
        yield from (quotation.start() + 1 + boundary["end_index"] for boundary in inner[:-1])
