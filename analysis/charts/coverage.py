"""What outlets attend to, and how they change: shares with their denominators, and series with their gaps."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.estimates import ASIDE, CELL, UP, above, area, columns, numbers
from analysis.charts.style import INK, LABEL_SIZE, NEUTRAL, SOFT
from analysis.measures import Scale

BAND: Final = 150
"""Height of one outlet's series with its name above and its n below."""
TOP, BOTTOM = 0.26, 0.78
"""Where in its band a series may reach to."""
PERIODS_WITH_N: Final = 12
"""Periods up to which each one's n is written; beyond that the numbers would run into each other."""


def attention(table: pd.DataFrame, *, narrow: bool | None = None) -> alt.LayerChart:
    """Outlets × topics: the circle's area is the share of an outlet's texts on a topic, with "so many of so many".

    Args:
        table: outlet_name, topic_name, families, of, share, low, high, as of `coverage.attention` with names.
        narrow: As for `charts.grid`.
    """
    shown = table.assign(
        percent=["–" if pd.isna(share) else f"{100 * share:.0f} %" for share in table["share"]],
        of_all=[f"{k} of {n}" for k, n in zip(table["families"], table["of"], strict=True)],
        interval=[
            "nothing of this outlet is here" if pd.isna(low) else f"{100 * low:.0f} to {100 * high:.0f} %"
            for low, high in zip(table["low"], table["high"], strict=True)
        ],
    )
    y = style.rows("outlet_name", sorted(shown["outlet_name"].unique()))
    base = alt.Chart(shown).encode(x=columns("topic_name"), y=y)
    circle = (
        base.transform_filter("datum.share > 0")
        .mark_circle(
            color=NEUTRAL,
            opacity=1,
            xOffset=ASIDE,
            yOffset=UP,
        )
        .encode(
            # The whole is the same in every picture, so that areas can be compared between pictures.
            size=area("share", whole=1.0),
            description="of_all:N",
            tooltip=style.tooltip(
                outlet_name="outlet", topic_name="topic", of_all="texts", percent="share", interval="95 % interval"
            ),
        )
    )
    return style.finished(
        alt.layer(circle, *numbers(base, "percent", "of_all", narrow="of_all"), above(shown, y)),
        narrow,
        height=alt.Step(CELL),
    )


def series(table: pd.DataFrame, scale: Scale, *, narrow: bool | None = None) -> alt.LayerChart:
    """One strip per outlet over one time axis: estimates with 95 % intervals, joined only where no period is missing.

    Args:
        table: outlet_name, period (its first day), estimate, low, high, n_families; one row for every outlet and
            period, without an estimate where there is none (`coverage.with_gaps`).
        scale: Of the measure drawn.
        narrow: None lets the width decide; the form is the same.
    """
    order = list(dict.fromkeys(table["outlet_name"]))
    shown = table.sort_values(["outlet_name", "period"]).reset_index(drop=True)
    at = shown["outlet_name"].map({name: i for i, name in enumerate(order)}).astype(float)
    low, high = scale.domain

    def placed(column: pd.Series) -> pd.Series:
        return at + BOTTOM - (BOTTOM - TOP) * (column - low) / (high - low)

    missing = shown["estimate"].isna()
    shown = shown.assign(
        at=placed(shown["estimate"]),
        at_low=placed(shown["low"]),
        at_high=placed(shown["high"]),
        foot=at + 0.93,
        run=missing.groupby(shown["outlet_name"]).cumsum(),
        n=["" if n == 0 else f"{n:,}" for n in shown["n_families"].fillna(0).astype(int)],
        read=[_read(row, scale) for _, row in shown.iterrows()],
    )
    x = alt.X(
        "period:T",
        title=None,
        axis=alt.Axis(
            values=_dates(shown["period"]),
            format="%-d %b",
            labelFontSize=LABEL_SIZE,
            labelColor=SOFT,
            labelOverlap=True,
            grid=False,
        ),
        scale=alt.Scale(padding=16),
    )
    y = alt.Y(
        "at:Q",
        title=None,
        scale=alt.Scale(domain=[0, max(len(order), 1)], reverse=True, nice=False, zero=False),
        axis=_ends(len(order), scale),
    )
    known = alt.Chart(shown).transform_filter("isValid(datum.estimate)")
    heads = pd.DataFrame(
        {
            "at": [i + 0.1 for i in range(len(order))],
            "head": [
                f"{name}  ·  {int(n):,} {'text' if n == 1 else 'texts'}"
                for name, n in shown.groupby("outlet_name")["n_families"].sum().reindex(order).items()
            ],
        }
    )
    layers = [
        known.mark_rule(strokeWidth=3, color=NEUTRAL, aria=False).encode(x=x, y=alt.Y("at_low:Q"), y2="at_high:Q"),
        known.mark_line(strokeWidth=2, color=SOFT, aria=False).encode(x=x, y=y, detail=["outlet_name:N", "run:N"]),
        known.mark_circle(size=80, opacity=1, stroke=NEUTRAL, strokeWidth=1.5).encode(
            x=x,
            y=y,
            color=style.colour("estimate", scale),
            description="read:N",
            tooltip=[
                *style.tooltip(outlet_name="outlet", read="estimate", n="texts"),
                alt.Tooltip("period:T", title="from", format="%-d %b %Y"),
            ],
        ),
        alt.Chart(heads)
        .mark_text(align="left", fontSize=LABEL_SIZE, fontWeight=600, color=INK, aria=False)
        .encode(x=alt.value(0), y=y, text="head:N"),
    ]
    if shown["period"].nunique() <= PERIODS_WITH_N:
        layers.append(
            alt.Chart(shown)
            .mark_text(fontSize=LABEL_SIZE - 2, color=SOFT, aria=False)
            .encode(x=x, y=alt.Y("foot:Q"), text="n:N")
        )
    return style.finished(alt.layer(*layers), narrow, height=max(1, len(order)) * BAND)


def _dates(periods: pd.Series) -> list[alt.DateTime]:
    """The first days of all periods, or evenly some where they are many."""
    days = pd.DatetimeIndex(periods.drop_duplicates().sort_values())
    step = max(1, -(-len(days) // PERIODS_WITH_N))
    return [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in days[::step]]


def _ends(n: int, scale: Scale) -> alt.Axis:
    """Both ends of the measure, and its middle where that is zero, as faint lines in every strip."""
    middle = (TOP + BOTTOM) / 2
    named = {TOP: "+1", middle: "0", BOTTOM: "−1"} if scale.signed else {TOP: "1", BOTTOM: "0"}
    values = [i + share for i in range(n) for share in named]
    part = f"floor((datum.value - floor(datum.value) - {TOP}) / {BOTTOM - TOP} * {len(named) - 1} + 0.5)"
    return alt.Axis(
        values=values,
        # Without it Vega leaves out every other value of a high chart.
        tickCount=len(values),
        labelExpr=f"{list(named.values())}[{part}]",
        labelFontSize=LABEL_SIZE - 2,
        labelColor=SOFT,
        labelOverlap=False,
        labelPadding=6,
        grid=True,
        gridOpacity=0.6,
        ticks=False,
        domain=False,
    )


def _read(row: pd.Series, scale: Scale) -> str:
    if pd.isna(row["estimate"]):
        return "nothing here"
    said = scale.written(row["estimate"])
    if pd.isna(row["low"]):
        return f"{said}, too few texts for an interval"
    return f"{said}, 95 % interval {scale.written(row['low'])} to {scale.written(row['high'])}"
