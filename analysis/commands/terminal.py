"""What every command shares: its options, its way to the workspace and the models, its printing."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from data.store import NotAWorkspaceError, Workspace
from models import registry

WorkspaceOption = Annotated[Path, typer.Option("--workspace", "-W", help="folder of the workspace")]
ModelOption = Annotated[
    list[str] | None,
    typer.Option(help="MEASURE=MODEL instead of the model chosen in the workspace: an id, or hub:NAME_OR_FOLDER"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="one JSON line per result")]

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Compare how outlets tell the same story.")
err = Console(stderr=True)


def opened(root: Path, *, create: bool = False) -> Workspace:
    """The workspace in a folder; a usage error where there is none."""
    if not create and not root.exists():
        raise typer.BadParameter(f"there is no workspace in {root}; `ingest` or `demo` makes one")
    try:
        return Workspace(root)
    except NotAWorkspaceError as error:
        raise typer.BadParameter(str(error)) from error


def models_named(chosen: Iterable[str]) -> dict[str, str]:
    """Measure → model from options of the form MEASURE=MODEL."""
    models = dict(pair.partition("=")[::2] for pair in chosen)
    if unset := [task for task, model in models.items() if not model]:
        raise typer.BadParameter(f"--model {unset[0]} names no model; wanted is MEASURE=MODEL")
    return models


def scorers_named(chosen: Iterable[str], workspace: Workspace | None = None) -> dict[str, Any]:
    """The default models, with those that the workspace chose, with those that MEASURE=MODEL replaces."""
    kept = workspace.state.models() if workspace else {}
    try:
        return registry.scorers(kept | models_named(chosen))
    except registry.UnknownModelError as error:
        raise typer.BadParameter(str(error.args[0])) from error


def progress_bar(*, hidden: bool) -> Progress:
    """A progress bar on standard error."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("articles"),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=err,
        disable=hidden,
    )


def line(row: dict[str, Any]) -> None:
    """Print one result as a JSON line."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def cell(value: object) -> str:
    """A value as a table shows it."""
    if value is None or value is pd.NA:
        return "–"
    if isinstance(value, float):
        return "–" if math.isnan(value) else f"{value:+.2f}".replace("-", "−")
    return shown(value)


def shown(words: object) -> str:
    """Text of others for the terminal: no markup of it acts, and no control character reaches it."""
    return escape("".join(char for char in str(words) if char.isprintable() or char in "\n\t"))
