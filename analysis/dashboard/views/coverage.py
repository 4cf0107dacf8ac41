"""Coverage: attention, blind spots, the aggregator as editor, change over time, each down to its articles."""

import streamlit as st

from analysis import corpus
from analysis.dashboard import coverage_parts, covering, filters, frame, workspaces

name, version = frame.chosen()
if workspaces.named(name).is_empty():
    frame.nothing_yet()
    st.stop()

chosen = filters.chosen()
articles = covering.selected(name, version, chosen.asked)
parts = {
    "Attention": coverage_parts.attention,
    "Blind spots": coverage_parts.silence,
    "Aggregator": coverage_parts.aggregator,
    "Over time": coverage_parts.over_time,
}
part = st.segmented_control(
    "What to look at", list(parts), default="Attention", required=True, key="coverage_part", bind="query-params"
)
if articles[articles["outlet"] != corpus.NOBODY].empty:
    st.header("No article of a known outlet passes these filters.")
    st.stop()
parts[part](chosen)
