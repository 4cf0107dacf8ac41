"""The aggregator as editor: how often it lifts whom, and to which slot."""

from __future__ import annotations

import math
from typing import Final

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.style import INK, LABEL_SIZE, LOWERED, NEUTRAL, PAPER, POINT_AREA, ROW, SOFT

REACH_AT_LEAST: Final = 4.0
"""The axis shows at least from a quarter to four times as often, so that a small ratio looks small."""
REACH_AT_MOST: Final = 64.0


def lifts(table: pd.DataFrame, *, narrow: bool | None = None) -> alt.LayerChart:
    """One row per category: how many times as often it is lifted as the others, with interval, or why that is unknown.

    Args:
        table: category, ratio, low, high, lifted, pool and missing, as of `coverage.editor.lifts` with names.
        narrow: Names above the marks; None where the width is below `style.NARROW_BELOW`.
    """
    shown = table.sort_values(["ratio", "category"], ascending=[False, True]).reset_index(drop=True)
    shown = shown.assign(
        size=[_counted(row) for _, row in shown.iterrows()],
        why=[why[:48] + "…" if len(why) > 48 else why for why in shown["missing"].fillna("").astype(str)],
        printed=[printed(row) for _, row in shown.iterrows()],
        apart=(shown["low"] > 1) | (shown["high"] < 1),
    )
    ends = pd.concat([shown["high"], 1 / shown["low"]]).replace([math.inf, -math.inf], math.nan).dropna()
    reach = min(max(REACH_AT_LEAST, float(ends.max())), REACH_AT_MOST) if len(ends) else REACH_AT_LEAST
    reach = 2.0 ** math.ceil(math.log2(reach))
    steps = [2.0**power for power in range(-int(math.log2(reach)), int(math.log2(reach)) + 1)]
    y = style.rows("category", shown["category"].tolist())
    room = style.gutter(shown["size"])

    def along(field: str) -> alt.X:
        return alt.X(
            f"{field}:Q",
            title="← lifted less often than the others   ·   more often →",
            scale=alt.Scale(
                type="log",
                domain=[1 / reach, reach],
                clamp=True,
                nice=False,
                range=[0, alt.ExprRef(f"width - (narrow ? 0 : {room})")],
            ),
            axis=alt.Axis(
                values=steps,
                labelExpr="datum.value < 1 ? '1/' + round(1 / datum.value) : '×' + datum.value",
                labelFontSize=LABEL_SIZE,
                titleFontSize=LABEL_SIZE,
                grid=True,
                gridOpacity=0.25,
            ),
        )

    base = alt.Chart(shown)
    known = base.transform_filter("isValid(datum.ratio)")
    one = (
        alt.Chart(pd.DataFrame({"one": [1.0]}))
        .mark_rule(color=NEUTRAL, strokeDash=[4, 4], aria=False)
        .encode(x=along("one"))
    )
    interval = known.mark_rule(strokeWidth=4, color=NEUTRAL, yOffset=LOWERED, aria=False).encode(
        x=along("low"), x2="high:Q", y=y
    )
    dot = known.mark_point(size=POINT_AREA, opacity=1, stroke=INK, strokeWidth=1.5, yOffset=LOWERED).encode(
        x=along("ratio"),
        y=y,
        fill=alt.when("datum.apart").then(alt.value(INK)).otherwise(alt.value(PAPER)),
        description="printed:N",
        tooltip=style.tooltip(category="of", printed="lifted", size="texts"),
    )
    unknown = (
        base.transform_filter("!isValid(datum.ratio)")
        .mark_text(align="left", dy=LOWERED, fontSize=LABEL_SIZE - 1, color=SOFT, aria=False)
        .encode(x=alt.value(0), y=y, text="why:N")
    )
    layers = [one, interval, dot, unknown, style.at_the_right(base, y, "size"), style.names_above(base, y, "category")]
    return style.finished(alt.layer(*layers), narrow, height=alt.Step(ROW))


def printed(row: pd.Series) -> str:
    """A ratio as it is read out, or why there is none."""
    if pd.isna(row["ratio"]):
        return str(row["missing"])
    return f"{row['ratio']:.2f} times as often, 95 % interval {row['low']:.2f} to {row['high']:.2f}"


def _counted(row: pd.Series) -> str:
    return f"{int(row['lifted'])} of {int(row['pool'])}" if row["pool"] else f"{int(row['lifted'])} lifted"
