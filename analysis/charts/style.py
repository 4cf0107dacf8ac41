"""What all charts share: palette, type sizes, ink that follows the theme, and the form for narrow screens."""

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
"""At least 3:1 on white and on near-black: for rules, outlines and single articles, never for words."""
LABEL_SIZE: Final = 15
TITLE_SIZE: Final = 16
POINT_AREA: Final = 190
ROW: Final = 50
"""Height of a row: room for a mark, and on a narrow screen for a line of type above it."""
NARROW_BELOW: Final = 500
"""Width in pixels below which names stand above the marks: beside them they would take half of a phone."""
LETTER: Final = 0.53
"""Mean width of a letter as a share of the size of type, rounded up, for the room that words need."""

# The theme's background is a signal that expressions can read, so one specification is legible in light and dark;
# no single grey has a contrast of 4.5 with both.
_INK: Final = "luminance(background) < 0.4 ? '#f0eeea' : '#1c1b1a'"
_SOFT: Final = "luminance(background) < 0.4 ? '#b9b4ad' : '#5f5b56'"
INK: Final = alt.ExprRef("ink")
SOFT: Final = alt.ExprRef("soft")
PAPER: Final = alt.ExprRef("background")
# The chart's own width shrinks by its labels, so deciding by it could swing to and fro; the container's does not.
# ``width`` is named so that the question is asked again when the chart is resized.
_NARROW: Final = f"width > 0 && (isFinite(containerSize()[0]) ? containerSize()[0] : width) < {NARROW_BELOW}"

LOWERED: Final = alt.ExprRef("narrow ? 10 : 0")
RAISED: Final = alt.ExprRef("narrow ? -15 : 0")
"""How far marks give way to the names above them, and how far what stands beside them joins the names."""


def finished(chart: alt.LayerChart | alt.FacetChart, narrow: bool | None, *, height: alt.Step | int) -> alt.LayerChart:
    """A layered chart that fills its container, follows the theme's ink, and knows whether it is narrow.

    Args:
        chart: Its marks may use the expressions ``ink``, ``soft`` and ``narrow``.
        narrow: None lets the width decide where it is drawn; True and False settle it.
        height: Of a row, or of all.
    """
    asked = _NARROW if narrow is None else str(narrow).lower()
    done: alt.LayerChart = (
        chart.properties(height=height, width="container")
        .add_params(
            alt.param(name="ink", expr=_INK), alt.param(name="soft", expr=_SOFT), alt.param(name="narrow", expr=asked)
        )
        .configure_view(stroke=None)
    )
    return done


def rows(field: str, order: list[str]) -> alt.Y:
    """One row per name, its label at the left of a wide chart."""
    return alt.Y(f"{field}:N", sort=order, title=None, axis=_names())


def names_above(base: alt.Chart, y: alt.Y, field: str, *, raise_by: int = 15) -> alt.Chart:
    """The names as a line of type above the marks of their rows, in a narrow chart only."""
    drawn: alt.Chart = (
        base.transform_filter("narrow")
        .mark_text(align="left", dy=-raise_by, fontSize=LABEL_SIZE, color=INK, aria=False)
        .encode(x=alt.value(0), y=y, text=f"{field}:N")
    )
    return drawn


def at_the_right(base: alt.Chart, y: alt.Y, field: str, *, dy: alt.ExprRef = RAISED) -> alt.Chart:
    """Words at the right end of every row; `gutter` leaves the room for them."""
    drawn: alt.Chart = base.mark_text(align="right", dy=dy, fontSize=LABEL_SIZE - 1, color=SOFT, aria=False).encode(
        x=alt.value("width"), y=y, text=f"{field}:N"
    )
    return drawn


def gutter(texts: pd.Series) -> int:
    """Pixels that the longest of some words takes at the right of a wide chart."""
    return int(texts.astype(str).str.len().max() * (LABEL_SIZE - 1) * LETTER) + 14 if len(texts) else 0


def value(field: str, scale: Scale, *, room: int = 0, room_when_narrow: int = 0) -> alt.X:
    """The measure along x over its whole domain, so that pictures can be compared.

    Args:
        field: The column drawn.
        scale: Of the measure.
        room: Pixels left free at the right of a wide chart, for `at_the_right`.
        room_when_narrow: The same for a narrow chart.
    """
    low, high = scale.domain
    label = f"← {scale.low}   ·   {scale.high} →" if scale.signed else f"{scale.low} → {scale.high}"
    return along(field, (low, high), label, signed=scale.signed, room=room, room_when_narrow=room_when_narrow)


def along(
    field: str, domain: tuple[float, float], title: str, *, signed: bool, room: int = 0, room_when_narrow: int = 0
) -> alt.X:
    """A number along x over a fixed domain."""
    return alt.X(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(
            domain=list(domain), nice=False, range=[0, alt.ExprRef(f"width - (narrow ? {room_when_narrow} : {room})")]
        ),
        axis=alt.Axis(
            labelFontSize=LABEL_SIZE,
            labelColor=SOFT,
            titleColor=SOFT,
            titleFontSize=alt.ExprRef(f"narrow ? {TITLE_SIZE - 2} : {TITLE_SIZE}"),
            grid=True,
            gridOpacity=0.25,
            tickCount=5,
            labelExpr=written(signed=signed),
        ),
    )


def reach(numbers: pd.DataFrame, scale: Scale) -> float:
    """How far an axis of differences goes either way: half the measure's width, or all of it where they need it."""
    width = scale.domain[1] - scale.domain[0]
    return width if numbers.abs().max().max() > width / 2 else width / 2


def written(*, signed: bool) -> str:
    """Expression that writes an axis value: a sign and a true minus where there are two sides, and no −0."""
    if signed:
        return "datum.value == 0 ? '0' : replace(format(datum.value, '+.1f'), '-', '−')"
    return "format(datum.value, '.1f')"


def zero() -> alt.Chart:
    """The line between two opposites."""
    line: alt.Chart = (
        alt.Chart(pd.DataFrame({"zero": [0.0]}))
        .mark_rule(color=NEUTRAL, strokeDash=[4, 4], aria=False)
        .encode(x="zero:Q")
    )
    return line


def colour(field: str, scale: Scale) -> alt.Color:
    """The measure as colour, over its whole domain."""
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


def tooltip(**titles: str) -> list[alt.Tooltip]:
    """Tooltips of the columns that are named, under the titles given."""
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]


def _names() -> alt.Axis:
    return alt.Axis(
        labelFontSize=LABEL_SIZE + 1,
        labelColor=INK,
        labelLimit=0,
        labelOverlap=False,
        labelFlush=False,
        labelPadding=10,
        ticks=False,
        domain=False,
        labelExpr="narrow ? '' : datum.label",
    )
