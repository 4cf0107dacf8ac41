"""What a class thinks: every vote a dot, so that a small class is not turned into percentages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import altair as alt
import pandas as pd

from analysis.charts import style
from analysis.charts.style import INK, LABEL_SIZE, PAPER

PER_LINE: Final = 20
"""Dots in a line: the votes of a large class still fit the width of a phone."""
PITCH: Final = 30
"""Widest distance of two dots; on a projector they stay together as one figure."""
ROUNDS: Final = ("before", "after")


def votes(table: pd.DataFrame, options: Sequence[str], *, narrow: bool | None = None) -> alt.LayerChart:
    """One group of dots per option, hollow for the vote before and filled for the vote after, with both counts.

    Args:
        table: option, round (of `ROUNDS`), votes; an option or a round that is not there has none.
        options: In the order drawn.
        narrow: None lets the width decide; the form is the same.
    """
    counts = {(o, r): int(n) for o, r, n in zip(table["option"], table["round"], table["votes"], strict=True)}
    rounds = [r for r in ROUNDS if any(name == r for _, name in counts)] or [ROUNDS[0]]
    dots, heads, line = [], [], 0.0
    for option in options:
        said = ", ".join(f"{r} {counts.get((option, r), 0)}" for r in rounds)
        heads.append({"line": line, "option": option, "said": said})
        for r in rounds:
            n = counts.get((option, r), 0)
            dots += [
                {"option": option, "round": r, "said": said, "line": line + 1 + i // PER_LINE, "at": i % PER_LINE + 0.5}
                for i in range(n)
            ]
            line += max(1, -(-n // PER_LINE))
        line += 1.6
    drawn = pd.DataFrame(dots, columns=["option", "round", "said", "line", "at"])
    y = alt.Y(
        "line:Q", axis=None, scale=alt.Scale(domain=[-0.7, max(line, 1) - 0.7], reverse=True, nice=False, zero=False)
    )
    x = alt.X(
        "at:Q",
        axis=None,
        scale=alt.Scale(domain=[0, PER_LINE], nice=False, range=[0, alt.ExprRef(f"min(width, {PER_LINE * PITCH})")]),
    )
    head = alt.Chart(pd.DataFrame(heads, columns=["line", "option", "said"])).encode(y=y)
    layers = [
        alt.Chart(drawn)
        .mark_point(shape="circle", opacity=1, strokeWidth=2, size=alt.ExprRef("narrow ? 110 : 330"))
        .encode(
            x=x,
            y=y,
            fill=alt.when("datum.round === 'after'").then(alt.value(INK)).otherwise(alt.value(PAPER)),
            stroke=alt.value(INK),
            tooltip=style.tooltip(option="option", said="votes"),
        ),
        head.mark_text(align="left", fontSize=LABEL_SIZE + 1, fontWeight=600, color=INK, aria=False).encode(
            x=alt.value(0), text="option:N"
        ),
        head.mark_text(align="right", fontSize=LABEL_SIZE, color=INK, aria=False).encode(
            x=alt.value(alt.ExprRef(f"min(width, {PER_LINE * PITCH})")), text="said:N"
        ),
    ]
    return style.finished(alt.layer(*layers), narrow, height=int(max(line, 1) * PITCH))
