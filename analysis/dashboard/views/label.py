"""Label: blind coding of a random sample; on request how far coders agree, and estimates that labels correct."""

import streamlit as st

from analysis.dashboard import coding, correcting, frame, workspaces

CODE, RESULTS = "Code", "Agreement and correction"

name, version = frame.chosen()
if workspaces.named(name).is_empty():
    frame.nothing_yet()
    st.stop()

title = st.container()
sample = coding.sample_of(name)
if sample is None:
    title.header("No sample is drawn yet: what people read can only correct the model where chance chose the sentences")
    st.stop()

part = st.segmented_control(
    "Part", [CODE, RESULTS], default=CODE, required=True, key="label_part", label_visibility="collapsed"
)
if part == RESULTS:
    correcting.draw(name, version, sample, title)
    st.stop()

coder = coding.coder_of(sample)
items = coding.items_of(name, sample, coder)
if coder:
    title.header(f"{(items['label'] != '').sum():,} of {len(items):,} sentences are coded by you")
    coding.code(name, sample, coder, items)
else:
    title.header(f"{len(items):,} sentences wait to be coded")
    st.info("Give your name to begin. Keys 1, 2, 3 label a sentence, u takes the last label back.")
coding.files(name, sample, coder, items)
