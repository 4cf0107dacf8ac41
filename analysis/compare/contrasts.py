"""A difference of two means with its error, and the interval and p-value that come from one distribution.

Few clusters are judged by Student's t, some by an expanded symmetric bootstrap of the clusters, many by Student's t
again, as `analysis.aggregate` does for one mean. The bootstrap is read symmetrically, by how far its draws lie from
the estimate to either side (Hall 1988, Biometrika 75:35), because the skewness of a difference is mostly that of the
sample and not of what it was drawn from; percentiles that followed it called more clear than they should.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from analysis.aggregate import BOOTSTRAP_FROM, DRAWS, LEVEL, NORMAL_FROM, Floats, Ints, resamples

EDGE: Final = 2.0
"""Normal score beyond which the normal tail goes on: 2,000 draws hold 90 values there, and in a tail of fewer their
chance makes small p-values too small on average."""
KNOTS: Final = np.linspace(0, EDGE, 81)
RANKS: Final = 2 * special.ndtr(KNOTS) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """A difference, its standard error, the degrees of freedom of that, and its bootstrap where there is one.

    ``variances`` are those of one cluster of either side (one value, of a pair, where the sides are paired), and
    ``clusters`` how many there are: what a larger sample would change.
    """

    estimate: float
    error: float
    freedom: float
    clusters: tuple[int, ...]
    variances: tuple[float, ...]
    draws: Floats | None = None

    def interval(self, bounds: tuple[float, float], level: float = LEVEL) -> tuple[float, float]:
        """Both ends of the interval, kept on the scale of a difference."""
        reach = float(special.stdtrit(self.freedom, (1 + level) / 2))
        half = reach * self.error
        if self.draws is not None and self.error > 0:
            bootstrap = _Bootstrap.of(self.draws, self.estimate)
            half = bootstrap.distance(half / bootstrap.spread)
        return max(self.estimate - half, bounds[0]), min(self.estimate + half, bounds[1])

    @property
    def p(self) -> float:
        """Two-sided p-value of no difference: below 0.05 exactly where the 95 % interval excludes 0."""
        if self.error == 0:
            return float(self.estimate == 0)
        statistic = abs(self.estimate) / self.error
        if self.draws is not None:
            bootstrap = _Bootstrap.of(self.draws, self.estimate)
            statistic = bootstrap.score(abs(self.estimate)) * bootstrap.spread / self.error
        return 2 * float(special.stdtr(self.freedom, -statistic))


def paired(differences: Floats, *, draws: int = DRAWS, seed: int = 0) -> Contrast:
    """The mean of differences within stories; stories are resampled."""
    n = len(differences)
    variance = float(differences.var(ddof=1))
    drawn = None
    if BOOTSTRAP_FROM <= n < NORMAL_FROM:
        drawn = resamples(n, draws, seed) @ differences / n
    return Contrast(float(differences.mean()), np.sqrt(variance / n), n - 1, (n,), (variance,), drawn)


def alone(values: Floats, clusters: Ints) -> Contrast:
    """The mean of values in clusters less nothing, with the error of `unpaired`."""
    _, of = np.unique(clusters, return_inverse=True)
    side = _side(values, of, int(of.max()) + 1)
    n = side.clusters
    return Contrast(side.mean, float(np.sqrt(side.variance)), side.freedom, (n,), (side.variance * n,))


def unpaired(
    a: Floats, a_clusters: Ints, b: Floats, b_clusters: Ints, *, draws: int = DRAWS, seed: int = 0
) -> Contrast:
    """The mean of a less the mean of b; clusters are resampled, and one that spans both sides moves both.

    The standard error is cluster-robust with the CR2 correction and its degrees of freedom (Bell & McCaffrey 2002,
    Survey Methodology 28:169; Imbens & Kolesár 2016, section 4), which for a mean have a closed form; the two sides
    are joined by Welch's formula. With single texts that share nothing this is Welch's t-test.
    """
    every, of = np.unique(np.concatenate([a_clusters, b_clusters]), return_inverse=True)
    left, right = _side(a, of[: len(a)], len(every)), _side(b, of[len(a) :], len(every))
    spans = len(every) / (left.clusters + right.clusters)
    # A cluster on both sides is one observation, not two.
    freedom = _welch(left, right) * spans
    drawn = None
    if min(left.clusters, right.clusters, freedom + 1) >= BOOTSTRAP_FROM and len(every) < NORMAL_FROM:
        counts = resamples(len(every), draws, seed)
        with np.errstate(invalid="ignore"):
            values = (counts @ left.sums) / (counts @ left.sizes) - (counts @ right.sums) / (counts @ right.sizes)
        drawn = values[np.isfinite(values)]
    return Contrast(
        left.mean - right.mean,
        float(np.sqrt(((left.influence - right.influence) ** 2).sum())),
        freedom,
        (left.clusters, right.clusters),
        (left.variance * left.clusters, right.variance * right.clusters),
        drawn,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    mean: float
    sums: Floats
    sizes: Floats
    influence: Floats
    variance: float
    clusters: int
    freedom: float


def _side(values: Floats, of: Ints, every: int) -> _Side:
    sums = np.bincount(of, weights=values, minlength=every).astype(np.float64)
    sizes = np.bincount(of, minlength=every).astype(np.float64)
    mean = float(values.mean())
    share = sizes / len(values)
    influence = (sums - mean * sizes) / len(values) / np.sqrt(1 - share)
    pull = share**2 / (1 - share)
    freedom = 1 / float((share**2).sum() + pull.sum() ** 2 - (pull**2).sum())
    return _Side(mean, sums, sizes, influence, float((influence**2).sum()), int((sizes > 0).sum()), freedom)


def _welch(left: _Side, right: _Side) -> float:
    total = left.variance + right.variance
    if total == 0:
        return left.freedom + right.freedom
    return total**2 / (left.variance**2 / left.freedom + right.variance**2 / right.freedom)


@dataclass(frozen=True, slots=True, eq=False)
class _Bootstrap:
    """How far draws lie from the estimate, at normal scores: read either way, its two readings agree."""

    distances: Floats
    spread: float

    @classmethod
    def of(cls, draws: Floats, estimate: float) -> _Bootstrap:
        return cls(np.quantile(np.abs(draws - estimate), RANKS), float(draws.std()))

    def distance(self, score: float) -> float:
        return float(np.interp(score, KNOTS, self.distances)) + max(0.0, score - EDGE) * self.spread

    def score(self, distance: float) -> float:
        at = int(np.searchsorted(self.distances, distance, side="left"))
        if at == len(KNOTS):
            return EDGE + (distance - float(self.distances[-1])) / self.spread
        if at == 0:
            return 0.0
        nearer, farther = self.distances[at - 1 : at + 1]
        return float(KNOTS[at - 1] + (KNOTS[at] - KNOTS[at - 1]) * (distance - nearer) / (farther - nearer))
