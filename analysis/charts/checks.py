"""How far a result can be relied on: beside human labels, and over all reasonable settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.style import INK, LABEL_SIZE, NEUTRAL, PAPER, POINT_AREA, SOFT
from analysis.correct import CORRECTED, LABELS_ONLY, RAW
from analysis.measures import Scale

SHAPES: Final = {RAW: "circle", CORRECTED: "diamond", LABELS_ONLY: "square"}
GROUP: Final = 4.5
"""Lines from one outlet to the next: its name, three ways, and a gap."""
LINE: Final = 26
"""Height of one of an outlet's lines."""
CURVE: Final = 8
"""Height of the specification curve, in rows of its settings."""
SETTING_ROW: Final = 24


def three_ways(table: pd.DataFrame, scale: Scale, *, narrow: bool | None = None) -> alt.LayerChart:
    """Per outlet three lines: the model's estimate, the corrected one and that of the labels alone, with intervals.

    Args:
        table: outlet_name, method (of `correct.METHODS`), estimate, low, high, n_labels, missing.
        scale: Of the measure.
        narrow: None lets the width decide; the form is the same.
    """
    order = list(dict.fromkeys(table["outlet_name"]))
    methods = list(SHAPES)
    shown = table.assign(
        line=[
            GROUP * order.index(row["outlet_name"]) + 1 + methods.index(row["method"]) for _, row in table.iterrows()
        ],
        said=[_labels(row) for _, row in table.iterrows()],
        read=[_read(row, scale) for _, row in table.iterrows()],
    )
    heads = pd.DataFrame({"line": [GROUP * i + 0.1 for i in range(len(order))], "head": order})
    room = style.gutter(shown["said"])
    lines = max(1, len(order)) * GROUP
    y = alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[-0.5, lines - 0.6], reverse=True, nice=False, zero=False))
    # The words stand at the right of a narrow chart too: they tell the three lines apart.
    base = alt.Chart(shown)

    def along(field: str) -> alt.X:
        return style.value(field, scale, room=room, room_when_narrow=room)

    known = base.transform_filter("isValid(datum.estimate)")
    layers = [
        known.mark_rule(strokeWidth=4, color=NEUTRAL, aria=False).encode(x=along("low"), x2="high:Q", y=y),
        known.mark_point(size=POINT_AREA, opacity=1, strokeWidth=1.5).encode(
            x=along("estimate"),
            y=y,
            shape=alt.Shape("method:N", legend=None, scale=alt.Scale(domain=methods, range=list(SHAPES.values()))),
            fill=alt.when(f"datum.method === '{CORRECTED}'").then(alt.value(INK)).otherwise(alt.value(PAPER)),
            stroke=alt.value(INK),
            description="read:N",
            tooltip=style.tooltip(outlet_name="outlet", method="method", read="estimate"),
        ),
        base.mark_text(align="right", fontSize=LABEL_SIZE - 1, color=SOFT, aria=False).encode(
            x=alt.value("width"), y=y, text="said:N"
        ),
        alt.Chart(heads)
        .mark_text(align="left", fontSize=LABEL_SIZE + 1, fontWeight=600, color=INK, aria=False)
        .encode(x=alt.value(0), y=y, text="head:N"),
    ]
    if scale.signed:
        layers.insert(0, style.zero())
    return style.finished(alt.layer(*layers), narrow, height=round(lines * LINE))


def specification(
    table: pd.DataFrame, settings: Sequence[str], scale: Scale, *, narrow: bool | None = None
) -> alt.LayerChart:
    """Specification curve: every estimate from the lowest to the highest, and below it which settings made it.

    Simonsohn, Simmons & Nelson 2020, Nature Human Behaviour 4:1208, figure 2. The axis reaches half as far as a
    difference can, and all the way where an interval needs it.

    Args:
        table: One row per combination of settings: estimate, low, high, verdict, and a column for each setting.
        settings: Columns of settings, in the order drawn, named as they are to be read.
        scale: Of the measure whose difference is estimated.
        narrow: None lets the width decide; the form is the same.
    """
    known = table.dropna(subset=["estimate"]).sort_values("estimate", kind="stable").reset_index(drop=True)
    reach = style.reach(known[["estimate", "low", "high"]], scale)
    known = known.assign(rank=known.index + 1, drawn=known["verdict"].astype(str) == "clear")
    curve = {
        name: CURVE * (1 - (known[name].clip(-reach, reach) + reach) / (2 * reach))
        for name in ("estimate", "low", "high")
    }
    known = known.assign(
        at=curve["estimate"],
        at_low=curve["low"],
        at_high=curve["high"],
        read=[_read(r, scale) for _, r in known.iterrows()],
    )
    marks, labels, heads, foot = _settings(known, settings)
    labels |= {float(at): mark for at, mark in zip((0, CURVE / 2, CURVE), _ticks(reach), strict=True)}
    x = alt.X("rank:Q", axis=None, scale=alt.Scale(domain=[0.3, max(len(known), 1) + 0.7], nice=False))
    y = alt.Y(
        "at:Q",
        title=None,
        scale=alt.Scale(domain=[-0.5, foot], reverse=True, nice=False, zero=False),
        axis=alt.Axis(
            values=list(labels),
            tickCount=len(labels),
            labelExpr=f"{json.dumps({_key(at): text for at, text in labels.items()})}['' + datum.value]",
            labelFontSize=LABEL_SIZE - 1,
            labelColor=SOFT,
            labelLimit=0,
            labelOverlap=False,
            ticks=False,
            domain=False,
            grid=False,
        ),
    )
    base = alt.Chart(known)
    layers = [
        alt.Chart(pd.DataFrame({"at": [CURVE / 2]}))
        .mark_rule(color=NEUTRAL, strokeDash=[4, 4], aria=False)
        .encode(y=alt.Y("at:Q")),
        base.mark_rule(strokeWidth=2, color=NEUTRAL, aria=False).encode(x=x, y=alt.Y("at_low:Q"), y2="at_high:Q"),
        base.mark_point(shape="circle", size=70, opacity=1, strokeWidth=1.5).encode(
            x=x,
            y=y,
            fill=alt.when("datum.drawn").then(alt.value(INK)).otherwise(alt.value(PAPER)),
            stroke=alt.value(INK),
            description="read:N",
            tooltip=[*style.tooltip(read="difference", verdict="verdict"), *(alt.Tooltip(f"{s}:N") for s in settings)],
        ),
        alt.Chart(marks).mark_tick(orient="vertical", thickness=3, size=14, color=INK, aria=False).encode(x=x, y=y),
        alt.Chart(heads)
        .mark_text(align="left", fontSize=LABEL_SIZE - 1, fontWeight=600, color=INK, aria=False)
        .encode(x=alt.value(0), y=y, text="head:N"),
    ]
    return style.finished(alt.layer(*layers), narrow, height=int((foot + 0.5) * SETTING_ROW))


def _settings(
    known: pd.DataFrame, settings: Sequence[str]
) -> tuple[pd.DataFrame, dict[float, str], pd.DataFrame, float]:
    """The marks of all settings, the labels of their rows, the heads above them, and where it all ends."""
    at = CURVE + 1.5
    marks, labels, heads = [], {}, []
    for setting in settings:
        heads.append({"at": at, "head": setting})
        for choice in sorted(known[setting].astype(str).unique()):
            at += 1
            labels[at] = choice
            marks.append(known.loc[known[setting].astype(str) == choice, ["rank"]].assign(at=at))
        at += 1.5
    every = pd.concat(marks) if marks else pd.DataFrame({"rank": [], "at": []})
    return every, labels, pd.DataFrame(heads, columns=["at", "head"]), at


def _ticks(reach: float) -> tuple[str, str, str]:
    return f"+{reach:.1f}", "0", f"−{reach:.1f}"


def _key(at: float) -> str:
    """A number as the expression language writes it."""
    return str(int(at)) if at == int(at) else str(at)


def _labels(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return f"{row['method']}: not known"
    return str(row["method"]) if row["method"] == RAW else f"{row['method']}, n {int(row['n_labels']):,}"


def _read(row: pd.Series, scale: Scale) -> str:
    if pd.isna(row["estimate"]):
        return str(row["missing"])
    said = scale.written(row["estimate"])
    if pd.isna(row["low"]):
        return said
    return f"{said}, 95 % interval {scale.written(row['low'])} to {scale.written(row['high'])}"
