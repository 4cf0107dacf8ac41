"""The teaching corpus as a workspace, and what a scoring run publishes of itself."""

from __future__ import annotations

import os
import time

from analysis.scoring import Progress
from data import sample
from data.store import Workspace


def fill(workspace: Workspace) -> int:
    """Store the teaching corpus with its outlets, topics, targets and claims; how many were new."""
    world = sample.world()
    workspace.state.put([*world.outlets, *world.topics, *world.targets, *world.claims, *world.stories])
    workspace.state.set("notice", world.notice)
    return len(workspace.add(sample.articles()).stored)


def publish(workspace: Workspace, progress: Progress) -> None:
    """Let readers of the workspace see how far scoring is."""
    workspace.write_progress(
        {
            "pid": os.getpid(),
            "at": time.time(),
            "state": progress.state,
            "articles": progress.articles,
            "of": progress.of,
            "passages": progress.passages,
            "seconds": progress.seconds,
            "rate": progress.rate,
            "seconds_left": progress.seconds_left,
        }
    )
