"""Charts are specifications: fixed scales, every name readable, nothing that claims more than the table."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
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
NAN = float("nan")
PAIRS = pd.DataFrame(
    {
        "a_name": ["Gazette", "Courier", "Lantern", "Wire"],
        "b_name": ["Courier", "Lantern", "Gazette", "Gazette"],
        "estimate": [-0.5, 0.3, 0.1, NAN],
        "low": [-0.8, 0.1, NAN, NAN],
        "high": [-0.2, 0.5, NAN, NAN],
        "verdict": ["clear", "suggestive", "cannot tell", "cannot tell"],
        "p_adjusted": [0.01, 0.08, NAN, NAN],
        "probability": [0.2, 0.7, 0.5, NAN],
        "n_stories": [8, 1, 0, 0],
        "paired": [True, True, False, False],
        "n_families_a": [9, 4, 1, 0],
        "n_families_b": [8, 1, 4, 4],
    }
)
TERMS = pd.DataFrame(
    {
        "term": ["provocation", "talks", "relief", "<b>said</b>"],
        "z": [6.1, 1.0, -1.5, -4.0],
        "count": pd.array([20, 3, 1, 0], dtype="Int64"),
        "band": [2.5, 2.5, 2.5, NAN],
        "beyond_null": pd.array([True, False, False, None], dtype="boolean"),
        "n_families": pd.array([9, 3, 1, 0], dtype="Int64"),
        "rest_families": pd.array([1, 9, 12, 20], dtype="Int64"),
    }
)
SHARES = pd.DataFrame(
    {
        "outlet_name": ["Gazette", "Courier", "Wire"],
        "topic_name": "Ferry",
        "families": [3, 0, 0],
        "of": [12, 9, 0],
        "share": [0.25, 0.0, NAN],
        "low": [0.1, 0.0, NAN],
        "high": [0.5, 0.3, NAN],
    }
)
WEEKS = pd.date_range("2026-03-02", periods=4, freq="W-MON")
SERIES = pd.DataFrame(
    {
        "outlet_name": ["Gazette"] * 4 + ["Courier"] * 4,
        "period": [*WEEKS, *WEEKS],
        "estimate": [-1.0, NAN, 0.0, 1.0, 0.2, 0.3, 0.4, 0.5],
        "low": [-1.0, NAN, NAN, 0.8, 0.1, 0.1, 0.1, 0.1],
        "high": [-0.8, NAN, NAN, 1.0, 0.6, 0.6, 0.6, 0.6],
        "n_families": [3.0, NAN, 1.0, 4.0, 5.0, 5.0, 5.0, 5.0],
    }
)
WAYS = pd.DataFrame(
    {
        "outlet_name": ["Gazette"] * 3,
        "method": ["raw", "corrected", "labels only"],
        "estimate": [-0.4, -0.3, NAN],
        "low": [-0.5, -0.5, NAN],
        "high": [-0.3, -0.1, NAN],
        "n_labels": [0, 40, 12],
        "missing": [None, None, "only 12 labels: at least 20 are needed"],
    }
)
SETTINGS = pd.DataFrame(
    {
        "model": ["one", "one", "other", "other"],
        "voice": ["own", "all", "own", "all"],
        "estimate": [0.3, -0.1, 0.2, NAN],
        "low": [0.1, -0.3, 0.0, NAN],
        "high": [0.5, 0.1, 0.4, NAN],
        "verdict": ["clear", "cannot tell", "suggestive", "cannot tell"],
    }
)
VOTES = pd.DataFrame(
    {
        "option": ["For", "For", "Against", "Against"],
        "round": ["before", "after", "before", "after"],
        "votes": [3, 1, 2, 45],
    }
)
GRID = TABLE.assign(topic_name="Ferry", text="+0.10", estimate=[-0.4, 0.6, float("nan")])


def outlets(measure: str) -> dict[str, Any]:
    return dict(charts.outlets(TABLE, ARTICLES, SCALES[measure]).to_dict())


def grid(measure: str) -> dict[str, Any]:
    return dict(charts.grid(GRID, SCALES[measure]).to_dict())


TONE = SCALES["tone"]
MAKE: dict[str, Callable[[slice, bool | None], alt.LayerChart]] = {
    "outlets": lambda r, narrow: charts.outlets(TABLE[r], ARTICLES[r], TONE, narrow=narrow),
    "grid": lambda r, narrow: charts.grid(GRID[r], TONE, narrow=narrow),
    "differences": lambda r, narrow: charts.differences(PAIRS[r], TONE, narrow=narrow),
    "words": lambda r, narrow: charts.words(TERMS[r], narrow=narrow),
    "attention": lambda r, narrow: charts.attention(SHARES[r], narrow=narrow),
    "series": lambda r, narrow: charts.series(SERIES[r], TONE, narrow=narrow),
    "three_ways": lambda r, narrow: charts.three_ways(WAYS[r], TONE, narrow=narrow),
    "specification": lambda r, narrow: charts.specification(SETTINGS[r], ["model", "voice"], TONE, narrow=narrow),
    "votes": lambda r, narrow: charts.votes(VOTES[r], ["For", "Against"], narrow=narrow),
}


@cache
def spec_of(name: str) -> dict[str, Any]:
    """A chart over its whole table."""
    return dict(MAKE[name](slice(None), None).to_dict())


def rows(spec: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    """What a layer draws, before its filters."""
    data = spec["layer"][layer].get("data", spec.get("data"))
    return list(spec["datasets"][data["name"]])


def layer_of(spec: dict[str, Any], mark: str) -> int:
    return marks(spec).index(mark)


def marks(spec: dict[str, Any]) -> list[str]:
    return [layer["mark"]["type"] for layer in spec["layer"]]


def channels(spec: dict[str, Any], channel: str) -> list[dict[str, Any]]:
    return [layer["encoding"][channel] for layer in spec["layer"] if channel in layer.get("encoding", {})]


@pytest.mark.parametrize("measure", Measure)
def test_the_scale_is_the_whole_domain_whatever_the_values(measure: str) -> None:
    spec = outlets(measure)
    scales = [x["scale"] for x in channels(spec, "x") if "scale" in x]
    assert len(scales) == 3
    assert all(scale["domain"] == list(SCALES[measure].domain) and scale["nice"] is False for scale in scales)
    colours = [c["scale"]["domain"] for c in channels(spec, "color") + channels(grid(measure), "color") if "scale" in c]
    assert len(colours) == 2
    assert all((c[0], c[-1]) == SCALES[measure].domain for c in colours)


@pytest.mark.parametrize(
    ("measure", "zero"), [("tone", True), ("portrayal", True), ("stance", True), ("loaded", False)]
)
def test_a_zero_line_stands_only_where_there_are_two_sides(measure: str, zero: bool) -> None:
    assert any("zero" in json.dumps(layer["encoding"]) for layer in outlets(measure)["layer"]) is zero


def test_articles_interval_estimate_and_size_are_drawn_in_that_order() -> None:
    assert marks(outlets("tone")) == ["rule", "tick", "rule", "circle", "text", "text"]


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
    square, written = spec["layer"][:2]
    assert square["mark"]["type"] == "square"
    assert square["transform"] == [{"filter": "isValid(datum.estimate)"}]
    assert not any("filter" in transform for transform in written["transform"])
    assert len(rows(spec, 1)) == 3


def test_opposite_signs_are_opposite_colours() -> None:
    assert len(charts.DIVERGING) % 2 == 1
    assert charts.DIVERGING[len(charts.DIVERGING) // 2] == charts.SEQUENTIAL[0]


@pytest.mark.parametrize("measure", Measure)
def test_estimates_are_drawn_for_every_measure_even_without_any(measure: str) -> None:
    assert charts.outlets(TABLE.iloc[:0], ARTICLES.iloc[:0], SCALES[measure]).to_dict()
    assert charts.grid(GRID.iloc[:0], SCALES[measure]).to_dict()
    assert charts.series(SERIES, SCALES[measure]).to_dict()
    assert charts.three_ways(WAYS, SCALES[measure]).to_dict()
    assert charts.differences(PAIRS, SCALES[measure]).to_dict()


@pytest.mark.parametrize("name", MAKE)
@pytest.mark.parametrize("given", [slice(None), slice(0), slice(1)], ids=["all", "none", "one"])
def test_every_chart_is_one_valid_view_that_fills_its_width(name: str, given: slice) -> None:
    chart = MAKE[name](given, None)
    assert isinstance(chart, alt.LayerChart)
    spec = chart.to_dict(validate=True)
    assert spec["width"] == "container"
    assert not {"facet", "hconcat", "vconcat", "concat"} & set(spec)
    assert "http" not in json.dumps({key: value for key, value in spec.items() if key != "$schema"})


@pytest.mark.parametrize("name", MAKE)
def test_words_are_inked_by_the_theme_and_no_colour_is_left_to_the_default(name: str) -> None:
    spec = spec_of(name)
    for layer in spec["layer"]:
        colours = {**layer["mark"], **layer["encoding"]}
        if layer["mark"]["type"] == "text":
            assert layer["mark"]["color"] in ({"expr": "ink"}, {"expr": "soft"})
            assert layer["mark"]["aria"] is False
        else:
            assert {"color", "stroke", "fill"} & set(colours)
    params = {param["name"]: param["expr"] for param in spec["params"] if "expr" in param}
    assert "luminance(background)" in params["ink"]


@pytest.mark.parametrize("name", MAKE)
def test_drawing_changes_no_table(name: str) -> None:
    given = (TABLE, GRID, PAIRS, TERMS, SHARES, SERIES, WAYS, SETTINGS, VOTES)
    before = [table.copy(deep=True) for table in given]
    MAKE[name](slice(None), None)
    for old, new in zip(before, given, strict=True):
        pd.testing.assert_frame_equal(old, new)


@pytest.mark.parametrize(("narrow", "asked"), [(None, "width > 0"), (True, "true"), (False, "false")])
@pytest.mark.parametrize("name", MAKE)
def test_the_width_decides_the_form_unless_it_is_settled(name: str, narrow: bool | None, asked: str) -> None:
    chart = MAKE[name](slice(1), narrow)
    params = {param["name"]: param.get("expr", "") for param in chart.to_dict(validate=False)["params"]}
    assert params["narrow"].startswith(asked)


@pytest.mark.parametrize("name", ["outlets", "grid", "differences", "attention"])
def test_names_stand_beside_the_marks_or_above_them_and_never_both(name: str) -> None:
    spec = spec_of(name)
    axes = [y["axis"]["labelExpr"] for y in channels(spec, "y") if y.get("axis")]
    assert axes
    assert set(axes) == {"narrow ? '' : datum.label"}
    above = [layer for layer in spec["layer"] if {"filter": "narrow"} in layer.get("transform", [])]
    assert len(above) == 1


def test_differences_are_sorted_and_say_their_verdict_by_shape_and_in_words() -> None:
    spec = spec_of("differences")
    drawn = rows(spec, layer_of(spec, "point"))
    assert [(row["pair"], row["said"]) for row in drawn] == [
        ("Courier and Lantern", "suggestive, 1 story of both"),
        ("Lantern and Gazette", "cannot tell, 1 and 4 texts"),
        ("Gazette and Courier", "clear, 8 stories of both"),
        ("Wire and Gazette", "not measured"),
    ]
    assert drawn[2]["often"] == "a text of Gazette is higher than one of Courier 20 times in 100"
    assert len(set(channels(spec, "shape")[0]["scale"]["range"])) == 3
    assert marks(spec)[0] == "rule"


@pytest.mark.parametrize(("high", "reach"), [(0.5, 1.0), (1.0, 1.0), (1.2, 2.0)])
def test_the_axis_of_differences_reaches_half_the_scale_or_all_of_it(high: float, reach: float) -> None:
    spec = charts.differences(PAIRS.assign(high=high), SCALES["tone"]).to_dict()
    assert channels(spec, "x")[1]["scale"]["domain"] == [-reach, reach]


def test_words_beyond_chance_are_bold_and_filled_and_the_others_are_not() -> None:
    spec = spec_of("words")
    drawn = rows(spec, layer_of(spec, "point"))
    assert [(row["uses"], row["beyond"]) for row in drawn] == [
        ("provocation  ·  20×", True),
        ("talks  ·  3×", False),
        ("relief  ·  1×", False),
        ("<b>said</b>  ·  0×", False),
    ]
    labels = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    filters = [layer["transform"][0]["filter"] for layer in labels]
    assert len(set(filters)) == 4
    assert all(
        (layer["mark"]["fontWeight"] == 700) is ("&& datum.beyond" in which)
        for layer, which in zip(labels, filters, strict=True)
    )


def test_only_so_many_words_are_drawn_at_either_end() -> None:
    many = pd.concat([TERMS.assign(term=TERMS["term"] + str(n), z=TERMS["z"] + n / 100) for n in range(40)])
    spec = charts.words(many, most=5).to_dict()
    assert len(rows(spec, layer_of(spec, "point"))) == 10


def test_shares_stand_with_their_denominators_and_an_outlet_without_texts_has_none() -> None:
    spec = spec_of("attention")
    drawn = rows(spec, layer_of(spec, "circle"))
    assert [(row["percent"], row["of_all"]) for row in drawn] == [
        ("25 %", "3 of 12"),
        ("0 %", "0 of 9"),
        ("–", "0 of 0"),
    ]
    assert channels(spec, "size")[0]["scale"]["domain"] == [0, 1.0]


def test_a_series_is_broken_where_a_period_is_missing_and_stays_in_its_band() -> None:
    spec = spec_of("series")
    drawn = rows(spec, layer_of(spec, "line"))
    runs = {(row["outlet_name"], row["run"]) for row in drawn if row["estimate"] is not None}
    assert runs == {("Gazette", 0), ("Gazette", 1), ("Courier", 0)}
    order = {"Gazette": 0, "Courier": 1}
    for row in drawn:
        if row["at"] is not None:
            assert order[row["outlet_name"]] < row["at"] < order[row["outlet_name"]] + 1
    ends = {row["estimate"]: row["at"] for row in drawn if row["outlet_name"] == "Gazette"}
    assert ends[1.0] < ends[0.0] < ends[-1.0]
    heads = [row["head"] for data in spec["datasets"].values() for row in data if "head" in row]
    assert heads == ["Gazette  ·  8 texts", "Courier  ·  20 texts"]


def test_a_long_series_has_dates_that_can_be_read() -> None:
    days = pd.date_range("2026-01-01", periods=400, freq="D")
    long = pd.DataFrame({"outlet_name": "Gazette", "period": days, "estimate": 0.1, "low": 0.0, "high": 0.2})
    spec = charts.series(long.assign(n_families=2), SCALES["tone"]).to_dict()
    assert len(channels(spec, "x")[0]["axis"]["values"]) <= 12
    assert marks(spec).count("text") == 1


def test_three_ways_are_three_shapes_and_a_missing_one_says_so() -> None:
    spec = spec_of("three_ways")
    drawn = rows(spec, layer_of(spec, "point"))
    assert [row["said"] for row in drawn] == ["raw", "corrected, n 40", "labels only: not known"]
    assert drawn[2]["read"].startswith("only 12 labels")
    assert len(set(channels(spec, "shape")[0]["scale"]["range"])) == 3
    assert len({row["line"] for row in drawn}) == 3


def test_a_specification_curve_rises_and_marks_every_setting_once() -> None:
    spec = spec_of("specification")
    curve = rows(spec, layer_of(spec, "point"))
    assert [row["estimate"] for row in curve] == [-0.1, 0.2, 0.3]
    assert [row["drawn"] for row in curve] == [False, False, True]
    assert [row["at"] for row in curve] == sorted((row["at"] for row in curve), reverse=True)
    ticks = rows(spec, layer_of(spec, "tick"))
    assert len(ticks) == 3 * 2
    axis = channels(spec, "y")[2]["axis"]
    labels = json.loads(axis["labelExpr"].partition("[")[0])
    assert set(labels.values()) == {"+1.0", "0", "−1.0", "one", "other", "all", "own"}
    assert [float(at) for at in labels] == axis["values"]


def test_every_vote_is_a_dot_and_no_vote_is_lost() -> None:
    spec = spec_of("votes")
    dots = rows(spec, layer_of(spec, "point"))
    assert len(dots) == VOTES["votes"].sum()
    assert len({(dot["line"], dot["at"]) for dot in dots}) == len(dots)
    heads = rows(spec, layer_of(spec, "text"))
    assert [head["said"] for head in heads] == ["before 3, after 1", "before 2, after 45"]


def test_before_the_vote_is_repeated_only_the_first_is_drawn() -> None:
    spec = charts.votes(VOTES[VOTES["round"] == "before"], ["For", "Against"]).to_dict()
    assert [head["said"] for head in rows(spec, layer_of(spec, "text"))] == ["before 3", "before 2"]


def test_a_large_corpus_can_be_drawn() -> None:
    many = pd.DataFrame({"outlet_name": "Gazette", "mean": 0.1, "title": [f"t{n}" for n in range(6_000)]})
    spec = charts.outlets(TABLE, many, SCALES["tone"]).to_dict()
    assert len(rows(spec, layer_of(spec, "tick"))) == len(charts.strip(many)) == charts.STRIP_MOST
