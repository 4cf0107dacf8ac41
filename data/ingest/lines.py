"""Each line of a copied page with what it looks like, before anything is decided about it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from data.ingest.credit import Credit, credit, is_name
from data.ingest.furniture import Furniture, furniture
from data.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.catalogue import Catalogue

LONG_WORDS: Final = 25  # headlines of news have fewer; a line with more is a paragraph
CUT_SENTENCE_WORDS: Final = 16  # a line that ends in an ellipsis and has as many is prose, not a headline
LABEL_WORDS: Final = 4  # of a name that stands alone above a headline
SCRAP_WORDS: Final = 2  # a tag, a section, a first name
REPEATED: Final = 3  # the same short line so often on a page is a button, whatever language it is in
REPEATED_WORDS: Final = 6
PLUG_WORDS: Final = 15  # a line this short that names the aggregator is about the aggregator
WRAPPED_SHARE: Final = 0.3  # of the lines break off in mid-sentence and go on in lower case: wrapped by a mail program
WRAPPED_WIDTH: Final = 110


class Look(StrEnum):
    """What a line looks like by itself."""

    STAMP = "time"
    CREDIT = "outlet"
    AUTHOR = "author"
    NAME = "name"  # shaped like a name, and a time stands beside it
    REPEATED_NAME = "repeated name"
    LABEL = "name set off above a headline"
    HEADLINE = "headline with its outlet"
    SHORT = "headline or short paragraph"
    SCRAP = "a word or two"
    SENTENCE = "short sentence"
    LONG = "paragraph"
    PLUG = "names the aggregator"
    REPEATED = "repeated short line"
    DUPLICATE = "the headline again"
    HEADING = "heading of a list"
    ENDING = "button"
    INTERRUPTION = "advert"
    TEASER = "caption or teaser"
    GENERIC = "menu"
    CONSENT = "cookie notice"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: where it stands, its clean words, and what it looks like.

    ``words`` are the line as printed, without markdown. ``gap`` counts the blank lines before it;
    ``ruled`` is True where a drawn rule is among them.
    """

    number: int
    text: str
    words: str
    look: Look
    gap: int = 0
    ruled: bool = False
    marked_title: bool = False
    url: str | None = None
    credit: Credit | None = None


_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_RULE: Final = re.compile(r"^[\s\-–—=_*~#•·.]{3,}$")
_IMAGE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK: Final = re.compile(r"\[([^\]]+)\]\((\S+?)(?:\s+\"[^\"]*\")?\)")
_HASHES: Final = re.compile(r"^#{1,6}\s+")
_BULLET: Final = re.compile(
    r"^(?:[•·▪‣●○◦*+>»–—-]|\d{1,2}(?:\)|\.(?! (?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez))))\s+", re.IGNORECASE
)
_TITLE_LABEL: Final = re.compile(r"^(?:title|headline|titel|überschrift|titre|título)\s*:\s+(?=\S)", re.IGNORECASE)
_ALL_STRONG: Final = re.compile(r"^(\*\*|__)[^*_]+\1$")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<!\w)\*(?=\S)([^*]+?)(?<=\S)\*(?!\w)")
_TERMINAL: Final = re.compile(r"[.!?。！？…][\"'”’»“›)\]]*$")
_STOP: Final = re.compile(r"(?<![.…])[.。][\"'”’»“›)\]]*$")
_ELLIPSIS: Final = re.compile(r"(?:…|\.\.\.)[\"'”’»“›)\]]*$")
_TWO_SENTENCES: Final = re.compile(r"[.!?][\"'”’»)]*\s+[\"'“‘«(„]*[^\W\d_a-z]|[。！？].")
_LOOK_OF: Final = {kind: Look[kind.name] for kind in Furniture}


def tidy(text: str) -> list[str]:
    """The lines of a text with plain spaces and line ends, without invisible characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x85", "\n")
    text = _INVISIBLE.sub("", text)
    return [re.sub(r"[^\S\t]", " ", line).rstrip() for line in text.split("\n")]


def unwrapped(lines: Sequence[str]) -> list[str] | None:
    """Paragraphs put together again where a mail program broke them at a fixed width; else None.

    The joined words stand on the paragraph's first line and the others are left blank, so that line
    numbers stay true.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if not pairs or max(map(len, lines)) > WRAPPED_WIDTH:
        return None
    width = sorted(len(line) for line in lines if line.strip())[-max(1, len(lines) // 10)]
    broken = [a for a, b in pairs if b[:1].islower() and not _TERMINAL.search(a) and len(a) > 0.6 * width]
    if len(broken) < 4 or len(broken) < WRAPPED_SHARE * len(pairs):
        return None
    joined = list(lines)
    head = 0
    for index in range(1, len(lines)):
        before, here = lines[index - 1], lines[index]
        # A line that stops well short of the width ends its paragraph, blank line or not.
        room = width - len(before) > len(here.split(" ", 1)[0]) + 1
        if before.strip() and here.strip() and not (room and not here[:1].islower()):
            joined[head] = f"{joined[head]} {here.strip()}"
            joined[index] = ""
        else:
            head = index
    return joined


def looked_at(lines: Sequence[str], catalogue: Catalogue, *, language: str = "en") -> list[Line]:
    """The lines that are not blank, each with what it looks like by itself and beside its neighbours."""
    first: list[Line] = []
    gap, ruled = 0, False
    for number, raw in enumerate(lines):
        if not raw.strip() or _RULE.match(raw):
            gap += 1
            ruled = ruled or bool(raw.strip())
            continue
        text, words, url, marked = _plain(raw)
        if not text:  # a picture and nothing else
            continue
        look, found = _alone(text, raw, catalogue, language)
        first.append(Line(number, text, words, look, gap, ruled, marked, url, found))
        gap, ruled = 0, False
    return _together(first)


def _plain(raw: str) -> tuple[str, str, str | None, bool]:
    """A line's text without bullet and markdown, with the bullet, its link's address, whether marked as a heading."""
    bare = _IMAGE.sub("", raw).strip()
    bullet = _BULLET.match(bare)
    text = bare[bullet.end() :] if bullet else bare
    label = _TITLE_LABEL.match(text)
    text = text[label.end() :] if label else text
    hashes = _HASHES.match(text)
    text = text[hashes.end() :] if hashes else text
    marked = bool(hashes or label) or bool(_ALL_STRONG.match(text))
    link = _LINK.search(text)
    # A link that is the whole line is a headline or a button; one inside a paragraph says nothing of the article.
    url = link[2] if link and len(link[0]) >= len(text) - 6 and link[2].startswith(("http://", "https://")) else None
    text = " ".join(_STRONG.sub(lambda match: match[2] or match[3], _LINK.sub(r"\1", text)).split())
    kept = bullet[0] if bullet and bullet[0][0] in "–—0123456789" else ""
    return text, kept + text, url, marked


def _alone(text: str, raw: str, catalogue: Catalogue, language: str) -> tuple[Look, Credit | None]:
    words = word_count(text)
    found = credit(text, catalogue, language=language)
    kind = furniture(text)
    # "Read more" and "World" are buttons, unless an outlet has that name.
    if found is not None and (kind is None or found.recognised or found.stamp == text):
        if found.headline:
            return Look.HEADLINE, found
        if found.outlet or found.via:
            return Look.CREDIT, found
        return (Look.STAMP if found.stamp else Look.AUTHOR), found
    if kind is None and ("\t" in raw or "   " in raw):
        kind = furniture(raw.strip())  # a menu's columns are lost when spaces are made single
    if kind is not None:
        return _LOOK_OF[kind], None
    if words > LONG_WORDS or (words >= 12 and _TWO_SENTENCES.search(text)):
        return Look.LONG, None
    if words <= PLUG_WORDS and any(outlet.kind is Kind.AGGREGATOR for outlet, _ in catalogue.mentions(text)):
        return Look.PLUG, None
    # A headline that was cut ends in an ellipsis too; only a longer line is a sentence that was cut.
    if (_STOP.search(text) and words >= 2) or (_ELLIPSIS.search(text) and words >= CUT_SENTENCE_WORDS):
        return Look.SENTENCE, None
    return (Look.SCRAP if words <= SCRAP_WORDS else Look.SHORT), None


def _together(lines: list[Line]) -> list[Line]:
    """The lines looked at again beside each other: names beside times, repeated lines, repeated headlines."""
    counts = Counter(line.text.casefold() for line in lines if line.look in (Look.SHORT, Look.SCRAP))
    seen: list[Line] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        seen.append(replace(line, look=_beside(line, seen, following, counts[line.text.casefold()])))
    return seen


def _beside(line: Line, before: Sequence[Line], following: Line | None, times: int) -> Look:
    """The look of a short line, given the lines around it and how often it stands on the page."""
    if line.look not in (Look.SHORT, Look.SCRAP, Look.PLUG):
        return line.look
    named = line.look is not Look.PLUG and is_name(line.text)
    stamps = (before[-1:] and before[-1].look is Look.STAMP, following and following.look is Look.STAMP)
    if named and any(stamps):
        return Look.NAME
    if any(_same(line.text, other.text) for other in before[-4:] if other.look in (Look.SHORT, Look.HEADLINE)):
        return Look.DUPLICATE
    if named and times > 1:
        return Look.REPEATED_NAME
    if times >= REPEATED and word_count(line.text) <= REPEATED_WORDS:
        return Look.REPEATED
    set_off = line.gap > 0 and following is not None and following.gap == 0 and following.look is Look.SHORT
    if named and set_off and word_count(line.text) <= LABEL_WORDS:
        return Look.LABEL
    return line.look


def _same(one: str, other: str) -> bool:
    return len(one) > 12 and one.casefold().strip(" .…") == other.casefold().strip(" .…")


def word_count(text: str) -> int:
    """Words, or half the signs in scripts that write no spaces between words."""
    dense = sum("\u3040" <= sign <= "\u9fff" or "\u0e00" <= sign <= "\u0e7f" for sign in text)
    return len(text.split()) if dense < len(text) / 3 else max(len(text.split()), dense // 2)
