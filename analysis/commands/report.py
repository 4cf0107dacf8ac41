"""`python -m analysis report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from analysis import report as reports
from analysis.commands.terminal import JsonOption, ModelOption, WorkspaceOption, app, line, opened, scorers_named, shown


@app.command()
def report(
    workspace: WorkspaceOption,
    out: Annotated[Path | None, typer.Option(help="folder for the files; otherwise report in the workspace")] = None,
    measure: Annotated[list[str] | None, typer.Option(help="tone, portrayal, stance or loaded; otherwise all")] = None,
    seed: Annotated[int, typer.Option(min=0, help="of everything that is drawn by chance")] = 0,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write one page that opens anywhere, with the tables as CSV and Parquet and a codebook."""
    store = opened(workspace)
    folder = out or store.root / "report"
    try:
        files = reports.make(store, scorers_named(model or [], store), measure or (), seed=seed)
        reports.write(files, folder)
    except (ValueError, OSError) as error:
        raise typer.BadParameter(str(error)) from error
    if as_json:
        for name, content in files.items():
            line({"file": str(folder / name), "bytes": len(content)})
        return
    Console().print(shown(f"{len(files)} files in {folder}; open {folder / reports.PAGE}"), highlight=False)
