"""The commands of `python -m analysis`, one module each; importing this package registers them all."""

from analysis.commands import (
    compare,
    contrast,
    correct,
    coverage,
    demo,
    ingest,
    label_sample,
    report,
    robustness,
    score,
    speakers,
    statements,
    stories,
)
from analysis.commands.terminal import app

__all__ = [
    "app",
    "compare",
    "contrast",
    "correct",
    "coverage",
    "demo",
    "ingest",
    "label_sample",
    "report",
    "robustness",
    "score",
    "speakers",
    "statements",
    "stories",
]
