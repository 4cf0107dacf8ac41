"""The entry page: configuration, navigation, what all pages share, then the page itself."""

from __future__ import annotations

import gc

import streamlit as st

from analysis.dashboard import frame

VIEWS = "analysis/dashboard/views"

st.set_page_config(page_title="Parallax", layout="wide", initial_sidebar_state="collapsed")
gc.freeze()

page = st.navigation(
    [
        st.Page(f"{VIEWS}/overview.py", title="Overview", default=True, help="Which outlets differ, and how surely."),
        st.Page(f"{VIEWS}/story.py", title="Story", help="One event, several outlets side by side."),
        st.Page(f"{VIEWS}/sources.py", title="Sources", help="Bring in your own articles and have them scored."),
        st.Page(f"{VIEWS}/methods.py", title="Methods", help="Models, figures, settings and limits."),
    ],
    position="top",
)
frame.draw()
page.run()
