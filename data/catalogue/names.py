"""When two names or addresses of outlets are the same, and which names are ordinary words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from data.catalogue.words import ORDINARY

ARTICLE: Final = "the"
LONGEST_HOST: Final = 253  # characters, the limit of the domain name system

# Vowel signs and accents belong to the word they stand in; Python's \w leaves many of them out.
_SIGNS: Final = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
    r"\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ece\u102b-\u103e\u135d-\u135f\u17b4-\u17d3"
)
WORD: Final = re.compile(rf"(?:[^\W_]|[{_SIGNS}])+|[&+]")

# Accents of Latin, Greek and Cyrillic and the vowel points of Hebrew and Arabic, which print often leaves out.
_DROPPED: Final = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_LETTERS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "&": "and", "+": "plus"}
)

_ADDRESSED: Final = re.compile(r"(?:https?:)?//(?P<authority>[^/?#\\\s\"'<>]+)", re.IGNORECASE)
_HOST: Final = re.compile(r"(?P<host>(?:[\w-]+\.)+[^\W\d_][\w-]+)\.?(?::\d+)?(?:[/?#]\S*)?")


def words(text: str) -> tuple[str, ...]:
    """The words of a name without case, accents and punctuation; "&" is a word, "and"."""
    return tuple(fold(word) for word in WORD.findall(text))


def fold(word: str) -> str:
    """One word without case and accents."""
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", word)).casefold()
    return _DROPPED.sub("", plain).translate(_LETTERS)


def bare(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words without a leading "the", unless nothing would be left."""
    return name[1:] if len(name) > 1 and name[0] == ARTICLE else name


def is_ordinary(name: tuple[str, ...]) -> bool:
    """Whether a name is made of ordinary words and countries only, so that its words can mean something else."""
    return all(word in ORDINARY or word.isdigit() for word in bare(name))


def host(text: str) -> str | None:
    """The host of an address, or of a text that is nothing but a host; None for anything else."""
    text = text.strip()
    if addressed := _ADDRESSED.match(text):
        # What stands before "@" is a user's name, whatever host it imitates.
        name = addressed["authority"].rpartition("@")[2].partition(":")[0].rstrip(".")
    else:
        found = _HOST.fullmatch(text)
        name = found["host"] if found else ""
    return name.casefold() if 0 < len(name) <= LONGEST_HOST else None


def parents(name: str) -> list[str]:
    """The host and every domain above it that has a dot, from the longest."""
    labels = name.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
