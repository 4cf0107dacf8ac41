"""Near copies of one text as one family, with the likely original and the reason why it is taken for that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analysis.copies import Copies

REVISION: Final = "families-1"
"""Changes whenever `group` could give another result for some articles."""

# "PORT SABLE, 4 March (Meridian) — …" and "MOSCOW, March 4. /TASS/. …"
_DATELINE: Final = re.compile(r"\s*[^\W\d_][^()/\n]{1,60}?(?:\(([^()\n]{2,40})\)\s*[—–:-]|/([^/\n]{2,40})/)")
_GENERIC: Final = frozenset({"the", "news", "wire", "agency", "service", "newswire"})
_SILENT: Final = frozenset({"the", "of"})
_NAME: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Text:
    """What is known of an article that bears on where its text comes from.

    ``agency`` is the agency that the article credits, as printed or as an outlet's id.
    """

    article: str
    title: str
    text: str
    published: datetime | None = None
    outlet: str | None = None
    via: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """The place of an article in its family; the family bears the id of its likely original."""

    article: str
    family: str
    original: bool
    why: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of a text when its words have gone to the index."""

    article: str
    words: int
    published: datetime | None
    outlet: str | None
    via: str | None
    agency: str | None
    dateline: str | None


def group(texts: Iterable[Text], *, seed: int = 0) -> list[Member]:
    """Put near copies into families: one member for every text, in the order in which they came.

    Args:
        texts: Read once, one after another; their words wait in a temporary file, not in memory.
        seed: Of the hash functions, to see whether a result hangs on them.

    Raises:
        ValueError: Two texts have the same id, or a time of publication has no time zone.
    """
    known: dict[str, _Known] = {}
    with closing(Copies(seed=seed)) as copies:
        for text in texts:
            if text.article in known:
                raise ValueError(f"two texts have the id {text.article!r}; give every article one of its own")
            known[text.article] = _known(text)
            copies.add(text.title, text.text, house=text.via or text.outlet or "")
        found = list(known.values())
        members = {m.article: m for family in copies.families() for m in _members(copies, found, family)}
    return [members[article] for article in known]


def _known(text: Text) -> _Known:
    if text.published is not None and text.published.tzinfo is None:
        raise ValueError(
            f"{text.article!r} was published at {text.published}, without a time zone; times must be in UTC"
        )
    dateline = _DATELINE.match(text.text)
    return _Known(
        article=text.article,
        words=len(text.text.split()),
        published=text.published,
        outlet=text.outlet,
        via=text.via,
        agency=text.agency,
        dateline=next(filter(None, dateline.groups())) if dateline else None,
    )


def _members(copies: Copies, found: Sequence[_Known], family: Sequence[int]) -> Iterator[Member]:
    if len(family) == 1:
        article = found[family[0]].article
        why = "the only one" if copies.comparable(family[0]) else "too few words of its own to compare"
        yield Member(article, family=article, original=True, why=why)
        return
    first, why = _original([found[page] for page in family])
    at = next(page for page in family if found[page] is first)
    yield Member(first.article, family=first.article, original=True, why=why)
    for page in family:
        if page != at:
            share = f"shares {copies.overlap(at, page):.0%} of the shorter text's words with the original"
            via = found[page].via
            yield Member(
                found[page].article,
                family=first.article,
                original=False,
                why=f"republished by {via}, {share}" if via else share,
            )


def _original(family: Sequence[_Known]) -> tuple[_Known, str]:
    """The likely original of several near copies, and why."""
    firsthand = [text for text in family if text.via is None]
    if not firsthand:
        text, why = _earliest(family)
        return text, f"{why}; all were republished"
    for stated, names in (
        ("credited by a copy as {}", {text.agency for text in family}),
        ("named in the dateline as {}", {text.dateline for text in family}),
    ):
        for name in sorted(filter(None, names)):
            if sources := [text for text in firsthand if text.outlet and _one_name(name, text.outlet)]:
                return _earliest(sources)[0], f"stated source: {stated.format(name)}"
    text, why = _earliest(firsthand)
    return text, f"{why}; credits {text.agency}, whose own text is not here" if text.agency else why


def _earliest(texts: Sequence[_Known]) -> tuple[_Known, str]:
    """The earliest text, else the longest."""
    timed = [(text.published, text) for text in texts if text.published is not None]
    if not timed:
        return _longest(texts), "longest; no time is known"
    instant = min(published for published, _ in timed)
    first = [text for published, text in timed if published == instant]
    among = "earliest" if len(timed) == len(texts) else "earliest of those whose time is known"
    return _longest(first), among if len(first) == 1 else f"{among}, longest of {len(first)} at the same time"


def _longest(texts: Sequence[_Known]) -> _Known:
    return min(texts, key=lambda text: (-text.words, text.article))


def _one_name(name: str, outlet: str) -> bool:
    """Whether "Meridian Wire", "Meridian" or "MW" is the outlet "meridian-wire"."""
    a, b = (_NAME.findall(text.casefold()) for text in (name, outlet))
    bare = set(a) - _GENERIC
    return bool(a and b) and (
        "".join(a) == "".join(b)
        or (bool(bare) and bare == set(b) - _GENERIC)
        or (len(a) == 1 and a[0] == _initials(b))
        or (len(b) == 1 and b[0] == _initials(a))
    )


def _initials(name: Sequence[str]) -> str | None:
    letters = "".join(word[0] for word in name if word not in _SILENT)
    return letters if len(letters) > 1 else None
