"""Portrayal: how outlets present each target, who differs, and the sentences that do it."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from analysis.dashboard import cells, filters, frame, standing, text, workspaces
from analysis.dashboard import subjects as of
from analysis.dashboard.filters import Filters

name, version = frame.chosen()
if workspaces.named(name).is_empty():
    frame.nothing_yet()
    st.stop()

chosen = filters.chosen()
if not chosen.subjects:
    st.header("Whose portrayal is to be measured?")
    st.write("This workspace has no targets. Name people, countries, parties or firms on the page Sources.")
    st.page_link("analysis/dashboard/views/sources.py", label="Go to Sources")
    st.stop()

table = standing.estimates(chosen)
if standing.still_waiting(chosen, table):
    st.stop()
said = standing.finding(chosen, table)
st.markdown(f"##### {text.plain(chosen.question)}")
st.header(text.plain(said))
standing.outlets(chosen, table, said, key="portrayal")
st.subheader(f"Who differs from whom on {text.plain(chosen.subject_name)}")
standing.differences(chosen, key="portrayal")

st.subheader("Every target, every outlet")


def behind(cell: pd.Series) -> tuple[Filters, pd.DataFrame]:
    """The target of a cell, and the articles of its outlet."""
    question = replace(chosen, asked=replace(chosen.asked, subject=cell["subject"]), subject_name=cell["topic_name"])
    return question, of.articles(question, cell["outlet"])


cells.draw(chosen, of.estimates(chosen), behind, key="portrayal_targets", said="Portrayal by outlet and target")
st.caption("Who speaks, how much and with which verbs, is on the page Language.")
