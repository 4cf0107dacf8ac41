"""What sets outlets apart: differences of pairs, and the words that one prints more than the rest."""

from __future__ import annotations

from typing import Final

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.style import INK, LABEL_SIZE, PAPER, POINT_AREA, SOFT
from analysis.compare import Verdict
from analysis.measures import Scale

SHAPES: Final = {Verdict.CLEAR: "circle", Verdict.SUGGESTIVE: "diamond", Verdict.CANNOT_TELL: "cross"}
PAIR_ROW: Final = 58
"""Two names fill a phone's width, so that the verdict has a line of its own below the mark."""
UNDER: Final = alt.ExprRef("narrow ? 18 : 0")
TERM_ROW: Final = 25
Z_AT_LEAST: Final = 4.0
"""Where every z is small, the scale still reaches this far: chance alone is not to fill the picture."""


def differences(table: pd.DataFrame, scale: Scale, *, narrow: bool | None = None) -> alt.LayerChart:
    """One row per pair: the difference with its 95 % interval against zero, verdict by shape and in words, n.

    The axis reaches half as far as a difference can, and all the way where an interval needs it.

    Args:
        table: a_name, b_name, estimate, low, high, verdict, p_adjusted, probability, n_stories, paired,
            n_families_a, n_families_b, as of `compare.differences` with names.
        scale: Of the measure compared.
        narrow: Names above the marks; None where the width is below `style.NARROW_BELOW`.
    """
    ordered = table.sort_values("estimate", ascending=False, na_position="last")
    shown = ordered.assign(
        pair=ordered["a_name"] + " and " + ordered["b_name"],
        said=[_said(row) for _, row in ordered.iterrows()],
        often=[_often(row) for _, row in ordered.iterrows()],
    )
    reach = style.reach(shown[["estimate", "low", "high"]], scale)
    room = style.gutter(shown["said"])
    title = f"← second {scale.more}   ·   first {scale.more} →"
    y = style.rows("pair", shown["pair"].tolist())
    base = alt.Chart(shown)

    def along(field: str) -> alt.X:
        return style.along(field, (-reach, reach), title, signed=True, room=room)

    interval = base.mark_rule(strokeWidth=4, color=SOFT, opacity=0.7, aria=False).encode(
        x=along("low"), x2="high:Q", y=y
    )
    dot = base.mark_point(size=POINT_AREA, opacity=1, stroke=INK, strokeWidth=1.5).encode(
        x=along("estimate"),
        y=y,
        shape=alt.Shape("verdict:N", legend=None, scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))),
        fill=alt.when(f"datum.verdict === '{Verdict.CLEAR}'").then(alt.value(INK)).otherwise(alt.value(PAPER)),
        description="often:N",
        tooltip=style.tooltip(pair="first and second", said="verdict", often="in words"),
    )
    said = style.at_the_right(base, y, "said", dy=UNDER)
    names = style.names_above(base, y, "pair", raise_by=20)
    return style.finished(alt.layer(style.zero(), interval, dot, said, names), narrow, height=alt.Step(PAIR_ROW))


def words(table: pd.DataFrame, *, most: int = 12, narrow: bool | None = None) -> alt.LayerChart:
    """One row per term of one outlet: its z on the side of those who print it more, beyond chance in bold and filled.

    Args:
        table: term, z, count, band, beyond_null, n_families, rest_families of one outlet, as of `contrast.table`.
        most: Terms at either end that are drawn.
        narrow: None lets the width decide; the form is the same, only with fewer words.
    """
    known = table.dropna(subset=["z"]).sort_values("z", ascending=False)
    at_ends = pd.concat([known[known["z"] > 0].head(most), known[known["z"] <= 0].tail(most)])
    shown = at_ends.assign(
        beyond=at_ends["beyond_null"].fillna(value=False).astype(bool),
        uses=[f"{row['term']}  ·  {int(row['count']):,}×" for _, row in at_ends.iterrows()],
        chance=[
            "beyond chance" if row["beyond_null"] is True else "chance may do this" for _, row in at_ends.iterrows()
        ],
        texts=[
            f"{row['n_families']} of this outlet, {row['rest_families']} of the rest" for _, row in at_ends.iterrows()
        ],
    )
    reach = max(Z_AT_LEAST, float(shown["z"].abs().max() or 0) * 1.08) if len(shown) else Z_AT_LEAST
    x = style.along("z", (-reach, reach), "← more in the rest   ·   more in this outlet →", signed=True)
    y = alt.Y("term:N", sort=shown["term"].tolist(), title=None, axis=None)
    base = alt.Chart(shown)
    stem = base.mark_rule(strokeWidth=2, color=SOFT, aria=False).encode(x=x, x2=alt.X2Datum(0), y=y)
    dot = base.mark_point(size=110, opacity=1, stroke=INK, strokeWidth=1.5).encode(
        x=x,
        y=y,
        fill=alt.when("datum.beyond").then(alt.value(INK)).otherwise(alt.value(PAPER)),
        description="uses:N",
        tooltip=[
            *style.tooltip(term="term", chance="verdict", texts="texts"),
            alt.Tooltip("z:Q", format="+.1f"),
            alt.Tooltip("band:Q", format=".1f", title="chance reaches"),
        ],
    )

    # On the other side of zero, where half a chart of room is certain.
    labels = [
        base.transform_filter(f"datum.z {side} 0 && {which}datum.beyond")
        .mark_text(align=align, dx=dx, fontSize=LABEL_SIZE, fontWeight=weight, color=ink, aria=False)  # type: ignore[arg-type]
        .encode(x=alt.XDatum(0), y=y, text="uses:N")
        for side, align, dx in ((">", "right", -8), ("<=", "left", 8))
        for which, weight, ink in (("", 700, INK), ("!", 400, SOFT))
    ]
    return style.finished(alt.layer(style.zero(), stem, dot, *labels), narrow, height=alt.Step(TERM_ROW))


def _said(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return "not measured"
    if row["paired"]:
        return f"{row['verdict']}, {row['n_stories']} {'story' if row['n_stories'] == 1 else 'stories'} of both"
    return f"{row['verdict']}, {row['n_families_a']} and {row['n_families_b']} texts"


def _often(row: pd.Series) -> str:
    if pd.isna(row["probability"]):
        return f"{row['a_name']} and {row['b_name']}: not measured"
    often = round(100 * row["probability"])
    return f"a text of {row['a_name']} is higher than one of {row['b_name']} {often} times in 100"
