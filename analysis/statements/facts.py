"""What a sentence commits itself to that another can contradict: its numbers, and who is said to say it."""

from __future__ import annotations

import re
from typing import Final

_SMALL: Final = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS: Final = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES: Final = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_HUNDRED: Final = "hundred"
_MONTHS: Final = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec""".split()
)
_YEARS: Final = (1900, 2100)
_TOKEN: Final = re.compile(r"\d{1,2}:\d\d|\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+")
# "PORT SABLE, 4 March (Meridian) — " stands before what is said, and its day is that of the telling.
_DATELINE: Final = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ .'’-]+(?:,\s[^()—–]{1,30})?(?:\s?\([^()]{1,40}\))?\s[—–-]\s")
_BETWEEN: Final = frozenset("of the a more other new per in to and or".split())
_TITLES: Final = frozenset(
    "mr mrs ms miss dr sir lord lady the a an of professor prof president minister chief".split()
)


def told(sentence: str) -> str:
    """The sentence without its dateline."""
    return _DATELINE.sub("", sentence)


def figures(sentence: str) -> list[tuple[str, str]]:
    """The numbers of a sentence, each with the word after it: "thirty-one" and "31" are one number.

    Times of day are numbers of their own. Days of a month and years are left out: two reports of one event name its
    date and that of something else. So is a "one" that stands alone, which is mostly a pronoun.
    """
    tokens = [token.casefold() for token in _TOKEN.findall(sentence)]
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(tokens):
        value, after = _number(tokens, at)
        if value is not None and not _is_date(tokens, at, after, value):
            following = next((token for token in tokens[after : after + 3] if token not in _BETWEEN), "")
            found.append((value if isinstance(value, str) else f"{value:g}", following))
        at = max(after, at + 1)
    return found


def is_number(word: str) -> bool:
    """Whether a word in small letters is a number or part of one."""
    return word in _SMALL or word in _TENS or word in _SCALES or word == _HUNDRED


def speaker_names(speaker: str | None) -> frozenset[str]:
    """The parts of a speaker's name in small letters, titles left out where more is known."""
    words = re.findall(r"[^\W\d_]+", (speaker or "").casefold())
    return frozenset(word for word in words if word not in _TITLES) or frozenset(words)


def _number(tokens: list[str], at: int) -> tuple[float | str | None, int]:
    """The number that begins at a token, and where what follows it begins."""
    token = tokens[at]
    if ":" in token:
        return token, at + 1
    if token[0].isdecimal():
        value, at = float(token.replace(",", "")), at + 1
        while at < len(tokens) and (tokens[at] in _SCALES or tokens[at] == _HUNDRED):
            value *= _SCALES.get(tokens[at], 100)
            at += 1
        return value, at
    return _in_words(tokens, at)


def _in_words(tokens: list[str], at: int) -> tuple[float | None, int]:
    total = current = 0.0
    start = at
    while at < len(tokens):
        word = tokens[at]
        if word in _SMALL or word in _TENS:
            value = _SMALL.get(word, _TENS.get(word, 0))
            if current % 100 and not (current % 100 >= 20 and current % 10 == 0 and value < 10):
                break  # "four, five": two numbers
            current += value
        elif word == _HUNDRED:
            current = (current or 1) * 100
        elif word in _SCALES and (current or at > start):
            total, current = total + (current or 1) * _SCALES[word], 0.0
        elif not (word == "and" and at > start and tokens[at - 1] in {_HUNDRED, *_SCALES} and _goes_on(tokens, at)):
            break
        at += 1
    if at == start or tokens[start:at] == ["one"]:
        return None, at
    return total + current, at


def _goes_on(tokens: list[str], at: int) -> bool:
    return at + 1 < len(tokens) and (tokens[at + 1] in _SMALL or tokens[at + 1] in _TENS)


def _is_date(tokens: list[str], at: int, after: int, value: float | str) -> bool:
    if isinstance(value, str):
        return False
    beside = {tokens[at - 1] if at else "", tokens[after] if after < len(tokens) else ""}
    if value <= 31 and beside & _MONTHS:
        return True
    return tokens[at].isdecimal() and _YEARS[0] <= value < _YEARS[1]
