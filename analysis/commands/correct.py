"""`python -m analysis correct`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from analysis import agreement, labelling, samples, validation
from analysis import correct as correction
from analysis.coding import RefusedLabelError
from analysis.commands.terminal import JsonOption, WorkspaceOption, app, cell, err, line, opened, shown
from analysis.measures import SCALES
from data.schema import Sample
from data.store import Workspace


@app.command()
def correct(
    workspace: WorkspaceOption,
    labels: Annotated[list[Path] | None, typer.Option(help="CSV files of `label-sample` with their labels")] = None,
    coder: Annotated[str | None, typer.Option(help="who labelled, where the file does not say it")] = None,
    sample: Annotated[str | None, typer.Option(help="a sample id; otherwise that of the labels, or the last")] = None,
    unit: Annotated[str, typer.Option(help="family (near copies are one voice) or article")] = "family",
    as_json: JsonOption = False,
) -> None:
    """Correct a model's estimates by human labels, and show how far coders and the model agree."""
    if unit not in correction.UNITS:
        raise typer.BadParameter(f"unit is {unit!r}; it can be {', '.join(correction.UNITS)}")
    store = opened(workspace)
    refused = False
    for file in labels or []:
        try:
            taken = labelling.take(store, file.read_bytes(), datetime.now(UTC), coder=coder)
        except (RefusedLabelError, OSError) as error:
            raise typer.BadParameter(f"{shown(file)}: {shown(error)}") from error
        refused |= bool(taken.refused)
        sample = sample or next(iter(taken.samples), None)
        _say(file, taken)
    try:
        chosen = samples.named(store, sample)
        tables = _tables(store, chosen, unit)
    except (KeyError, ValueError) as error:
        raise typer.BadParameter(str(error.args[0])) from error
    for name, table in tables.items():
        if as_json:
            for row in table.to_dict("records"):
                line({"table": name} | {str(k): None if pd.isna(v) else v for k, v in row.items()})
        elif not table.empty:
            _print(name, table, chosen)
    raise typer.Exit(1 if refused else 0)


def _tables(store: Workspace, sample: Sample, unit: str) -> dict[str, pd.DataFrame]:
    frame, labels = labelling.frame(store, sample), labelling.labels(store, sample.id)
    if labels.empty:
        raise ValueError(f"sample {sample.id} has no labels yet; hand them in with --labels, or on the Label page")
    strata = {stratum.name: stratum.size for stratum in sample.strata}
    found = correction.estimates(frame, strata, unit=unit, bounds=SCALES[sample.measure].domain)
    judged = validation.judged(frame, labels)
    return {
        "estimates": found.by_outlet,
        "differences": found.differences,
        "agreement": agreement.table(labels, sample.measure),
        "pairs of coders": agreement.pairs(labels, sample.measure),
        "model": validation.quality(judged),
        "confusion": validation.confusion(judged),
        "calibration": validation.calibration(judged),
    }


def _say(file: Path, taken: labelling.Taken) -> None:
    err.print(f"{shown(file)}: {taken.stored} labels stored, {taken.known} known, {taken.empty} still empty")
    for number, reason in taken.refused:
        err.print(f"[yellow]refused[/yellow] line {number}: {shown(reason)}", highlight=False)


def _print(name: str, table: pd.DataFrame, sample: Sample) -> None:
    about = f" of {sample.about}" if sample.about else ""
    printed = Table(title=shown(f"{name}: {sample.measure}{about}, {sample.voice} words, sample {sample.id}"))
    for column in table.columns:
        printed.add_column(column)
    for values in table.itertuples(index=False):
        printed.add_row(*(cell(value) for value in values))
    Console().print(printed)
