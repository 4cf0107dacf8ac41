"""Tables leave as files in which nothing runs and nothing is lost."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import export

Rows = list[list[str]]


def read(raw: bytes) -> Rows:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        '=HYPERLINK("http://evil.example")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "=",
    ],
)
def test_a_cell_that_would_run_is_neutralised(cell: str) -> None:
    assert export.neutralised(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "plain", "1=1", "a-b", "'=1", " ", -1.5, -3, None, True, float("inf")])
def test_any_other_cell_stays_as_it_is(cell: object) -> None:
    assert export.neutralised(cell) is cell


@given(st.text())
def test_no_text_leaves_as_a_formula_and_taking_the_apostrophe_off_gives_it_back(cell: str) -> None:
    safe = export.neutralised(cell)
    assert isinstance(safe, str)
    assert not safe.startswith(export.FORMULA_STARTS)
    assert safe.removeprefix("'") == cell.removeprefix("'")


@pytest.mark.parametrize("dtype", ["object", "str", "string", "category"])
def test_text_of_every_kind_of_column_is_neutralised(dtype: str) -> None:
    table = pd.DataFrame({"a": pd.Series(["=1+1", "plain", None], dtype=dtype)})
    assert read(export.csv(table)) == [["a"], ["'=1+1"], ["plain"], [""]]


def test_a_heading_is_a_cell_too() -> None:
    assert read(export.csv(pd.DataFrame({"=cmd": [1]})))[0] == ["'=cmd"]


def test_numbers_keep_their_sign_and_text_its_letters() -> None:
    table = pd.DataFrame({"score": [-0.5, 0.25], "title": ['He said "no", twice', "轮渡\nsinks"], "n": [-1, 2]})
    assert read(export.csv(table)) == [
        ["score", "title", "n"],
        ["-0.5", 'He said "no", twice', "-1"],
        ["0.25", "轮渡\nsinks", "2"],
    ]


def test_the_file_opens_as_unicode_in_a_spreadsheet_and_the_table_is_not_changed() -> None:
    table = pd.DataFrame({"a": ["=é"]})
    assert export.csv(table).startswith(b"\xef\xbb\xbf")
    assert table["a"].tolist() == ["=é"]


def test_an_empty_table_keeps_its_headings() -> None:
    assert read(export.csv(pd.DataFrame(columns=["a", "b"]))) == [["a", "b"]]
