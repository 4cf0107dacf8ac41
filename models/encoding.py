"""How a passage becomes the one or two texts that an encoder reads, in training and in use."""

from __future__ import annotations

import re
from typing import Final

from models.base import Passage

# Typed entity markers made of plain punctuation (Zhou and Chen 2022, "An Improved Baseline for
# Sentence-level Relation Extraction") need no new vocabulary, so any tokenizer can be used.
MARKER: Final = "@"
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


class UnreadablePassageError(ValueError):
    """The passage lacks what its task asks about."""


def pair(task: str, passage: Passage) -> tuple[str, str | None]:
    """The encoder's first and second text for a passage.

    Raises:
        UnreadablePassageError: The text is blank, or the target or claim is missing or absent.
    """
    if not passage.text.strip():
        raise UnreadablePassageError("the text is empty")
    if _SURROGATE.search(f"{passage.text}{passage.target}{passage.claim}"):
        raise UnreadablePassageError("half of a character (a lone surrogate) cannot be read")
    if task == "portrayal":
        if not passage.target:
            raise UnreadablePassageError("portrayal needs a target")
        return mark(passage.text, mentions(passage)), passage.target
    if task == "stance":
        if not passage.claim:
            raise UnreadablePassageError("stance needs a claim")
        return passage.text, passage.claim
    return passage.text, None


def mark(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The text with each span between markers."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        pieces += [text[at:start], MARKER, " ", text[start:end], " ", MARKER]
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def mentions(passage: Passage) -> tuple[tuple[int, int], ...]:
    """The target's spans: those stated, else its first literal occurrence.

    Raises:
        UnreadablePassageError: The target does not occur in the text.
    """
    if passage.spans:
        return passage.spans
    target = passage.target or ""
    found = re.search(re.escape(target), passage.text, re.IGNORECASE)
    if found is None:
        raise UnreadablePassageError(f"the target {target!r} does not occur in the text")
    return (found.span(),)
