"""Overview: where outlets differ on one measure, how surely, and the sentences behind it."""

import pandas as pd
import streamlit as st

from analysis.dashboard import cache, evidence, filters, frame, standing, text, workspaces
from analysis.dashboard import cells as grid
from analysis.dashboard.filters import Filters
from analysis.measures import SCALES
from data.schema import Topic

name, version = frame.chosen()
if workspaces.named(name).is_empty():
    frame.nothing_yet()
    st.stop()

chosen = filters.chosen()
asked, scale = chosen.asked, SCALES[chosen.asked.measure]
table = standing.estimates(chosen)
if standing.still_waiting(chosen, table):
    st.stop()
said = standing.finding(chosen, table)
st.markdown(f"##### {text.plain(chosen.question)}")
st.header(text.plain(said))
standing.outlets(chosen, table, said, key="overview")
if table["estimate"].isna().all():
    st.stop()

st.subheader("Who differs from whom")
standing.differences(chosen, key="overview")

topics = {topic.id: topic.name for topic in workspaces.named(name).state.items(Topic)}
if topics:
    st.subheader("By topic")
    articles = cache.scored_articles(name, version, asked)
    names = dict(zip(articles["outlet"], articles["outlet_name"], strict=True))
    cells = cache.estimates(name, version, asked, ("outlet", "topic"))
    table_of_topics = cells.assign(
        outlet_name=cells["outlet"].map(names), topic_name=cells["topic"].map(lambda t: topics.get(t, t))
    )

    def behind(cell: pd.Series) -> tuple[Filters, pd.DataFrame]:
        on_topic = articles["topics"].map(lambda found: cell["topic"] in found)
        return chosen, articles[on_topic & (articles["outlet"] == cell["outlet"])]

    grid.draw(chosen, table_of_topics, behind, key="overview_topics", said=f"{scale.name} by outlet and topic")

with st.expander("The numbers as a table"):
    evidence.table(table.drop(columns=["outlet", "size", "printed"]), f"{asked.measure}-by-outlet", scale)
