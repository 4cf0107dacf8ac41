"""Differences between outlets, and between two times of one outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from analysis.aggregate import FLOOR
from analysis.compare import contrasts, verdicts
from analysis.compare.contrasts import Contrast
from analysis.compare.sides import NOTHING, Side, sides, superiority
from analysis.compare.verdicts import WORTH_TELLING, Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher a is than b, how sure that is, and what it rests on.

    ``paired``: the stories that both tell are compared one by one, and only their texts count in the numbers below.
    ``n_stories``: stories that both tell. ``n_families_both``: texts that both printed, counted on either side.
    ``probability``: that a text of a is higher than one of b (on the same story where paired), ties counted half.
    ``more``: further stories told by both (paired), or further texts of each, each on a story of its own, that would
    make it four to one that a difference of `WORTH_TELLING` of the scale is called clear; None where it is clear.
    ``missing``: why there is no number, or no ``more``.
    """

    a: str
    b: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    paired: bool = False
    n_stories: int = 0
    n_families_a: int = 0
    n_families_b: int = 0
    n_families_both: int = 0
    n_articles_a: int = 0
    n_articles_b: int = 0
    n_sentences_a: int = 0
    n_sentences_b: int = 0
    probability: float | None = None
    verdict: Verdict = Verdict.CANNOT_TELL
    more: int | None = None
    missing: str | None = None


NUMBERS: Final = ("estimate", "low", "high", "p", "p_adjusted", "probability")
_Found = tuple[Difference, Contrast | None]


def differences(
    articles: pd.DataFrame,
    outlets: Sequence[str] | None = None,
    *,
    unit: str = "family",
    bounds: tuple[float, float] = (-1.0, 1.0),
    seed: int = 0,
) -> pd.DataFrame:
    """One row per pair of outlets, with the fields of `Difference`.

    Outlets that tell `FLOOR` stories in common are compared story by story; others by all their texts, clustered by
    story where it is known and by family where not. A text that both printed is one cluster, and moves both. Where all
    texts of both are on one and the same story, families are the clusters, and the difference is one on that story.

    Args:
        articles: One row per article: article, outlet, family, story (missing where not known), mean, sentences.
        outlets: Which, and in which order; all of them in alphabetical order when None.
        unit: "family": near copies are one voice; "article": every copy counts, and copies stay one cluster.
        bounds: The measure's scale.
        seed: Of the bootstrap.
    """
    names = sorted(articles["outlet"].dropna().unique()) if outlets is None else list(dict.fromkeys(outlets))
    of = sides(articles, ["outlet"], unit)
    found = [
        _difference(a, of.get(a, NOTHING), b, of.get(b, NOTHING), bounds=bounds, seed=seed, pair=True)
        for a, b in combinations(names, 2)
    ]
    return table(_judged(found, bounds))


def before_after(
    articles: pd.DataFrame,
    instant: datetime,
    *,
    unit: str = "family",
    bounds: tuple[float, float] = (-1.0, 1.0),
    seed: int = 0,
) -> pd.DataFrame:
    """One row per outlet: what it published from an instant on (a, "after") less what it did before (b, "before").

    A family belongs to the time at which the outlet printed it first. Articles without a time of publication are left
    out; ``n_undated`` says how many.

    Args:
        articles: As for `differences`, with ``published``.
        instant: With a time zone.
        unit: As for `differences`.
        bounds: The measure's scale.
        seed: Of the bootstrap.

    Raises:
        ValueError: The instant has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"the instant {instant} has no time zone; give one, e.g. {instant.isoformat()}+00:00")
    undated = articles["published"].isna()
    dated = articles[~undated]
    first = dated["published"]
    if unit == "family":
        first = dated.groupby(["outlet", "family"], observed=True)["published"].transform("min")
    of = sides(dated.assign(period=np.where(first >= instant, "after", "before")), ["outlet", "period"], unit)
    names = sorted(articles["outlet"].dropna().unique())
    found = []
    for name in names:
        after, before = of.get((name, "after"), NOTHING), of.get((name, "before"), NOTHING)
        found.append(_difference("after", after, "before", before, bounds=bounds, seed=seed, pair=False))
    compared = table(_judged(found, bounds))
    compared.insert(0, "outlet", pd.Series(names, dtype=object))
    counts = undated.groupby(articles["outlet"], observed=True).sum()
    return compared.assign(n_undated=counts.reindex(names, fill_value=0).to_numpy(dtype=np.int64))


def table(rows: Sequence[Difference]) -> pd.DataFrame:
    """Differences as a table; a missing number is not a number, a missing count is `pd.NA`."""
    return pd.DataFrame(
        {
            field.name: pd.Series([getattr(row, field.name) for row in rows], dtype=_dtype(field.name))
            for field in fields(Difference)
        }
    )


def _dtype(column: str) -> str:
    if column in NUMBERS:
        return "float64"
    if column.startswith("n_"):
        return "int64"
    return {"more": "Int64", "paired": "bool"}.get(column, "object")


def _difference(
    a_name: str, a: Side, b_name: str, b: Side, *, bounds: tuple[float, float], seed: int, pair: bool
) -> _Found:
    shared = a.stories_shared(b)
    paired = pair and len(shared) >= FLOOR
    if paired:
        a, b = a.telling(shared), b.telling(shared)
    elif len(shared) == 1 and all((side.stories == shared[0]).all() for side in (a, b)):
        a, b = a.by_family(), b.by_family()
    rests_on = Difference(
        a_name,
        b_name,
        paired=paired,
        n_stories=len(shared),
        n_families_a=len(a.means),
        n_families_b=len(b.means),
        n_families_both=a.texts_shared(b),
        n_articles_a=int(a.articles.sum()),
        n_articles_b=int(b.articles.sum()),
        n_sentences_a=int(a.sentences.sum()),
        n_sentences_b=int(b.sentences.sum()),
    )
    for name, side in ((a_name, a), (b_name, b)):
        if not len(side.means):
            return replace(rests_on, missing=f"{name} has no text here that could be scored"), None
    within = a.story_means() - b.story_means() if paired else None
    known = replace(
        rests_on,
        estimate=float(a.means.mean() - b.means.mean() if within is None else within.mean()),
        probability=superiority(a, b, within_stories=paired),
    )
    for name, side in ((a_name, a), (b_name, b)):
        if (n := len(shared) if paired else side.n_clusters) < FLOOR:
            few = f"only {n} independent {'story or text' if n == 1 else 'stories or texts'} of {name}"
            return replace(known, missing=f"{few}: an interval needs at least {FLOOR}"), None
    if within is not None:
        contrast = contrasts.paired(within, seed=seed)
    else:
        contrast = contrasts.unpaired(a.means, a.clusters, b.means, b.clusters, seed=seed)
    width = bounds[1] - bounds[0]
    low, high = contrast.interval((-width, width))
    return replace(known, estimate=contrast.estimate, low=low, high=high, p=contrast.p), contrast


def _judged(found: Sequence[_Found], bounds: tuple[float, float]) -> list[Difference]:
    """The same with adjusted p-values, verdicts and what it would take, which hang on how many are shown."""
    p = np.array([np.nan if row.p is None else row.p for row, _ in found])
    adjusted = verdicts.adjusted(p)
    judged = []
    for (row, contrast), raw, among in zip(found, p.tolist(), adjusted.tolist(), strict=True):
        if contrast is None:
            judged.append(row)
            continue
        verdict = verdicts.verdict(raw, among, contrast.clusters)
        more, why = None, None
        if verdict is not Verdict.CLEAR:
            worth = WORTH_TELLING * (bounds[1] - bounds[0])
            more, why = verdicts.further(contrast, worth, int((~np.isnan(p)).sum()))
        judged.append(replace(row, p_adjusted=among, verdict=verdict, more=more, missing=why))
    return judged
