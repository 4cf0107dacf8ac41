"""What stands around every page: the workspace, its notice, its progress, its empty states."""

from __future__ import annotations

import time

import streamlit as st

from analysis import demo
from analysis.dashboard import process, workspaces
from analysis.measures import MISUSE

REFRESH_S = 1.0
REDRAW_S = 12.0
"""While scoring goes on, the numbers on the page follow it at this pace."""
DRAWN_AT = "frame_drawn_at"
# Streamlit writes white on the primary colour, which no colour bears that is also readable as text on a dark page.
LEGIBLE = """<style>
[data-testid="stMultiSelect"] [data-tag] {background: transparent; color: inherit; border: 1px solid currentColor}
[data-testid="stBaseButton-primary"] {color: light-dark(#ffffff, #161719)}
</style>"""


def draw() -> None:
    """Draw the choice of workspace, its notice, and the progress of its scoring."""
    st.html(LEGIBLE)
    with st.sidebar:
        name = st.selectbox(
            "Workspace",
            workspaces.names(),
            key="workspace",
            bind="query-params",
            help="A workspace is one corpus with its scores. Make a new one on the page Sources.",
        )
        st.caption(MISUSE)
    opened = workspaces.named(name)
    if name == workspaces.TEACHING and opened.is_empty():
        demo.fill(opened)
        process.start(opened)
    if notice := opened.state.setting("notice"):
        st.caption(f"**{notice}**")
    if process.status(opened).running:
        _progress(name)
    elif why := process.failure(opened):
        st.error(f"Scoring stopped: {why}")


def chosen() -> tuple[str, str]:
    """The workspace that this rerun is about, and its present version."""
    name = str(st.session_state["workspace"])
    return name, workspaces.named(name).version()


def nothing_yet() -> None:
    """Say what to do in an empty workspace."""
    st.header("There is nothing here yet")
    st.write("This workspace has no articles. Bring some in: files, a pasted page, an address or a feed.")
    st.page_link("analysis/dashboard/views/sources.py", label="Go to Sources")


@st.fragment(run_every=REFRESH_S)
def _progress(name: str) -> None:
    opened = workspaces.named(name)
    now = process.status(opened)
    drawn = st.session_state.setdefault(DRAWN_AT, time.monotonic())
    if not now.running or time.monotonic() - drawn > REDRAW_S:
        st.session_state[DRAWN_AT] = time.monotonic()
        st.rerun(scope="app")
    done = now.articles / now.of if now.of else 0.0
    words = f"Scoring: {now.articles} of {now.of} articles" if now.of else "Scoring is starting …"
    if now.rate:
        words += f", {now.rate:,.0f} passages a second"
    if now.seconds_left is not None:
        words += f", about {_duration(now.seconds_left)} left"
    left, right = st.columns([6, 1], vertical_alignment="center")
    left.progress(min(done, 1.0), text=words)
    right.button(
        "Stop", on_click=process.stop, args=(opened,), help="What is scored stays; the rest can be done later."
    )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
