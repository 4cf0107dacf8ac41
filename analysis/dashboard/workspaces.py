"""Which workspaces there are, by name; a page never sees a path."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import streamlit as st

from data.store import Workspace

TEACHING: Final = "teaching"
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
HOME: Final = "PARALLAX_HOME"
"""Environment variable: the folder of all workspaces, otherwise ``workspaces`` beside the app."""


def home() -> Path:
    """The folder that holds every workspace of this installation."""
    return Path(os.environ.get(HOME, Path(__file__).parents[2] / "workspaces"))


def names() -> list[str]:
    """The workspaces there are, the teaching corpus first even before it is made."""
    folder = home()
    found = sorted(p.name for p in folder.iterdir() if Workspace.exists(p)) if folder.exists() else []
    return [TEACHING, *(name for name in found if name != TEACHING)]


def valid(name: str) -> bool:
    """Whether a new workspace may have this name."""
    return NAME.fullmatch(name) is not None


@st.cache_resource(max_entries=16, show_spinner=False)
def named(name: str) -> Workspace:
    """The workspace of a name, created where it is new.

    Raises:
        ValueError: The name holds anything but small letters, digits and hyphens.
    """
    if not valid(name):
        raise ValueError(f"{name!r} is no name for a workspace: use small letters, digits and hyphens")
    return Workspace(home() / name)


def draw_new() -> None:
    """Draw the field for a new workspace; a valid name opens it at once."""
    wanted = st.text_input("Name of a new workspace", key="new_workspace", help="small letters, digits and hyphens")
    if wanted and not valid(wanted):
        st.error(f"“{wanted}” cannot be a name: use small letters, digits and hyphens, up to 40.")
        return
    st.button("Create and open", disabled=not wanted, on_click=_open, args=(wanted,))


def _open(name: str) -> None:
    named(name)
    st.session_state["workspace"] = name
    st.session_state["new_workspace"] = ""
