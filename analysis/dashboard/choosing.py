"""Which model answers each measure of a workspace: the embedded ones, or any checkpoint of the hub."""

from __future__ import annotations

import streamlit as st

from analysis.dashboard import workspaces
from analysis.measures import SCALES
from models import hub, registry
from models.base import Scorer


def scorers(name: str) -> dict[str, Scorer]:
    """The models of a workspace, named but not loaded; where one cannot be named the page says why and ends."""
    try:
        return registry.scorers(workspaces.named(name).state.models())
    except registry.UnknownModelError as error:
        st.error(f"A model that this workspace chose cannot be found: {error.args[0]}. Choose another on Methods.")
        st.stop()


def draw(name: str) -> None:
    """Draw the model of every measure, and a form to choose another."""
    chosen = workspaces.named(name).state.models()
    st.subheader("Which model answers in this workspace")
    st.write(
        "Besides the embedded models, any Hugging Face checkpoint for sequence classification, or for zero-shot by "
        "natural language inference, can answer: `hub:owner/model` or `hub:` and a folder on this machine. It is kept "
        "with its exact revision. After a change, score again on Sources; earlier scores stay and come back with the "
        "earlier model. How labels are stated and which checkpoints suit which measure stands in docs/hub.md."
    )
    if any(model.startswith(hub.PREFIX) for model in chosen.values()) and not hub.installed():
        st.warning(f"What is scored already can be seen, but nothing new can be scored: {hub.INSTALL}.")
    for task, default in registry.DEFAULTS.items():
        _form(name, task, chosen.get(task, default))


def _form(name: str, task: str, now: str) -> None:
    key = f"{task} {name} {now}"  # another workspace or another model is another pair of fields
    embedded = [entry.id for entry in registry.ENTRIES.values() if entry.task == task]
    with st.form(f"model_{task}"):
        left, right, button = st.columns([2, 4, 1], vertical_alignment="bottom")
        picked = left.selectbox(
            SCALES[task].name, embedded, index=embedded.index(now) if now in embedded else 0, key=f"embedded {key}"
        )
        typed = right.text_input(
            "or instead of it a checkpoint",
            value=now if now not in embedded else "",
            placeholder="hub:NAME_OR_FOLDER[@REVISION][?labels=…]",
            key=f"hub {key}",
        )
        if not button.form_submit_button("Use"):
            return
    wanted = typed.strip() or str(picked)
    if typed.strip() and not wanted.startswith(hub.PREFIX):
        st.error(f"“{wanted}” is no checkpoint's name: it begins with hub:, as in hub:owner/model.")
        return
    try:
        with st.spinner("Looking at the checkpoint …"):
            model = registry.pinned(task, wanted)
    except registry.UnknownModelError as error:
        st.error(f"{SCALES[task].name} stays with {now}: {error.args[0]}.")
        return
    workspaces.named(name).state.choose_model(task, model)
    st.rerun()
