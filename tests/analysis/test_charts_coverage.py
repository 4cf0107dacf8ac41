"""Pictures of lifting and of silence: what is not known is said in words, and every mark can be picked once."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import charts
from analysis.charts import editor, silences
from analysis.charts.picking import PICKED, pickable
from analysis.coverage.silence import COVERED, NO_OPPORTUNITY, SILENT
from analysis.measures import SCALES

LIFTED = pd.DataFrame(
    {
        "category": ["<b>A</b>", "B", "C"],
        "ratio": [1.8, 0.5, float("nan")],
        "low": [1.1, 0.01, float("nan")],
        "high": [2.8, 900.0, float("nan")],
        "lifted": [12, 1, 3],
        "pool": [21, 9, 0],
        "missing": [None, None, "pool not known: only what Hub lifted of it is here"],
    }
)
SPOTS = pd.DataFrame(
    {
        "outlet_name": ["The Long Name Of A Paper", "B", "C"],
        "subject_name": "ferry",
        "state": [COVERED, SILENT, NO_OPPORTUNITY],
        "families": [2, 0, 0],
        "in_window": [7, 7, 1],
        "reason": [None, None, "only snippets"],
        "chance": [float("nan"), 0.2, float("nan")],
    }
)


def test_ratios_stand_on_a_symmetric_log_axis_of_bounded_reach() -> None:
    spec = editor.lifts(LIFTED).to_dict()
    (domain,) = {
        tuple(layer["encoding"]["x"]["scale"]["domain"])
        for layer in spec["layer"]
        if "scale" in layer.get("encoding", {}).get("x", {})
    }
    assert domain == (1 / 64, 64.0)


@pytest.mark.parametrize("table", [LIFTED, LIFTED[2:], LIFTED.head(0)])
def test_any_number_of_rows_makes_a_picture(table: pd.DataFrame) -> None:
    assert editor.lifts(table).to_dict()["layer"]


def test_what_is_read_out() -> None:
    assert [editor.printed(row) for _, row in LIFTED.iterrows()] == [
        "1.80 times as often, 95 % interval 1.10 to 2.80",
        "0.50 times as often, 95 % interval 0.01 to 900.00",
        "pool not known: only what Hub lifted of it is here",
    ]
    assert [silences.printed(row) for _, row in SPOTS.iterrows()] == [
        "covered, 2 texts",
        "silent, with 7 texts of its own in that time; by chance 20 times in 100",
        "no opportunity: only snippets",
    ]


def test_states_differ_by_form() -> None:
    spec = silences.silences(SPOTS).to_dict()
    shape = spec["layer"][0]["encoding"]["shape"]["scale"]
    assert len(set(shape["range"])) == len(shape["domain"]) == 3


def test_marks_are_picked_by_their_columns_and_once() -> None:
    spec = pickable(silences.silences(SPOTS).to_dict(), "subject_name", "outlet_name")
    (picked,) = [param for param in spec["params"] if param["name"] == PICKED]
    assert picked["select"]["fields"] == ["subject_name", "outlet_name"]
    (view,) = [layer for layer in spec["layer"] if layer.get("name") in picked["views"]]
    assert "description" in view["encoding"]
    assert pickable(spec, "other") == spec


def test_a_chart_that_can_be_picked_already_stays_as_it_is() -> None:
    numbers = {"estimate": 0.1, "low": 0.0, "high": 0.2, "n_families": 4, "n_articles": 4, "n_sentences": 9}
    table = pd.DataFrame([{"outlet_name": "A", **numbers, "kind": "x", "printed": "p", "size": "s"}])
    drawn = charts.outlets(table, pd.DataFrame({"outlet_name": ["A"], "mean": [0.1], "title": ["t"]}), SCALES["tone"])
    spec = drawn.to_dict()
    assert pickable(spec, "outlet_name") == spec
