"""`python -m analysis ingest`."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis import corpus
from analysis.commands.terminal import JsonOption, WorkspaceOption, app, err, line, opened, shown
from data import ingest, schema
from data.catalogue import Catalogue
from data.ingest import tables
from data.ingest.base import Proposal, RefusedError
from data.ingest.mapping import FIELDS, Mapping, guess
from data.schema import Article
from data.store import BusyError


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
    store = opened(workspace, create=True)
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
            err.print(f"[red]refused[/red] {shown(source)}: {shown(error)}", highlight=False)
    raise typer.Exit(1 if failed else 0)


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


def _show(proposal: Proposal, duplicates: set[str], known: Catalogue, *, as_json: bool) -> None:
    for article in proposal.articles:
        if as_json:
            line(described(article, known) | {"duplicate": article.id in duplicates})
        else:
            mark = "[yellow]known[/yellow]" if article.id in duplicates else "[green]stored[/green]"
            who = known.printed(article.outlet) or "outlet not known"
            via = f" via {known.printed(article.via)}, {article.slot}" if article.via else ""
            err.print(f"{mark} {shown(article.title)} — {shown(who + via)}", highlight=False)
            for warning in article.warnings:
                err.print(f"       {shown(warning)}", highlight=False)
    for refusal in proposal.refusals:
        left_out = f"{proposal.source}, {refusal.where}: {refusal.reason}"
        err.print(f"[yellow]left out[/yellow] {shown(left_out)}", highlight=False)
    if not as_json:
        for evidence in proposal.evidence:
            err.print(f"       {shown(evidence)}", highlight=False)
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
