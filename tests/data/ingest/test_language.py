import pytest

from data.ingest.language import detect


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister said on Tuesday that the talks would go on.", "en"),
        ("Der Minister sagte am Dienstag, die Gespräche gingen weiter.", "de"),
        ("Le ministre a déclaré mardi que les pourparlers continueraient.", "fr"),
        ("El ministro dijo el martes que las conversaciones continuarían.", "es"),
        ("Министр сказал во вторник, что переговоры продолжатся.", "ru"),
        ("部长周二表示谈判将继续进行", "zh"),
        ("قال الوزير يوم الثلاثاء إن المحادثات ستستمر", "ar"),
        ("THE MINISTER SAID THAT THE TALKS WOULD GO ON.", "en"),
        ("https://example.org/der-minister-sagte The talks go on, the minister said on Tuesday.", "en"),
        ("", None),
        ("Ok", None),
        ("12345 67890 12345 67890", None),
        ("https://example.org/a/very/long/address/of/a/page", None),
        ("Halm Orrin Karvenia", None),  # names are of no language
        ("\x00\ud800", None),
    ],
)
def test_detect(text: str, expected: str | None) -> None:
    assert detect(text) == expected


def test_a_very_long_text_takes_no_longer_than_its_beginning() -> None:
    assert detect("The talks go on, and nobody knows for how long. " * 100_000) == "en"
