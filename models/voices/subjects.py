"""The subject of a verb of saying: before adverbs, asides and relative clauses, or shared with an earlier verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.voices import words as w
from models.voices.names import describes, plural, possessive
from models.voices.phrases import Phrases

# An aside between a subject and its verb of more words was misread.
ASIDE_WORDS: Final = 45
# "the pilots who saw the flash said": so far back a relative clause may begin.
RELATIVE_REACH: Final = 10
_VERB_ENDINGS: Final = ("ed", "ing", "ds", "ts", "ns")


@dataclass(frozen=True, slots=True)
class Subject:
    """Where a subject begins, and the name it prints."""

    start: int
    name: str


def end_of_subject(p: Phrases, at: int) -> int | None:
    """Where the subject of a verb ends, before adverbs and helping verbs; None where the verb is not finite."""
    words, end = p.words, at
    while end > 0:
        word = words[end - 1]
        if word in ("to", "as") and end > 1 and words[end - 2] in w.MADE_TO:
            end -= 2
            while end > 0 and words[end - 1] in w.HELPING:
                end -= 1
            return end
        if word in w.MODALS or word in w.TO_BE:
            return None
        if word in w.DAYS and end > 1 and words[end - 2] == "on":
            end -= 2
        elif word in w.HAVE or word in w.ADVERBS or word == "first" or (word.endswith("ly") and word[0].islower()):
            end -= 1
        else:
            break
    return end


def subject(p: Phrases, end: int, verb: str) -> Subject | None:
    """The subject that ends before a word; None where nobody speaks."""
    if end == 0:
        return None
    before = p.words[end - 1]
    if verb.endswith("ing"):
        return _shared(p, end) if before == "," or before in w.STATEMENTS else None
    if before == "who":
        return _relative(p, end - 1)
    if before in ("and", "but", "then"):
        apart = end > 1 and p.words[end - 2] == ","
        if verb in w.ALSO_NOUNS and not apart:
            return None
        return _shared(p, end) if apart or w.CIRCUMSTANCE.isdisjoint(p.words[max(0, end - ASIDE_WORDS) : end]) else None
    if before in (",", "–", "—", ")"):
        return _before_aside(p, end, verb)
    start = p.begin(end)
    if start and _takes_object(p.words[start - 1]):  # "the pilots who saw the flash said"
        head = max((at for at in range(max(1, start - RELATIVE_REACH), start) if p.words[at] in w.RELATIVE), default=0)
        if not head or any(not word[0].isalnum() for word in p.words[head:start]):
            return None
        start, end = p.begin(head), head
    return _checked(p, start, end, verb)


def _shared(p: Phrases, end: int) -> Subject | None:
    """The subject of the sentence, which a later verb shares ("…, and said that")."""
    return Subject(end, p.lead) if p.lead else None


def _relative(p: Phrases, who: int) -> Subject | None:
    """Before "who", as in "… is Edmund Larch, a physician, who recalled"; not where a main clause follows."""
    end = who - 1
    if end < 1 or p.words[end] != ",":
        return None
    start = p.begin(end)
    if start > 1 and p.words[start] in ("a", "an", "the") and p.words[start - 1] == ",":
        end = start - 1
        start = p.begin(end)
    return _checked(p, start, end, "") if start > p.opening else None


def _before_aside(p: Phrases, end: int, verb: str) -> Subject | None:
    """The subject before an aside ("Ruhl, who commands the port, said"), or the name that is the aside."""
    closing = "(" if p.words[end - 1] == ")" else p.words[end - 1]
    best: Subject | None = None
    for opening in range(end - 2, max(0, end - ASIDE_WORDS), -1):
        if p.words[opening] == ";":
            break
        relative = p.words[opening + 1] in ("who", "whose", "which")
        chained = best is None or relative or opening == best.start - 1  # "Ruhl, head of the port, a sailor, said"
        if p.words[opening] != closing or not chained:
            continue
        start = p.begin(opening)
        found = None if start and p.words[start - 1].casefold() in w.LINKS else _checked(p, start, opening, verb)
        if found is None:
            if relative:
                break
            continue
        name = p.name_at(opening + 1, end - 1) if best is None else None
        if name and describes(p.words[start:opening]):
            return Subject(start, name)
        best = found
        if relative:
            break
    return best


def _checked(p: Phrases, start: int, end: int, verb: str) -> Subject | None:
    """A subject, if these words can speak and go with the verb, in a clause that is the sentence's own."""
    if start >= end:
        return None
    words = p.words[start:end]
    before = p.words[start - 1].casefold() if start else ""
    if before in w.CIRCUMSTANCE or before == "to" or (before == "as" and words[0] in ("they", "it")):
        return None
    if verb in w.BASE_FORMS and (before in w.ASKING or not plural(words)):
        return None
    if verb.endswith("s") and (possessive(words[-1]) or (words[-1][0].islower() and plural(words))):
        return None
    name = p.printed(start, end, after=before)
    return Subject(start, name) if name else None


def _takes_object(word: str) -> bool:
    """Whether the word before a noun phrase is a verb that has it as its object."""
    low = word.casefold()
    verb = word[0].islower() and low not in w.SMALL and low not in w.NO_VERBS and low.endswith(_VERB_ENDINGS)
    return verb or low in w.FINITE
