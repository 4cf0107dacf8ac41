"""`python -m analysis score`."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable
from functools import partial
from typing import Annotated, Final, NoReturn

import typer
from rich.progress import Progress, TaskID

from analysis import demo, scoring
from analysis.commands.terminal import (
    JsonOption,
    ModelOption,
    WorkspaceOption,
    app,
    err,
    line,
    models_named,
    opened,
    progress_bar,
    scorers_named,
    shown,
)
from data.store import BusyError, Workspace
from models import registry
from models.hub import HubError, HubScorer

PROGRESS_EVERY_S: Final = 0.5


@app.command()
def score(
    workspace: WorkspaceOption,
    model: ModelOption = None,
    keep: Annotated[
        bool, typer.Option(help="choose these models for the workspace, for every command and page")
    ] = False,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option(help="no progress bar")] = False,
) -> None:
    """Score what is not scored yet; it can be stopped at any moment and resumes where it was."""
    if keep and not model:
        raise typer.BadParameter("--keep keeps what --model names; add --model MEASURE=MODEL")
    store = opened(workspace)
    scorers = scorers_named(model or [], store)
    hub = [scorer for scorer in scorers.values() if isinstance(scorer, HubScorer)]
    try:
        for scorer in hub:
            scorer.check()
            if not quiet:  # the download draws a bar of its own, which must not meet the one below
                scorer.fetch()
        if keep:
            _keep(store, model or [])
    except HubError as error:
        _unusable(error)
    try:
        with progress_bar(hidden=quiet) as bar:
            task = bar.add_task("scoring", total=None, rate="")
            for scorer in hub:  # a batch of articles takes a large model minutes: it says itself how far it is in it
                scorer.report = partial(_describe, bar, task, scorer.task)
            done = scoring.score(store, scorers, report=_Reporter(store, bar, task))
    except BusyError as error:
        err.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    except HubError as error:
        _unusable(error)
    if as_json:
        line({**dataclasses.asdict(done), "rate": done.rate})
    else:
        err.print(f"{done.articles} articles, {done.passages} new passages in {done.seconds:.1f} s")


class _Reporter:
    """Draws how far scoring is, and publishes it for readers of the workspace now and then."""

    def __init__(self, store: Workspace, bar: Progress, task: TaskID) -> None:
        self._store, self._bar, self._task = store, bar, task
        self._published = 0.0

    def __call__(self, progress: scoring.Progress) -> None:
        rate = f"{progress.rate:,.0f} passages/s" if progress.rate else ""
        self._bar.update(self._task, description="scoring", total=progress.of, completed=progress.articles, rate=rate)
        if progress.state != "running" or time.monotonic() - self._published > PROGRESS_EVERY_S:
            self._published = time.monotonic()
            demo.publish(self._store, progress)


def _keep(store: Workspace, chosen: Iterable[str]) -> None:
    for measure, name in models_named(chosen).items():
        store.state.choose_model(measure, registry.pinned(measure, name))


def _describe(bar: Progress, task: TaskID, measure: str, done: int, of: int) -> None:
    bar.update(task, description=f"{measure} {done:,} of {of:,}")


def _unusable(error: HubError) -> NoReturn:
    # On one line: the app shows the last line that a run in the background leaves.
    err.print(f"[red]Error: {shown(error)}[/red]", soft_wrap=True)
    raise typer.Exit(2) from error
