"""The parts that a text beyond a model's length is read in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

Span = tuple[int, int]
_GAP: Final = re.compile(r"\s+")


def windows(text: str, fits: Callable[[str], bool], spans: Sequence[Span] = ()) -> list[str]:
    """The text in parts that fit, halved between words and outside of spans; with spans, only parts that touch one.

    Halving needs nothing of a tokenizer but a length, and gives no stump of a last part.
    """
    gaps = [gap.start() for gap in _GAP.finditer(text)]
    free = [gap for gap in gaps if not any(start < gap < end for start, end in spans)]

    def cut(start: int, end: int) -> list[Span]:
        if end - start < 2 or fits(text[start:end]):
            return [(start, end)]
        middle = (start + end) // 2
        inside = [gap for gap in free if start < gap < end]
        at = min(inside, key=lambda gap: abs(gap - middle)) if inside else middle
        return cut(start, at) + cut(at, end)

    parts = [(start, end) for start, end in cut(0, len(text)) if text[start:end].strip()]
    if spans:
        parts = [(a, b) for a, b in parts if any(a < end and start < b for start, end in spans)]
    return [text[start:end] for start, end in parts]
