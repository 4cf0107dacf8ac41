"""Blind spots: outlets that have nothing on a story although they had the opportunity to cover it.

Silence is only as telling as what could have been heard. An outlet had the opportunity where the
workspace holds its own full texts, not an aggregator's choice of them, from the days of the story's
coverage. How telling a silence is, is said by the chance with which as many texts of an outlet that
covers the story as often as the others do would all be on something else.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

DAYS: Final = 2
"""Days before the first and after the last text on a story in which an outlet could have joined in."""
FLOOR: Final = 5
"""Full texts in that time below which an outlet's silence would say nothing."""

COVERED: Final = "covered"
SILENT: Final = "silent with opportunity"
NO_OPPORTUNITY: Final = "no opportunity"
COLUMNS: Final = ("outlet", "state", "reason", "families", "in_window", "chance", "window_start", "window_end")


def on_topic(articles: pd.DataFrame, topic: str) -> pd.Series:
    """Which articles are on a topic."""
    return articles["topics"].map(lambda own: topic in own).astype(bool)


def on_story(articles: pd.DataFrame, story: str) -> pd.Series:
    """Which articles tell a story."""
    return (articles["story"] == story).fillna(False).astype(bool)


def blind_spots(articles: pd.DataFrame, on: pd.Series, *, days: int = DAYS, floor: int = FLOOR) -> pd.DataFrame:
    """One row per outlet: covered, silent with opportunity, or no opportunity and why.

    Args:
        articles: One row per article of every outlet that is asked about: outlet, family, via, snippet, published.
        on: Which of them are on the story or topic.
        days: Before and after the story's coverage that still count as its time.
        floor: Families of full texts in that time that an outlet must have.

    Returns:
        `COLUMNS`. ``families``: on the story. ``in_window``: the outlet's own full families in its time.
        ``chance``: for silent outlets, the probability that none of ``in_window`` texts would be on the story at
        the rate of the outlets that cover it (without a rate: missing).
    """
    on = on.reindex(articles.index, fill_value=False)
    times = pd.to_datetime(articles["published"], utc=True)
    told = times[on].dropna()
    reach = pd.Timedelta(days=days)
    window = (told.min() - reach, told.max() + reach) if len(told) else None
    inside = times.between(*window) if window else times.isna() & False
    own = articles["via"].isna()
    full = ~articles["snippet"].astype(bool)
    kinds = {"on": on, "window": inside & own & full, "snippets": inside & own & ~full, "lifted": inside & ~own,
             "dated": times.notna(), "own": own}  # fmt: skip
    outlets = pd.Index(sorted(articles["outlet"].dropna().unique()), name="outlet")
    n = pd.DataFrame({name: _families(articles[mask], outlets) for name, mask in kinds.items()})
    covering = n[(n["on"] > 0) & (n["window"] > 0)]
    heard = articles[on & inside & own & full]
    hits = _families(heard, outlets).reindex(covering.index).sum()
    rate = hits / covering["window"].sum() if len(covering) else np.nan
    start, end = window or (pd.NaT, pd.NaT)
    found = pd.DataFrame({"families": n["on"], "in_window": n["window"], "window_start": start, "window_end": end})
    found["reason"] = [_reason(row, window, floor) for _, row in n.iterrows()]
    state = np.where(found["reason"].isna(), SILENT, NO_OPPORTUNITY)
    found["state"] = np.where(n["on"] > 0, COVERED, state)
    silent = found["state"] == SILENT
    found["chance"] = ((1 - rate) ** n["window"]).where(silent)
    return found.reset_index()[list(COLUMNS)]


def _families(articles: pd.DataFrame, outlets: pd.Index) -> pd.Series:
    return articles.groupby("outlet")["family"].nunique().reindex(outlets, fill_value=0)


def _reason(n: pd.Series, window: tuple[pd.Timestamp, pd.Timestamp] | None, floor: int) -> str | None:
    """Why an outlet had no opportunity; None where it had one, or covers the story."""
    if n["on"] > 0 or n["window"] >= floor:
        return None
    if window is None:
        return "no text on this has a known time, so nobody knows when one could have joined in"
    time = "from {:%Y-%m-%d} to {:%Y-%m-%d}".format(*window)
    if n["window"]:
        return f"only {_texts(n['window'])} of its own {time}; at least {floor} are needed to call it silent"
    if n["snippets"]:
        return f"only snippets of it {time}, no full text"
    if n["lifted"]:
        return f"{time} it is known only through an aggregator, which chose what is here"
    if not n["dated"]:
        return "none of its texts has a known time"
    return f"nothing of it is in this workspace {time}"


def _texts(n: int) -> str:
    return f"{n} full text{'' if n == 1 else 's'}"
