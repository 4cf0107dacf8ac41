"""Overview: where outlets differ on one measure, how surely, and the sentences behind it."""

import pandas as pd
import streamlit as st

from analysis import charts, findings
from analysis.dashboard import cache, evidence, filters, frame, workspaces
from analysis.measures import SCALES
from data.schema import Topic

name, version = frame.chosen()
if workspaces.named(name).is_empty():
    frame.nothing_yet()
    st.stop()

chosen = filters.chosen()
asked, scale = chosen.asked, SCALES[chosen.asked.measure]
articles = cache.scored_articles(name, version, asked)
names = dict(zip(articles["outlet"], articles["outlet_name"], strict=True))
kinds = dict(zip(articles["outlet"], articles["kind"], strict=True))

table = cache.estimates(name, version, asked, ("outlet",))
table = table.assign(
    outlet_name=table["outlet"].map(names),
    kind=table["outlet"].map(kinds),
    size=[findings.rests_on(row) for _, row in table.iterrows()],
    printed=[findings.printed(row, scale) for _, row in table.iterrows()],
)
waiting = cache.waiting(name, version) if table["estimate"].isna().all() else 0
if waiting:
    st.header(f"{waiting:,} articles are not scored yet")
    st.write("Numbers appear here as they come. Scoring is started on the page Sources, if it is not running already.")
    st.stop()
finding = findings.outlets(table, scale)
st.markdown(f"##### {chosen.question}")
st.header(finding)

scored = table.dropna(subset=["estimate"])
if scored.empty:
    for reason in table["missing"].dropna().unique():
        st.info(reason)
    st.stop()

strip = articles[articles["sentences"] > 0][["outlet_name", "mean", "title"]]
drawn = scored[
    ["outlet_name", "estimate", "low", "high", "n_families", "n_articles", "n_sentences", "kind", "printed", "size"]
]
event = st.vega_lite_chart(
    cache.outlets_spec(drawn, strip, asked.measure),
    key="overview_outlets",
    on_select="rerun",
    selection_mode="picked",
    alt=finding,
    width="stretch",
)
ticks = "single articles" if len(strip) <= charts.STRIP_MOST else f"{charts.STRIP_MOST:,} of {len(strip):,} articles"
st.caption(
    f"Dot: mean of independent texts; bar: 95 % interval; thin ticks: {ticks}. Words counted: "
    f"{filters.VOICES[asked.voice].lower()}. {scale.caution}"
)

clicked = [point["outlet_name"] for point in event["selection"].get("picked", [])]
with st.container(border=True):
    options = scored.sort_values("estimate", ascending=False)["outlet_name"].tolist()
    if clicked and clicked[0] in options:
        st.session_state["overview_outlet"] = clicked[0]
    outlet = st.selectbox(
        "The sentences behind the dot of",
        options,
        index=None,
        key="overview_outlet",
        placeholder="choose an outlet, or click a dot",
    )
    if outlet:
        evidence.sentences(chosen, articles[articles["outlet_name"] == outlet], scale)

topics = {topic.id: topic.name for topic in workspaces.named(name).state.items(Topic)}
if topics:
    st.subheader("By topic")
    cells = cache.estimates(name, version, asked, ("outlet", "topic"))
    cells = cells.assign(
        outlet_name=cells["outlet"].map(names),
        topic_name=cells["topic"].map(lambda t: topics.get(t, t)),
        printed=[findings.printed(row, scale) for _, row in cells.iterrows()],
        text=["·" if pd.isna(row["low"]) else scale.written(row["estimate"]) for _, row in cells.iterrows()],
    )
    shown = cells.assign(estimate=cells["estimate"].where(cells["low"].notna()))
    columns = ["outlet_name", "topic_name", "estimate", "n_families", "printed", "text"]
    st.vega_lite_chart(
        cache.grid_spec(shown[columns], asked.measure),
        key="overview_topics",
        alt=f"{scale.name} by outlet and topic; the table below holds every number.",
        width="stretch",
    )
    st.caption("Area: number of independent texts. A dot without colour: too few texts for an interval.")
    evidence.table(cells.drop(columns=["outlet", "topic", "text"]), f"{asked.measure}-by-outlet-and-topic", scale)

with st.expander("The numbers as a table"):
    evidence.table(table.drop(columns=["outlet", "size", "printed"]), f"{asked.measure}-by-outlet", scale)
