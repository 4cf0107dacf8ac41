"""Scoring in a process of its own: started, watched and stopped from a page, never run in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.store import BusyError, Workspace

ROOT: Final = Path(__file__).parents[2]
START_S: Final = 20.0
"""How long a page waits for a started run to take its lock, unless the run ends before."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the scoring of a workspace."""

    running: bool
    articles: int = 0
    of: int = 0
    rate: float | None = None
    seconds_left: float | None = None
    pid: int | None = None


def status(workspace: Workspace) -> Status:
    """Whether a scoring run is going, by the lock, and what it last said."""
    told = workspace.read_progress() or {}
    return Status(
        running=_locked(workspace),
        articles=int(told.get("articles", 0)),
        of=int(told.get("of", 0)),
        rate=told.get("rate"),
        seconds_left=told.get("seconds_left"),
        pid=told.get("pid"),
    )


def start(workspace: Workspace) -> None:
    """Start scoring in the background; a run that is going is left alone."""
    if _locked(workspace):
        return
    command = [sys.executable, "-m", "analysis", "score", "--workspace", str(workspace.root), "--quiet"]
    with workspace.log_file.open("ab") as log:
        child = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_S
    while child.poll() is None and not _locked(workspace) and time.monotonic() < deadline:
        time.sleep(0.1)


def stop(workspace: Workspace) -> None:
    """End the running scoring process; what it published stays, the rest is done next time."""
    told = workspace.read_progress()
    if told and _locked(workspace):
        os.kill(int(told["pid"]), signal.SIGTERM)


def failure(workspace: Workspace) -> str | None:
    """The last line that a failed run left in its log, or None."""
    if not workspace.log_file.exists():
        return None
    lines = workspace.log_file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines and "Error" in lines[-1] else None


def _locked(workspace: Workspace) -> bool:
    try:
        with workspace.lock("scoring"):
            return False
    except BusyError:
        return True
