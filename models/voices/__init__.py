"""Whose words a sentence is: the outlet's own, a direct quotation, or reported speech."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.sentences import Span
from models.voices import clauses, marks
from models.voices.clauses import Source
from models.voices.memory import Memory
from models.voices.phrases import QUOTATION, WORD, Phrases

REVISION: Final = "voices-2"
"""Changes whenever `attribute` could give another result for some text."""

# Quoted words inside somebody's reported clause make it a quotation only when they are most of it.
QUOTED_FROM: Final = 0.65
# A sentence that opens with a quotation, or names no speaker, is one from half of its words on; less
# is enough where a comma closes it ("„Wir bleiben“, sagte Ruhl."): then the rest tells who speaks.
HALF_QUOTED: Final = 0.5
CLOSED_QUOTED_FROM: Final = 0.4

_CLOSED_BY_COMMA: Final = re.compile(r"\W[^\"”“»’]+(?:,[\"”“»’]|[\"”“»’],)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose words a sentence is, with speaker and reporting verb as printed where they are there.

    ``quoted_share`` is the share of its words inside quotation marks, whatever the voice.
    """

    voice: str
    speaker: str | None = None
    verb: str | None = None
    quoted_share: float = 0.0


def attribute(text: str, spans: Sequence[Span]) -> list[Attribution]:
    """One attribution per sentence of an article, in order.

    The state that runs over sentences: a quotation over several sentences keeps its speaker, looked
    for in all of them, and a pronoun is resolved to a person named shortly before.
    """
    quoted = marks.quoted(text)
    read = [Phrases(text[span.start : span.end], quoted[span.start : span.end]) for span in spans]
    sources = [clauses.source(phrases) for phrases in read]
    ahead = _ahead(text, quoted, spans, sources)
    memory = Memory()
    found: list[Attribution] = []
    for at, span in enumerate(spans):
        begins = at > 0 and "\n" in text[spans[at - 1].end : span.start]
        memory.step(paragraph=begins)
        flags = quoted[span.start : span.end]
        share = _share(read[at].text, flags)
        source = sources[at]
        speaker = memory.resolved(source.speaker) if source else None
        verb = source.verb if source else None
        if _is_quotation(read[at], flags, share, source):
            if source is None and (closing := ahead[at]):
                speaker, verb = memory.resolved(closing.speaker), closing.verb
            elif source is None and 1 in flags[:2]:
                speaker = _inherited(found, memory, begins=begins)
            found.append(Attribution("quoted", speaker, verb, share))
        elif source:
            found.append(Attribution("reported", speaker, verb, share))
        else:
            found.append(Attribution("own", quoted_share=share))
        memory.read(read[at], speaker)
    return found


def _share(sentence: str, flags: bytes) -> float:
    """Share of the words that are quoted."""
    if 1 not in flags:
        return 0.0
    starts = [word.start() for word in WORD.finditer(sentence)]
    return sum(flags[start] for start in starts) / len(starts) if starts else 0.0


def _is_quotation(phrases: Phrases, flags: bytes, share: float, source: Source | None) -> bool:
    if not share:
        return False
    if share >= QUOTED_FROM or (source and source.hands_over):
        return True
    if 1 in flags[:2]:
        return share >= (CLOSED_QUOTED_FROM if _CLOSED_BY_COMMA.match(phrases.text) else HALF_QUOTED)
    return source is None and share >= HALF_QUOTED and QUOTATION in phrases.outer


def _ahead(text: str, quoted: bytes, spans: Sequence[Span], sources: Sequence[Source | None]) -> list[Source | None]:
    """For every sentence, the source that a later sentence of the same quotation names."""
    found: list[Source | None] = [None] * len(spans)
    for at in range(len(spans) - 2, -1, -1):
        here, following = spans[at], spans[at + 1]
        parted = "\n" in text[here.end : following.start]
        goes_on = quoted[here.end - 1] if parted else quoted[following.start]
        if goes_on:
            whole = 0 not in quoted[following.start + 2 : following.end]
            found[at] = sources[at + 1] or (found[at + 1] if whole else None)
    return found


def _inherited(found: Sequence[Attribution], memory: Memory, *, begins: bool) -> str | None:
    """The speaker of a quotation that names none: who spoke just before, or whom the sentence before is about."""
    if found and found[-1].voice != "own":
        return found[-1].speaker
    return memory.center if not begins and memory.now - memory.center_at == 1 else None
