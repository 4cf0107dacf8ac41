"""Which words and phrases set an outlet apart from the others, and which of them chance alone would set apart.

Log-odds ratio with an informative Dirichlet prior: Monroe, Colaresi & Quinn 2008, "Fightin' Words",
sections 3.4 and 3.5, equations 15 to 22; its z-scores are held against random halves of the stories.
"""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from analysis.contrast import words
from analysis.contrast.counts import TERM_FAMILIES, Counts, count, csr

__all__ = ["COLUMNS", "Counts", "count", "examples", "one_each", "table"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIOR: Final = 0.5
"""Weight of the prior as a share of the smaller side. With a weak prior a word that one side never prints is
all variance: 23 uses against none got z = 3.3 with a weight of 0.1, and 5.2 with 0.5."""
SPLITS: Final = 100
"""Random halvings; the band is then known to 7 %."""
LEVEL: Final = 0.95
CLUSTERS_FROM: Final = 8
"""Stories below which there are too few different halves (with seven: 35) to know what chance does."""
OUTLET_FAMILIES: Final = 5
"""An outlet with fewer texts has subjects, and no style that could be told from them."""
TOP: Final = 25
"""Terms at either end that are listed for an outlet."""
PART_OF: Final = 0.9
"""A term is left out of a list that holds a longer one in which it stands so often ("prime" in "prime minister")."""
POOL: Final = 6
"""Times as many terms are looked at as are listed."""
SPLITS_AT_ONCE: Final = 8

COLUMNS: Final = (
    "outlet", "term", "log_odds", "z", "count", "rate_per_10k", "rest_rate", "band", "beyond_null",
    "n_families", "rest_families", "missing",
)  # fmt: skip


def one_each(articles: pd.DataFrame) -> pd.DataFrame:
    """One article for every family: its original, else a full text, so that copies do not vote twice.

    The words of a wire report that ten papers print are the wire's, and count for nobody else.
    """
    ranked = articles.sort_values(["original", "snippet", "article"], ascending=[False, True, True], kind="stable")
    return ranked.drop_duplicates("family").sort_values("article")


def table(
    counts: Counts, *, top: int | None = TOP, prior: float = PRIOR, splits: int = SPLITS, seed: int = 0
) -> pd.DataFrame:
    """Every outlet against the rest: its terms from the most typical to the most avoided.

    ``z`` is positive for what the outlet prints more often than the rest. ``band`` is the size of z that
    the term reaches by chance in 95 of 100 halvings of the stories; ``beyond_null`` says that it is beyond
    that after Benjamini–Hochberg over all terms of the outlet, and in at least three texts. Rates are per
    10,000 words, or pairs or triples of words, of the side.

    Args:
        counts: From `count`.
        top: Terms at either end for each outlet; None for all.
        prior: Weight of the prior as a share of the smaller side.
        splits: Random halvings.
        seed: Of the halvings.

    Returns:
        `COLUMNS`; ``missing`` says why there is no band, or no term at all, for an outlet.

    Raises:
        ValueError: There are not two outlets.
    """
    if len(counts.outlets) < 2:
        raise ValueError(
            f"a contrast needs two outlets or more; there is {', '.join(counts.outlets) or 'none'} in this selection"
        )
    cells = counts.matrix
    once = csr((np.ones(len(cells.data), dtype=np.int8), cells.indices, cells.indptr), shape=cells.shape)
    uses, spread = _by_outlet(counts, cells), _by_outlet(counts, once)
    total, positions, families = _sum(uses), counts.positions.sum(axis=0), _sum(spread)
    noise = _noise(counts, prior, splits, seed)
    size = counts.length - 1
    rows = []
    for code, outlet in enumerate(counts.outlets):
        own = counts.outlet == code
        if (few := np.count_nonzero(own)) < OUTLET_FAMILIES:
            why = f"only {few} independent texts: typical words need at least {OUTLET_FAMILIES}"
            rows.append(pd.DataFrame([{"outlet": outlet, "missing": why}]))
            continue
        y, n, in_families = _sum(uses[[code]]), counts.positions[own].sum(axis=0), _sum(spread[[code]])
        log_odds, z = _log_odds(y, n, total, positions, counts.length, prior)
        with np.errstate(divide="ignore", invalid="ignore"):
            rate, rest_rate = 10_000 * y / n[size], 10_000 * (total - y) / (positions - n)[size]
        names = counts.mastheads.get(outlet, ())
        more = _listed(counts, z, y, names, top)
        less = _listed(counts, -z, total - y, names, top)[::-1]
        at = np.concatenate([more, less])
        found = {
            "outlet": outlet,
            "term": [counts.terms[term] for term in at.tolist()],
            "log_odds": log_odds[at],
            "z": z[at],
            "count": y[at],
            "rate_per_10k": rate[at],
            "rest_rate": rest_rate[at],
            "n_families": in_families[at],
            "rest_families": (families - in_families)[at],
        }
        if isinstance(noise, str):
            found["missing"] = noise
        else:
            used_by = np.where(z > 0, in_families, families - in_families)
            found["band"] = (float(stats.t.ppf((1 + LEVEL) / 2, splits)) * noise)[at]
            found["beyond_null"] = (_beyond(z / noise, splits) & (used_by >= TERM_FAMILIES))[at]
        rows.append(pd.DataFrame(found))
    wide = pd.concat(rows, ignore_index=True).reindex(columns=list(COLUMNS))
    whole = dict.fromkeys(("count", "n_families", "rest_families"), "Int64")
    return wide.astype({**whole, "beyond_null": "boolean"})


def examples(term: str, sentences: pd.DataFrame, *, n: int = 3) -> pd.DataFrame:
    """Sentences that hold a term, in the order given, one from each family.

    Args:
        term: A word or phrase as in a table of `table`.
        sentences: With ``text`` and ``family``, already of the outlet and the voice that are asked about.
        n: Sentences at most.
    """
    wanted = words.read(term)
    if not any(wanted):
        return sentences.head(0)
    picked: dict[str, int] = {}
    for at, (text, family) in enumerate(zip(sentences["text"].tolist(), sentences["family"].tolist(), strict=True)):
        if len(picked) == n:
            break
        if family not in picked and words.holds(words.read(text), wanted):
            picked[family] = at
    return sentences.iloc[list(picked.values())]


def _log_odds(y: Floats, n: Ints, total: Floats, positions: Ints, length: Ints, prior: float) -> tuple[Floats, Floats]:
    """Log-odds ratio of one side against the rest (equation 16), and its z-score (equations 20 and 22).

    Odds are against all other terms of the same length; the prior is the usage of both sides together (3.5.1).
    """
    size = length - 1
    weight = prior * np.minimum(n, positions - n)
    alpha = weight[size] * total / np.maximum(positions[size], 1)
    logits, variance = [], np.zeros_like(alpha)
    for used, among in ((y, n), (total - y, positions - n)):
        count_ = used + alpha
        with np.errstate(divide="ignore", invalid="ignore"):
            logits.append(np.log(count_) - np.log((among + weight)[size] - count_))
            variance = variance + 1 / count_
    with np.errstate(invalid="ignore"):
        delta = logits[0] - logits[1]
        z = delta / np.sqrt(variance)
    # One side has not a single phrase of this length: nothing can be said.
    known = np.isfinite(delta) & np.isfinite(variance)
    return np.where(known, delta, np.nan), np.where(known, z, np.nan)


def _noise(counts: Counts, prior: float, splits: int, seed: int) -> Floats | str:
    """The spread of each term's z between random halves of the stories; or why it can't be known."""
    clusters = int(counts.cluster.max(initial=-1)) + 1
    if clusters < CLUSTERS_FROM:
        return f"only {clusters} stories: what chance does is known from {CLUSTERS_FROM} on"
    total, positions = _sum(counts.matrix), counts.positions.sum(axis=0)
    rng = np.random.default_rng(seed)
    squares = np.zeros(len(counts.terms))
    for first in range(0, splits, SPLITS_AT_ONCE):
        orders = [rng.permutation(clusters) for _ in range(min(SPLITS_AT_ONCE, splits - first))]
        halves = np.column_stack([order < clusters // 2 for order in orders])[counts.cluster].astype(np.int32)
        used, among = (counts.matrix.T @ halves).astype(np.float64), counts.positions.T @ halves
        for half in range(halves.shape[1]):
            z = _log_odds(used[:, half], among[:, half], total, positions, counts.length, prior)[1]
            squares += np.nan_to_num(z) ** 2
    # Never less than the noise of independent words: 1 without a prior, which shrinks the scores.
    noise: Floats = np.maximum(1 / np.sqrt(1 + prior), np.sqrt(squares / splits))
    return noise


def _beyond(scaled: Floats, splits: int) -> npt.NDArray[np.bool_]:
    """Which scores are beyond chance at `LEVEL` after Benjamini–Hochberg over all of them (1995, equation 1)."""
    tested = np.count_nonzero(np.isfinite(scaled))
    p = np.full(len(scaled), np.inf)
    # No other can be rejected, and most are others.
    near = np.flatnonzero(np.abs(scaled) >= stats.t.ppf((1 + LEVEL) / 2, splits))
    p[near] = 2 * stats.t.sf(np.abs(scaled[near]), splits)
    ranked = np.sort(p[near])
    allowed = (1 - LEVEL) * np.arange(1, len(ranked) + 1) / max(int(tested), 1)
    beyond: npt.NDArray[np.bool_] = p <= ranked[ranked <= allowed].max(initial=0.0)
    return beyond


def _listed(counts: Counts, z: Floats, often: Floats, mastheads: tuple[str, ...], top: int | None) -> Ints:
    """The terms with the highest scores above 0, without the outlet's own names; a short list has no parts of terms."""
    above = np.flatnonzero(z > 0)
    if top is not None and len(above) > POOL * top:
        above = above[np.argpartition(-z[above], POOL * top)[: POOL * top]]
    ranked = sorted(above.tolist(), key=lambda term: (-z[term], counts.terms[term]))
    names = [f" {name} " for name in mastheads]
    shown = {term: f" {counts.terms[term]} " for term in ranked}
    ranked = [term for term in ranked if not any(name in shown[term] for name in names)]
    if top is None:
        return np.array(ranked, dtype=np.int64)
    kept = []
    for term in ranked:
        longer = (other for other in ranked if other != term and shown[term] in shown[other])
        if not any(often[other] >= PART_OF * often[term] for other in longer):
            kept.append(term)
        if len(kept) == top:
            break
    return np.array(kept, dtype=np.int64)


def _by_outlet(counts: Counts, matrix: csr) -> csr:
    """Sums over the families of every outlet, still sparse."""
    families = np.arange(len(counts.outlet))
    shape = (len(counts.outlets), len(families))
    return csr((np.ones(len(families), dtype=np.int32), (counts.outlet, families)), shape=shape) @ matrix


class _Summed(Protocol):
    def sum(self, axis: int) -> object: ...


def _sum(matrix: _Summed) -> Floats:
    return np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
