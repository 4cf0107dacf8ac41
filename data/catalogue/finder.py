"""Outlets' names and addresses found inside running text as whole words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from data.catalogue.names import WORD, bare, fold, host, is_ordinary, parents, words
from data.catalogue.words import OTHERWISE

SHORTEST: Final = 3  # characters of a name below which its case must be the catalogue's
SHORTEST_UNSPACED: Final = 3  # characters; shorter ones stand inside other words where no spaces part words

_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ADDRESS: Final = re.compile(
    r"(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+)|https?://[^\s\"'<>]+|(?<![\w@.-])www\.[^\s\"'<>]+"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w@-])"
)
_GAP: Final = re.compile(r"[^\S\r\n]?[-‐‑–'’`.!/\"״]?[^\S\r\n]?")
_SENTENCE_END: Final = re.compile(r"[.!]\s")
_OF_ELSEWHERE: Final = re.compile(r"\s+of\s+[^\W\d_a-z]")
_GLUE: Final = frozenset("-‐‑–&@#_")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the catalogue prints one name, and whether only that counts."""

    outlet: str
    printed: frozenset[str]
    exact: bool


class Finder:
    """Finds names in text, the longest first at every place."""

    def __init__(self, names: Iterable[tuple[str, str]], domains: Mapping[str, str]) -> None:
        """Prepare names, as (printed name, outlet id), and domains, each with its outlet id."""
        unspaced: dict[str, str] = {}
        printed: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        owner: dict[tuple[str, ...], str] = {}
        for name, outlet in names:
            key = words(name)
            if "".join(key) in OTHERWISE or host(name):
                continue
            if _UNSPACED.search(name):
                if len(name) >= SHORTEST_UNSPACED:
                    unspaced[name] = outlet
                continue
            for form in {key} if is_ordinary(key) else {key, bare(key)}:
                printed[form].add(name)
                owner[form] = outlet
        self._spellings = {
            key: Spelling(owner[key], frozenset(forms), _only_exact(key, forms)) for key, forms in printed.items()
        }
        self._longest: defaultdict[str, int] = defaultdict(int)
        for key in self._spellings:
            self._longest[key[0]] = max(self._longest[key[0]], len(key))
        self._unspaced = unspaced
        longest_first = sorted(unspaced, key=len, reverse=True)
        self._any_unspaced = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._domains = domains

    def find(self, text: str) -> list[tuple[str, str]]:
        """Outlet ids with the matched words, in the order of addresses, names without spaces, names."""
        found: list[tuple[str, str]] = []

        def address(match: re.Match[str]) -> str:
            if match["mail"]:
                return "\n" * len(match[0])
            name = host(match[0]) or ""
            outlet = next((self._domains[part] for part in parents(name) if part in self._domains), None)
            if outlet:
                start = match[0].casefold().find(name)
                found.append((outlet, match[0][start : start + len(name)]))
            return "\n" * len(match[0]) if outlet or "//" in match[0] else match[0]

        def unspaced(match: re.Match[str]) -> str:
            found.append((self._unspaced[match[0]], match[0]))
            return "\n" * len(match[0])

        # What was matched becomes line breaks, over which no name reaches.
        text = self._any_unspaced.sub(unspaced, _ADDRESS.sub(address, text))
        return found + self._names(text)

    def _names(self, text: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        tokens = [(match.start(), match.end(), fold(match[0])) for match in WORD.finditer(text)]
        index = 0
        while index < len(tokens):
            most = min(self._longest.get(tokens[index][2], 0), len(tokens) - index)
            run = 1
            while run < most and _GAP.fullmatch(text, tokens[index + run - 1][1], tokens[index + run][0]):
                run += 1
            for size in range(min(run, most), 0, -1):
                part = tokens[index : index + size]
                spelling = self._spellings.get(tuple(word for _, _, word in part))
                if spelling and _fits(spelling, text, part[0][0], part[-1][1]):
                    found.append((spelling.outlet, text[part[0][0] : part[-1][1]]))
                    index += size
                    break
            else:
                index += 1
        return found


def _only_exact(key: tuple[str, ...], printed: Iterable[str]) -> bool:
    """Short names, ordinary words and abbreviations mean the outlet only in the catalogue's capitals."""
    return len("".join(key)) < SHORTEST or is_ordinary(key) or any(name.isupper() for name in printed)


def _fits(spelling: Spelling, text: str, start: int, end: int) -> bool:
    if text[start:end] in spelling.printed:
        if end - start < SHORTEST:
            return not _is_glued(text, start, end)
        # "The Times of Somewhere" is not The Times.
        return not (spelling.exact and _OF_ELSEWHERE.match(text, end))
    # Two names over the end of a sentence ("… the AP. News …") are one only where the catalogue prints that mark.
    return not spelling.exact and not _SENTENCE_END.search(text, start, end)


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether a short name is a part of a longer one, as in "RT-PCR" or "#AP"."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return before in _GLUE or (after[:1] in _GLUE and after[1:].isalnum())
