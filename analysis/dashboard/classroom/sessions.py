"""The sessions of all workspaces: found by the code that a phone types or by the presenter's id."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from analysis import lessons
from analysis.dashboard import workspaces
from analysis.lessons import Lesson, file
from data import votes
from data.votes import Session, Votes


@st.cache_resource(max_entries=16, show_spinner=False, on_release=Votes.close)
def of(workspace: str) -> Votes:
    """The votes of a workspace."""
    return Votes(workspaces.named(workspace).root / votes.FILE)


@st.cache_resource(max_entries=16, show_spinner=False)
def lesson(workspace: str, session: str) -> Lesson:
    """The lesson that a session was opened with; it never changes."""
    return file.read(of(workspace).lesson(session).encode("utf-8"))


def joined(code: str) -> tuple[str, Session] | None:
    """The workspace and session of a code, or None; a workspace without votes is not touched."""
    if not votes.CODE.fullmatch(code.strip().upper()):
        return None
    for name in workspaces.names():
        if (workspaces.home() / name / votes.FILE).exists() and (found := of(name).joined(code)):
            return name, found
    return None


def open_lesson(workspace: str, given: Lesson) -> Session:
    """A new session of a lesson in a workspace."""
    title = f"{given.plan.title}: {given.title}"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return of(workspace).open_session(title, file.write(given).decode("utf-8"), given.ballot(), now)


def step(session: Session, given: Lesson) -> lessons.Step | None:
    """The step at which a session stands, or None before the first one."""
    return given.plan.steps[min(session.step, len(given.plan.steps)) - 1] if session.step else None
