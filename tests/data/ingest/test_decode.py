import codecs

import pytest

from data.ingest.base import RefusedError
from data.ingest.decode import LARGEST, decode

TEXT = "Türkiye – “the sea”\nSecond line"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),  # without its mark, as some editors save it
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode("utf-8"),
        TEXT.replace("\n", "\r").encode("cp1252"),
    ],
)
def test_decode(data: bytes) -> None:
    assert decode(data) == TEXT


def test_a_text_cut_in_its_last_letter_keeps_the_rest() -> None:
    assert decode("Türkiye – ü".encode()[:-1]) == "Türkiye – "


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\x00" * 100, "empty"),
        (b"%PDF-1.7 something", "PDF"),
        (b"PK\x03\x04 something", "zip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (bytes(range(256)) * 40, "binary|neither"),
        (b"\x01\x02\x03\x04plain words" * 50, "binary"),
        (b"\x81\x8d\x8f\x90 words in no known encoding \xff", "UTF-8"),
        (codecs.BOM_UTF16_LE + b"odd", "UTF-16"),
        (codecs.BOM_UTF8 + b"\xff\xfe", "UTF-8"),
        (b"a" * (LARGEST + 1), "MB"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(data: bytes, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        decode(data)
