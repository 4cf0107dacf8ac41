"""Attention: the share of an outlet's families that are on a topic, with its interval, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Floats = npt.NDArray[np.float64]

LEVEL: Final = 0.95
PERIODS: Final[dict[str, str]] = {"day": "D", "week": "W-SUN", "month": "M"}
"""Name of a period → pandas' word for it; a week begins on Monday."""
COLUMNS: Final = ("outlet", "topic", "families", "of", "share", "low", "high", "only_republished", "missing")


def wilson(hits: npt.ArrayLike, of: npt.ArrayLike, *, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Score interval of a share (Wilson 1927), which also holds for small n and shares near 0 or 1; NaN of none."""
    k, n = np.asarray(hits, dtype=float), np.asarray(of, dtype=float)
    z = float(stats.norm.ppf((1 + level) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        reach = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        # Exact at the ends, where rounding would leave 1e-17.
        low, high = np.where(k == 0, 0.0, middle - reach), np.where(k == n, 1.0, middle + reach)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def attention(
    articles: pd.DataFrame, *, topics: Sequence[str] | None = None, period: str | None = None
) -> pd.DataFrame:
    """Per outlet and topic, in all or per period: families on the topic, of how many, share and interval.

    Args:
        articles: One row per article with outlet, family, topics (a tuple of ids), via and published.
        topics: The topics asked about; None for every topic that occurs.
        period: "day", "week" or "month"; a family stands in the period of its first article of the outlet.

    Returns:
        `COLUMNS`, with ``period`` (its first day) after ``topic`` where one is asked for. A period in which an
        outlet has nothing is a row without a share. ``only_republished`` counts the families of the
        denominator that are known only through an aggregator, which chose them.

    Raises:
        ValueError: The period is none of `PERIODS`.
    """
    table = articles if period is None else in_periods(articles, period).dropna(subset=["period"])
    by = ["outlet"] if period is None else ["outlet", "period"]
    wanted = sorted({t for own in table["topics"] for t in own}) if topics is None else list(dict.fromkeys(topics))
    firsthand = table.assign(firsthand=table["via"].isna())
    if period is not None:
        first = firsthand.groupby(["outlet", "family"], sort=False)["period"].transform("min")
        firsthand = firsthand.assign(period=first)
    of = firsthand.groupby([*by, "family"], sort=False)["firsthand"].any().groupby(level=by)
    cells = pd.DataFrame({"of": of.size(), "only_republished": of.size() - of.sum()}).reset_index()
    if period is not None:
        cells = with_gaps(cells, ["outlet"], period)
    # The column of an empty table has no type of its own.
    listed = firsthand.assign(topics=firsthand["topics"].astype(object))
    on = listed[[*by, "family", "topics"]].explode("topics").dropna(subset=["topics"])
    hits = on.drop_duplicates([*by, "family", "topics"]).groupby([*by, "topics"]).size().rename("families")
    grid = cells.merge(pd.DataFrame({"topic": pd.Series(wanted, dtype=object)}), how="cross")
    grid = grid.merge(hits.reset_index().rename(columns={"topics": "topic"}), on=[*by, "topic"], how="left")
    grid = grid.fillna({"families": 0, "of": 0, "only_republished": 0})
    grid = grid.astype({"families": int, "of": int, "only_republished": int})
    low, high = wilson(grid["families"], grid["of"])
    share = (grid["families"] / grid["of"]).where(grid["of"] > 0)
    grid = grid.assign(share=share, low=low, high=high, missing=None)
    grid.loc[grid["of"] == 0, "missing"] = "nothing of this outlet is here for this time"
    columns = [*COLUMNS[:2], *by[1:], *COLUMNS[2:]]
    return grid[columns].sort_values(["topic", *by], ignore_index=True)


def in_periods(articles: pd.DataFrame, period: str) -> pd.DataFrame:
    """The articles with ``period``, the first day of each one's period; it is missing where no time is known.

    A series of a measure is `aggregate.by_group` over this with ``period`` among its columns, then `with_gaps`.

    Raises:
        ValueError: The period is none of `PERIODS`.
    """
    if period not in PERIODS:
        raise ValueError(f"period is {period!r}; it can be {', '.join(PERIODS)}")
    known = pd.to_datetime(articles["published"], utc=True).dt.tz_localize(None)
    return articles.assign(period=known.dt.to_period(PERIODS[period]).dt.start_time.astype("datetime64[us]"))


def with_gaps(series: pd.DataFrame, by: Sequence[str], period: str) -> pd.DataFrame:
    """The series with a row for every period from the first to the last of all, so that a gap shows as one."""
    if series.empty:
        return series
    ends = series["period"].min(), series["period"].max()
    every = pd.period_range(*ends, freq=PERIODS[period]).start_time.astype("datetime64[us]")
    grid = series[list(by)].drop_duplicates().merge(pd.DataFrame({"period": every}), how="cross")
    return grid.merge(series, on=[*by, "period"], how="left").sort_values([*by, "period"], ignore_index=True)
