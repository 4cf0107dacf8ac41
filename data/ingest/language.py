"""The language that a text is written in, or None where it is too short to tell."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# On news headlines of fewer letters the best language is often the wrong one of a close pair.
FEWEST_LETTERS: Final = 12
LEAST_CONFIDENCE: Final = 0.5  # below it another language is as likely
ENOUGH: Final = 2_000  # characters; more does not change the answer, only the time

_NOISE: Final = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\d_]+")


def detect(text: str) -> str | None:
    """ISO 639-1 code of the text's language; None when it is too short or two languages fit."""
    words = _NOISE.sub(" ", text[: 2 * ENOUGH])[:ENOUGH]
    letters = sum(character.isalpha() for character in words)
    # One sign of Chinese, Japanese or Korean says as much as three Latin letters.
    dense = sum("\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af" for character in words)
    if letters + 2 * dense < FEWEST_LETTERS:
        return None
    code, confidence = _identifier().classify(words)
    if confidence < LEAST_CONFIDENCE or len(code) != 2:
        return None
    return str(code)


@functools.cache
def _identifier() -> LanguageIdentifier:
    """The identifier, loaded at the first question because unpacking its table takes a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
