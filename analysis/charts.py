"""Pictures: pure functions from a table to an Altair chart, in one palette and one size of type."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from analysis.measures import Scale

# Purple–orange keeps opposite signs apart under every common colour-vision type, and it is neither
# a party nor a verdict.
DIVERGING: Final = ("#542788", "#8073ac", "#b2abd2", "#e6e3ec", "#f7f7f7", "#fbe6cf", "#fdb863", "#e08214", "#b35806")
SEQUENTIAL: Final = ("#f7f7f7", "#fbe6cf", "#fdb863", "#e08214", "#b35806", "#7f3b08")
NEUTRAL: Final = "#8b8b8b"
"""Readable on white and on near-black, for rules, intervals and single articles."""
LABEL_SIZE: Final = 15
TITLE_SIZE: Final = 16
STRIP_MOST: Final = 2_000
"""Articles drawn as ticks; beyond that a random part of them shows the spread as well."""
ROW_HEIGHT: Final = 46
POINT_AREA: Final = 190
CELL: Final = 62
MINUS: Final = "datum.value == 0 ? '0' : replace(format(datum.value, '+.1f'), '-', '−')"


def outlets(table: pd.DataFrame, articles: pd.DataFrame, scale: Scale) -> alt.LayerChart:
    """One row per outlet: its articles as a strip, its estimate as a dot with a 95 % interval, n at the right.

    Args:
        table: outlet_name, estimate, low, high, n_families, n_articles, n_sentences, kind, printed, size.
        articles: outlet_name, mean, title.
        scale: Of the measure drawn; its domain is fixed, so that pictures can be compared.
    """
    order = table.sort_values("estimate", ascending=False)["outlet_name"].tolist()
    y = alt.Y("outlet_name:N", sort=order, title=None, axis=_names())
    base = alt.Chart(table)
    shown = articles if len(articles) <= STRIP_MOST else articles.sample(STRIP_MOST, random_state=0)
    strip = (
        alt.Chart(shown)
        .mark_tick(color=NEUTRAL, opacity=0.45, thickness=2, size=16, aria=False)
        .encode(
            x=_value("mean", scale),
            y=y,
            tooltip=[alt.Tooltip("title:N", title="article"), alt.Tooltip("mean:Q", format="+.2f", title="mean")],
        )
    )
    interval = base.mark_rule(strokeWidth=4, color=NEUTRAL, aria=False).encode(x=_value("low", scale), x2="high:Q", y=y)
    picked = alt.selection_point(name="picked", fields=["outlet_name"])
    dot = (
        base.mark_circle(size=POINT_AREA, opacity=1, stroke=NEUTRAL, strokeWidth=1.5)
        .encode(
            x=_value("estimate", scale),
            y=y,
            color=_colour("estimate", scale),
            description="printed:N",
            tooltip=[
                alt.Tooltip("outlet_name:N", title="outlet"),
                alt.Tooltip("kind:N"),
                alt.Tooltip("printed:N", title="estimate"),
                alt.Tooltip("size:N", title="rests on"),
            ],
        )
        .add_params(picked)
    )
    n = base.mark_text(align="left", dx=8, fontSize=LABEL_SIZE - 1, color=NEUTRAL).encode(
        x=alt.value("width"), y=y, text="size:N"
    )
    layers = [strip, interval, dot, n]
    if scale.signed:
        zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=NEUTRAL, strokeDash=[4, 4], aria=False)
        layers.insert(0, zero.encode(x="zero:Q"))
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=alt.Step(ROW_HEIGHT), width="container", padding={"right": 130, "left": 5})
        .configure_view(stroke=None)
    )
    return chart


def grid(table: pd.DataFrame, scale: Scale) -> alt.LayerChart:
    """Outlets × topics: colour is the estimate, the square's area the number of independent texts.

    Args:
        table: outlet_name, topic_name, estimate (missing below the floor), n_families, printed, text.
        scale: Of the measure drawn.
    """
    x = alt.X(
        "topic_name:N",
        title=None,
        axis=alt.Axis(orient="top", labelFontSize=LABEL_SIZE, labelAngle=0, labelLimit=0, labelOverlap=False),
    )
    y = alt.Y("outlet_name:N", title=None, axis=_names())
    base = alt.Chart(table).encode(x=x, y=y)
    square = base.transform_filter("isValid(datum.estimate)").mark_square(stroke=NEUTRAL, strokeWidth=0.5, opacity=1)
    coloured = square.encode(
        size=alt.Size("n_families:Q", legend=None, scale=alt.Scale(range=[500, CELL**2 * 0.72], zero=True)),
        color=_colour("estimate", scale),
        description="printed:N",
        tooltip=[
            alt.Tooltip("outlet_name:N", title="outlet"),
            alt.Tooltip("topic_name:N", title="topic"),
            alt.Tooltip("printed:N", title="estimate"),
        ],
    )
    written = base.mark_text(fontSize=LABEL_SIZE, fontWeight=600).encode(
        text="text:N",
        color=alt.when(_dark(scale))
        .then(alt.value("#ffffff"))
        .when("isValid(datum.estimate)")
        .then(alt.value("#1c1b1a"))
        .otherwise(alt.value(NEUTRAL)),
    )
    chart: alt.LayerChart = (
        alt.layer(coloured, written).properties(width="container", height=alt.Step(CELL)).configure_view(stroke=None)
    )
    return chart


def _value(field: str, scale: Scale) -> alt.X:
    low, high = scale.domain
    label = f"← {scale.low}   ·   {scale.high} →" if scale.signed else f"{scale.low} → {scale.high}"
    return alt.X(
        f"{field}:Q",
        title=label,
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(
            labelFontSize=LABEL_SIZE,
            titleFontSize=TITLE_SIZE,
            grid=True,
            gridOpacity=0.25,
            tickCount=5,
            labelExpr=MINUS if scale.signed else "format(datum.value, '.1f')",
        ),
    )


def _names() -> alt.Axis:
    return alt.Axis(
        labelFontSize=LABEL_SIZE + 1, labelLimit=0, labelOverlap=False, labelPadding=10, ticks=False, domain=False
    )


def _colour(field: str, scale: Scale) -> alt.Color:
    colours = DIVERGING if scale.signed else SEQUENTIAL
    low, high = scale.domain
    return alt.Color(
        f"{field}:Q",
        legend=None,
        scale=alt.Scale(
            domain=[low + (high - low) * i / (len(colours) - 1) for i in range(len(colours))],
            range=list(colours),
            clamp=True,
        ),
    )


def _dark(scale: Scale) -> str:
    if scale.signed:
        return "isValid(datum.estimate) && abs(datum.estimate) > 0.62"
    return "isValid(datum.estimate) && datum.estimate > 0.7"
