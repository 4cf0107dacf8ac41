"""How well and how fast the heavy parts do: `python -m analysis.benchmark families`, `… stories`, `… statements`."""

from analysis.benchmark.agreement import bcubed, pairwise
from analysis.benchmark.made_up import PERTURBATIONS

__all__ = ["PERTURBATIONS", "bcubed", "pairwise"]
