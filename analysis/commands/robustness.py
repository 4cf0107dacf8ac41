"""`python -m analysis robustness`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console

from analysis import robustness as settings
from analysis.commands.tables import show
from analysis.commands.terminal import JsonOption, ModelOption, WorkspaceOption, app, line, opened, scorers_named, shown
from analysis.comparison import Asked


@app.command()
def robustness(
    workspace: WorkspaceOption,
    measure: Annotated[str, typer.Option(help="tone, portrayal, stance or loaded")],
    topic: Annotated[str | None, typer.Option(help="a topic id")] = None,
    target: Annotated[str | None, typer.Option(help="a target id, for portrayal")] = None,
    claim: Annotated[str | None, typer.Option(help="a claim id, for stance")] = None,
    wordings: Annotated[
        str | None, typer.Option(help="ids of claims that say the same in other words, comma separated")
    ] = None,
    outlets: Annotated[
        str | None, typer.Option(help="two outlet ids, comma separated; else the strongest pair")
    ] = None,
    voice: Annotated[str, typer.Option(help="own, quoted or all")] = "own",
    unit: Annotated[str, typer.Option(help="family (near copies are one voice) or article")] = "family",
    band: Annotated[
        float, typer.Option(min=0, max=1, help="sentences whose sides are nearer than this are left out by a setting")
    ] = settings.BAND,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say in how many of the reasonable settings a difference between two outlets holds, from scores that are there."""
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
        )
        worded = wordings.split(",") if wordings else ()
        found = settings.curve(store, scorers, asked, wordings=worded, band=band)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if as_json:
        for row in found.table.to_dict("records"):
            line({"type": "setting"} | {str(k): None if pd.isna(v) else v for k, v in row.items()})
        line({"type": "dial", **asdict(found.dial)})
        return
    Console().print(shown(found.dial.said), highlight=False)
    title = shown(f"{measure}: {found.table['a_name'][0]} less {found.table['b_name'][0]} under every setting")
    show(found.table.drop(columns=["a_name", "b_name"]), as_json=False, title=title, signed=("estimate", "low", "high"))
