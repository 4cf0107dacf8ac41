from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ingest.when import is_stamp, resolve
from data.schema import PublishedBasis

CAPTURED = datetime(2025, 7, 23, 18, 0, tzinfo=UTC)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("3 hours ago", "en", at(2025, 7, 23, 15, 0)),
        ("an hour ago", "en", at(2025, 7, 23, 17, 0)),
        ("3 HOURS AGO", "en", at(2025, 7, 23, 15, 0)),
        ("- 3 hours ago", "en", at(2025, 7, 23, 15, 0)),
        ("(2 hours ago)", "en", at(2025, 7, 23, 16, 0)),
        ("Updated 3 hours ago", "en", at(2025, 7, 23, 15, 0)),
        ("about 2 hours ago", "en", at(2025, 7, 23, 16, 0)),
        ("a few minutes ago", "en", at(2025, 7, 23, 18, 0)),
        ("just now", "en", at(2025, 7, 23, 18, 0)),
        ("5h", "en", at(2025, 7, 23, 13, 0)),
        ("2 d", "en", at(2025, 7, 21, 18, 0)),
        ("3w", "en", at(2025, 7, 2, 18, 0)),
        ("12 mins", "en", at(2025, 7, 23, 17, 48)),
        ("yesterday", "en", at(2025, 7, 22, 18, 0)),
        ("yesterday at 9:30 PM", "en", at(2025, 7, 22, 21, 30)),
        ("Jul 23", "en", at(2025, 7, 23)),  # the year is the capture's
        ("24 Dec", "en", at(2024, 12, 24)),  # the last one before the capture
        ("14:05", "en", at(2025, 7, 23, 14, 5)),
        ("21:05", "en", at(2025, 7, 22, 21, 5)),  # today's is still to come
        ("vor 2 Stunden", "de", at(2025, 7, 23, 16, 0)),
        ("vor 2 Stunden", "en", at(2025, 7, 23, 16, 0)),  # a German site that shows English text
        ("gestern, 14:05 Uhr", "de", at(2025, 7, 22, 14, 5)),
        ("il y a 3 heures", "fr", at(2025, 7, 23, 15, 0)),
        ("hace un día", "es", at(2025, 7, 22, 18, 0)),
        ("5 часов назад", "ru", at(2025, 7, 23, 13, 0)),
        ("3小时前", "zh", at(2025, 7, 23, 15, 0)),
    ],
)
def test_relative_times_are_counted_back_from_the_capture(text: str, language: str, expected: datetime) -> None:
    assert resolve(text, captured=CAPTURED, language=language) == (
        expected,
        PublishedBasis.RELATIVE,
    )
    assert resolve(text, captured=None, language=language) == (None, PublishedBasis.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2025-07-23T10:00Z", "en", at(2025, 7, 23, 10)),
        ("2025-07-23T10:00:00+02:00", "en", at(2025, 7, 23, 8)),
        ("2025-07-23", "en", at(2025, 7, 23)),
        ("2025/07/23", "en", at(2025, 7, 23)),
        ("2025-07-23 10:00 CEST", "en", at(2025, 7, 23, 8)),
        ("Wed, 23 Jul 2025 10:00:00 +0200", "en", at(2025, 7, 23, 8)),
        ("23 July 2025", "en", at(2025, 7, 23)),
        ("July 23, 2025", "en", at(2025, 7, 23)),
        ("July 23, 2025 10:15 AM EDT", "en", at(2025, 7, 23, 14, 15)),
        ("Published: 23 July 2025, 14:30 CEST", "en", at(2025, 7, 23, 12, 30)),
        ("Veröffentlicht am 23. Juli 2025", "de", at(2025, 7, 23)),
        ("23 juillet 2025 à 10h15", "fr", at(2025, 7, 23, 10, 15)),
        ("23 de julio de 2025", "es", at(2025, 7, 23)),
        ("2025年7月23日", "zh", at(2025, 7, 23)),
        ("23/07/2025", "en", at(2025, 7, 23)),  # there is no month 23
        ("07/23/2025", "en", at(2025, 7, 23)),
        ("07/07/2025", "en", at(2025, 7, 7)),  # the same either way
        ("12.11.2024", "de", at(2024, 11, 12)),  # no German puts the month first
    ],
)
def test_stated_times_need_no_capture(text: str, language: str, expected: datetime) -> None:
    wanted = (expected, PublishedBasis.STATED)
    assert resolve(text, captured=None, language=language) == wanted
    assert resolve(text, captured=CAPTURED, language=language) == wanted


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "  ",
        "12/11/2024",  # November or December
        "12.11.24",
        "12/11",
        "May",
        "12",
        "1945",
        "Monday",
        "1753264800",
        "31 February 2025",
        "0001-01-01",
        "25 July 2025",  # more than a day after the capture
        "2030-01-01T00:00Z",
        "in 2 hours",
        "99999999999 hours ago",
        "5 min read",
        "Two years ago the fleet left the harbour",
        "a" * 500,
        "\x00\x00",
    ],
)
def test_what_can_not_be_read_in_one_way_stays_unknown(text: str | None) -> None:
    assert resolve(text, captured=CAPTURED) == (None, PublishedBasis.UNKNOWN)


def test_a_naive_capture_resolves_nothing_relative() -> None:
    assert resolve("3 hours ago", captured=datetime(2025, 7, 23)) == (None, PublishedBasis.UNKNOWN)  # noqa: DTZ001


def test_the_capture_s_zone_decides_what_yesterday_evening_was() -> None:
    captured = CAPTURED.astimezone(timezone(timedelta(hours=9)))
    found, _ = resolve("yesterday at 9:30 PM", captured=captured)
    assert found == datetime(2025, 7, 23, 12, 30, tzinfo=UTC)  # the 24th has begun there


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 hours ago", True),
        ("12/11/2026", True),  # a time, if one that can't be resolved
        ("23 July 2025", True),
        ("14:05", True),
        ("Obama in Halm", False),
        ("Third round of talks on 23 July", False),
        ("2025", False),
    ],
)
def test_is_stamp(text: str, expected: bool) -> None:
    assert is_stamp(text) is expected


@given(st.text(max_size=60), st.sampled_from(["en", "de", "fr", "xx"]))
def test_any_text_gives_an_aware_past_instant_or_nothing(text: str, language: str) -> None:
    found, basis = resolve(text, captured=CAPTURED, language=language)
    assert (found is None) == (basis is PublishedBasis.UNKNOWN)
    assert found is None or (found.utcoffset() == timedelta(0) and found <= CAPTURED + timedelta(days=1))
