"""A model's estimates corrected by human labels of a random sample, beside the raw ones and the labels alone.

Prediction-powered inference (Angelopoulos et al. 2023, Science 382:669) with its power tuning (PPI++, Angelopoulos,
Duchi & Zrnic 2023, section 6), its labels weighted by known inclusion probabilities, which makes it the design-based
estimator of Egami et al. 2023 (NeurIPS, section 3). One estimator with one dial λ: the weighted mean of the labels,
plus λ times what the model says of all sentences less what it says of the labelled ones. λ = 0 is labels only.

The estimand is that of `analysis.aggregate`: the mean of families of the mean of articles of the mean of sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from analysis import design
from analysis.aggregate import FLOOR, LEVEL
from analysis.design import Fit, Floats, Labelled, Part

RAW: Final = "raw"
CORRECTED: Final = "corrected"
LABELS_ONLY: Final = "labels only"
METHODS: Final = (RAW, CORRECTED, LABELS_ONLY)
UNITS: Final = ("family", "article")

LABELS_FROM: Final = 20
"""Labels of an outlet below which it is not corrected: the fewest for which `analysis.simulation_correction` shows
that intervals keep their level, and already as wide as a quarter of the scale and more."""
UNLIKE_FROM: Final = 5
"""Labels unlike an outlet's most frequent one below which it is not corrected, unless the measure is a share: how often
something happens cannot be told from a handful of times, and only for shares is there an interval lopsided enough."""
PER_STRATUM: Final = 2
"""Labels of a stratum below which its sampling error cannot be told."""

SHARE: Final = (0.0, 1.0)
"""The scale of a measure that is a share, whose interval is lopsided where what it counts is rare."""

COUNTS: Final = ("n_families", "n_articles", "n_sentences")
COLUMNS: Final = ("method", "estimate", "low", "high", *COUNTS, "n_labels", "weight_of_model", "missing")


@dataclass(frozen=True, slots=True)
class Estimates:
    """Every outlet and every pair of outlets, three ways side by side."""

    by_outlet: pd.DataFrame
    """outlet and `COLUMNS`."""
    differences: pd.DataFrame
    """outlet, other and `COLUMNS`: outlet less other."""


@dataclass(frozen=True, slots=True)
class _Outlet:
    """One outlet: what its estimates rest on, the estimates, and why some are missing."""

    name: str
    articles: int
    sentences: int
    fits: Mapping[str, Fit]
    missing: Mapping[str, str]


def estimates(
    frame: pd.DataFrame,
    strata: Mapping[str, int],
    *,
    unit: str = "family",
    bounds: tuple[float, float] = (-1.0, 1.0),
) -> Estimates:
    """Raw, corrected and labels-only estimates with intervals, per outlet and for each pair of outlets.

    Args:
        frame: All sentences that could be drawn, one row each: outlet, family, article, stratum, score,
            and value, the mean of its human labels, or NaN. Whether a sentence has a label must be chance
            within its stratum.
        strata: How many sentences each stratum had when the sample was drawn.
        unit: "family": near copies are one voice; "article": every copy counts.
        bounds: The measure's scale, which an interval cannot leave.

    Raises:
        ValueError: A label is of no stratum of the sample.
    """
    frame = frame.reset_index(drop=True)
    labelled = _labelled(frame, strata)
    outlets = list(_outlets(frame, labelled, _problems(labelled, strata), unit, share=bounds == SHARE))
    rows = [{"outlet": one.name, **_row(method, [one], labelled, bounds)} for one in outlets for method in METHODS]
    width = bounds[1] - bounds[0]
    pairs = [
        {"outlet": one.name, "other": other.name, **_row(method, [one, other], labelled, (-width, width))}
        for one, other in combinations(outlets, 2)
        for method in METHODS
    ]
    return Estimates(_typed(rows, ["outlet"]), _typed(pairs, ["outlet", "other"]))


def _labelled(frame: pd.DataFrame, strata: Mapping[str, int]) -> Labelled:
    labels = frame[frame["value"].notna()]
    codes = pd.Index(list(strata)).get_indexer(pd.Index(labels["stratum"])).astype(np.int64)
    if (codes < 0).any():
        unknown = sorted({str(name) for name in labels["stratum"][codes < 0]})
        raise ValueError(
            f"labels in {', '.join(unknown)}, which is no stratum of the sample: the chance of being drawn is not "
            "known for them, and only labels of a random sample can correct an estimate"
        )
    drawn = np.bincount(codes, minlength=len(strata)).astype(float)
    share = drawn / np.array(list(strata.values()), dtype=float)
    return Labelled(
        rows=labels.index.to_numpy(dtype=np.int64),
        value=labels["value"].to_numpy(dtype=float),
        score=labels["score"].to_numpy(dtype=float),
        probability=share[codes],
        stratum=codes,
        drawn=drawn,
        open=1 - share,
    )


def _problems(labelled: Labelled, strata: Mapping[str, int]) -> dict[str, str]:
    """Stratum → why it has too few labels to be used."""
    return {
        name: f"stratum {name} has {_counted(int(n), 'label')} of {size:,} sentences; it needs {min(PER_STRATUM, size)}"
        for (name, size), n in zip(strata.items(), labelled.drawn, strict=True)
        if n < min(PER_STRATUM, size)
    }


def _outlets(
    frame: pd.DataFrame, labelled: Labelled, problems: Mapping[str, str], unit: str, *, share: bool
) -> Iterator[_Outlet]:
    article, family, stratum = (pd.factorize(frame[column])[0] for column in ("article", unit, "stratum"))
    score = frame["score"].to_numpy(dtype=float)
    names = pd.unique(frame["stratum"])
    for outlet, found in sorted(frame.groupby("outlet", observed=True).indices.items(), key=lambda item: str(item[0])):
        rows = np.asarray(found, dtype=np.int64)
        mine, articles = pd.factorize(article[rows])
        codes, families = np.unique(family[rows], return_inverse=True)[::-1]
        # Articles of each family: every article is counted where its first sentence stands.
        together = np.bincount(codes[np.unique(mine, return_index=True)[1]], minlength=len(families))
        weights = 1 / (np.bincount(mine)[mine] * together[codes] * float(len(families)))
        part = Part(rows, weights, score[rows], families.astype(np.int64), codes.astype(np.int64))
        values = labelled.value[np.isin(labelled.rows, rows)]
        fits = {RAW: design.raw(part, labelled)}
        thin = (problems[name] for name in names[np.unique(stratum[rows])] if name in problems)
        reason = _too_few(values, len(rows), share=share) or next(thin, None)
        missing = {CORRECTED: reason, LABELS_ONLY: reason} if reason else {}
        if not reason:
            fits[CORRECTED] = design.corrected(part, labelled)
            fits[LABELS_ONLY] = design.corrected(part, labelled, tuned=False)
        if len(families) < FLOOR:
            few = f"only {_counted(len(families), 'independent text')}: an interval needs at least {FLOOR}"
            missing = dict.fromkeys(METHODS, few) | missing
        yield _Outlet(str(outlet), len(articles), len(rows), fits, missing)


def _too_few(values: Floats, sentences: int, *, share: bool) -> str | None:
    """Why these labels of an outlet's sentences cannot correct it; None where all are labelled, or enough."""
    if len(values) == sentences:
        return None
    if len(values) < LABELS_FROM:
        return f"only {_counted(len(values), 'label')}: a correction needs at least {LABELS_FROM}"
    unlike = len(values) - int(np.unique(values, return_counts=True)[1].max())
    if unlike < UNLIKE_FROM and not share:
        return f"only {unlike} of {len(values)} labels differ from the others: a correction needs {UNLIKE_FROM} that do"
    return None


def _row(method: str, outlets: list[_Outlet], labelled: Labelled, bounds: tuple[float, float]) -> dict[str, object]:
    """One estimate, or the difference of two, with its interval; or why it is missing."""
    reasons = [
        f"{o.name}: {o.missing[method]}" if outlets[1:] else o.missing[method] for o in outlets if method in o.missing
    ]
    fits = [o.fits[method] for o in outlets if method in o.fits]
    estimate = low = high = np.nan
    if len(fits) == len(outlets):
        estimate = fits[0].estimate - sum(fit.estimate for fit in fits[1:])
        if not reasons:
            reach = design.reach(fits, labelled, LEVEL)
            low, high = max(estimate - reach, bounds[0]), min(estimate + reach, bounds[1])
            if bounds == SHARE and method != RAW:
                low, high = design.share_interval(estimate, reach, fits[0].labels)
    families = [o.fits[RAW].families for o in outlets]
    return {
        "method": method,
        "estimate": estimate,
        "low": low,
        "high": high,
        "n_families": len(families[0]) if len(families) == 1 else len(np.union1d(*families)),
        "n_articles": sum(o.articles for o in outlets),
        "n_sentences": sum(o.sentences for o in outlets),
        "n_labels": sum(fit.labels for fit in fits),
        "weight_of_model": fits[0].power if method == CORRECTED and len(fits) == len(outlets) == 1 else None,
        "missing": "; ".join(reasons) or None,
    }


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _typed(rows: list[dict[str, object]], keys: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*keys, *COLUMNS]).astype(
        dict.fromkeys(("estimate", "low", "high", "weight_of_model"), "float64")
    )
