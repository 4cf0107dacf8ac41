"""Who and when in one line of a page: outlet, author, aggregator and time, in whatever order they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from data.ingest.furniture import Furniture, furniture
from data.ingest.when import is_stamp
from data.schema import Kind

if TYPE_CHECKING:
    from data.catalogue import Catalogue

LONGEST_NAME: Final = 6  # words of an outlet's or a person's name
LONGEST_UNCASED: Final = 10  # signs of a name in a script without capitals, such as Chinese
LONGEST_CREDIT: Final = 18  # words; a longer line is a headline or prose that holds a date
LONGEST_UNMARKED: Final = 10  # words of a name and a time with nothing between them
LONGEST_HEADLINE: Final = 30
SHORTEST_HEADLINE: Final = 4  # words that must be left beside outlet and time for the line to be a headline with credit

_SEPARATOR: Final = re.compile(r"\s*[|·•●∙⋅‧]\s*|\s+[–—-]+\s+|\s*[–—]\s*|\s*/\s+|\s{3,}|\t+")
_COMMA: Final = re.compile(r"\s*,\s+")
_GLUED: Final = re.compile(r"(?<=[^\W\d])(?=\d{1,2}(?:[-./]\d| (?:second|minute|hour|day|week|month|min|hr)s? ago))")
_FROM: Final = re.compile(
    r"^(?:source|from|originally (?:published|posted) (?:on|by|in|at)|(?:this article )?(?:was )?"
    r"(?:first|originally) (?:published|appeared|posted) (?:on|by|in|at)|published by|provided by|story by|courtesy of"
    r"|(?:read|view)(?: (?:it|more|original|(?:the )?(?:full|original)(?: (?:story|article))?))? (?:on|at|in)"
    r"|quelle|von|weiterlesen (?:auf|bei)|(?:zum original|lesen|mehr) (?:auf|bei)|erschienen (?:in|bei|auf)"
    r"|fuente|fuentes|leer (?:más )?en|publicado (?:en|por)|via original|publié (?:par|sur|dans)|lire (?:la suite )?sur"
    r"|fonte|bron)\s*:?\s+",
    re.IGNORECASE,
)
_FROM_COLON: Final = re.compile(
    r"^(?:source|from|url|link|quelle|fuente|fonte|bron|publisher|publication|outlet)\s*:\s*", re.IGNORECASE
)
_PUBLISHED: Final = re.compile(
    r"(?:[\w ]*(?:published|appeared|posted)|provided|courtesy|publi|erschienen)", re.IGNORECASE
)
_VIA: Final = re.compile(r"^(?:via|seen on|found on|gefunden (?:auf|bei)|vu sur|visto en)\s*:?\s+", re.IGNORECASE)
_BY: Final = re.compile(
    r"^(?:(?:written|reported) by|by|von|par|por|di|door|text|author|autor(?:in)?|auteur)\s*:?\s+", re.IGNORECASE
)
_TIME_WORD: Final = re.compile(
    r"\d|\b(?:ago|yesterday|today|now|gestern|heute|vor ein\w*|eben|hier|aujourd|il y a|ayer|hoy|hace|ahora|instant)\b",
    re.IGNORECASE,
)
_SMALL: Final = re.compile(
    r"(?:the|of|and|for|in|on|to|de|la|les?|el|l[ao]s|du|des|de[rl]|die|das|und|et|[ye&+]|d[aoi]|vo[nm]|van|zu|al)",
    re.IGNORECASE,
)
_ENDS_SENTENCE: Final = re.compile(r"[.!?:;…][\"'”’»)]*$")


@dataclass(frozen=True, slots=True)
class Credit:
    """What one line says of an article's origin; ``headline`` is what it says besides."""

    outlet: str | None = None
    recognised: bool = False
    author: str | None = None
    via: str | None = None
    stamp: str | None = None
    headline: str | None = None


def credit(line: str, catalogue: Catalogue, *, language: str = "en") -> Credit | None:
    """Outlet, author and time of a line that holds nothing else, or a headline besides; else None."""
    text = _FROM_COLON.sub("Source: ", line.strip()).strip(" \t-–—•·|*")
    if not text or len(text.split()) > LONGEST_CREDIT + 25:
        return None
    if _is_time(text, language):
        return Credit(stamp=text)
    if len(text.split()) <= LONGEST_CREDIT and (one := _one(text, catalogue)):
        return one
    for pieces in _cuts(text, language):
        if found := _assembled(pieces, catalogue, language):
            return found
    return None


def is_name(text: str) -> bool:
    """Whether a line is shaped like the name of an outlet or a person: few words, all of them capitalised."""
    words = text.split()
    if not 1 <= len(words) <= LONGEST_NAME or _ENDS_SENTENCE.search(text) or not words[0][:1].isalnum():
        return False
    if not any(character.isalpha() for character in text):
        return False
    if text.upper() == text.lower():  # a script without capitals
        return len(text) <= LONGEST_UNCASED
    return all(word[:1].isupper() or word[:1].isdigit() or _SMALL.fullmatch(word) for word in words)


def _is_time(text: str, language: str) -> bool:
    return len(text) <= 60 and bool(_TIME_WORD.search(text)) and is_stamp(text, language=language)


def _one(text: str, catalogue: Catalogue) -> Credit | None:
    """A line that is a single name: a known outlet, "Source: …", "via …", "By …"."""
    if (label := _VIA.match(text)) and (rest := text[label.end() :]):
        known = catalogue.recognise(rest)
        if known or is_name(rest):
            return Credit(via=known.id if known else rest)
    if (label := _FROM.match(text)) and (rest := text[label.end() :].strip(" .")):
        known = catalogue.recognise(rest)
        # "Source Code" is no source, and "von" comes before people: an unknown name needs a plainer label.
        if known or (is_name(rest) and (":" in label[0] or _PUBLISHED.match(text))):
            return Credit(outlet=known.id if known else rest, recognised=known is not None)
    if (label := _BY.match(text)) and (rest := text[label.end() :].strip(" .")):
        known = catalogue.recognise(rest)
        if known:
            return Credit(outlet=known.id, recognised=True)
        first, *others = re.split(r",|\s(?:and|und|et|y|e|&)\s", rest)
        # What follows a comma may be a role, but an outlet or a time makes it a line of several pieces.
        mixed = any(_TIME_WORD.search(other) or catalogue.recognise(other) for other in others)
        if is_name(first.strip()) and not mixed and len(rest.split()) <= 2 * LONGEST_NAME:
            return Credit(author=rest)
    known = catalogue.recognise(text) if len(text.split()) <= LONGEST_NAME + 2 else None
    if known is None:
        return None
    if known.kind is Kind.AGGREGATOR:
        return Credit(via=known.id)
    return Credit(outlet=known.id, recognised=True)


def _cuts(text: str, language: str) -> list[list[str]]:
    """The ways to cut a line in pieces: at marks, at commas, and where a time was glued to a name."""
    cuts = [[piece for piece in _SEPARATOR.split(text) if piece.strip()]]
    if "," in text:
        cuts.append([part for piece in cuts[0] for part in _rejoined(_COMMA.split(piece), language)])
    cuts.append([part for piece in cuts[0] for part in _GLUED.split(piece)])
    words = text.split()
    if len(words) <= LONGEST_UNMARKED:  # "Harbour Gazette 2 hours ago", "2 hours ago by Harbour Gazette"
        for place in range(1, len(words)):
            head, tail = " ".join(words[:place]), " ".join(words[place:])
            # "Listen now" is a button: beside the time there has to be a name.
            if (_may_be_name(tail) and _is_time(head, language)) or (_may_be_name(head) and _is_time(tail, language)):
                cuts.append([head, tail])
    return [cut for cut in cuts if len(cut) > 1]


def _may_be_name(text: str) -> bool:
    return (is_name(text) or any(label.match(text) for label in (_BY, _FROM, _VIA))) and furniture(text) is None


def _rejoined(parts: list[str], language: str) -> list[str]:
    """Comma pieces with those put together again that are one date ("July 23, 2025, 10:15")."""
    joined: list[str] = []
    index = 0
    while index < len(parts):
        for end in range(len(parts), index, -1):
            piece = ", ".join(parts[index:end])
            if end - index == 1 or _is_time(piece, language):
                joined.append(piece)
                index = end
                break
    return joined


def _assembled(pieces: list[str], catalogue: Catalogue, language: str) -> Credit | None:
    """The credit made of the pieces, where each of them has its place in it."""
    stamps: list[str] = []
    known = Credit()
    rest: list[str] = []
    for piece in map(str.strip, pieces):
        if _is_time(piece, language):
            stamps.append(piece)
        elif one := _one(piece, catalogue):
            known = Credit(
                outlet=known.outlet or one.outlet,
                recognised=known.recognised or one.recognised,
                author=known.author or one.author,
                via=known.via or one.via,
            )
        elif furniture(piece) in (Furniture.GENERIC, Furniture.ENDING, Furniture.INTERRUPTION):
            continue
        else:
            rest.append(piece)
    if not stamps and known == Credit():
        return None
    stamp = _joined_stamp(stamps, language)
    names = [piece for piece in rest if is_name(piece)]
    headline = [piece for piece in rest if _may_be_headline(piece)]
    if not rest or (len(names) == len(rest) and len(rest) <= 2 and stamps):
        outlet = known.outlet or (names[0] if names else None)
        return Credit(outlet, known.recognised, known.author, known.via, stamp)
    # A headline with its outlet or time: what is left over must be one piece, and be long enough to be one.
    if len(rest) == 1 and headline and (known.recognised or (stamps and len(pieces) > 2)):
        return Credit(known.outlet, known.recognised, known.author, known.via, stamp, headline[0])
    return None


def _may_be_headline(piece: str) -> bool:
    words = len(piece.split())
    return (
        SHORTEST_HEADLINE <= words <= LONGEST_HEADLINE and not piece.endswith((".", ".”", '."')) and not is_name(piece)
    )


def _joined_stamp(stamps: list[str], language: str) -> str | None:
    """The pieces of time as one stamp where they are one ("July 23, 2025 | 10:15"), else the first."""
    if len(stamps) > 1 and _is_time(whole := " ".join(stamps), language):
        return whole
    return stamps[0] if stamps else None
