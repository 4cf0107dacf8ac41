"""Differences between outlets, kinds and times, each with interval, p-value, effect size and verdict."""

from analysis.compare.differences import Difference, before_after, differences
from analysis.compare.kinds import Kinds, between_kinds
from analysis.compare.means import estimates
from analysis.compare.shrinkage import shrunk
from analysis.compare.verdicts import CLEAR_FROM, WORTH_TELLING, Verdict

__all__ = [
    "CLEAR_FROM",
    "WORTH_TELLING",
    "Difference",
    "Kinds",
    "Verdict",
    "before_after",
    "between_kinds",
    "differences",
    "estimates",
    "shrunk",
]
