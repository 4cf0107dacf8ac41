"""Where outlets stand on a measure: one row per outlet, or one cell per outlet and topic."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.style import INK, LABEL_SIZE, LOWERED, NEUTRAL, POINT_AREA, ROW, SOFT
from analysis.measures import Scale

STRIP_MOST: Final = 2_000
"""Articles drawn as ticks; beyond that a random part of them shows the spread as well."""
COLUMN_SIZE: Final = alt.ExprRef(f"narrow ? {LABEL_SIZE - 2} : {LABEL_SIZE}")
CELL: Final = 72
LARGEST: Final = 2_700
"""Area of the largest square, 52 pixels wide."""
LARGEST_NARROW: Final = 700
ASIDE: Final = alt.ExprRef("narrow ? 0 : -30")
"""Where the mark of a cell stands, so that its numbers have room beside it."""
UP: Final = alt.ExprRef("narrow ? -4 : 0")
BELOW: Final = alt.ExprRef("narrow ? 19 : -9")


def outlets(table: pd.DataFrame, articles: pd.DataFrame, scale: Scale, *, narrow: bool | None = None) -> alt.LayerChart:
    """One row per outlet: its articles as a strip, its estimate as a dot with a 95 % interval, n at the right.

    Args:
        table: outlet_name, estimate, low, high, n_families, n_articles, n_sentences, kind, printed, size.
        articles: outlet_name, mean, title.
        scale: Of the measure drawn; its domain is fixed, so that pictures can be compared.
        narrow: Names above the marks; None where the width is below `style.NARROW_BELOW`.
    """
    order = table.sort_values("estimate", ascending=False)["outlet_name"].tolist()
    y = style.rows("outlet_name", order)
    room = style.gutter(table["size"])
    base = alt.Chart(table)
    ticks = (
        alt.Chart(strip(articles))
        .mark_tick(color=NEUTRAL, opacity=0.45, thickness=2, size=16, yOffset=LOWERED, aria=False)
        .encode(
            x=style.value("mean", scale, room=room),
            y=y,
            tooltip=[alt.Tooltip("title:N", title="article"), alt.Tooltip("mean:Q", format="+.2f", title="mean")],
        )
    )
    interval = base.mark_rule(strokeWidth=4, color=NEUTRAL, yOffset=LOWERED, aria=False).encode(
        x=style.value("low", scale, room=room), x2="high:Q", y=y
    )
    picked = alt.selection_point(name="picked", fields=["outlet_name"])
    dot = (
        base.mark_circle(size=POINT_AREA, opacity=1, stroke=NEUTRAL, strokeWidth=1.5, yOffset=LOWERED)
        .encode(
            x=style.value("estimate", scale, room=room),
            y=y,
            color=style.colour("estimate", scale),
            description="printed:N",
            tooltip=style.tooltip(outlet_name="outlet", kind="kind", printed="estimate", size="rests on"),
        )
        .add_params(picked)
    )
    layers = [ticks, interval, dot, style.at_the_right(base, y, "size"), style.names_above(base, y, "outlet_name")]
    if scale.signed:
        layers.insert(0, style.zero())
    return style.finished(alt.layer(*layers), narrow, height=alt.Step(ROW))


def strip(articles: pd.DataFrame) -> pd.DataFrame:
    """The articles that `outlets` draws as ticks."""
    return articles if len(articles) <= STRIP_MOST else articles.sample(STRIP_MOST, random_state=0)


def grid(table: pd.DataFrame, scale: Scale, *, narrow: bool | None = None) -> alt.LayerChart:
    """Outlets × topics: colour is the estimate, the square's area the number of independent texts.

    Args:
        table: outlet_name, topic_name, estimate (missing below the floor), n_families, printed, text.
        scale: Of the measure drawn.
        narrow: Names above their rows, numbers below their squares; None where the width is below
            `style.NARROW_BELOW`.
    """
    y = style.rows("outlet_name", sorted(table["outlet_name"].unique()))
    shown = table.assign(n=[f"n {n:,}" for n in table["n_families"]])
    base = alt.Chart(shown).encode(x=columns("topic_name"), y=y)
    square = (
        base.transform_filter("isValid(datum.estimate)")
        .mark_square(
            stroke=NEUTRAL,
            strokeWidth=1,
            opacity=1,
            xOffset=ASIDE,
            yOffset=UP,
        )
        .encode(
            size=area("n_families"),
            color=style.colour("estimate", scale),
            description="printed:N",
            tooltip=style.tooltip(outlet_name="outlet", topic_name="topic", printed="estimate"),
        )
    )
    layers = [square, *numbers(base, "text", "n", narrow="text"), above(table, y)]
    return style.finished(alt.layer(*layers), narrow, height=alt.Step(CELL))


def columns(field: str) -> alt.X:
    """Topics as columns, their names on top, broken at spaces where there is little room."""
    return alt.X(
        f"{field}:N",
        title=None,
        axis=alt.Axis(
            orient="top",
            labelFontSize=COLUMN_SIZE,
            labelColor=SOFT,
            labelPadding=alt.ExprRef("narrow ? 16 : 10"),
            labelExpr="narrow ? split(datum.label, ' ') : datum.label",
            labelAngle=0,
            labelLimit=0,
            labelOverlap=False,
            labelFlush=False,
        ),
    )


def area(field: str, *, whole: float | None = None) -> alt.Size:
    """A number as the area of a mark that fits its cell; ``whole`` is what fills it, otherwise the largest number."""
    largest = alt.ExprRef(f"narrow ? {LARGEST_NARROW} : {LARGEST}")
    domain = alt.Undefined if whole is None else [0, whole]
    return alt.Size(f"{field}:Q", legend=None, scale=alt.Scale(domain=domain, range=[0, largest], zero=True))


def numbers(base: alt.Chart, first: str, second: str, *, narrow: str) -> list[alt.Chart]:
    """Two lines in words beside the mark of a cell; in a narrow chart the one line named, below it."""
    left = alt.ExprRef("narrow ? 'center' : 'left'")
    aside = alt.ExprRef("narrow ? 0 : 4")
    said = (
        base.transform_calculate(said=f"narrow ? datum.{narrow} : datum.{first}")
        .mark_text(fontSize=COLUMN_SIZE, fontWeight=600, align=left, dx=aside, dy=BELOW, color=INK, aria=False)
        .encode(text="said:N")
    )
    under = (
        base.transform_filter("!narrow")
        .mark_text(fontSize=LABEL_SIZE - 1, align="left", dx=4, dy=10, color=SOFT, aria=False)
        .encode(text=f"{second}:N")
    )
    return [said, under]


def above(table: pd.DataFrame, y: alt.Y) -> alt.Chart:
    """The names of the rows of a narrow grid, once each."""
    base = alt.Chart(table[["outlet_name"]].drop_duplicates())
    return style.names_above(base, y, "outlet_name", raise_by=CELL // 2 - 8)
