"""Sources: every way in, with a preview to mend before anything is stored; what is asked; who is who."""

import streamlit as st

from analysis.dashboard import asking, cache, frame, intake, process, workspaces

name, version = frame.chosen()
opened = workspaces.named(name)

st.header("Bring in articles, say what to ask of them, have them scored")
articles = cache.articles(name, version)
state = st.columns([3, 2, 2], vertical_alignment="center")
state[0].markdown(f"Workspace **{name}**: {len(articles):,} articles by {articles['outlet'].nunique():,} outlets.")
waiting = cache.waiting(name, version)
running = process.status(opened).running
state[1].markdown("All articles are scored." if not waiting else f"{waiting:,} articles wait to be scored.")
state[2].button(
    "Score them now",
    on_click=process.start,
    args=(opened,),
    disabled=running or not waiting,
    type="primary",
    help="Runs in a process of its own; it can be stopped and goes on where it was.",
)
with st.expander("Use another workspace for another corpus"):
    workspaces.draw_new()

step = st.segmented_control(
    "Step",
    ["Bring in", "Ask", "Outlets"],
    default="Bring in",
    required=True,
    key="sources_step",
    bind="query-params",
    label_visibility="collapsed",
)
if step == "Bring in":
    intake.draw(name, version)
elif step == "Ask":
    asking.draw(name, version)
else:
    asking.draw_outlets(name, version)
