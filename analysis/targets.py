"""Where a target is named in a text, and which sentences concern a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from data.schema import Claim, Target

# Scripts written without spaces have no word boundaries to ask for.
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def mentions(text: str, target: Target) -> tuple[tuple[int, int], ...]:
    """Spans of the target's name and aliases as whole words, the longest first, without overlap.

    A name that starts with a capital must be written so; a lower-case alias ("migrants") is found
    in any case. A possessive ending stays outside the span.
    """
    return tuple(found.span() for found in _names((target.name, *target.aliases)).finditer(text))


def relevant(text: str, claim: Claim) -> bool:
    """Whether a sentence holds one of the claim's keywords as a whole word; without keywords, always."""
    return not claim.keywords or _keywords(claim.keywords).search(text) is not None


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    return _pattern(_word(name, any_case=name[0].islower()) for name in _longest_first(names))


@lru_cache(maxsize=4096)
def _keywords(keywords: tuple[str, ...]) -> re.Pattern[str]:
    return _pattern(_word(keyword, any_case=True) for keyword in _longest_first(keywords))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted({word.strip() for word in words if word.strip()}, key=lambda word: (-len(word), word))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    listed = "|".join(words)
    return re.compile(listed or r"(?!)")


def _word(word: str, *, any_case: bool) -> str:
    escaped = re.sub(r"(?:\\\s|\s)+", r"\\s+", re.escape(word))
    inner = f"(?i:{escaped})" if any_case else escaped
    return inner if _UNSPACED.search(word) else rf"(?<!\w){inner}(?!\w)"
