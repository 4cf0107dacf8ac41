"""A grid of outlets by something else, and the sentences behind any cell of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analysis import charts, findings
from analysis.charts.picking import pickable
from analysis.dashboard import cache, evidence, picking, saving
from analysis.dashboard.filters import Filters
from analysis.measures import SCALES

Behind = Callable[[pd.Series], tuple[Filters, pd.DataFrame]]
"""A cell → what to ask, and the articles that it rests on."""


@st.cache_data(max_entries=64, show_spinner=False)
def _spec(table: pd.DataFrame, measure: str) -> dict[str, Any]:
    return pickable(charts.grid(table, SCALES[measure]).to_dict(), "outlet_name", "topic_name")


def draw(chosen: Filters, table: pd.DataFrame, behind: Behind, *, key: str, said: str) -> None:
    """Draw the grid, and below it the sentences of the cell that is picked by mouse or from the list.

    Args:
        chosen: What the viewer asked for.
        table: outlet_name, topic_name (the column, whatever it is) and the columns of `aggregate.by_group`.
        behind: Finds what stands behind a row of the table.
        key: Of the chart.
        said: What the grid shows, in words.
    """
    measure = chosen.asked.measure
    scale = SCALES[measure]
    cells = table.assign(
        printed=[findings.printed(row, scale) for _, row in table.iterrows()],
        text=["·" if pd.isna(row["low"]) else scale.written(row["estimate"]) for _, row in table.iterrows()],
    )
    shown = cells.assign(estimate=cells["estimate"].where(cells["low"].notna()))
    columns = ["outlet_name", "topic_name", "estimate", "n_families"]
    spec = _spec(shown[[*columns, "printed", "text"]], measure)
    read = cells[cells["n_sentences"] > 0].reset_index(drop=True)
    options = [picking.option(row.outlet_name, row.topic_name) for row in read.itertuples()]
    box = f"{key}_cell"
    st.vega_lite_chart(
        spec,
        key=key,
        on_select=picking.into(key, box, ["outlet_name", "topic_name"], options),
        selection_mode="picked",
        alt=f"{said}; the table below holds every number.",
        width="stretch",
    )
    st.caption("Area and n: number of independent texts. A dot without a square: too few texts for an interval.")
    source = saving.source(chosen, cache.scored_articles(chosen.workspace, chosen.version, chosen.asked))
    saving.picture(key, spec, shown[[*columns, "low", "high", "missing"]], said, source)
    cell = st.selectbox(
        "The sentences behind the cell", options, index=None, key=box, placeholder="choose, or click a square"
    )
    if cell:
        question, articles = behind(read.iloc[options.index(cell)])
        evidence.sentences(question, articles, scale)
    with st.expander("The grid as a table"):
        evidence.table(cells[[*columns, "low", "high", "n_sentences", "missing"]], key.replace("_", "-"), scale)
