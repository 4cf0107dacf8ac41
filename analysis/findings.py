"""One plain sentence for what a table says and how sure that is, never stronger than the intervals."""

from __future__ import annotations

import pandas as pd

from analysis.measures import Scale


def outlets(table: pd.DataFrame, scale: Scale) -> str:
    """What separates the outlets of an estimates table, and whether the intervals keep them apart.

    Args:
        table: outlet_name, estimate, low, high and missing, one row per outlet.
        scale: Of the measure in the table.
    """
    known = table.dropna(subset=["low"]).sort_values("estimate")
    if known.empty:
        return _nothing(table)
    if len(known) == 1:
        only = known.iloc[0]
        return f"Only {only['outlet_name']} has enough texts to be measured here: {_with_interval(only, scale)}."
    lowest, highest = known.iloc[0], known.iloc[-1]
    if scale.written(lowest["estimate"]) == scale.written(highest["estimate"]):
        return f"All {len(known)} outlets come out at {scale.written(highest['estimate'])}: no difference to report."
    start = (
        f"{highest['outlet_name']} is {scale.more} ({_with_interval(highest, scale)}) than "
        f"{lowest['outlet_name']} ({_with_interval(lowest, scale)})"
    )
    if lowest["high"] < highest["low"]:
        return f"{start}. Their intervals do not overlap: the texts keep these two apart."
    return f"{start}, but their intervals overlap: these texts alone cannot tell them apart."


def rests_on(row: pd.Series) -> str:
    """What an estimate rests on, in words."""
    return f"{_counted(row['n_families'], 'text')}, {_counted(row['n_sentences'], 'sentence')}"


def printed(row: pd.Series, scale: Scale) -> str:
    """An estimate as it is read out: value, interval or why there is none, and n."""
    if pd.isna(row["estimate"]):
        return str(row["missing"])
    return f"{_with_interval(row, scale)}; {rests_on(row)}"


def _with_interval(row: pd.Series, scale: Scale) -> str:
    value = scale.written(row["estimate"])
    if pd.isna(row["low"]):
        return f"{value}, {row['missing']}"
    return f"{value}, 95 % interval {scale.written(row['low'])} to {scale.written(row['high'])}"


def _nothing(table: pd.DataFrame) -> str:
    if table.empty:
        return "No article passes these filters."
    reasons = table["missing"].dropna()
    why = f" For {table.iloc[0]['outlet_name']}: {reasons.iloc[0]}." if len(reasons) else ""
    return f"No outlet has enough texts for an interval here.{why}"


def _counted(n: float, noun: str) -> str:
    return f"{int(n):,} {noun}{'' if n == 1 else 's'}"
