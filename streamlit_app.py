"""The entry page: configuration, navigation, what all pages share, then the page itself."""

from __future__ import annotations

import streamlit as st

from analysis.dashboard import filters, frame

VIEWS = "analysis/dashboard/views"

st.set_page_config(page_title="Parallax", layout="wide", initial_sidebar_state="collapsed")

overview = st.Page(f"{VIEWS}/overview.py", title="Overview", default=True, help="Which outlets differ, and how surely.")
story = st.Page(f"{VIEWS}/story.py", title="Story", help="One event, several outlets side by side.")
sources = st.Page(f"{VIEWS}/sources.py", title="Sources", help="Bring in your own articles and have them scored.")
methods = st.Page(f"{VIEWS}/methods.py", title="Methods", help="Models, figures, settings and limits.")
page = st.navigation([overview, story, sources, methods], position="top")
frame.draw()
if page in (overview, story):
    filters.draw()  # here and not on the pages, so that a choice outlives a change of page
page.run()
