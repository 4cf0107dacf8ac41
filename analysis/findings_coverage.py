"""One plain sentence for what outlets cover, leave out and lift, never stronger than the counts allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from analysis.coverage.attention import LEVEL, wilson
from analysis.coverage.silence import SILENT

ALPHA: Final = 1 - LEVEL


def attention(table: pd.DataFrame) -> str:
    """The widest gap between two outlets on one topic, and whether it is wider than chance makes.

    Two shares are called apart where their intervals do not overlap at a level that allows for every pair looked at
    (Bonferroni), because the widest of many gaps is wide by chance as well.

    Args:
        table: As of `coverage.attention`, with outlet_name and topic_name.
    """
    return _gap(
        table,
        "topic_name",
        lambda high, low: (
            f"{high['outlet_name']} gives {high['topic_name']} {_share(high)}, {low['outlet_name']} {_share(low)}"
        ),
        otherwise="any two outlets",
    )


def change(table: pd.DataFrame, topic_name: str) -> str:
    """The widest change of one outlet's attention to a topic, and whether it is wider than chance makes.

    Args:
        table: As of `coverage.attention` with a period, with outlet_name and ``when``, the period in words.
        topic_name: The topic in the table.
    """
    return _gap(
        table,
        "outlet_name",
        lambda high, low: (
            f"{high['outlet_name']} gives {topic_name} {_share(high)} {high['when']}, and {_share(low)} {low['when']}"
        ),
        otherwise="any two times of one outlet",
    )


def silence(table: pd.DataFrame) -> str:
    """How many silences there are with opportunity, and how telling the most telling one is.

    Args:
        table: As of `coverage.silence.blind_spots`, of one subject or many, with outlet_name and subject_name.
    """
    if table.empty:
        return "There is no story or topic here that an outlet could have missed."
    silent = table[table["state"] == SILENT]
    if silent.empty:
        return "No outlet is silent here where it had the opportunity to speak."
    known = silent.dropna(subset=["chance"])
    if known.empty:
        return f"{_counted(len(silent), 'silence')} with opportunity; how telling they are cannot be said."
    most = known.iloc[int(known["chance"].argmin())]
    start = "One silence with opportunity" if len(silent) == 1 else f"The most telling of {len(silent)} silences"
    told = (
        f"{start}: {most['outlet_name']} has nothing on “{most['subject_name']}” among its "
        f"{_counted(most['in_window'], 'text')} of that time. Chance alone does that {_in_100(most['chance'])}"
    )
    if most["chance"] * len(known) < ALPHA:
        return f"{told}: it hardly explains it{'' if len(known) == 1 else f', even among {len(known)}'}."
    if most["chance"] < ALPHA:
        return f"{told}: among {len(known)} silences that is no surprise."
    return f"{told}: it can explain it."


def lifts(table: pd.DataFrame, via_name: str) -> str:
    """Whom or what an aggregator lifts most out of proportion, and whether that is more than chance.

    Args:
        table: As of `coverage.editor.lifts`, with ``category``, the name of each row.
        via_name: The aggregator.
    """
    known = table.dropna(subset=["ratio"])
    if known.empty:
        why = table["missing"].dropna()
        said = f": {why.iloc[0]}" if len(why) else ""
        return f"What {via_name} prefers cannot be said{said}."
    logs = np.log(known["ratio"])
    spread = np.log(known["high"] / known["low"]) / (2 * stats.norm.ppf((1 + LEVEL) / 2))
    p = pd.Series(2 * stats.norm.sf(np.abs(logs / spread)), index=known.index)
    most = known.iloc[int(p.argmin())]
    told = (
        f"{via_name} lifts {most['category']} {most['ratio']:.1f} times as often as the others "
        f"({int(most['lifted'])} of {_counted(most['pool'], 'text')}; 95 % interval {most['low']:.1f} to "
        f"{most['high']:.1f})"
    )
    if p.min() * len(known) < ALPHA:
        return f"{told}: more than chance makes among {len(known)} compared."
    if p.min() < ALPHA:
        return f"{told}: a hint and no more, the strongest of {len(known)} compared."
    return f"{told}: chance can explain that, and it is the strongest of {len(known)} compared."


def series(table: pd.DataFrame, written: Sequence[str]) -> str:
    """The widest change of a measure within one outlet; a hint at most, because the widest of many is looked for.

    Args:
        table: outlet_name, when, estimate, low, high; one row per outlet and period.
        written: The estimates as they are printed, one for each row.
    """
    known = table.assign(written=list(written)).dropna(subset=["low"])
    known = known[known.groupby("outlet_name")["low"].transform("size") > 1]
    if known.empty:
        return "No outlet has enough texts in two periods to see a change."
    by = known.groupby("outlet_name", sort=False)
    gaps = by["estimate"].max() - by["estimate"].min()
    of = known[known["outlet_name"] == gaps.idxmax()]
    high, low = of.iloc[int(of["estimate"].argmax())], of.iloc[int(of["estimate"].argmin())]
    told = f"{high['outlet_name']} changes most: {high['written']} {high['when']} and {low['written']} {low['when']}"
    if low["high"] < high["low"]:
        return f"{told}. Their intervals do not overlap; as the widest of many changes looked at, it is a hint."
    return f"{told}, but their intervals overlap: these texts alone show no change."


def _gap(table: pd.DataFrame, within: str, said: Callable[[pd.Series, pd.Series], str], *, otherwise: str) -> str:
    """The widest gap within a group in words, with what can be said of it."""
    known = table[table["of"] > 0]
    known = known[known.groupby(within)["of"].transform("size") > 1]
    if known.empty:
        return "There are not two shares to compare here."
    sizes = known.groupby(within).size()
    pairs = int((sizes * (sizes - 1) // 2).sum())
    low, high = wilson(known["families"], known["of"], level=1 - ALPHA / pairs)
    by = known.assign(least=low, most=high).groupby(within, sort=False)
    # Of the pairs of a group that with the largest least and that with the smallest most are the furthest apart.
    apart = by["least"].max() - by["most"].min()
    group = by.get_group(apart.idxmax())
    top, bottom = group.iloc[int(group["least"].argmax())], group.iloc[int(group["most"].argmin())]
    counted = _counted(pairs, "pair")
    if apart.max() > 0:
        return f"{said(top, bottom)}: further apart than chance makes among the {counted} compared."
    spread = by["share"].max() - by["share"].min()
    if spread.max() == 0:
        return f"All shares are the same here ({counted} compared)."
    group = by.get_group(spread.idxmax())
    top, bottom = group.iloc[int(group["share"].argmax())], group.iloc[int(group["share"].argmin())]
    return f"{said(top, bottom)}; these counts cannot tell {otherwise} apart ({counted} compared)."


def _share(row: pd.Series) -> str:
    return f"{100 * row['share']:.0f} % of its texts ({int(row['families'])} of {int(row['of'])})"


def _in_100(chance: float) -> str:
    often = 100 * chance
    if often < 1:
        return "less than once in 100"
    return "once in 100" if round(often) == 1 else f"{often:.0f} times in 100"


def _counted(n: float, noun: str) -> str:
    return f"{int(n):,} {noun if n == 1 else noun + 's'}"
