"""Charts are specifications: fixed scales, every name readable, nothing that claims more than the table."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pandas as pd
import pytest

from analysis import charts
from analysis.measures import SCALES
from data.schema import Measure

TABLE = pd.DataFrame(
    {
        "outlet_name": ["Gazette", "Courier", "Lantern"],
        "estimate": [-0.4, 0.6, 0.1],
        "low": [-0.6, 0.4, float("nan")],
        "high": [-0.2, 0.8, float("nan")],
        "n_families": [4, 5, 1],
        "n_articles": [4, 6, 1],
        "n_sentences": [40, 50, 10],
        "kind": "private",
        "printed": ["a", "b", "c"],
        "size": ["4 texts", "5 texts", "1 text"],
    }
)
ARTICLES = pd.DataFrame({"outlet_name": ["Gazette", "Courier"], "mean": [-0.4, 0.6], "title": ["<b>One</b>", "Two"]})
GRID = TABLE.assign(topic_name="Ferry", text="+0.10", estimate=[-0.4, 0.6, float("nan")])


def outlets(measure: str) -> dict[str, Any]:
    return dict(charts.outlets(TABLE, ARTICLES, SCALES[measure]).to_dict())


def grid(measure: str) -> dict[str, Any]:
    return dict(charts.grid(GRID, SCALES[measure]).to_dict())


def marks(spec: dict[str, Any]) -> list[str]:
    return [layer["mark"]["type"] for layer in spec["layer"]]


def channels(spec: dict[str, Any], channel: str) -> list[dict[str, Any]]:
    return [layer["encoding"][channel] for layer in spec["layer"] if channel in layer.get("encoding", {})]


@pytest.mark.parametrize("measure", Measure)
def test_the_scale_is_the_whole_domain_whatever_the_values(measure: str) -> None:
    spec = outlets(measure)
    scales = [x["scale"] for x in channels(spec, "x") if "scale" in x]
    assert len(scales) == 3
    assert all(scale == {"domain": list(SCALES[measure].domain), "nice": False} for scale in scales)
    colours = [c["scale"]["domain"] for c in channels(spec, "color") + channels(grid(measure), "color") if "scale" in c]
    assert len(colours) == 2
    assert all((c[0], c[-1]) == SCALES[measure].domain for c in colours)


@pytest.mark.parametrize(
    ("measure", "zero"), [("tone", True), ("portrayal", True), ("stance", True), ("loaded", False)]
)
def test_a_zero_line_stands_only_where_there_are_two_sides(measure: str, zero: bool) -> None:
    assert any("zero" in json.dumps(layer["encoding"]) for layer in outlets(measure)["layer"]) is zero


def test_articles_interval_estimate_and_size_are_drawn_in_that_order() -> None:
    assert marks(outlets("tone")) == ["rule", "tick", "rule", "circle", "text"]


def test_outlets_are_sorted_by_their_estimate() -> None:
    for y in channels(outlets("tone"), "y"):
        assert y["sort"] == ["Courier", "Lantern", "Gazette"]


@pytest.mark.parametrize("spec", [outlets("tone"), grid("tone")], ids=["outlets", "grid"])
def test_no_name_is_dropped_or_cut(spec: dict[str, Any]) -> None:
    axes = [y["axis"] for y in channels(spec, "y")]
    assert axes
    assert all(axis["labelOverlap"] is False and axis["labelLimit"] == 0 for axis in axes)


def test_axis_numbers_have_a_true_minus_and_signs_only_where_there_are_two_sides() -> None:
    assert "−" in channels(outlets("tone"), "x")[1]["axis"]["labelExpr"]
    assert channels(outlets("loaded"), "x")[0]["axis"]["labelExpr"] == "format(datum.value, '.1f')"


def test_marks_are_described_in_words_and_decoration_is_silent() -> None:
    layers = {layer["mark"]["type"]: layer for layer in outlets("tone")["layer"]}
    assert layers["circle"]["encoding"]["description"]["field"] == "printed"
    assert layers["tick"]["mark"]["aria"] is layers["rule"]["mark"]["aria"] is False


def test_a_cell_below_the_floor_has_no_square_but_its_sign() -> None:
    spec = grid("tone")
    square, written = spec["layer"]
    assert square["mark"]["type"] == "square"
    assert square["transform"] == [{"filter": "isValid(datum.estimate)"}]
    assert "transform" not in written
    assert len(next(iter(spec["datasets"].values()))) == 3


def test_opposite_signs_are_opposite_colours() -> None:
    assert len(charts.DIVERGING) % 2 == 1
    assert charts.DIVERGING[len(charts.DIVERGING) // 2] == charts.SEQUENTIAL[0]


@pytest.mark.parametrize("measure", Measure)
def test_an_empty_table_still_makes_a_chart(measure: str) -> None:
    assert charts.outlets(TABLE.iloc[:0], ARTICLES.iloc[:0], SCALES[measure]).to_dict()
    assert charts.grid(GRID.iloc[:0], SCALES[measure]).to_dict()


def test_a_chart_is_valid_and_holds_only_its_table() -> None:
    chart = charts.outlets(TABLE, ARTICLES, SCALES["tone"])
    assert isinstance(chart, alt.LayerChart)
    spec = chart.to_dict(validate=True)
    assert "http" not in json.dumps({key: value for key, value in spec.items() if key != "$schema"})


def test_a_large_corpus_can_be_drawn() -> None:
    many = pd.DataFrame({"outlet_name": "Gazette", "mean": 0.1, "title": [f"t{n}" for n in range(6_000)]})
    assert charts.outlets(TABLE, many, SCALES["tone"]).to_dict()
