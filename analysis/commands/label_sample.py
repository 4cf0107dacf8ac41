"""`python -m analysis label-sample`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from analysis import agreement, export, labelling, samples, sampling
from analysis.commands.terminal import JsonOption, WorkspaceOption, app, err, line, opened, scorers_named, shown
from data.store import BusyError


@app.command("label-sample")
def label_sample(
    workspace: WorkspaceOption,
    measure: Annotated[str, typer.Option(help="tone, portrayal, stance or loaded")],
    out: Annotated[Path, typer.Option(help="the CSV file to write; with coders, one file for each, named after them")],
    target: Annotated[str | None, typer.Option(help="a target id, for portrayal")] = None,
    claim: Annotated[str | None, typer.Option(help="a claim id, for stance")] = None,
    outlets: Annotated[str | None, typer.Option(help="outlet ids, comma separated")] = None,
    voice: Annotated[str, typer.Option(help="own, quoted or all")] = "own",
    n: Annotated[int, typer.Option("-n", help="sentences to draw")] = 200,
    strata: Annotated[str, typer.Option(help="outlet, score (the model's label) or both")] = ",".join(sampling.STRATA),
    seed: Annotated[int, typer.Option(help="the same seed draws the same sentences")] = 0,
    coders: Annotated[str | None, typer.Option(help="names of the coders, comma separated")] = None,
    overlap: Annotated[int, typer.Option(help="sentences that every coder is given")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Draw a random sample of scored sentences and write it, blind, for coders to label."""
    store = opened(workspace)
    try:
        plan = samples.Plan(
            measure=measure,
            subject=target or claim or "",
            voice=voice,
            outlets=_names(outlets),
            n=n,
            stratified_by=_names(strata),
            seed=seed,
            coders=_names(coders),
            overlap=overlap,
        )
        files: dict[str | None, Path] = {coder: _file(out, coder) for coder in plan.coders} or {None: out}
        if standing := [file for file in files.values() if file.exists()]:
            raise typer.BadParameter(f"{standing[0]} is there already and may hold labels; name another file")
        sample = samples.draw(store, scorers_named([], store), plan)
    except (ValueError, BusyError) as error:
        raise typer.BadParameter(str(error)) from error
    for coder, file in files.items():
        table = labelling.items(store, sample.id, coder=coder)
        file.write_bytes(export.csv(table if coder is None else table.assign(coder=coder)))
    if as_json:
        line({**dataclasses.asdict(sample), "files": [str(file) for file in files.values()]})
        return
    drawn = sum(stratum.drawn for stratum in sample.strata)
    err.print(f"sample {sample.id}: {drawn} of {sample.size:,} sentences from {len(sample.strata)} strata")
    err.print(
        f"labels are {', '.join(agreement.VALUES[measure])}; written to {shown(', '.join(map(str, files.values())))}"
    )


def _names(listed: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",")) if listed else ()


def _file(out: Path, coder: str) -> Path:
    """The file of one coder beside the one that was named."""
    safe = "".join(char if char.isalnum() else "-" for char in coder)
    return out.with_stem(f"{out.stem}-{safe}")
