"""`python -m analysis compare`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from analysis import comparison, findings
from analysis.commands.terminal import (
    JsonOption,
    ModelOption,
    WorkspaceOption,
    app,
    cell,
    err,
    line,
    opened,
    scorers_named,
    shown,
)
from analysis.compare import Kinds
from analysis.comparison import Asked
from analysis.measures import SCALES

OF_KINDS: Final = {
    "a": "a",
    "b": "b",
    "estimate": "a less b",
    "low": "low",
    "high": "high",
    "p_adjusted": "p, adjusted",
    "n_outlets_a": "outlets of a",
    "n_outlets_b": "outlets of b",
    "verdict": "verdict",
    "missing": "why not",
}


@app.command()
def compare(
    workspace: WorkspaceOption,
    measure: Annotated[str, typer.Option(help="tone, portrayal, stance or loaded")],
    topic: Annotated[str | None, typer.Option(help="a topic id")] = None,
    story: Annotated[str | None, typer.Option(help="a story id")] = None,
    target: Annotated[str | None, typer.Option(help="a target id, for portrayal")] = None,
    claim: Annotated[str | None, typer.Option(help="a claim id, for stance")] = None,
    outlets: Annotated[str | None, typer.Option(help="outlet ids, comma separated")] = None,
    start: Annotated[
        str | None, typer.Option(help="published from this day or instant on; UTC where it says no zone")
    ] = None,
    end: Annotated[str | None, typer.Option(help="published before this day or instant")] = None,
    voice: Annotated[str, typer.Option(help="own, quoted or all")] = "own",
    unit: Annotated[str, typer.Option(help="family (near copies are one voice) or article")] = "family",
    kinds_compare: Annotated[
        bool, typer.Option("--kinds-compare", help="compare kinds of outlets too, an outlet being one observation")
    ] = False,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate a measure per outlet and the difference of every pair, with intervals and what they rest on."""
    store = opened(workspace)
    scorers = scorers_named(model or [], store)
    try:
        asked = Asked(
            measure=measure,
            subject=target or claim or "",
            voice=voice,
            unit=unit,
            topics=(topic,) if topic else (),
            outlets=tuple(outlets.split(",")) if outlets else (),
            stories=(story,) if story else (),
            start=_instant("--start", start),
            end=_instant("--end", end),
        )
        articles = comparison.scored_articles(store, scorers, asked)
        undated = comparison.undated(store, scorers, asked)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if undated:
        err.print(f"{undated} articles without a time of publication are in no period and left out")
    estimates = comparison.outlets_of(articles, asked)
    pairs = _with_totals(comparison.pairs_of(articles, asked))
    kinds = comparison.kinds_of(articles, asked) if kinds_compare else None
    if as_json:
        _lines(estimates, pairs, kinds)
        return
    console = Console()
    console.print(shown(findings.differences(pairs, SCALES[measure])), highlight=False)
    console.print(_printed(f"{measure} by outlet, {voice} words, unit {unit}", estimates))
    if len(pairs):
        console.print(_printed("pairs of outlets, the first less the second", _in_brief(pairs)))
    if kinds is not None:
        console.print(_printed("outlets by kind", kinds.outlets))
        console.print(_printed("pairs of kinds", kinds.differences[list(OF_KINDS)].rename(columns=OF_KINDS)))


def _instant(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{option} is {text!r}; wanted is a day or an instant, e.g. 2026-03-02 or 2026-03-02T08:00+01:00"
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _with_totals(pairs: pd.DataFrame) -> pd.DataFrame:
    """What a pair rests on together: a text that both printed is one family and two articles."""
    return pairs.assign(
        n_families=pairs["n_families_a"] + pairs["n_families_b"] - pairs["n_families_both"],
        n_articles=pairs["n_articles_a"] + pairs["n_articles_b"],
        n_sentences=pairs["n_sentences_a"] + pairs["n_sentences_b"],
    )


def _in_brief(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs in as many columns as a terminal has room for; --json prints everything."""
    rows = []
    for row in pairs.to_dict("records"):
        known = not pd.isna(row["low"])
        basis = f"{row['n_stories']} stories" if row["paired"] else f"{row['n_families']} texts"
        rows.append(
            {
                "pair": f"{row['a_name']}, {row['b_name']}",
                "difference": f"{cell(row['estimate'])} ({cell(row['low'])} to {cell(row['high'])})" if known else "–",
                "p, adjusted": row["p_adjusted"],
                "on": basis,
                "verdict": str(row["verdict"]) if known else str(row["missing"]),
            }
        )
    return pd.DataFrame(rows)


def _lines(estimates: pd.DataFrame, pairs: pd.DataFrame, kinds: Kinds | None) -> None:
    labels = {} if kinds is None else dict(kinds.outlets[["outlet", "kind"]].itertuples(index=False, name=None))
    for row in _records(estimates):
        line({"type": "outlet", **row, **({} if kinds is None else {"kind": labels.get(row["outlet"])})})
    for row in _records(pairs):
        line({"type": "pair", **row})
    for row in [] if kinds is None else _records(kinds.differences):
        line({"type": "kinds", **row})


def _records(table: pd.DataFrame) -> Iterable[dict[str, Any]]:
    for row in table.to_dict("records"):
        yield {str(key): None if pd.isna(value) else value for key, value in row.items()}


def _printed(title: str, table: pd.DataFrame) -> Table:
    printed = Table(title=title)
    for column in table.columns:
        printed.add_column(str(column))
    for row in table.astype(object).to_dict("records"):
        printed.add_row(*(_cell(str(name), value) for name, value in row.items()))
    return printed


def _cell(column: str, value: object) -> str:
    if not isinstance(value, float) or pd.isna(value):
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else cell(value)
    if column == "times in 100":
        return f"{100 * value:.0f}"
    if column.startswith("p, "):
        return f"{value:.3f}" if value >= 0.001 else "< 0.001"
    return cell(value)
