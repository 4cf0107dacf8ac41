"""Weighted means of labelled and unlabelled sentences, and how far chance can have moved them: arrays in, numbers out.

Texts are drawn from what outlets write, and labelled sentences from the sentences of those texts; both add to the
variance. The first is told by the families, the second by the strata.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WILSON: Final = 4.0
"""Square of the quantile of 95 % (1.96, and more for few labels)."""
DESIGN_EFFECT: Final = 3.0
"""How many times fewer labels than there are a share near 0 or 1 is taken to rest on, at most."""
MOST_LEVERAGE: Final = 0.5
"""Beyond it, dividing by what is left would let one label decide the interval."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labelled sentences of all outlets, in the order in which they stand in the frame."""

    rows: Ints
    value: Floats
    score: Floats
    probability: Floats
    """Share of the sentence's stratum that is labelled."""
    stratum: Ints
    drawn: Floats
    """Labels per stratum."""
    open: Floats
    """Share of each stratum that has no label."""

    def covariance(self, one: Floats, other: Floats) -> Floats:
        """Per stratum, the sampling covariance of two sums over labels (Cochran 1977, section 5A.3)."""
        total, first, second = (np.bincount(self.stratum, w, len(self.drawn)) for w in (one * other, one, other))
        spread = total - first * second / np.maximum(self.drawn, 1)
        found: Floats = self.open * self.drawn / np.maximum(self.drawn - 1, 1) * spread
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """The sentences of one outlet: their rows in the frame, ascending, weights that sum to 1, scores and families."""

    rows: Ints
    weights: Floats
    score: Floats
    families: Ints
    """The families' numbers, each once."""
    family: Ints
    """Of each sentence, where its family stands among them."""


@dataclass(frozen=True, slots=True)
class Fit:
    """An estimate of one outlet with what its variance is made of."""

    estimate: float
    families: Ints
    influence: Floats
    """Per family: what it adds to the estimate, less the mean of that; the sum of squares estimates the variance."""
    noise: Floats
    """Per label of all outlets: what drawing this sentence rather than another of its stratum adds."""
    excess: float = 0.0
    """What the influences hold of the sampling of sentences, which the strata tell better."""
    labels: int = 0
    power: float | None = None
    """The weight λ of the model."""


def raw(part: Part, labelled: Labelled) -> Fit:
    """The mean of what the model says."""
    estimate = _mean(part)
    influence = _influence(part, part.weights * part.score, estimate)
    return Fit(estimate, part.families, influence, np.zeros(len(labelled.rows)))


def corrected(part: Part, labelled: Labelled, *, tuned: bool = True) -> Fit:
    """The mean of the labels plus λ times what the model says of all sentences less what it says of the labelled.

    Args:
        part: With at least one labelled sentence.
        labelled: The labels.
        tuned: Choose the λ of least variance; otherwise 0, the labels alone (Hájek's estimator).
    """
    mine = np.isin(labelled.rows, part.rows)
    within = np.searchsorted(part.rows, labelled.rows[mine])
    each = np.zeros(len(labelled.rows))
    each[mine] = part.weights[within] / labelled.probability[mine]
    each /= each.sum()
    value, said = float(each @ labelled.value), float(each @ labelled.score)
    apart = labelled.score - said
    power = _power(labelled, each * (labelled.value - value), each * apart) if tuned else 0.0
    estimate = value + power * (_mean(part) - said)
    rest = value - power * said
    noise = each * (labelled.value - power * labelled.score - rest)
    # Each sentence stands for what the model makes of it, and each labelled one also for those not drawn.
    spread = part.weights * (power * part.score + rest)
    spread[within] += noise[mine]
    others = max(len(part.families) - 1, 1)
    # The scatter of families holds the noise as if sentences were drawn one by one, strata or not.
    scatter = float((noise**2 * (1 - labelled.probability)).sum()) * len(part.families) / others
    excess = scatter - float(labelled.covariance(noise, noise).sum()) / others
    noise = noise / (1 - _leverage(each, apart if power else None))
    return Fit(estimate, part.families, _influence(part, spread, estimate), noise, excess, int(mine.sum()), power)


def reach(fits: Sequence[Fit], labelled: Labelled, level: float) -> float:
    """Half the width of the interval of one estimate, or of the difference of two."""
    variances = [max(float((fit.influence**2).sum()) - fit.excess, 0) for fit in fits]
    pieces = [(variance, len(fit.families) - 1) for variance, fit in zip(variances, fits, strict=True)]
    noise, texts = fits[0].noise, sum(variances)
    if len(fits) == 2:
        noise = noise - fits[1].noise
        _, first, second = np.intersect1d(fits[0].families, fits[1].families, assume_unique=True, return_indices=True)
        texts = max(texts - 2 * float(fits[0].influence[first] @ fits[1].influence[second]), 0)
    strata = labelled.covariance(noise, noise)
    pieces += [(v, max(n - 1, 1)) for v, n in zip(strata.tolist(), labelled.drawn.tolist(), strict=True)]
    total = texts + float(strata.sum())
    if total <= 0:
        return 0.0
    # Welch–Satterthwaite: how many observations the sum of these variances is worth.
    freedom = sum(variance for variance, _ in pieces) ** 2 / sum(variance**2 / n for variance, n in pieces)
    return float(stats.t.ppf((1 + level) / 2, freedom)) * float(np.sqrt(total))


def share_interval(share: float, reach: float, labels: int) -> tuple[float, float]:
    """Wilson's interval of a share that is known to within ``reach``: lopsided where few or nearly all are so.

    The sample size is the effective one (Korn & Graubard 1998; Dean & Pagano 2015 compare), kept between a third of
    the labels, where a share near 0 would make it nothing, and as many as the reach tells.
    """
    share = min(max(share, 0.0), 1.0)
    least = WILSON / max(labels, 1)
    apart = share * (1 - share)
    per = min(reach**2 / apart, DESIGN_EFFECT * least) if apart > 0 and reach > 0 else least
    spread = float(np.sqrt(per * apart + per**2 / 4))
    return (share + per / 2 - spread) / (1 + per), (share + per / 2 + spread) / (1 + per)


def _mean(part: Part) -> float:
    # Not "@": the threads that it starts for long vectors wait for each other on a busy machine.
    return float((part.weights * part.score).sum())


def _influence(part: Part, parts: Floats, estimate: float) -> Floats:
    families = len(part.families)
    sums = np.bincount(part.family, parts, families)
    found: Floats = (sums - estimate / families) * np.sqrt(families / max(families - 1, 1))
    return found


def _power(labelled: Labelled, value: Floats, score: Floats) -> float:
    """The λ in [0, 1] for which the sampling variance is least (PPI++, Angelopoulos, Duchi & Zrnic 2023, section 6)."""
    own = float(labelled.covariance(score, score).sum())
    return float(np.clip(labelled.covariance(value, score).sum() / own, 0, 1)) if own > 0 else 0.0


def _leverage(each: Floats, apart: Floats | None) -> Floats:
    """How much each label draws the fit to itself: of the mean, and of λ where the model's distance counts.

    Residuals are divided by 1 − leverage (HC3, MacKinnon & White 1985), without which the intervals of a
    few dozen labels with uneven weights are too narrow.
    """
    leverage = each
    if apart is not None and (spread := float((each * apart**2).sum())) > 0:
        leverage = each + each * apart**2 / spread
    found: Floats = np.minimum(leverage, MOST_LEVERAGE)
    return found
