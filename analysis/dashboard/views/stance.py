"""Stance: which outlets support or oppose a claim, in which wording, and the sentences that do it."""

from dataclasses import replace

import streamlit as st

from analysis import findings
from analysis.dashboard import evidence, filters, frame, standing, text, wordings, workspaces
from analysis.dashboard import subjects as of
from analysis.measures import SCALES

name, version = frame.chosen()
if workspaces.named(name).is_empty():
    frame.nothing_yet()
    st.stop()

chosen = filters.chosen()
if not chosen.subjects:
    st.header("Which claim is to be held against the texts?")
    st.write("This workspace has no claims. State one on the page Sources, as a sentence one can support or oppose.")
    st.page_link("analysis/dashboard/views/sources.py", label="Go to Sources")
    st.stop()

scale = SCALES[chosen.asked.measure]
table = standing.estimates(chosen)
if standing.still_waiting(chosen, table):
    st.stop()
said = standing.finding(chosen, table)
st.markdown(f"##### {text.plain(chosen.question)}")
st.header(text.plain(said))
standing.outlets(chosen, table, said, key="stance")
st.subheader("Who differs from whom")
standing.differences(chosen, key="stance")

st.subheader("Every claim, every outlet")
cells = of.estimates(chosen)
cells = cells.assign(value=[findings.brief(row, scale) for _, row in cells.iterrows()])
wide = cells.pivot_table(index=["subject", "topic_name"], columns="outlet_name", values="value", aggfunc="first")
wide = wide.reset_index().rename(columns={"topic_name": "Claim"})
event = st.dataframe(
    wide.drop(columns="subject"),
    hide_index=True,
    width="stretch",
    row_height=64,
    key="stance_claims",
    on_select="rerun",
    selection_mode="single-cell",
    column_config={"Claim": st.column_config.TextColumn("Claim", width="large", pinned=True)},
)
st.caption("Select a cell to read the sentences behind it. “Too few”: fewer than three independent stories or texts.")
for row, column in event["selection"]["cells"][:1]:
    if column in set(cells["outlet_name"]):
        subject = wide["subject"].iloc[row]
        question = replace(chosen, asked=replace(chosen.asked, subject=subject), subject_name=chosen.subjects[subject])
        outlet = cells.loc[cells["outlet_name"] == column, "outlet"].iloc[0]
        st.markdown(f"**{text.plain(column)}: {text.plain(question.subject_name)}**")
        evidence.sentences(question, of.articles(question, outlet), scale)

st.subheader("The wording of the claim")
wordings.draw(name, chosen.asked.subject)
