"""Where a target is named in a text, and which sentences concern a claim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from data.schema import Claim, Target

# Thai to Khmer, kana, Han and Hangul: written without spaces, or with endings joined to the name,
# so that there is no word boundary to ask for.
_UNSPACED: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_IS_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
# A letter of such a script beside a name in Latin letters does not make that name part of a word;
# an accent that is a character of its own does.
_WORD_BEGINS: Final = rf"(?<![^\W{_UNSPACED}])"
_WORD_ENDS: Final = rf"(?![^\W{_UNSPACED}]|[\u0300-\u036f])"
# Texts differ from each other in how they type these.
_TYPED: Final[dict[str, str]] = {
    **dict.fromkeys("'’ʼ", "['’ʼ]"),
    **dict.fromkeys("-‐‑", "[-‐‑]"),
}


def mentions(text: str, target: Target) -> tuple[tuple[int, int], ...]:
    """Spans of the target's name and aliases as whole words, the longest first, without overlap.

    A name that starts with a capital must be written so; one in small letters ("migrants") is found
    in any case. A possessive ending stays outside the span; "anti-Karvenian" names Karvenian.
    """
    return tuple(found.span() for found in _names((target.name, *target.aliases)).finditer(text))


def relevant(text: str, claim: Claim) -> bool:
    """Whether a sentence holds one of the claim's keywords as a whole word in any case; without keywords, always."""
    return not any(map(str.strip, claim.keywords)) or _keywords(claim.keywords).search(text) is not None


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    return _pattern(_whole(name, _as_written(name)) for name in _longest_first(names))


@lru_cache(maxsize=4096)
def _keywords(keywords: tuple[str, ...]) -> re.Pattern[str]:
    return _pattern(_whole(word, f"(?i:{_typed(word)})") for word in _longest_first(keywords))


def _longest_first(words: Iterable[str]) -> list[str]:
    """The words in every way of coding their accents, blank ones left out."""
    coded = {unicodedata.normalize(form, word.strip()) for word in words for form in ("NFC", "NFD")}
    return sorted(coded - {""}, key=lambda word: (-len(word), word))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(words) or r"(?!)")


def _whole(word: str, pattern: str) -> str:
    begins = "" if _IS_UNSPACED.match(word[0]) else _WORD_BEGINS
    ends = "" if _IS_UNSPACED.match(word[-1]) else _WORD_ENDS
    return f"{begins}{pattern}{ends}"


def _as_written(name: str) -> str:
    """Capitals are kept; of "the Union" only the first letter may be large or small."""
    if name == name.lower():
        return f"(?i:{_typed(name)})"
    if name[0].islower():
        return f"(?i:{_typed(name[0])}){_typed(name[1:])}"
    return _typed(name)


def _typed(word: str) -> str:
    """The word with any white space, apostrophe and hyphen for the one it has."""
    parts = re.split(r"(\s+)", word)
    return "".join(
        r"\s+" if part.isspace() else "".join(_TYPED.get(char, re.escape(char)) for char in part) for part in parts
    )
