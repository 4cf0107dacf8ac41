"""Labels are read as they are written by hand and by spreadsheets, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import coding
from analysis.coding import RefusedLabelError, Row


@pytest.mark.parametrize(
    ("written", "measure", "label"),
    [
        ("negative", "tone", "negative"),
        (" Positive ", "portrayal", "positive"),
        ("-1", "stance", "against"),
        ("'-1", "tone", "negative"),
        ("−1", "tone", "negative"),
        ("0", "tone", "neutral"),
        ("+1", "stance", "favour"),
        ("1", "loaded", "loaded"),
        ("0", "loaded", "neutral"),
    ],
)
def test_a_label_is_a_name_or_a_number(written: str, measure: str, label: str) -> None:
    assert coding.named(written, measure) == label


@pytest.mark.parametrize(("written", "measure"), [("favour", "tone"), ("-1", "loaded"), ("2", "tone"), ("", "tone")])
def test_another_word_is_refused_with_what_there_is(written: str, measure: str) -> None:
    with pytest.raises(RefusedLabelError, match=f"is no label of {measure}; labels are "):
        coding.named(written, measure)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_of_any_spreadsheet_are_read(separator: str, end: str) -> None:
    raw = end.join(["item,text,Label", 's-1,"a ""b"", c",neutral', "", "s-2,x"]).replace(",", separator)
    assert coding.read(raw.encode("utf-8-sig")) == [Row(2, "s-1", "", "neutral"), Row(4, "s-2", "", "")]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        rows = coding.read(b"item,label\n" + raw)
    except RefusedLabelError:
        return
    assert all(isinstance(row.label, str) for row in rows)
