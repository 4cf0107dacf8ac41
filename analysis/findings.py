"""One plain sentence for what a table says and how sure that is, never stronger than the intervals."""

from __future__ import annotations

import pandas as pd

from analysis.compare import Verdict
from analysis.measures import Scale
from analysis.speakers import UNNAMED


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


def differences(pairs: pd.DataFrame, scale: Scale) -> str:
    """The strongest of some differences, its verdict, and how many were looked at.

    Args:
        pairs: The fields of `compare.Difference`, a_name and b_name, one row per pair.
        scale: Of the measure compared.
    """
    if pairs.empty:
        return "There are no two outlets to compare here."
    known = pairs.dropna(subset=["p"])
    if known.empty:
        return f"No two outlets can be compared here: {pairs.iloc[0]['missing']}."
    looked = _counted(len(known), "pair")
    for verdict, weight in (
        (Verdict.CLEAR, "{n} of {looked} {is_} clear"),
        (Verdict.SUGGESTIVE, "suggestive and no more, the strongest hint among {looked}"),
    ):
        of = known[known["verdict"] == verdict]
        if len(of):
            strongest = of.iloc[int(of["estimate"].abs().argmax())]
            said = weight.format(n=len(of), looked=looked, is_="is" if len(of) == 1 else "are")
            return f"{difference(strongest, scale)}: {said}."
    return f"These texts cannot tell any two outlets apart ({looked} compared); {_it_would_take(known)}."


def difference(row: pd.Series, scale: Scale) -> str:
    """A difference as it is read out: who is more so, by how much, on what, and how often in a hundred."""
    sign = -1 if row["estimate"] < 0 else 1
    high, low = (row["a_name"], row["b_name"])[::sign]
    ends = " to ".join(_plain(sign * end) for end in (row["low"], row["high"])[::sign])
    often = round(100 * (row["probability"] if sign > 0 else 1 - row["probability"]))
    texts = _counted(row["n_families_a"] + row["n_families_b"] - row["n_families_both"], "text")
    on = f"on {_counted(row['n_stories'], 'story')} that both tell" if row["paired"] else f"{texts}, not story by story"
    return (
        f"{high} is {scale.more} than {low} by {_plain(abs(row['estimate']))} "
        f"(95 % interval {ends}, {on}; {often} times in 100 a text of it is)"
    )


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


def _it_would_take(known: pd.DataFrame) -> str:
    possible = known.dropna(subset=["more"])
    if possible.empty:
        return str(known.iloc[0]["missing"])
    least = possible.iloc[int(possible["more"].astype(float).argmin())]
    noun, whose = ("story", "that both tell") if least["paired"] else ("text", "of each")
    kind = f"{_counted(least['more'], f'more {noun}')} {whose}"
    return f"for {least['a_name']} and {least['b_name']} it would take {kind}"


def _plain(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _counted(n: float, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{int(n):,} {noun if n == 1 else plural}"


def brief(row: pd.Series, scale: Scale) -> str:
    """An estimate for a cell of a table: value and interval, or a word for why there is none."""
    if pd.isna(row["estimate"]):
        return "not scored"
    if pd.isna(row["low"]):
        return f"{scale.written(row['estimate'])}, too few"
    return f"{scale.written(row['estimate'])} ({scale.written(row['low'])} to {scale.written(row['high'])})"


def words(table: pd.DataFrame) -> str:
    """The word or phrase that sets an outlet apart most, and how many do so beyond chance.

    Args:
        table: As of `contrast.table`, with outlet_name.
    """
    known = table.dropna(subset=["z"])
    if known.empty:
        why = table["missing"].dropna()
        return f"No word can be compared here{f': {why.iloc[0]}' if len(why) else ''}."
    judged = known.dropna(subset=["band"])
    if judged.empty:
        return f"No word can be called typical of an outlet: {known['missing'].dropna().iloc[0]}."
    beyond = judged[judged["beyond_null"].astype("boolean").fillna(value=False)]
    looked = _counted(judged["outlet"].nunique(), "outlet")
    if beyond.empty:
        return f"No word or phrase sets any of {looked} apart beyond what random halves of the stories do."
    most = beyond.iloc[int(beyond["z"].abs().argmax())]
    apart = len(set(beyond["outlet"]))
    return (
        f"{most['outlet_name']} {_usage(most)}. Of {looked}, {apart} {'has' if apart == 1 else 'have'} words beyond "
        f"chance: {_counted(len(beyond), 'such word')} listed, one in twenty of them still by chance."
    )


def speakers(table: pd.DataFrame, outlet_name: str) -> str:
    """Who speaks most in an outlet, with how much, and how much names nobody: a count, so nothing is estimated.

    Args:
        table: As of `speakers.table`, of one outlet.
        outlet_name: The outlet.
    """
    if table.empty:
        return f"Nobody is quoted or reported in these texts of {outlet_name}."
    nobody = table["speaker"] == UNNAMED
    unnamed = f"{_percent(table.loc[nobody, 'share'].sum())} name nobody"
    named = table[~nobody]
    if named.empty:
        return f"In {outlet_name} no quoted or reported word is given to anybody by name."
    most = named.iloc[int(named["share"].argmax())]
    return (
        f"In {outlet_name} {most['speaker']} has {_percent(most['share'])} of all quoted and reported words "
        f"(in {_counted(most['n_families'], 'text')}); {unnamed}."
    )


def _usage(row: pd.Series) -> str:
    used = f"“{row['term']}” ({_counted(row['count'], 'time')} in {_counted(row['n_families'], 'text')}"
    if row["z"] < 0:
        return f"avoids {used}; {_counted(row['rest_families'], 'text')} of the others use it)"
    if not row["rest_rate"] > 0:
        return f"prints {used}; the others never)"
    return f"prints {used}; {row['rate_per_10k'] / row['rest_rate']:.1f} times as often as the others)"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
