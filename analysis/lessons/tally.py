"""What a class said, in numbers and in one sentence each: spread, guesses, shift, and where it parts from a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.lessons import Question, Reading, Sentence, Text, ballot
from data.votes import Count

FEW: Final = 5
"""Below this many votes there are counts and no shares: one pupil more would turn the picture."""
SCALE: Final[dict[str, float]] = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
"""Where the three answers stand on the models' scale from −1 to 1."""
Spread = dict[str, int]


@dataclass(frozen=True, slots=True)
class Shift:
    """How the phones that voted in two rounds moved."""

    n: int
    changed: int
    up: int
    """Of the changed, towards a later answer of the question."""
    down: int


@dataclass(frozen=True, slots=True)
class Parting:
    """A class and a model beside each other on one text; ``apart`` is None where one of them said nothing."""

    text: Text
    spread: Spread
    reading: Reading
    apart: bool | None
    said: str
    carrier: Sentence | None
    """The sentence that carries the model's score most where the two part; otherwise its strongest."""
    gap: float


def spread(counts: Iterable[Count], letter: str, question: Question, round: int) -> Spread:  # noqa: A002
    """How often each answer was given, in the question's order, zeros included."""
    asked = ballot(letter, question.id)
    found = {count.choice: count.n for count in counts if (count.question, count.round) == (asked, round)}
    return {option: found.get(option, 0) for option in question.options}


def n(given: Spread) -> int:
    """How many answered."""
    return sum(given.values())


def most(given: Mapping[str, int]) -> tuple[str, ...]:
    """The most frequent answers: one, several where they tie, none where nobody answered."""
    top = max(given.values(), default=0)
    return tuple(option for option, times in given.items() if times == top) if top else ()


def said(given: Spread, question: Question) -> str:
    """The spread in words; never a share of fewer than five votes."""
    total, first = n(given), most(given)
    if total == 0:
        return "No votes yet."
    if total < FEW:
        listed = ", ".join(f"{question.options[o]} {times}" for o, times in given.items() if times)
        return f"{total} vote{'' if total == 1 else 's'}: {listed}."
    if len(first) > 1:
        return f"Split: {' and '.join(question.options[o] for o in first)} with {given[first[0]]} of {total} each."
    return f"{given[first[0]]} of {total} say: {question.options[first[0]]}."


def shift(moves: Mapping[tuple[str, str], int], question: Question) -> Shift:
    """What became of the votes of the same phones between two rounds."""
    place = {option: number for number, option in enumerate(question.options)}
    up = sum(times for (before, after), times in moves.items() if place[after] > place[before])
    down = sum(times for (before, after), times in moves.items() if place[after] < place[before])
    return Shift(sum(moves.values()), up + down, up, down)


def shifted(given: Shift, question: Question) -> str:
    """The shift in words, with its n."""
    if given.n == 0:
        return "No phone voted in both rounds."
    options = list(question.options.values())
    if given.changed == 0:
        return f"None of the {given.n} phones that voted twice changed its vote."
    ways = [(given.down, options[0]), (given.up, options[-1])]
    towards = " and ".join(f"{times} towards {option}" for times, option in ways if times)
    return f"{given.changed} of {given.n} changed their vote: {towards}."


def guessed(given: Spread, key: str | None) -> str:
    """How many guessed what the key says."""
    if key is None:
        return "This outlet bears no label to compare with."
    return f"{given.get(key, 0)} of {n(given)} guessed it."


def readings(reading: Reading, options: Sequence[str]) -> Spread:
    """How many sentences the model gave each label."""
    labels = [sentence.label for sentence in reading.sentences]
    return {option: labels.count(option) for option in options}


def parting(text: Text, given: Spread, reading: Reading, question: Question) -> Parting:
    """Where a class and a model stand on a text, and the sentence to look at."""
    labels = readings(reading, list(question.options))
    ours, theirs = most(given), most(labels)
    if not ours or not theirs:
        why = reading.missing or "nobody voted on it"
        return Parting(text, given, reading, None, f"Not to be compared: {why}.", _strongest(reading), 0.0)
    difference = _mean(given) - (reading.mean or 0.0)
    apart = not set(ours) & set(theirs)
    named = question.options
    us, them = (_names(chosen, named) for chosen in (ours, theirs))
    if apart:
        words = f"They part: most of the class say {us}, most sentences read {them} to the model."
    elif ours == theirs:
        words = f"They agree: {us}."
    else:
        words = f"No clear parting: the class {_says(ours, us)}, the model {_says(theirs, them)}."
    carrier = _towards(reading, -difference) if apart else _strongest(reading)
    return Parting(text, given, reading, apart, words, carrier, difference)


def right(texts: Sequence[Text], spreads: Sequence[Spread], question: Question) -> tuple[int, int, int]:
    """Of the texts that have a key and votes: how many, how many the class had right, how many the model."""
    of = ours = theirs = 0
    for text, given in zip(texts, spreads, strict=True):
        key, reading = (text.answers or {}).get(question.id), text.reading(question.measure)
        if key is None or n(given) == 0 or reading is None or not reading.sentences:
            continue
        of += 1
        ours += most(given) == (key,)
        theirs += most(readings(reading, list(question.options))) == (key,)
    return of, ours, theirs


def _names(chosen: Sequence[str], named: Mapping[str, str]) -> str:
    return " and ".join(named[option].lower() for option in chosen)


def _says(chosen: Sequence[str], names: str) -> str:
    return f"says {names}" if len(chosen) == 1 else "is split" if len(chosen) > 2 else f"is split, {names}"


def _mean(given: Spread) -> float:
    return sum(SCALE.get(option, 0.0) * times for option, times in given.items()) / n(given)


def _strongest(reading: Reading) -> Sentence | None:
    return max(reading.sentences, key=lambda s: abs(s.score), default=None)


def _towards(reading: Reading, sign: float) -> Sentence | None:
    return max(reading.sentences, key=lambda s: s.score if sign > 0 else -s.score, default=None)
