"""The four parts of the page Coverage: each one sentence, one picture, and the way down to articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from analysis import findings_coverage
from analysis.charts.editor import printed as lift_printed
from analysis.charts.silences import printed as silence_printed
from analysis.coverage import attention as attending
from analysis.coverage.silence import COVERED, NO_OPPORTUNITY, on_story, on_topic
from analysis.dashboard import cache, covering, evidence, picking, saving, text
from analysis.dashboard.filters import VOICES, Filters
from analysis.measures import SCALES


def attention(chosen: Filters) -> None:
    """Outlet × topic with denominators."""
    name, version, asked = chosen.workspace, chosen.version, covering.counted(chosen.asked)
    topics = list(covering.topics(name, version, asked))
    st.markdown("##### What share of its texts does each outlet give to a topic?")
    if not topics:
        st.header("No article here is on a known topic.")
        st.write("Say what your topics are on the page Sources, under Ask.")
        return
    table = covering.attention(name, version, asked, tuple(topics))
    finding = findings_coverage.attention(table)
    st.header(text.plain(finding))
    drawn = table[table["topic"].isin(topics[: covering.TOPICS])]
    box, key = "attention_of", "coverage_attention"
    cells = [picking.option(*pair) for pair in zip(table["outlet_name"], table["topic_name"], strict=True)]
    _draw(
        chosen,
        covering.attention_spec(drawn.drop(columns=["outlet", "topic", "missing"])),
        table,
        finding,
        key=key,
        pick=picking.into(key, box, ["outlet_name", "topic_name"], cells),
    )
    more = f" The {covering.TOPICS} most frequent of {len(topics)} topics are drawn." if len(drawn) < len(table) else ""
    st.caption(f"Area: share of an outlet's independent texts; below it, so many of so many. Copies count once.{more}")
    picked = st.selectbox("The articles behind", cells, index=None, key=box, placeholder="choose, or click a circle")
    if picked:
        row = table.iloc[cells.index(picked)]
        behind = covering.whole(name, version, asked)
        behind = behind[(behind["outlet"] == row["outlet"]) & on_topic(behind, row["topic"])]
        evidence.articles(behind, "attention_articles", chosen)
    republished = int(table.drop_duplicates("outlet")["only_republished"].sum())
    if republished:
        st.caption(f"{republished} texts are known only through an aggregator, which chose them.")
    _numbers(table, "attention")


def silence(chosen: Filters) -> None:
    """Blind spots with opportunity."""
    name, version, asked = chosen.workspace, chosen.version, covering.counted(chosen.asked)
    stories = covering.subjects(name, version, asked, "story")
    st.markdown("##### Who leaves out what it had the opportunity to cover?")
    offered = ["story", "topic"] if stories else ["topic"]
    kind = st.segmented_control(
        "Of",
        offered,
        format_func={"story": "Stories", "topic": "Topics"}.__getitem__,
        default=offered[0],
        required=True,
        key="silence_kind",
        bind="query-params",
    )
    table = covering.silences(name, version, asked, kind)
    finding = findings_coverage.silence(table)
    st.header(text.plain(finding))
    if table.empty:
        return
    box, key = f"silence_of_{kind}", f"coverage_silence_{kind}"
    cells = [picking.option(*pair) for pair in zip(table["subject_name"], table["outlet_name"], strict=True)]
    _draw(
        chosen,
        covering.silences_spec(
            table[["outlet_name", "subject_name", "state", "families", "in_window", "reason", "chance"]]
        ),
        table,
        finding,
        key=key,
        pick=picking.into(key, box, ["subject_name", "outlet_name"], cells),
    )
    barred = int((table["state"] == NO_OPPORTUNITY).sum())
    st.caption(
        "Filled disc: covered, with the number of texts. Hollow square: silent, although five or more full texts of "
        f"its own are here from that time. Dash: no opportunity ({barred}). Silence is a difference, not an intent."
    )
    picked = st.selectbox("What stands behind", cells, index=None, key=box, placeholder="choose, or click a mark")
    if picked:
        row = table.iloc[cells.index(picked)]
        st.markdown(f"**{text.plain(picked)}**: {text.plain(silence_printed(row))}.")
        all_ = covering.whole(name, version, replace(asked, topics=()))
        on = on_story(all_, row["subject"]) if kind == "story" else on_topic(all_, row["subject"])
        own = all_["outlet"] == row["outlet"]
        if row["state"] == COVERED:
            evidence.articles(all_[own & on], "silence_articles", chosen)
        else:
            inside = all_["published"].between(row["window_start"], row["window_end"])
            st.markdown(f"What {text.plain(row['outlet_name'])} has here from that time instead:")
            evidence.articles(all_[own & inside], "silence_instead", chosen)
            st.markdown("What the others have on it:")
            evidence.articles(all_[~own & on], "silence_others", chosen)
    _numbers(table, "blind-spots")


def aggregator(chosen: Filters) -> None:
    """What an aggregator lifts, from whom, to which slot, against the pool."""
    name, version, asked = chosen.workspace, chosen.version, covering.counted(chosen.asked)
    articles = covering.selected(name, version, asked)
    through = articles.dropna(subset=["via"])
    vias = dict(zip(through["via"].tolist(), through["via_name"].tolist(), strict=True))
    st.markdown("##### What does an aggregator lift, against what it could have lifted?")
    if not vias:
        st.header("Nothing in these articles came through an aggregator.")
        return
    left, right = st.columns(2)
    with left:
        via = st.selectbox("Aggregator", list(vias), format_func=vias.__getitem__, key="via", bind="query-params")
    with right:
        by = st.segmented_control(
            "By",
            ["outlet", "kind", "topic"],
            format_func=str.capitalize,
            default="outlet",
            required=True,
            key="lifted_by",
            bind="query-params",
        )
    table = covering.lifts(name, version, asked, via, by)
    finding = findings_coverage.lifts(table, vias[via])
    st.header(text.plain(finding))
    categories = table["category"].tolist()
    box, key = f"lifted_of_{by}", f"coverage_lifts_{by}"
    if categories:
        _draw(
            chosen,
            covering.lifts_spec(table[["category", "ratio", "low", "high", "lifted", "pool", "missing"]]),
            table,
            finding,
            key=key,
            pick=picking.into(key, box, ["category"], categories),
        )
    st.caption(
        "How many times as often as the others' its texts were lifted, with a 95 % interval; filled where that leaves "
        "out 1; at the right, lifted of those in the pool. The pool is what this workspace holds of the same outlets "
        "from the same days: what the aggregator really chose from is not known."
    )
    row = covering.difference(name, version, chosen.asked, via)
    st.write(_lifted_measure(row, chosen))
    picked = st.selectbox("The articles of", categories, index=None, key=box, placeholder="choose, or click a dot")
    if picked:
        wanted = table.iloc[categories.index(picked)]
        st.caption(lift_printed(wanted))
        mine = on_topic(articles, wanted[by]) if by == "topic" else articles[by] == wanted[by]
        lifted = articles[mine & (articles["via"] == via)]
        evidence.articles(lifted, "lifted_articles", chosen)
        left_out = articles[mine & articles["via"].isna() & ~articles["family"].isin(lifted["family"])]
        with st.expander(f"What it left: {len(left_out):,} articles"):
            evidence.articles(left_out, "left_articles", chosen)
    st.subheader("To which slot")
    slots = covering.slots(name, version, asked, via, by)
    if len(slots):
        st.vega_lite_chart(
            covering.attention_spec(
                slots.rename(columns={"category": "outlet_name", "slot": "topic_name"})[
                    ["outlet_name", "topic_name", "families", "of", "share", "low", "high"]
                ]
            ),
            key=f"coverage_slots_{by}",
            alt="Slots by what was lifted; the table below holds every number.",
            width="stretch",
        )
        st.caption("Area: share of what was lifted that got this slot. Copies count once.")
    _numbers(table, f"lifted-by-{by}")


def over_time(chosen: Filters) -> None:
    """Attention to a topic, and the measure asked, by week or month, gaps as gaps."""
    name, version, asked = chosen.workspace, chosen.version, covering.counted(chosen.asked)
    names = covering.topics(name, version, asked)
    scale = SCALES[chosen.asked.measure]
    st.markdown("##### What changes over time?")
    left, right = st.columns(2)
    with left:
        of = st.selectbox(
            "Of",
            ["", *names],
            index=1 if names else 0,
            format_func=lambda topic: f"Attention to {names[topic]}" if topic else scale.name,
            key="change_of",
            bind="query-params",
        )
    with right:
        period = st.segmented_control(
            "By",
            ["week", "month"],
            format_func=str.capitalize,
            default="week",
            required=True,
            key="change_period",
            bind="query-params",
        )
    if of:
        table = covering.attention(name, version, asked, (of,), period)
        finding = findings_coverage.change(table, names[of])
    else:
        table = covering.series(name, version, chosen.asked, period)
        finding = findings_coverage.series(table, [scale.written(e) for e in table["estimate"].fillna(0)])
    st.header(text.plain(finding))
    latest = sorted(table["period"].unique())[-covering.PERIODS :]
    drawn = table[table["period"].isin(latest)]
    if drawn.empty:
        st.info("No article here has a known time.")
        return
    cells = [picking.option(*pair) for pair in zip(table["outlet_name"], table["when"], strict=True)]
    box, key = "change_cell", f"coverage_change_{'share' if of else chosen.asked.measure}"
    if of:
        spec = covering.attention_spec(
            drawn.assign(topic_name=drawn["period"].dt.strftime("%Y-%m-%d" if period == "week" else "%Y-%m"))[
                ["outlet_name", "topic_name", "when", "families", "of", "share", "low", "high"]
            ],
            "when",
        )
    else:
        spec = covering.series_spec(
            drawn[["outlet_name", "period", "when", "estimate", "low", "high", "n_families"]], chosen.asked.measure
        )
    _draw(chosen, spec, table, finding, key=key, pick=picking.into(key, box, ["outlet_name", "when"], cells))
    more = f" The last {len(latest)} are drawn; the table holds all." if len(drawn) < len(table) else ""
    meaning = "Area: share of an outlet's texts of that time" if of else f"Words: {VOICES[chosen.asked.voice].lower()}"
    undated = int(covering.whole(name, version, asked)["published"].isna().sum())
    lost = f" {undated:,} articles without a known time are left out." if undated else ""
    st.caption(f"{meaning}. A dash or a break: nothing of this outlet is here from that time.{more}{lost}")
    picked = st.selectbox("The articles behind", cells, index=None, key=box, placeholder="choose, or click a mark")
    if picked:
        row = table.iloc[cells.index(picked)]
        behind = covering.whole(name, version, asked) if of else cache.scored_articles(name, version, chosen.asked)
        behind = attending.in_periods(behind[behind["outlet"] == row["outlet"]], period)
        behind = behind[behind["period"] == row["period"]]
        if of:
            evidence.articles(behind[on_topic(behind, of)], "change_articles", chosen)
        else:
            evidence.sentences(chosen, behind, scale)
    _numbers(table, "over-time")


def _lifted_measure(row: pd.Series, chosen: Filters) -> str:
    scale = SCALES[chosen.asked.measure]
    if pd.notna(row["missing"]):
        return f"{scale.name} of what was lifted and left cannot be compared: {text.plain(row['missing'])}."
    apart = "does not hold 0" if row["low"] > 0 or row["high"] < 0 else "holds 0: these texts show no difference"
    return (
        f"{scale.name}: {scale.written(row['lifted'])} where lifted ({row['n_lifted']} texts), "
        f"{scale.written(row['left'])} where left ({row['n_left']} texts); the 95 % interval of the difference, "
        f"{_signed(row['low'])} to {_signed(row['high'])}, {apart}."
    )


def _signed(value: float) -> str:
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")


def _draw(
    chosen: Filters, spec: dict[str, Any], table: pd.DataFrame, finding: str, *, key: str, pick: Callable[[], None]
) -> None:
    """The picture, whose marks can be picked, and its files."""
    st.vega_lite_chart(spec, key=key, on_select=pick, selection_mode="picked", alt=finding, width="stretch")
    articles = covering.selected(chosen.workspace, chosen.version, chosen.asked)
    what = "Counts of texts, 95 % intervals"
    source = covering.source(chosen.workspace, chosen.version, chosen.asked, articles, what=what)
    saving.picture(key, spec, table, finding, source)


def _numbers(table: pd.DataFrame, name: str) -> None:
    with st.expander("The numbers as a table"):
        evidence.counts(table, name)


__all__ = ["aggregator", "attention", "over_time", "silence"]
