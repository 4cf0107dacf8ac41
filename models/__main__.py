"""Command line of the models: `python -m models score --task TASK < lines.jsonl`."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from models import hub, lines, registry
from models.base import TASKS

app = typer.Typer(add_completion=False, help="Score text with the embedded models.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """Score text with the embedded models."""


@app.command()
def score(
    task: Annotated[str, typer.Option(help=f"one of {', '.join(TASKS)}")],
    model: Annotated[
        str | None, typer.Option(help="a model id or hub:NAME_OR_FOLDER; the default model of the task if left out")
    ] = None,
) -> None:
    """Answer JSON lines from standard input on standard output, in order.

    Each line is an object with "text", and "target" for portrayal or "claim" for stance. It comes
    back with "label", "probabilities" and "model"; a bad line comes back with "error" instead and is
    reported by number on standard error. The exit code is 1 when any line was bad.
    """
    try:
        scorer = registry.scorer(task, model)
    except registry.UnknownModelError as error:
        raise typer.BadParameter(str(error.args[0])) from error
    bad = 0
    source = open(sys.stdin.fileno(), encoding="utf-8-sig", errors="replace", closefd=False)  # noqa: SIM115
    # A lone surrogate is written as the JSON escape that it came in as.
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    try:
        for line in lines.score(source, scorer):
            if "error" in line:
                bad += 1
                typer.echo(line["error"], err=True)
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
    except hub.HubError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(1 if bad else 0)


if __name__ == "__main__":
    app()
