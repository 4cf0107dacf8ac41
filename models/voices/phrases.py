"""Noun phrases outside a sentence's quotations: where they begin and end, and the name they print."""

from __future__ import annotations

import bisect
import re
from functools import cached_property
from typing import Final

from models.reporting_verbs import REPORTING_VERBS
from models.voices import words as w
from models.voices.names import NAME, POSSESSIVE, can_speak, describes, name_in, plural, trimmed

QUOTATION: Final = "\x00"
"""Stands for every character of a blanked quotation, so that offsets stay those of the sentence."""

# Up to three quoted words are the outlet's distance ("scare quotes") or a nickname, and stay in the sentence.
SCARE_WORDS: Final = 3
# A noun phrase of more words is a clause that was misread.
NAME_WORDS: Final = 14

WORD: Final = re.compile(r"\w+(?:[’'-]\w+)*")
_TOKEN: Final = re.compile(r"\x00+|[^\W\x00]+(?:[.’'&/-][^\W\x00]+)*[’']?|[^\w\s]")
_RUN: Final = re.compile(rb"\x01+")
_MARKS: Final = "\"“”„«»‘’'‹› \u00a0\u202f"

# "PORT SABLE, 3 March (Meridian) — But on Tuesday evening …": what stands before the first subject.
_LED_BY: Final = re.compile(
    r"(?:[A-Z]{2,}[\w.,()\- ]{0,40}[—–-]\s+)?(?:(?:And|But|Yet|So|Still|Then|Later|Meanwhile|Instead|However|Moreover"
    r"|Even|Today|Yesterday|Tonight|Earlier|Also|Now|Here|Once),?\s+)*(?:(?:On|Last|Late\s+on|Early\s+on|By|Since)\s+"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s+(?:morning|afternoon|evening|night))?,?\s+)?"
)


class Phrases:
    """The words of a sentence outside its quotations; a blanked quotation is one word."""

    def __init__(self, text: str, quoted: bytes) -> None:
        self.text = text
        self.outer = _blanked(text, quoted)
        tokens = list(_TOKEN.finditer(self.outer))
        self.words = [token[0] for token in tokens]
        self.starts = [token.start() for token in tokens]
        self.ends = [token.end() for token in tokens]

    def index(self, offset: int) -> int:
        """The first word that begins at an offset or after it."""
        return bisect.bisect_left(self.starts, offset)

    def is_quotation(self, at: int) -> bool:
        """Whether a word is a blanked quotation."""
        return 0 <= at < len(self.words) and self.words[at][0] == QUOTATION

    @cached_property
    def opening(self) -> int:
        """The first word after a dateline, a conjunction or a day of the week."""
        led = _LED_BY.match(self.outer)
        return self.index(led.end()) if led else 0

    @cached_property
    def lead(self) -> str | None:
        """The subject of the sentence, or of its main clause after an introduction."""
        first = self.opening
        if first >= len(self.words):
            return None
        low = self.words[first].casefold()
        if low in w.CONJUNCTIONS or low in w.LINKS or low in w.INTRODUCING or low.endswith(("ed", "ing")):
            first = self.words.index(",") + 1 if "," in self.words else len(self.words)
        return self._subject_from(first)

    def begin(self, end: int) -> int:
        """Where the noun phrase begins that ends before a word; ``end`` itself where none does."""
        words = self.words
        if words[end - 1].casefold() in w.PRONOUNS:
            return end - 1
        start = at = end
        while at > 0 and end - at < NAME_WORDS:
            at -= 1
            word, low = words[at], words[at].casefold()
            before = words[at - 1] if at else "."
            if not word[0].isalnum():
                if start == at + 1 and self._is_point(at):
                    continue
                break
            if low in w.LINKS:
                if start == end or not before[0].isalnum() or before.casefold() in w.CONJUNCTIONS:
                    break
                continue
            if word == "and" and start < end and words[start][0].isupper() and before[0].isupper():
                continue
            if self._is_boundary(at):
                break
            start = at
            if low in w.DETERMINERS and at and before.casefold() not in w.DETERMINERS:
                linked = before.casefold() in w.LINKS and at > 1 and words[at - 2][0].isalnum()
                if not linked:
                    break
        return start

    def name_from(self, start: int) -> str | None:
        """The name of the noun phrase that begins at a word, if it can speak."""
        words = self.words
        if start >= len(words) or not words[start][0].isalnum():
            return None
        if words[start].casefold() in w.PRONOUNS:
            return words[start]
        end, small = start, False
        while end < len(words) and end - start < NAME_WORDS and not self._ends(start, end, small=small):
            small = small or (words[end][0].islower() and words[end].casefold() not in w.DETERMINERS)
            end += 1
        return self._apposed(start, end) or self.printed(start, end, bare=True) if end > start else None

    def printed(self, start: int, end: int, *, after: str = "", bare: bool = False) -> str | None:
        """The name that words print, or None where they can't speak.

        Args:
            start: The first word.
            end: The word after the last.
            after: The word before them, in small letters.
            bare: Whether a singular without a determiner will do ("said dockhand Jem").
        """
        while start < end and (self.words[start] in w.DAYS or self.words[start].casefold() in w.ADVERBS):
            start += 1
        words = self.words[start:end]
        if not words or not can_speak(words):
            return None
        low = words[0].casefold()
        if low == "one" and len(words) == 1 and not bare:  # "One wonders"
            return None
        named = (
            bare
            or low[0].isdigit()
            or low in w.DETERMINERS
            or low in w.PRONOUNS
            or any(word[0].isupper() for word in words)
        )
        if not named and not plural(words):
            return None
        if after in w.LINKS:  # "In a statement Ruhl": the phrase before the name is not his
            for at in range(start + 1, end):
                if self.words[at][0].isupper() and self.words[at - 1][0].islower():
                    small = self.words[at - 1].casefold()
                    start = start if small in w.LINKS or small in w.DETERMINERS else at
                    break
        return trimmed(self.text[self.starts[start] : self.ends[end - 1]])

    def name_at(self, start: int, end: int) -> str | None:
        """Words that are a name and nothing else."""
        name = self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""
        return trimmed(name) if NAME.fullmatch(name) else None

    def _subject_from(self, first: int) -> str | None:
        words = self.words
        if first >= len(words) or not words[first][0].isalpha():
            return None
        low = words[first].casefold()
        if low in w.PRONOUNS:
            return words[first]
        if low in w.DETERMINERS or low.endswith(POSSESSIVE):
            end = first + 1
            while end < len(words) and not self._ends_subject(first, end):
                end += 1
            return self._apposed(first, end) or self.printed(first, end, bare=True)
        if name := name_in(self.outer, self.starts[first]):
            return self.name_from(self.index(name))
        return self._named_from(first) if low not in w.SMALL else None

    def _named_from(self, first: int) -> str | None:
        """A name that opens a sentence: "Senior White House officials", "Director of Health Anna Voss"."""
        words, end = [*self.words, ".", "."], first
        while match := NAME.match(self.outer, self.starts[end]):
            end = self.index(match.end())
            if words[end] != "of" or not words[end + 1][0].isupper():
                break
            end += 1
        noun, following = words[end].removesuffix("s"), words[end + 1]
        verb = words[end] in REPORTING_VERBS or following in w.DETERMINERS or following in w.LINKS
        if not verb and (noun in w.HUMAN or noun in w.BODY_NOUNS):
            end += 1
        return self.printed(first, end, bare=True) if end > first else None

    def _apposed(self, start: int, end: int) -> str | None:
        """The name after a comma that follows a description ("the skipper, Hob Tarrant")."""
        if end + 1 >= len(self.words) or self.words[end] != "," or not describes(self.words[start:end]):
            return None
        match = NAME.match(self.outer, self.starts[end + 1])
        if not match or self.outer[match.end() : match.end() + 1] not in (",", ".", ";", "", QUOTATION):
            return None
        return trimmed(self.text[match.start() : match.end()])

    def _is_point(self, at: int) -> bool:
        """Whether a full stop belongs to an initial or a title before it."""
        before = self.words[at - 1] if at else ""
        return self.words[at] == "." and (len(before) == 1 or before in w.ABBREVIATED)

    def _is_boundary(self, at: int) -> bool:
        """Whether a word, read from the right, stands before a noun phrase rather than in it."""
        word, low = self.words[at], self.words[at].casefold()
        if (word[0].isupper() and at) or word == "That":  # Per Oxholm, Will Dace; "That gentleman maintained"
            return False
        verb = low in w.FINITE or (word in REPORTING_VERBS and word not in w.ALSO_NOUNS)
        return verb or low in w.CONJUNCTIONS or low in w.ADVERBS

    def _ends(self, start: int, at: int, *, small: bool) -> bool:
        """Whether a noun phrase that began at ``start`` has ended before a word."""
        words = self.words
        word, low = words[at], words[at].casefold()
        following = words[at + 1] if at + 1 < len(words) else "."
        first = words[start].casefold()
        if not word[0].isalnum():
            return not (self._is_point(at) and following[0].isupper())
        if low in w.LINKS:
            near = low in w.NAME_LINKS or (small and (low in ("for", "at", "from") or first in w.INDEFINITE))
            return at == start or low == "to" or not near or not following[0].isalnum()
        if at == start:
            return False
        if word == "and" and following[0].isupper() and words[at - 1][0].isupper():
            return False
        if low in w.CONJUNCTIONS or low in w.ADVERBS or low in w.FINITE or word in REPORTING_VERBS:
            return True
        after_name = word[0].islower() and words[at - 1][0].isupper() and not small and low not in w.PEOPLE
        described = any(further[0].isupper() for further in words[at + 1 : at + 3])  # "Vellin hen farmer Cass Dunning"
        return after_name and first not in w.DETERMINERS and not described

    def _ends_subject(self, first: int, at: int) -> bool:
        """Whether the verb or a preposition begins at a word, after a determiner and its noun."""
        word, low = self.words[at], self.words[at].casefold()
        if not word[0].isalnum():
            return not self._is_point(at)
        if low in w.SMALL or word in REPORTING_VERBS or word.endswith("ly"):
            return low != "of"
        if at < first + 2 or word[0].isupper():
            return False
        following = self.words[at + 1].casefold() if at + 1 < len(self.words) else "."
        return word.endswith("ed") or (word.endswith("s") and (following in w.SMALL or not following[0].isalnum()))


def _blanked(text: str, quoted: bytes) -> str:
    """The sentence with its quotations blanked; a few scare-quoted words lose their marks only."""
    if 1 not in quoted:
        return text
    chars = list(text)
    for run in _RUN.finditer(quoted):
        start, end = run.span()
        left = start - 1 if start and text[start - 1] in _MARKS else start
        right = end + 1 if end < len(text) and text[end] in _MARKS else end
        if _is_whole(text, text[start:end], left, right):
            chars[left:right] = QUOTATION * (right - left)
        else:
            chars[left:start] = " " * (start - left)
            chars[end:right] = " " * (right - end)
    return "".join(chars)


def _is_whole(text: str, inner: str, left: int, right: int) -> bool:
    """Whether quoted words are a quotation rather than a few words within the sentence."""
    if len(WORD.findall(inner)) > SCARE_WORDS or inner.rstrip()[-1:] in (*",.!?…—–",):
        return True
    opening = left == 0 and (right == len(text) or text[right] == ",")
    return opening or text[max(0, left - 2) : left].rstrip().endswith(":")
