"""Command line: `python -m analysis ingest | score | compare | demo`."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import pandas as pd
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from analysis import comparison, corpus, demo, scoring
from data import ingest, schema
from data.catalogue import Catalogue
from data.ingest import tables
from data.ingest.base import Proposal, RefusedError
from data.ingest.mapping import FIELDS, Mapping, guess
from data.schema import Article
from data.store import BusyError, NotAWorkspaceError, Workspace
from models import registry

WorkspaceOption = Annotated[Path, typer.Option("--workspace", "-W", help="folder of the workspace")]
JsonOption = Annotated[bool, typer.Option("--json", help="one JSON line per result")]

PROGRESS_EVERY_S: Final = 0.5
app = typer.Typer(add_completion=False, no_args_is_help=True, help="Compare how outlets tell the same story.")
err = Console(stderr=True)


@app.command("ingest")
def ingest_(
    sources: Annotated[list[str], typer.Argument(help="files, folders or http(s) addresses")],
    workspace: WorkspaceOption,
    captured: Annotated[
        str | None, typer.Option(help="when a page was captured, for times such as '3 hours ago' (ISO 8601)")
    ] = None,
    via: Annotated[str | None, typer.Option(help="the aggregator that shows the articles")] = None,
    outlet: Annotated[str | None, typer.Option(help="who wrote articles that do not say so")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=COLUMN of a table, e.g. text=Body; guessed where left out")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show what would be stored, store nothing")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read articles from files, folders or addresses and store those that are new."""
    store = _open(workspace, create=True)
    instant = _instant(captured)
    known = corpus.outlets(store)
    failed = 0
    for source in sources:
        try:
            mapping = _mapping(source, column or [])
            for proposal in ingest.propose(
                source, catalogue=known, captured=instant, via=via, outlet=outlet, mapping=mapping
            ):
                duplicates = () if dry_run else store.add(proposal.articles).duplicates
                _show(proposal, set(duplicates), known, as_json=as_json)
        except (RefusedError, BusyError, OSError) as error:
            failed += 1
            err.print(f"[red]refused[/red] {_shown(source)}: {_shown(error)}", highlight=False)
    raise typer.Exit(1 if failed else 0)


@app.command()
def score(
    workspace: WorkspaceOption,
    model: Annotated[list[str] | None, typer.Option(help="MEASURE=MODEL, to replace a default model")] = None,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option(help="no progress bar")] = False,
) -> None:
    """Score what is not scored yet; it can be stopped at any moment and resumes where it was."""
    store = _open(workspace)
    scorers = _scorers(model or [])
    with _bar(hidden=quiet) as bar:
        task = bar.add_task("scoring", total=None, rate="")
        published = 0.0

        def report(progress: scoring.Progress) -> None:
            nonlocal published
            rate = f"{progress.rate:,.0f} passages/s" if progress.rate else ""
            bar.update(task, total=progress.of, completed=progress.articles, rate=rate)
            if progress.state != "running" or time.monotonic() - published > PROGRESS_EVERY_S:
                published = time.monotonic()
                demo.publish(store, progress)

        try:
            done = scoring.score(store, scorers, report=report)
        except BusyError as error:
            err.print(f"[red]{error}[/red]")
            raise typer.Exit(2) from error
    if as_json:
        _line({**dataclasses.asdict(done), "rate": done.rate})
    else:
        err.print(f"{done.articles} articles, {done.passages} new passages in {done.seconds:.1f} s")


@app.command()
def compare(
    workspace: WorkspaceOption,
    measure: Annotated[str, typer.Option(help="tone, portrayal, stance or loaded")],
    topic: Annotated[str | None, typer.Option(help="a topic id")] = None,
    target: Annotated[str | None, typer.Option(help="a target id, for portrayal")] = None,
    claim: Annotated[str | None, typer.Option(help="a claim id, for stance")] = None,
    outlets: Annotated[str | None, typer.Option(help="outlet ids, comma separated")] = None,
    voice: Annotated[str, typer.Option(help="own, quoted or all")] = "own",
    unit: Annotated[str, typer.Option(help="family (near copies are one voice) or article")] = "family",
    as_json: JsonOption = False,
) -> None:
    """Estimate a measure per outlet, with an interval and what it rests on."""
    store = _open(workspace)
    try:
        asked = comparison.Asked(
            measure=measure,
            subject=target or claim or "",
            voice=voice,
            unit=unit,
            topics=(topic,) if topic else (),
            outlets=tuple(outlets.split(",")) if outlets else (),
        )
        table = comparison.by_outlet(store, _scorers([]), asked)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if as_json:
        for row in table.to_dict("records"):
            _line({str(key): None if pd.isna(value) else value for key, value in row.items()})
        return
    printed = Table(title=f"{measure} by outlet, {voice} words, unit {unit}")
    for column in table.columns:
        printed.add_column(column)
    for values in table.itertuples(index=False):
        printed.add_row(*(_cell(value) for value in values))
    Console().print(printed)


@app.command("demo")
def demo_(workspace: WorkspaceOption) -> None:
    """Fill a workspace with the teaching corpus, unless it is there already."""
    added = demo.fill(_open(workspace, create=True))
    err.print(f"teaching corpus: {added} articles added to {workspace}")


def _open(root: Path, *, create: bool = False) -> Workspace:
    if not create and not root.exists():
        raise typer.BadParameter(f"there is no workspace in {root}; `ingest` or `demo` makes one")
    try:
        return Workspace(root)
    except NotAWorkspaceError as error:
        raise typer.BadParameter(str(error)) from error


def _instant(captured: str | None) -> datetime | None:
    if captured is None:
        return None
    try:
        instant = datetime.fromisoformat(captured)
    except ValueError as error:
        raise typer.BadParameter(f"{captured!r} is not an instant; wanted is e.g. 2025-07-23T14:00:00Z") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _mapping(source: str, pairs: list[str]) -> Mapping | None:
    """The guessed columns of a table with those that the user names; None to guess them all."""
    if not pairs:
        return None
    chosen = dict(pair.partition("=")[::2] for pair in pairs)
    if unknown := set(chosen) - set(FIELDS):
        raise typer.BadParameter(f"no field {', '.join(sorted(unknown))}; fields are {', '.join(FIELDS)}")
    sample = tables.peek(Path(source))
    if missing := set(chosen.values()) - set(sample.columns):
        raise typer.BadParameter(f"no column {', '.join(sorted(missing))}; columns are {', '.join(sample.columns)}")
    guessed = guess(sample.columns, sample.rows)
    return Mapping(**{**guessed.used(), **chosen}, day_first=guessed.day_first)


def _scorers(chosen: Iterable[str]) -> dict[str, Any]:
    models = dict(pair.partition("=")[::2] for pair in chosen)
    if unset := [task for task, model in models.items() if not model]:
        raise typer.BadParameter(f"--model {unset[0]} names no model; wanted is MEASURE=MODEL")
    try:
        return registry.scorers(models)
    except registry.UnknownModelError as error:
        raise typer.BadParameter(str(error.args[0])) from error


def _show(proposal: Proposal, duplicates: set[str], known: Catalogue, *, as_json: bool) -> None:
    for article in proposal.articles:
        if as_json:
            _line(described(article, known) | {"duplicate": article.id in duplicates})
        else:
            mark = "[yellow]known[/yellow]" if article.id in duplicates else "[green]stored[/green]"
            who = known.printed(article.outlet) or "outlet not known"
            via = f" via {known.printed(article.via)}, {article.slot}" if article.via else ""
            err.print(f"{mark} {_shown(article.title)} — {_shown(who + via)}", highlight=False)
            for warning in article.warnings:
                err.print(f"       {_shown(warning)}", highlight=False)
    for refusal in proposal.refusals:
        left_out = f"{proposal.source}, {refusal.where}: {refusal.reason}"
        err.print(f"[yellow]left out[/yellow] {_shown(left_out)}", highlight=False)
    if not as_json:
        for evidence in proposal.evidence:
            err.print(f"       {_shown(evidence)}", highlight=False)
        if not proposal.sure:
            err.print("[yellow]unsure[/yellow]: look at this split in the app's Sources page", highlight=False)


def described(article: Article, known: Catalogue) -> dict[str, Any]:
    """What the command line prints of an ingested article."""
    row = schema.to_row(article)
    return {
        **{key: row[key] for key in ("id", "outlet", "via", "slot", "title")},
        "outlet_name": known.printed(article.outlet),
        "via_name": known.printed(article.via),
        "published": article.published.isoformat() if article.published else None,
        "published_basis": article.published_basis.value,
        "language": article.language,
        "snippet": article.snippet,
        "characters": len(article.text),
        "url": article.url,
        "agency": article.agency,
        "suggestion": dataclasses.asdict(article.suggestion) if article.suggestion else None,
        "warnings": list(article.warnings),
    }


def _bar(*, hidden: bool) -> Progress:
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


def _line(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _cell(value: object) -> str:
    if value is None or value is pd.NA:
        return "–"
    if isinstance(value, float):
        return "–" if math.isnan(value) else f"{value:+.2f}".replace("-", "−")
    return _shown(value)


def _shown(words: object) -> str:
    """Text of others for the terminal: no markup of it acts, and no control character reaches it."""
    return escape("".join(char for char in str(words) if char.isprintable() or char in "\n\t"))


if __name__ == "__main__":
    app()
