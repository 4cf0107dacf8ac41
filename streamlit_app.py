"""The entry page: configuration, navigation, what all pages share, then the page itself."""

from __future__ import annotations

import streamlit as st

from analysis.dashboard import filters, frame
from analysis.dashboard.classroom import address
from data.schema import Measure

VIEWS = "analysis/dashboard/views"

st.set_page_config(page_title="Parallax", layout="wide", initial_sidebar_state="collapsed")

overview = st.Page(f"{VIEWS}/overview.py", title="Overview", default=True, help="Which outlets differ, and how surely.")
story = st.Page(f"{VIEWS}/story.py", title="Story", help="One event, several outlets side by side.")
portrayal = st.Page(f"{VIEWS}/portrayal.py", title="Portrayal", help="How outlets present people and countries.")
stance = st.Page(f"{VIEWS}/stance.py", title="Stance", help="Which outlets support or oppose a claim.")
language = st.Page(f"{VIEWS}/language.py", title="Language", help="Words, loaded wording, and who speaks.")
coverage = st.Page(f"{VIEWS}/coverage.py", title="Coverage", help="What is covered, left out, lifted, and when.")
classroom = st.Page(f"{VIEWS}/classroom.py", title="Classroom", help="Read blind, vote by phone, reveal.")
label = st.Page(f"{VIEWS}/label.py", title="Label", help="Code sentences blind, correct the model.")
sources = st.Page(f"{VIEWS}/sources.py", title="Sources", help="Bring in your own articles and have them scored.")
methods = st.Page(f"{VIEWS}/methods.py", title="Methods", help="Models, figures, settings and limits.")
if address.is_phone():  # a phone in class gets one page, and no way to the workspace
    join = st.Page(f"{VIEWS}/classroom.py", title="Parallax", url_path="join", default=True)
    st.navigation([join, classroom], position="hidden").run()
    st.stop()
compared = [overview, story, portrayal, stance, language, coverage]
page = st.navigation([*compared, classroom, label, sources, methods], position="top")
frame.draw()
if page in compared:
    # Here and not on the pages, so that a choice outlives a change of page.
    filters.draw(Measure.PORTRAYAL if page == portrayal else Measure.STANCE if page == stance else None)
page.run()
