"""Texts without what tells who published them, for reading and coding blind."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from data.catalogue import Catalogue

OUTLET: Final = "[outlet]"
ADDRESS: Final = "[address]"
DATELINE: Final = "[dateline]"

_ADDRESS: Final = re.compile(
    r"(?:https?|ftp)://[^\s\"'<>]+|(?<![\w@.-])www\.[^\s\"'<>]+"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:/[^\s\"'<>]*)?(?![\w@-])"
    r"|(?<![\w.])@\w{2,}",
    re.IGNORECASE,
)
# "twelve.People" and "U.S." are no addresses: a bare host has a known ending or a path.
_BARE_HOST: Final = re.compile(
    r"[^/@]+\.(?:com|org|net|info|news|tv|example|eu|uk|us|ru|cn|de|fr|in|ir|tr|il|qa|co|io)", re.IGNORECASE
)
_PLACE: Final = r"[^\W\d_a-z][\w.’'-]*(?:[ ,/]+(?:[^\W\d_a-z][\w.’'-]*|and|de|la|el|al|of|the)){0,5}"
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE: Final = rf"(?:,?\s+(?:\d{{1,2}}\s+{_MONTH}|{_MONTH}\s+\d{{1,2}})(?:,?\s+\d{{4}})?)"
_SOURCE: Final = r"(?:\([^()\n]{2,40}\)|/[^/\n]{2,40}/)"
_DASH: Final = r"(?:[—–:]|--?(?=\s))"
_DATELINES: Final = tuple(
    re.compile(rf"^\s*{pattern}\s*")
    for pattern in (
        rf"(?:{_PLACE}{_DATE}?[.,]?\s*)?{_SOURCE}[.,]?\s*{_DASH}",  # "PORT SABLE, 4 March (Meridian) —", "(MW) -"
        rf"{_PLACE}{_DATE}[.,]?\s*(?:/[^/\n]{{2,40}}/\.?|{_DASH})",  # "DROVNY, March 4. /KNA/.", "Drovny, 4 March –"
        r"[^\W\d_a-z]{3,}(?:[ ,.’'-]+[^\W\d_a-z]{2,}){0,4}\s*(?:—|–|--?(?=\s))",  # "PORT SABLE —"
    )
)
# Where words are not parted by spaces there is no word boundary to ask for.
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def masked(text: str, known: Catalogue, *, names: Collection[str] = (), keep: Collection[str] = ()) -> str:
    """The text with addresses, its dateline and every outlet's name replaced by what they are.

    Args:
        text: A headline, a sentence or an article.
        known: The outlets whose names and aliases are masked wherever they stand.
        names: Further names to mask, such as those of an outlet that the catalogue does not know.
        keep: Words that must stay, such as the names of a target that is itself an outlet.
    """
    text = _ADDRESS.sub(_address, text)
    text = "\n".join(_undated(part) for part in text.split("\n"))
    found = {words for _, words in known.mentions(text)} | {name.strip() for name in names}
    hidden = sorted(found - set(keep) - {""}, key=lambda name: (-len(name), name))
    if not hidden:
        return text
    kept = sorted(filter(None, keep), key=len, reverse=True)
    # What must stay is matched first, so that no shorter name inside it is masked.
    both = re.compile("|".join([*(f"(?P<kept{n}>{_whole(k)})" for n, k in enumerate(kept)), *map(_whole, hidden)]))
    return both.sub(lambda match: match[0] if match.lastgroup else OUTLET, text)


def names_of(known: Catalogue, *outlets: str | None) -> set[str]:
    """Every name by which some outlets, given by id or as printed, could be recognised."""
    found: set[str] = set()
    for stated in filter(None, outlets):
        outlet = known.get(stated)
        found |= {outlet.name, *outlet.aliases, *outlet.domains} if outlet else {stated}
    return found | {name.removeprefix("The ") for name in found}


def _address(match: re.Match[str]) -> str:
    words = match[0]
    is_bare = "//" not in words and "@" not in words and "/" not in words and not words.lower().startswith("www.")
    return words if is_bare and not _BARE_HOST.fullmatch(words) else ADDRESS


def _undated(paragraph: str) -> str:
    for dateline in _DATELINES:
        if found := dateline.match(paragraph):
            return f"{DATELINE} {paragraph[found.end() :]}".rstrip()
    return paragraph


def _whole(name: str) -> str:
    begins = "" if _UNSPACED.match(name[0]) else r"(?<!\w)"
    ends = "" if _UNSPACED.match(name[-1]) else r"(?!\w)"
    return begins + r"\s+".join(map(re.escape, name.split())) + ends
