"""The aggregator as editor: what it lifts, and to which slot, against what it could have lifted.

What an aggregator could draw from is rarely known. Here it is the families that the workspace holds of
the same outlets, first-hand, from the same time. Where the workspace knows an outlet only through the
aggregator, or has nothing lifted from it, there is no ratio and the reason is said.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from analysis.coverage.attention import LEVEL, Floats, wilson

BY: Final = ("outlet", "kind", "topic")
RATIO_COLUMNS: Final = (
    "lifted", "of_lifted", "lifted_share", "pool", "of_pool", "pool_share", "ratio", "low", "high", "missing",
)  # fmt: skip
DAYS: Final = 1
"""A text that stood a day earlier or later than what was lifted could have been lifted as well."""
SAME: Final = 1e-9
"""Scores that differ by less are equal but for rounding."""
SLOT_COLUMNS: Final = ("slot", "families", "of", "share", "low", "high")


def drawn(articles: pd.DataFrame, via: str) -> pd.DataFrame:
    """The articles of an aggregator's outlets in the time of what it lifted, each family marked.

    Args:
        articles: One row per article with outlet, family, via, slot, published, kind and topics.
        via: The aggregator.

    Returns:
        The rows with ``lifted`` (a member of the family stands with the aggregator), ``firsthand`` (a member
        stands elsewhere) and ``pool`` (None where the outlet's family is in a known pool, else the reason).

    Raises:
        ValueError: Nothing in these articles came through the aggregator.
    """
    through = (articles["via"] == via).fillna(False).astype(bool)
    if not through.any():
        known = ", ".join(sorted(articles["via"].dropna().unique())) or "nobody"
        raise ValueError(f"nothing came through {via!r} here; texts were republished by {known}")
    times = pd.to_datetime(articles["published"], utc=True)
    families = articles["family"]
    lifted = families.isin(set(families[through]))
    firsthand = families.isin(set(families[articles["via"].isna()]))
    around = pd.Timedelta(days=DAYS)
    start, end = times[lifted].min() - around, times[lifted].max() + around
    table = articles.assign(lifted=lifted, firsthand=firsthand)[lifted | times.between(start, end)]
    table = table[table["lifted"] | table["firsthand"]]
    left = set(table.loc[~table["lifted"], "outlet"])
    takes = set(table.loc[table["lifted"], "outlet"])
    reasons = {
        outlet: None
        if outlet in left & takes
        else f"never lifted here: whether {via} reads it is not known"
        if outlet in left
        else f"pool not known: only what {via} lifted of it is here"
        for outlet in left | takes
    }
    return table.assign(pool=pd.Series([reasons[o] for o in table["outlet"]], index=table.index, dtype=object))


def lifts(articles: pd.DataFrame, via: str, by: str = "outlet") -> pd.DataFrame:
    """How many times as often an aggregator lifts texts of an outlet, a kind or a topic as it lifts others.

    The ratio is that of the shares lifted, within the category and outside of it, over families whose pool is
    known; its interval is that of the logarithm (Katz et al. 1978), half a family added to every cell where
    one is empty.

    Args:
        articles: As for `drawn`.
        via: The aggregator.
        by: One of `BY`.

    Returns:
        ``by`` and `RATIO_COLUMNS`. ``lifted`` of ``of_lifted``: the category among all that was lifted.
        ``pool`` of ``of_pool``: among what could have been lifted.

    Raises:
        ValueError: ``by`` is none of `BY`, or nothing came through the aggregator.
    """
    if by not in BY:
        raise ValueError(f"by is {by!r}; it can be {', '.join(BY)}")
    table = drawn(articles, via)
    families = _by_category(table, by)
    of_lifted = table.loc[table["lifted"], "family"].nunique()
    known = families[families["pool"].isna()]
    whole = known.drop_duplicates("family")
    all_lifted, all_pool = int(whole["lifted"].sum()), len(whole)
    rows = []
    for category, members in families.groupby(by, sort=True):
        pool = members[members["pool"].isna()].drop_duplicates("family")
        each = members.drop_duplicates("family")
        a, n = int(pool["lifted"].sum()), len(pool)
        row: dict[str, object] = {by: category, "lifted": int(each["lifted"].sum()), "pool": n, "missing": None}
        if n == 0:
            row["missing"] = members["pool"].iloc[0]
        elif n == all_pool:
            row["missing"] = "the whole known pool is of this kind: there is nothing to compare it with"
        else:
            row["ratio"], row["low"], row["high"] = _risk_ratio(a, n, all_lifted - a, all_pool - n)
        rows.append(row)
    found = pd.DataFrame(rows).reindex(columns=[by, *RATIO_COLUMNS])
    found = found.assign(of_lifted=of_lifted, of_pool=all_pool)
    found["lifted_share"] = found["lifted"] / of_lifted
    found["pool_share"] = found["pool"] / all_pool if all_pool else np.nan
    return found.astype({"ratio": float, "low": float, "high": float})


def slots(articles: pd.DataFrame, via: str, by: str = "outlet") -> pd.DataFrame:
    """Which slots the lifted families of an outlet, a kind or a topic get, each with its share and interval.

    Raises:
        ValueError: ``by`` is none of `BY`, or nothing came through the aggregator.
    """
    if by not in BY:
        raise ValueError(f"by is {by!r}; it can be {', '.join(BY)}")
    table = drawn(articles, via)
    table = table[(table["via"] == via).fillna(False)].assign(slot=lambda rows: rows["slot"].fillna("not known"))
    table = table.explode("topics").rename(columns={"topics": "topic"}) if by == "topic" else table
    table = table.dropna(subset=[by])
    of = table.groupby(by)["family"].nunique().rename("of")
    counted = table.groupby([by, "slot"])["family"].nunique().rename("families").reset_index().join(of, on=by)
    low, high = wilson(counted["families"], counted["of"])
    counted = counted.assign(share=counted["families"] / counted["of"], low=low, high=high)
    return counted[[by, *SLOT_COLUMNS]]


def difference(articles: pd.DataFrame, via: str) -> pd.DataFrame:
    """One row: the mean of a measure over what was lifted and over what was left, and their difference.

    Welch's interval for the difference of two means over families (Welch 1947), of outlets whose pool is known.

    Args:
        articles: As for `drawn`, with ``mean`` of each article's sentences (missing where it has none).
        via: The aggregator.

    Raises:
        ValueError: Nothing came through the aggregator.
    """
    table = drawn(articles, via).dropna(subset=["mean"])
    known = table[table["pool"].isna()].groupby("family").agg(mean=("mean", "mean"), lifted=("lifted", "any"))
    took, left = known.loc[known["lifted"], "mean"], known.loc[~known["lifted"], "mean"]
    row: dict[str, Any] = {"lifted": took.mean(), "n_lifted": len(took), "left": left.mean(), "n_left": len(left)}
    row |= {"difference": took.mean() - left.mean(), "low": np.nan, "high": np.nan, "missing": None}
    if left.empty or took.empty:
        row["missing"] = f"pool not known: no outlet has texts here both lifted and left by {via}"
    elif min(len(took), len(left)) < 3:
        row["missing"] = f"only {len(took)} lifted and {len(left)} left: an interval needs at least 3 of each"
    elif max(np.ptp(took), np.ptp(left)) < SAME:
        row["missing"] = "every text has the same score: there is no spread to make an interval of"
    else:
        reach = _welch(took.to_numpy(), left.to_numpy())
        row |= {"low": row["difference"] - reach, "high": row["difference"] + reach}
    return pd.DataFrame([row])


def _welch(one: Floats, other: Floats) -> float:
    """Half the width of the interval for the difference of two means."""
    a, b = one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)
    df = (a + b) ** 2 / (a**2 / (len(one) - 1) + b**2 / (len(other) - 1))
    return float(stats.t.ppf((1 + LEVEL) / 2, df) * np.sqrt(a + b))


def _by_category(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """One row per family, outlet and category."""
    if by == "topic":
        table = table.explode("topics").rename(columns={"topics": "topic"})
    columns = list(dict.fromkeys([by, "outlet", "family", "lifted", "pool"]))
    return table.dropna(subset=[by])[columns].drop_duplicates()


def _risk_ratio(a: int, n: int, b: int, m: int) -> tuple[float, float, float]:
    """The share a/n over the share b/m, with the interval of its logarithm."""
    if 0 in (a, b, n - a, m - b):
        return _risk_ratio_of(a + 0.5, n + 1, b + 0.5, m + 1)
    return _risk_ratio_of(a, n, b, m)


def _risk_ratio_of(a: float, n: float, b: float, m: float) -> tuple[float, float, float]:
    p, q = a / n, b / m
    spread = np.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    reach = float(stats.norm.ppf((1 + LEVEL) / 2)) * spread
    return p / q, float(p / q * np.exp(-reach)), float(p / q * np.exp(reach))
