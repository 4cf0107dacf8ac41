"""Where outlets stand on the measure asked for, who differs from whom, and the sentences behind either."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import charts, comparison, findings
from analysis.charts.picking import pickable
from analysis.compare import Verdict
from analysis.comparison import Asked
from analysis.dashboard import cache, dial, evidence, filters, picking, saving, text
from analysis.dashboard.filters import Filters
from analysis.measures import SCALES, Scale

PAIRS: Final = 10
"""Differences drawn; the table holds them all."""
_RANK: Final = {Verdict.CLEAR: 0, Verdict.SUGGESTIVE: 1, Verdict.CANNOT_TELL: 2}


@st.cache_data(max_entries=64, show_spinner="Comparing the outlets …")
def pairs(name: str, version: str, asked: Asked) -> pd.DataFrame:
    """Every pair of outlets, the surest differences first."""
    found = comparison.pairs_of(cache.scored_articles(name, version, asked), asked)
    order = found.assign(rank=found["verdict"].map(_RANK)).sort_values(["rank", "p"], na_position="last", kind="stable")
    return order.drop(columns="rank").reset_index(drop=True)


@st.cache_data(max_entries=64, show_spinner=False)
def _pairs_spec(table: pd.DataFrame, measure: str) -> dict[str, Any]:
    return pickable(charts.differences(table, SCALES[measure]).to_dict(), "a_name", "b_name")


def estimates(chosen: Filters) -> pd.DataFrame:
    """The estimate of every outlet with its name, kind, and itself in words."""
    articles = cache.scored_articles(chosen.workspace, chosen.version, chosen.asked)
    labels = articles.drop_duplicates("outlet").set_index("outlet")
    table = cache.estimates(chosen.workspace, chosen.version, chosen.asked, ("outlet",))
    scale = SCALES[chosen.asked.measure]
    return table.assign(
        outlet_name=table["outlet"].map(labels["outlet_name"]),
        kind=table["outlet"].map(labels["kind"]),
        size=[findings.rests_on(row) for _, row in table.iterrows()],
        printed=[findings.printed(row, scale) for _, row in table.iterrows()],
    )


def still_waiting(chosen: Filters, table: pd.DataFrame) -> bool:
    """Say that articles are not scored yet, where that is why there is no estimate."""
    waiting = cache.waiting(chosen.workspace, chosen.version) if table["estimate"].isna().all() else 0
    if waiting:
        st.header(f"{waiting:,} articles are not scored yet")
        st.write("Numbers appear here as they come. Scoring is started on the page Sources, if it is not running.")
    return bool(waiting)


def finding(chosen: Filters, table: pd.DataFrame) -> str:
    """The sentence on top of a page: what the verdicts allow to be said of these outlets."""
    scale = SCALES[chosen.asked.measure]
    if table.dropna(subset=["low"]).shape[0] < 2:
        return findings.outlets(table, scale)
    return findings.differences(pairs(chosen.workspace, chosen.version, chosen.asked), scale)


def outlets(chosen: Filters, table: pd.DataFrame, said: str, *, key: str) -> None:
    """Draw the outlets as dots with intervals, and on request the sentences behind one.

    Args:
        chosen: What the viewer asked for.
        table: As of `estimates`.
        said: The takeaway.
        key: Of the page, so that its widgets are its own.
    """
    scale = SCALES[chosen.asked.measure]
    scored = table.dropna(subset=["estimate"])
    if scored.empty:
        for reason in table["missing"].dropna().unique():
            st.info(reason)
        return
    articles = cache.scored_articles(chosen.workspace, chosen.version, chosen.asked)
    options = scored.sort_values("estimate", ascending=False)["outlet_name"].tolist()
    strip = articles[articles["sentences"] > 0][["outlet_name", "mean", "title"]]
    columns = ["outlet_name", "estimate", "low", "high", "n_families", "n_articles", "n_sentences", "kind"]
    spec = cache.outlets_spec(scored[[*columns, "printed", "size"]], strip, chosen.asked.measure)
    box = f"{key}_outlet"
    st.vega_lite_chart(
        spec,
        key=f"{key}_outlets",
        on_select=picking.into(f"{key}_outlets", box, ["outlet_name"], options),
        selection_mode="picked",
        alt=said,
        width="stretch",
    )
    most = charts.STRIP_MOST
    ticks = "single articles" if len(strip) <= most else f"{most:,} of {len(strip):,} articles"
    st.caption(
        f"Dot: mean of independent texts; bar: 95 % interval; thin ticks: {ticks}. Words counted: "
        f"{filters.VOICES[chosen.asked.voice].lower()}. {scale.caution}"
    )
    drawn = pd.concat([scored[columns], charts.strip(strip)])
    saving.picture(f"{key}_outlets", spec, drawn, said, saving.source(chosen, articles))
    with st.container(border=True):
        outlet = st.selectbox(
            "The sentences behind the dot of",
            options,
            index=None,
            key=box,
            placeholder="choose an outlet, or click a dot",
        )
        if outlet:
            evidence.sentences(chosen, articles[articles["outlet_name"] == outlet], scale)


def differences(chosen: Filters, *, key: str) -> None:
    """Draw the surest differences between outlets with their verdicts, and on request the sentences of a pair."""
    scale = SCALES[chosen.asked.measure]
    found = pairs(chosen.workspace, chosen.version, chosen.asked)
    known = found.dropna(subset=["p"])
    if known.empty:
        st.info(findings.differences(found, scale))
        return
    drawn = known.head(PAIRS)
    options = [picking.option(row.a_name, row.b_name) for row in drawn.itertuples()]
    spec = _pairs_spec(drawn, chosen.asked.measure)
    box = f"{key}_pair"
    said = findings.differences(found, scale)
    st.vega_lite_chart(
        spec,
        key=f"{key}_differences",
        on_select=picking.into(f"{key}_differences", box, ["a_name", "b_name"], options),
        selection_mode="picked",
        alt=said,
        width="stretch",
    )
    left_out = f" The {PAIRS} surest of {len(known)} pairs are drawn." if len(known) > PAIRS else ""
    st.caption(
        "Filled: clear; diamond: suggestive; cross: cannot tell. Outlets that share stories are compared story by "
        f"story. P-values are adjusted for all {len(known)} pairs looked at (Benjamini–Hochberg).{left_out}"
    )
    articles = cache.scored_articles(chosen.workspace, chosen.version, chosen.asked)
    saving.picture(f"{key}_differences", spec, drawn, said, saving.source(chosen, articles))
    pair = st.selectbox("Read the difference of", options, index=None, key=box, placeholder="choose, or click a mark")
    if pair:
        _read(chosen, drawn.iloc[options.index(pair)], articles, scale)
    with st.expander("All differences as a table"):
        evidence.table(found.drop(columns=["a", "b"]), f"{chosen.asked.measure}-differences", scale)


def _read(chosen: Filters, row: pd.Series, articles: pd.DataFrame, scale: Scale) -> None:
    st.markdown(f"**{text.plain(findings.difference(row, scale))}: {row['verdict']}.**")
    if pd.notna(row["more"]):
        noun = "stories told by both" if row["paired"] else "texts of each"
        st.caption(f"About {int(row['more']):,} more {noun} would let a difference worth telling come out clear.")
    both = articles[articles["outlet"].isin([row["a"], row["b"]])]
    if row["paired"]:
        shared = both.groupby("story")["outlet"].nunique()
        both = both[both["story"].isin(shared[shared == 2].index)]
    for column, outlet in zip(st.columns(2), (row["a_name"], row["b_name"]), strict=True):
        with column:
            st.markdown(f"**{text.plain(outlet)}**")
            evidence.sentences(chosen, both[both["outlet_name"] == outlet], scale)
    dial.draw(chosen, row)
