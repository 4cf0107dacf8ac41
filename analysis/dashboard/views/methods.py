"""Methods: what the models are, how right they were measured to be, and what cannot be said."""

import streamlit as st

from analysis.dashboard import choosing, frame, reporting, workspaces
from analysis.measures import MISUSE, SCALES
from data.schema import Claim, Target, Topic
from models import cards, registry

name, version = frame.chosen()
opened = workspaces.named(name)

st.header("How the numbers are made, and what they cannot say")
st.write(
    "A text is cut into sentences. Each sentence is told apart as the outlet's own words or the words of somebody it "
    "quotes or reports. Small transformer models, which never see who published a text, score every sentence. An "
    "article's score is the mean of its sentences; an outlet's is the mean of its independent texts, copies counted "
    "once. The 95 % interval comes from resampling those texts."
)
st.warning(MISUSE)

st.subheader("The measures")
for scale in SCALES.values():
    st.markdown(f"**{scale.name}** – {scale.question.format(subject='…')} {scale.caution}")

st.subheader("The models and how right they are")
st.write(
    "Macro-F1 on official splits that the model never learnt from, with a 95 % interval; expected calibration error "
    "where all labels of the task occur. The full card of each model follows."
)
st.dataframe(cards.table(), hide_index=True, width="stretch")
for entry in registry.ENTRIES.values():
    with st.expander(f"Card of {entry.id} ({entry.task}, revision {entry.revision}, licence {entry.licence})"):
        st.markdown((entry.folder / "README.md").read_text(encoding="utf-8"))

choosing.draw(name)

reporting.draw(name, version)

st.subheader("What this workspace asks")
left, middle, right = st.columns(3)
with left:
    st.markdown("**Targets**")
    st.dataframe(
        [{"target": t.name, "found as": ", ".join((t.name, *t.aliases))} for t in opened.state.items(Target)],
        hide_index=True,
    )
with middle:
    st.markdown("**Claims**")
    st.dataframe(
        [
            {"claim": c.text, "asked of sentences with": ", ".join(c.keywords) or "any word"}
            for c in opened.state.items(Claim)
        ],
        hide_index=True,
    )
with right:
    st.markdown("**Topics**")
    st.dataframe([{"topic": t.name, "seeds": ", ".join(t.seeds)} for t in opened.state.items(Topic)], hide_index=True)
