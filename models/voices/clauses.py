"""Who is said to say something in a sentence, outside its quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from models.reporting_verbs import COMPLEMENTS, PARTICLES, REPORTING_VERBS
from models.voices import subjects
from models.voices import words as w
from models.voices.names import trimmed
from models.voices.phrases import WORD, Phrases

# "said in a letter to the court, «…»": so far a verb looks for its quotation.
_QUOTATION_REACH: Final = 16
_BY_REACH: Final = 10
# "…, she observed with restraint, …": so soon the comma follows that ends an aside.
_ASIDE_REACH: Final = 5

_ACCORDING: Final = re.compile(
    r"\b(?P<verb>[Aa]ccording to|[Ii]n the (?:view|words|eyes|opinion|account) of)\s"
    r"|\b(?P<own>[Ii]n (?:(?P<pronoun>his|her|their)|(?P<name>[^,;\x00]{2,40}?)[’']s?) (?:own )?"
    r"(?:view|opinion|account|telling))\b"
)
_SAYS_NOTHING: Final = re.compile(r"\s+(?:nothing|nobody|little|goodbye|farewell)\b")


@dataclass(frozen=True, slots=True)
class Source:
    """A speaker and a verb; ``hands_over`` when a whole quotation stands beside them."""

    speaker: str | None
    verb: str
    hands_over: bool = False


def source(phrases: Phrases) -> Source | None:
    """The speaker and verb of a sentence: those beside a whole quotation before others, else the first."""
    first: Source | None = None
    for found in _sources(phrases):
        if found.hands_over:
            return found
        if first is None or (first.verb in w.WEAK and found.verb not in w.WEAK):
            first = found
    return first


def _sources(p: Phrases) -> Iterator[Source]:
    for match in _ACCORDING.finditer(p.outer):
        if found := _according(p, match):
            yield found
    opened = p.is_quotation(0)
    for at, word in enumerate(p.words):
        if word in REPORTING_VERBS:
            if found := _inverted(p, at) or _active(p, at) or _after_comma(p, at) or _passive(p, at):
                yield found
        elif word in PARTICLES:
            if found := _active(p, at):
                yield found
        elif (
            opened
            and word[0].islower()
            and (word.endswith(("ed", "s")) or word in w.IRREGULAR)
            and (found := _unlisted(p, at))
        ):
            yield found


# The constructions ---------------------------------------------------------------------------------


def _according(p: Phrases, match: re.Match[str]) -> Source | None:
    """According to SPEAKER, in SPEAKER's view."""
    if match["own"]:
        if match["name"]:
            return Source(trimmed(match["name"]), match["own"])
        return Source({"his": "he", "her": "she"}.get(match["pronoun"], "they"), match["own"])
    first = p.index(match.end())
    speaker = p.name_from(first)
    beside = _quotation_before(p, p.index(match.start())) or p.is_quotation(first)
    return Source(speaker, match["verb"], beside) if speaker else None


def _inverted(p: Phrases, at: int) -> Source | None:
    """«…» VERB SPEAKER."""
    speaker = p.name_from(at + 1) if _quotation_before(p, at) else None
    return Source(speaker, p.words[at], hands_over=True) if speaker else None


def _after_comma(p: Phrases, at: int) -> Source | None:
    """…, said SPEAKER."""
    inverted = at > 1 and p.words[at - 1] == "," and p.words[at] in w.INVERTED
    speaker = p.name_from(at + 1) if inverted else None
    return Source(speaker, p.words[at]) if speaker else None


def _unlisted(p: Phrases, at: int) -> Source | None:
    """«…» SPEAKER VERB or «…» VERB SPEAKER, with any verb that looks like one ("sobbed", "purrs")."""
    following = p.words[at + 1] if at + 1 < len(p.words) else "."
    if p.words[at].endswith("s") and following[0].isalnum():
        return None
    if found := _inverted(p, at):
        return found
    subject = subjects.subject(p, at, p.words[at])
    beside = subject is not None and _quotation_before(p, subject.start)
    return Source(subject.name, p.words[at], hands_over=True) if subject and beside else None


def _active(p: Phrases, at: int) -> Source | None:
    """SPEAKER (, who …,) (adverbs) VERB …."""
    verb = p.words[at]
    particles = PARTICLES.get(verb)
    following = p.words[at + 1] if at + 1 < len(p.words) else "."
    if particles and following not in particles:
        return None
    end = subjects.end_of_subject(p, at)
    made_to = at > 0 and p.words[at - 1] in ("to", "as")  # "was heard to say", "was quoted as saying"
    subject = None if end is None else subjects.subject(p, end, "" if made_to else verb)
    if subject is None:
        return None
    hands_over = _quotation_before(p, subject.start) or _quotation_after(p, at)
    if not hands_over and not _is_complete(p, at, subject.start):
        return None
    return Source(subject.name, f"{verb} {following}" if particles else verb, hands_over)


def _passive(p: Phrases, at: int) -> Source | None:
    """… was VERB (as …) by SPEAKER."""
    back = at - 1
    while back >= 0 and (p.words[back] in w.ADVERBS or p.words[back] == "first" or p.words[back].endswith("ly")):
        back -= 1
    if back < 0 or p.words[back] not in w.TO_BE:
        return None
    reach = _BY_REACH if p.words[at + 1 : at + 2] == ["as"] else 2
    for by in range(at + 1, min(at + reach, len(p.words) - 1)):
        if p.words[by] == "by" and p.words[by + 1][0].isalpha():
            speaker = p.name_from(by + 1)
            return Source(speaker, p.words[at]) if speaker and not speaker.endswith("ing") else None
    return None


# What stands around a verb ---------------------------------------------------------------------


def _quotation_before(p: Phrases, at: int) -> bool:
    """Whether the quotation that opens the sentence stands directly before a word."""
    before = at - 1
    if before > 0 and p.words[before] in (*",.!?–—-",):
        before -= 1
    return before == 0 and p.is_quotation(0)


def _quotation_after(p: Phrases, at: int) -> bool:
    """Whether a verb hands over to a whole quotation ("said: «…»")."""
    for after in range(at + 1, min(at + _QUOTATION_REACH, len(p.words))):
        if p.words[after] in REPORTING_VERBS:  # the quotation is that one's
            return False
        if p.is_quotation(after):
            opening = WORD.search(p.text, p.starts[after])
            whole = opening is not None and opening[0][0].isupper()
            return whole and (p.words[after - 1] in (":", ",") or after == at + 1)
    return False


def _is_complete(p: Phrases, at: int, start: int) -> bool:
    """Whether what follows a verb is something said, or the verb stands in an aside ("…, she says, …")."""
    verb, end = p.words[at], p.ends[at]
    following = p.words[at + 1] if at + 1 < len(p.words) else "."
    thing = p.words[at - 1]
    if _SAYS_NOTHING.match(p.outer, end) or thing in w.LAWS or (verb in w.SHOWS and thing in w.EVIDENCE):
        return False
    rule = COMPLEMENTS.get(verb)
    apart = start > 0 and p.words[start - 1] in (",", "—", "–", "(", "as")
    soon = following in w.PREPOSITIONS and "," in p.words[at + 1 : at + _ASIDE_REACH]
    aside = apart and (following in (*",.;—–)",) or soon)
    return rule is None or aside or following == ":" or rule.match(p.outer, end) is not None
