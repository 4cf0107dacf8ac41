"""What a noun phrase looks like: plural, describing, able to speak, and the name it prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from models.voices import words as w

NAME: Final = re.compile(r"[A-ZÀ-ÞА-ЯЁ][\w’'-]*(?:\.?\s{1,2}(?:(?:de|van|von|la|der|del)\s)?[A-ZÀ-ÞА-ЯЁ][\w’'-]*)*")
POSSESSIVE: Final = ("’s", "'s")
_PLURAL: Final = ("s", "s’", "s'")

# "aid group Open Table", "Opposition leader Bastian Orre": small words, then a name of two or more.
_DESCRIBED: Final = re.compile(r"(?:[^\W_][\w’'-]*\s+){0,6}?[a-zß-ÿ][\w-]*\s+(?=[A-ZÀ-Þ][\w.’'-]*\s+[\"'‘“A-ZÀ-Þ])")
_OF_BODY: Final = re.compile(
    r"((?!The\s)(?:[A-Z][\w’'.-]+\s+){1,4}[A-Z][\w’'-]+)\s+(?:of|from|at|in)\s+(?:the|its|his|her|a)\s.*"
)


def plural(words: Sequence[str]) -> bool:
    """Whether a noun phrase can go with "say"."""
    head = next((at for at, word in enumerate(words) if at and word.casefold() in w.LINKS), len(words))
    if words[0].casefold() in w.MANY or words[0] == "Police" or "and" in words or w.PEOPLE & set(words[:head]):
        return True
    return words[head - 1].endswith(_PLURAL) and words[head - 1].casefold() not in w.DETERMINERS


def possessive(word: str) -> bool:
    """Whether a word is somebody's rather than somebody."""
    return word.endswith((*POSSESSIVE, "s’", "s'"))


def describes(words: Sequence[str]) -> bool:
    """Whether a noun phrase describes somebody, so that a name beside it is the better one."""
    small = any(word[0].islower() and word not in w.LINKS for word in words)
    return small or words[0].casefold() in w.DETERMINERS or words[0].endswith(POSSESSIVE)


def trimmed(name: str) -> str:
    """A person's name without what describes it ("spokesman Ike Dorn", "Lena Torvell of the Chamber")."""
    name = name.strip(" ,.")
    if name.endswith(POSSESSIVE):
        name = name[:-2]
    name = name[name_in(name, 0) :]
    person = _OF_BODY.fullmatch(name)
    return person[1] if person and not w.BODIES & set(person[1].split()) else name


def can_speak(words: Sequence[str]) -> bool:
    """Whether words can be the subject of a verb of saying."""
    first, last = words[0].casefold(), words[-1].casefold()
    if len(words) == 1 and (first in w.NOBODY or (first in w.DETERMINERS and first not in w.MANY and first != "one")):
        return False
    if first in w.OURS or (first in w.NOBODY and first not in ("this", "that")):
        return False
    if last in w.LINKS or last in w.UNFINISHED or not any(word[0].isalpha() for word in words):
        return False
    return w.FINITE.isdisjoint(words) and w.NO_ONE.isdisjoint(words)


def name_in(text: str, start: int) -> int:
    """Where the name begins that follows a description from here on; 0 where none does."""
    described = _DESCRIBED.match(text, start)
    if not described:
        return 0
    words = described[0].casefold().split()
    return 0 if words[-1] in w.SMALL or not w.LINKS.isdisjoint(words) else described.end()
