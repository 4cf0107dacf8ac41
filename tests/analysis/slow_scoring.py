"""A scoring run slow enough to be killed inside a batch: `python -m tests.analysis.slow_scoring WORKSPACE`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from analysis import scoring
from data.store import Workspace
from models.base import LABELS, Failure, Passage, Prediction

PREDICTION_S = 0.04
"""Of each call of a model: four of them in a batch."""
FLUSH_S = 0.03
"""Of each flush to the disk: four of them in a batch, so that about every second kill lands while it is written."""


class SlowScorer:
    """Answers by the length of the text, so that every run gives the same, and takes its time."""

    id = "slow"
    revision = "1"

    def __init__(self, task: str, seconds: float) -> None:
        self.task = task
        self._seconds = seconds

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        """One answer per passage; texts with "unreadable" in them fail."""
        time.sleep(self._seconds)
        return [self._answer(passage) for passage in passages]

    def _answer(self, passage: Passage) -> Prediction | Failure:
        if "unreadable" in passage.text:
            return Failure("made to fail")
        share = len(passage.text) % 7 / 10
        rest = (1 - share) / (len(LABELS[self.task]) - 1)
        return Prediction(LABELS[self.task][0], (share, *[rest] * (len(LABELS[self.task]) - 1)))


def scorers(seconds: float = 0) -> dict[str, SlowScorer]:
    """A slow scorer for every measure."""
    return {task: SlowScorer(task, seconds) for task in LABELS}


def main(root: Path) -> None:
    """Score a workspace with slow models on a slow disk."""
    flush = os.fsync

    def slow_flush(handle: int) -> None:
        time.sleep(FLUSH_S)
        flush(handle)

    os.fsync = slow_flush  # type: ignore[assignment]
    scoring.score(Workspace(root), scorers(PREDICTION_S))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
