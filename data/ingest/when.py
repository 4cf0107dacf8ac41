"""Stated and relative times of publication, read as UTC instants together with how each is known."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Literal

import dateparser

from data.schema import PublishedBasis

LONGEST: Final = 80  # the longest stamps, with weekday, time and zone, have about 60 characters
EARLIEST_YEAR: Final = 1600  # before the first newspaper, a "date" is a misread number
SLACK: Final = timedelta(days=1)  # clocks and zones differ by less than this; beyond it a date is a misreading

# The furniture of a site is often in another language than the text it shows.
_FALLBACKS: Final = ("en", "de", "fr", "es")
# Where a numeric date may begin with the month or the year; elsewhere 12.11.2026 has one reading.
_NOT_DAY_FIRST: Final = frozenset(("en", "fa", "fil", "hu", "ja", "ko", "lt", "mn", "sw", "tl", "zh"))

_LABEL: Final = re.compile(
    r"^(?:first\s+|last\s+|zuletzt\s+|dernière\s+|última\s+)?"
    r"(?:published|posted|updated|modified|date|veröffentlicht|aktualisiert|stand|erstellt|datum"
    r"|publié|mise?\s+à\s+jour|publicado|actualizado|actualización|fecha)"
    r"\s*(?:on|at|am|um|vom|le|el|the)?\s*[:–—-]?\s+",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"^(?:over|about|around|almost|nearly|more than|less than|circa|ca\.?"
    r"|fast|etwa|über|knapp|environ|plus de|más de)\s+",
    re.IGNORECASE,
)
_MOMENTS: Final = re.compile(
    r"^(?:(?:just )?(?:a )?(?:few )?(?:moments?|seconds?|minutes?) ago|gerade eben|eben|à l[’']instant|ahora mismo)$",
    re.IGNORECASE,
)
_EDGES: Final = " \t-–—•·|*()[],;_"
_ISO: Final = re.compile(r"^\d{4}-\d{2}-\d{2}(?:$|[T ]\d)")
_RFC_2822: Final = re.compile(r"^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}")
_NUMERIC: Final = re.compile(
    r"^(?P<first>\d{1,2})(?P<mark>[./-])\s?(?P<second>\d{1,2})(?P=mark)\s?(?P<year>\d{4}|\d{2})?(?!\d)(?P<rest>.*)$"
)
_NUMERIC_PAIR: Final = re.compile(r"^\d{1,2}[/-]\d{1,2}(?:\D|$)")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[6-9]|20)\d{2}(?!\d)")
_CLOCK: Final = re.compile(r"^(\d{1,2})[:h.](\d{2})(?:\s*(uhr|h))?$", re.IGNORECASE)
_WEEKS: Final = re.compile(r"^(\d{1,3})\s?wk?s?(?:\s+ago)?$", re.IGNORECASE)  # the one shorthand dateparser lacks


def resolve(
    text: str | None, *, captured: datetime | None, language: str = "en"
) -> tuple[datetime | None, PublishedBasis]:
    """The UTC instant that a stamp gives, and whether it is stated or counted back from the capture.

    A stated time without a zone is taken as UTC, a stated day as its first instant. A date that
    leaves out the year is dated back from the capture, so it counts as relative; where the capture
    is no aware instant, relative times stay unknown. English, German, French and Spanish words are
    read besides those of ``language``.
    """
    unknown = (None, PublishedBasis.UNKNOWN)
    base = captured if captured is not None and captured.tzinfo is not None else None
    stamp = _cleaned(text or "")
    if not stamp or len(stamp) > LONGEST:
        return unknown
    found = _stated(stamp, language)
    basis = PublishedBasis.STATED
    if found is None and base is not None:
        found, basis = _relative(stamp, base, language), PublishedBasis.RELATIVE
    if found is None or found.year < EARLIEST_YEAR:
        return unknown
    instant = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    latest = None if base is None else (base + SLACK if basis is PublishedBasis.STATED else base)
    if latest is not None and instant > latest:
        return unknown
    return instant, basis


@functools.lru_cache(maxsize=4_096)  # the same few stamps stand on a page again and again
def is_stamp(text: str, *, language: str = "en") -> bool:
    """Whether the whole text is a time or date, even one that can't be resolved here."""
    stamp = _cleaned(text)
    if not stamp or len(stamp) > LONGEST:
        return False
    if _NUMERIC.match(stamp):
        return _date_order(stamp, language) is not None or not _letters(_NUMERIC.sub(r"\g<rest>", stamp))
    late = datetime(2100, 1, 1, tzinfo=UTC)  # any capture time will do: only whether it can be read matters
    return _stated(stamp, language) is not None or _relative(stamp, late, language) is not None


def _cleaned(text: str) -> str:
    """The stamp without its label, brackets and bullets, with plain single spaces."""
    return _LABEL.sub("", " ".join(text.split()).strip(_EDGES)).strip(_EDGES)


def _stated(stamp: str, language: str) -> datetime | None:
    """A date that the stamp gives in full, as it stands; None where it can be read in two ways."""
    if _ISO.match(stamp):
        try:
            return datetime.fromisoformat(stamp)
        except ValueError:
            pass  # "2025-07-23 10:00 CEST" begins like ISO: left to dateparser
    if _RFC_2822.match(stamp):
        try:
            return parsedate_to_datetime(stamp)
        except ValueError:
            return None
    if _NUMERIC.match(stamp):
        order = _date_order(stamp, language)
        return _parsed(stamp, language, "absolute-time", order=order) if order else None
    if not _YEAR.search(stamp):
        return None
    return _parsed(stamp, language, "absolute-time", order="YMD" if stamp[:4].isdigit() else None)


def _relative(stamp: str, base: datetime, language: str) -> datetime | None:
    """A time counted back from the capture: so long ago, a time of day, or a day without its year."""
    stamp = _ABOUT.sub("", stamp)
    if _MOMENTS.match(stamp):
        return base
    if weeks := _WEEKS.match(stamp):
        return base - timedelta(weeks=int(weeks[1]))
    if clock := _CLOCK.match(stamp):
        hour, minute = int(clock[1]), int(clock[2])
        if hour > 23 or minute > 59:
            return None
        today = base.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return today if today <= base else today - timedelta(days=1)
    if _NUMERIC.match(stamp) or _NUMERIC_PAIR.match(stamp) or _YEAR.search(stamp):
        return None
    return _parsed(stamp, language, "relative-time", base=base) or _parsed(
        stamp, language, "absolute-time", base=base, parts=["day", "month"]
    )


def _date_order(stamp: str, language: str) -> Literal["DMY", "MDY"] | None:
    """The one order in which a numeric date can be read, or None."""
    match = _NUMERIC.match(stamp)
    if match is None or match["year"] is None:
        return None
    first, second = int(match["first"]), int(match["second"])
    if language not in _NOT_DAY_FIRST:
        return "DMY" if second <= 12 else None
    if len(match["year"]) == 2:  # 23/07/25 may begin with its year
        return None
    if first > 12 or first == second:
        return "DMY"
    return "MDY" if second > 12 else None


def _parsed(
    stamp: str,
    language: str,
    parser: Literal["absolute-time", "relative-time"],
    *,
    base: datetime | None = None,
    parts: list[str] | None = None,
    order: str | None = None,
) -> datetime | None:
    """What dateparser makes of the stamp in the first language that can read it."""
    settings: dict[str, object] = {"PARSERS": [parser], "PREFER_DATES_FROM": "past"}
    if base is not None:
        settings |= {"RELATIVE_BASE": base, "RETURN_AS_TIMEZONE_AWARE": True}
    if parser == "absolute-time":
        settings["REQUIRE_PARTS"] = parts or ["day", "month", "year"]
    if order is not None:
        settings["DATE_ORDER"] = order
    for code in dict.fromkeys((language, *_FALLBACKS)):
        try:
            found = dateparser.parse(stamp, languages=[code], settings=settings)
        except (ValueError, OverflowError):  # a language it does not know, or a number too large for a date
            continue
        if found is not None:
            return found
    return None


def _letters(text: str) -> bool:
    """Whether the text holds more words than a zone or a clock needs."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) > 2
