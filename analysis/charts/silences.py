"""Who covers what, who is silent although it could have spoken, and who had no opportunity."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.style import INK, LABEL_SIZE, NEUTRAL, PAPER, SOFT
from analysis.coverage.silence import COVERED, NO_OPPORTUNITY, SILENT

ROW: Final = 46
LINE: Final = 16
SHAPES: Final = {COVERED: "circle", SILENT: "square", NO_OPPORTUNITY: "stroke"}
"""Told apart by form and filling first, so that no colour is needed: filled disc, hollow square, dash."""


def silences(table: pd.DataFrame, *, narrow: bool | None = None) -> alt.LayerChart:
    """Stories × outlets: a filled disc where covered, a hollow square where silent with opportunity, a dash where none.

    Args:
        table: outlet_name, subject_name, state, families, in_window, reason, chance, as of
            `coverage.silence.blind_spots` with names; subjects in the order drawn.
        narrow: Names above their rows; None where the width is below `style.NARROW_BELOW`.
    """
    shown = table.assign(
        inside=[str(n) if n else "" for n in table["families"]],
        printed=[printed(row) for _, row in table.iterrows()],
    )
    # Lines of a label run down from where it stands, so that a long name needs room above the first row.
    lines = int(shown["outlet_name"].str.count(" ").max()) + 1 if len(shown) else 1
    x = alt.X(
        "outlet_name:N",
        title=None,
        axis=alt.Axis(
            orient="top",
            labelFontSize=alt.ExprRef(f"narrow ? {LABEL_SIZE - 2} : {LABEL_SIZE - 1}"),
            labelExpr="narrow ? datum.label : split(datum.label, ' ')",
            # Upright on a phone, where eight names side by side would run into each other.
            labelAngle=alt.ExprRef("narrow ? -90 : 0"),
            labelAlign=alt.ExprRef("narrow ? 'left' : 'center'"),
            labelBaseline=alt.ExprRef("narrow ? 'middle' : 'bottom'"),
            labelLineHeight=LINE,
            labelPadding=alt.ExprRef(f"narrow ? 12 : {8 + LINE * (lines - 1)}"),
            labelLimit=0,
            labelOverlap=False,
            labelFlush=False,
            domain=False,
            ticks=False,
        ),
    )
    y = style.rows("subject_name", list(dict.fromkeys(shown["subject_name"])))
    base = alt.Chart(shown).encode(x=x, y=y)
    lowered = alt.ExprRef("narrow ? 8 : 0")
    covered, silent = f"datum.state == '{COVERED}'", f"datum.state == '{SILENT}'"
    mark = base.mark_point(size=420, opacity=1, strokeWidth=2.5, yOffset=lowered).encode(
        shape=alt.Shape("state:N", legend=None, scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))),
        fill=alt.when(covered).then(alt.value(NEUTRAL)).otherwise(alt.value(PAPER)),
        stroke=alt.when(silent).then(alt.value(INK)).otherwise(alt.value(NEUTRAL)),
        description="printed:N",
        tooltip=style.tooltip(outlet_name="outlet", subject_name="on", printed="what is known"),
    )
    inside = (
        base.transform_filter(covered)
        .mark_text(fontSize=LABEL_SIZE - 1, fontWeight=700, color="#111111", dy=lowered, aria=False)
        .encode(text="inside:N")
    )
    names = alt.Chart(shown[["subject_name"]].drop_duplicates())
    heads = (
        names.transform_filter("narrow")
        .mark_text(align="left", dy=-14, fontSize=LABEL_SIZE - 2, color=SOFT, limit=alt.ExprRef("width"), aria=False)
        .encode(x=alt.value(0), y=y, text="subject_name:N")
    )
    return style.finished(alt.layer(mark, inside, heads), narrow, height=alt.Step(ROW))


def printed(row: pd.Series) -> str:
    """What is known of an outlet on a story, as it is read out."""
    n = int(row["families"])
    if row["state"] == COVERED:
        return f"covered, {n} {'text' if n == 1 else 'texts'}"
    if row["state"] == NO_OPPORTUNITY:
        return f"no opportunity: {row['reason']}"
    chance = "" if pd.isna(row["chance"]) else f"; by chance {100 * row['chance']:.0f} times in 100"
    return f"silent, with {int(row['in_window'])} texts of its own in that time{chance}"
