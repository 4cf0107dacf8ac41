"""Whose words a sentence is: the outlet's own, a direct quotation, or reported speech."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models import quotation
from models.reporting_verbs import ACTS, REPORTING_VERBS
from models.sentences import Span

REVISION: Final = "voices-1"
"""Changes whenever `attribute` could give another result for some text."""

# A sentence that opens with a quotation is the speaker's, however long the words about the speaker.
OPENING_QUOTED_FROM: Final = 0.3
# Quoted words inside somebody's reported clause make it a quotation only when they are most of it.
EMBEDDED_QUOTED_FROM: Final = 0.65
# Up to three quoted words are the outlet's distance ("scare quotes"), not a speaker's words.
SCARE_WORDS: Final = 3

_WORD: Final = re.compile(r"\w+(?:[’'-]\w+)*")
_VERB: Final = "|".join(sorted(REPORTING_VERBS, key=len, reverse=True))
_NAME: Final = (
    r"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne|[Tt]wo|[Ss]ome|[Mm]any|[Ss]everal|[Bb]oth)\s+)?"
    r"[\w’'.&-]+(?:\s+(?:(?:of|for|in|at|from|on|and|de|van|von|the)\s+)*[\w’'.&-]+){0,8}?"
)
_ADVERBS: Final = r"(?:(?:has|have|had|also|later|then|again|once|twice|now|\w+ly)\s+){0,2}"
_STARTS: Final = (
    r"(?:^|(?<=[,;:–—] )|(?<=\bbut )|(?<=\band )|(?<=\bwhile )|(?<=\bas )|(?<=\bthat )|(?<=§ )|(?<=§, )|(?<=[.?!] ))"
)
_AFTER: Final = re.compile(  # SPEAKER (, who …,) (adverb) VERB …
    rf"{_STARTS}(?P<speaker>{_NAME})(?P<aside>,\s[^;§]{{1,90}}?,)?\s+{_ADVERBS}(?P<verb>{_VERB})\b(?!\s+by\b)"
)
_BEFORE: Final = re.compile(  # «…» VERB SPEAKER
    rf"(?:§[,.!?]?\s*|,\s(?=(?:says|said|reckons|adds|added)\b))(?P<verb>{_VERB})\s+(?P<speaker>{_NAME})"
    r"(?=\s*[,.;:!?§]|\s+(?:in|on|at|to|after|when|as|during|who|whose|from|yesterday|later|with|without|through)\b|$)"
)
_ACCORDING: Final = re.compile(
    r"\b(?P<verb>[Aa]ccording to|[Ii]n the (?:view|words|eyes|opinion|account) of|[Tt]o hear)\s+"
    rf"(?P<speaker>{_NAME})(?=\s*[,.;:!?§)]|\s+(?:who|that|which|a|was|were|is|are|has|have|had)\b|$)"
)
_PASSIVE: Final = re.compile(
    rf"\b(?:was|were|is|are|been|being)\s+(?:\w+ly\s+)?(?P<verb>{_VERB})\s+(?:as\s+[^,.;]{{1,60}}\s+)?by\s+"
    rf"(?P<speaker>{_NAME})(?=\s*[,.;:!?§]|\s+(?:as|in|on|for|of)\b|$)"
)
_PATTERNS: Final = (_BEFORE, _ACCORDING, _AFTER, _PASSIVE)
_CLAUSE: Final = re.compile(r"[^.;]{0,60}?(?:\bthat\b|\bhow\b|\bwhy\b|\bwhether\b|\bfor\b|:|§)")
_PRONOUNS: Final = frozenset({"he", "she", "they", "it"})
_NO_SPEAKER: Final = frozenset(
    """
    there this that these those which who whose what i we you nobody or so then thus not never be been is was
    were are did does do might must will would can could should may if when because it's nor no none neither
    """.split()
)
_DANGLING: Final = frozenset(
    """
    to the a an and of in on at for has have had
    """.split()
)
_LEAD: Final = re.compile(
    r"^(?:[A-Z]{3,}[A-Z ,]*(?:,\s*\d+\s\w+)?\s*(?:\([^)]*\))?\s*[—–-]\s*"
    r"|(?:And|But|Yet|So|Still|Then|Later|Meanwhile|Instead|However|Moreover|When|While|As|Because|Although|Though)\b,?\s+"
    r"|(?:On|In|At|By|After|Before|From|For)\s[^,§]{1,60},\s+)+"
)
_NAMED: Final = re.compile(r"(?:[A-Z][\w’'-]+\s+){1,4}[A-Z][\w’'-]+")
_APPOSED: Final = re.compile(r",\s((?:[A-Z][\w’'-]+\s+){1,4}[A-Z][\w’'-]+)\s*(?=[,.;§]|$)")
_CALLED_AWAY: Final = re.compile(r"\s+(?:off|in|on|up|out)\b")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose words a sentence is, with speaker and reporting verb as printed where they are there."""

    voice: str
    speaker: str | None = None
    verb: str | None = None
    quoted_share: float = 0.0


@dataclass(frozen=True, slots=True)
class _Source:
    speaker: str | None
    verb: str


def attribute(text: str, spans: Sequence[Span]) -> list[Attribution]:
    """One attribution per sentence of an article, in order.

    The state that runs over sentences: a quotation over several sentences keeps its speaker, looked
    for in all of them, and a pronoun is resolved to the last person named in its paragraph.
    """
    inside = quotation.mask(text)
    found: list[Attribution] = []
    last: str | None = None
    for index, span in enumerate(spans):
        sentence, flags = text[span.start : span.end], inside[span.start : span.end]
        share = _quoted_share(sentence, flags)
        source = _source(sentence, flags)
        speaker = _resolved(source.speaker, last) if source else None
        verb = source.verb if source else None
        if share >= _quoted_from(flags, source):
            if source is None:
                speaker, verb = _neighbour(text, inside, spans, index, found)
            found.append(Attribution("quoted", speaker, verb, share))
        elif source is not None:
            found.append(Attribution("reported", speaker, verb, share))
        else:
            found.append(Attribution("own", quoted_share=share))
        last = speaker or _last_named(_unquoted(sentence, flags)) or last
    return found


def _quoted_from(flags: Sequence[bool], source: _Source | None) -> float:
    """The share of quoted words from which the sentence is a quotation."""
    if any(flags[:2]):
        return OPENING_QUOTED_FROM
    return EMBEDDED_QUOTED_FROM if source else 0.5


def _quoted_share(sentence: str, flags: Sequence[bool]) -> float:
    """Share of the words that are quoted; 0 for a few scare-quoted ones."""
    starts = [word.start() for word in _WORD.finditer(sentence)]
    quoted = sum(flags[start] for start in starts)
    if not starts or (quoted <= SCARE_WORDS and quoted < len(starts) and not any(flags[:2])):
        return 0.0
    return quoted / len(starts)


def _unquoted(sentence: str, flags: Sequence[bool]) -> str:
    """The sentence with each quotation replaced by one sign."""
    kept = "".join("\x00" if flag else char for char, flag in zip(sentence, flags, strict=True))
    return re.sub(r"[\"“”„«»‘’']*\x00+[\"“”«»’']*", "§", kept).strip()


def _source(sentence: str, flags: Sequence[bool]) -> _Source | None:
    """The speaker and verb that a sentence names outside its quotations."""
    outer = _LEAD.sub("", _unquoted(sentence, flags))
    for pattern in _PATTERNS:
        for match in pattern.finditer(outer):
            speaker = _clean(match["speaker"])
            if speaker is None or (pattern is _AFTER and not _reports(match, outer)):
                continue
            return _Source(_named(speaker, outer, match.end("speaker")), match["verb"])
    return None


def _named(speaker: str, outer: str, at: int) -> str:
    """The name that follows a description ("the skipper, Hob Tarrant,"), else the words themselves."""
    apposed = _APPOSED.match(outer, at)
    return apposed[1] if apposed and not _NAMED.search(speaker) else speaker


def _reports(match: re.Match[str], outer: str) -> bool:
    """Whether a subject with a verb reports words: not when the verb stands there as a deed."""
    if match["verb"] in {"called", "calls"} and _CALLED_AWAY.match(outer, match.end()):
        return False
    if match["verb"] not in ACTS:
        return True
    return bool(_CLAUSE.match(outer, match.end())) or (match.start() > 0 and outer[match.end() :].strip(" .") == "")


def _clean(speaker: str) -> str | None:
    stripped = _LEAD.sub("", speaker).strip(" ,.")
    stripped = re.sub(r"^(?:and|but|as|that|while|which)\s+|[’']s$", "", stripped)
    words = stripped.casefold().split()
    if not words or _NO_SPEAKER & set(words) or words[-1] in _DANGLING or not stripped[-1].isalnum():
        return None
    return stripped


def _resolved(speaker: str | None, last: str | None) -> str | None:
    if speaker is None or speaker.casefold() not in _PRONOUNS:
        return speaker
    return last if speaker.casefold() in {"he", "she"} else None


def _neighbour(
    text: str, inside: Sequence[bool], spans: Sequence[Span], index: int, found: Sequence[Attribution]
) -> tuple[str | None, str | None]:
    """Speaker and verb of a quoted sentence that names none: of the sentence that ends or began its quotation."""
    here = spans[index]
    for following in spans[index + 1 :]:
        gap = text[here.end : following.start]
        if "\n" in gap or not inside[following.start]:
            break
        flags = inside[following.start : following.end]
        if source := _source(text[following.start : following.end], flags):
            return _resolved(source.speaker, found[-1].speaker if found else None), source.verb
        if not all(flags):
            break
    if found and found[-1].voice != "own":
        return found[-1].speaker, None
    return None, None


def _last_named(outer: str) -> str | None:
    names = _NAMED.findall(outer)
    return str(names[-1]) if names else None
