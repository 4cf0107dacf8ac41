"""`python -m analysis coverage`."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from analysis import comparison, corpus
from analysis.commands.tables import show
from analysis.commands.terminal import JsonOption, WorkspaceOption, app, opened, scorers_named
from analysis.coverage import attention, editor, silence
from data.schema import Kind
from data.store import Workspace


@app.command()
def coverage(
    workspace: WorkspaceOption,
    topic: Annotated[str | None, typer.Option(help="a topic id: its attention, or its blind spots")] = None,
    story: Annotated[str | None, typer.Option(help="a story id: who covers it, who is silent")] = None,
    silent: Annotated[bool, typer.Option("--silent", help="blind spots of the topic")] = False,
    period: Annotated[str | None, typer.Option(help="day, week or month: attention over time")] = None,
    via: Annotated[str | None, typer.Option(help="an aggregator's id: what it lifts")] = None,
    by: Annotated[str, typer.Option(help="with --via: outlet, kind or topic")] = "outlet",
    slots: Annotated[bool, typer.Option("--slots", help="with --via: to which slot")] = False,
    measure: Annotated[str | None, typer.Option(help="with --via: the measure of what it lifts")] = None,
    subject: Annotated[str, typer.Option(help="with --measure: a target or claim id")] = "",
    voice: Annotated[str, typer.Option(help="with --measure: own, quoted or all")] = "own",
    as_json: JsonOption = False,
) -> None:
    """Count attention, find blind spots where there was opportunity, read an aggregator as an editor."""
    store = opened(workspace)
    if silent and not topic:
        raise typer.BadParameter("--silent needs a --topic; for one event name its --story")
    try:
        title, table = _asked(store, topic, story, silent, period, via, by, slots, measure, subject, voice)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    show(table, as_json=as_json, title=title, signed=("lifted", "left", "difference", "low", "high") if measure else ())


def _asked(
    store: Workspace,
    topic: str | None,
    story: str | None,
    silent: bool,
    period: str | None,
    via: str | None,
    by: str,
    slots: bool,
    measure: str | None,
    subject: str,
    voice: str,
) -> tuple[str, pd.DataFrame]:
    articles = corpus.articles(store)
    articles = articles[articles["outlet"] != corpus.NOBODY]
    if via and measure:
        asked = comparison.Asked(measure, subject, voice)
        scored = comparison.scored_articles(store, scorers_named([], store), asked)
        return f"{measure} of what {via} lifted and left", editor.difference(
            scored[scored["outlet"] != corpus.NOBODY], via
        )
    if via and slots:
        return f"to which slot {via} lifts", editor.slots(articles, via, by)
    if via:
        return f"what {via} lifts, against what it could draw from", editor.lifts(articles, via, by)
    if story or silent:
        if story and story not in set(articles["story"].dropna()):
            raise ValueError(f"no article is on a story {story!r}; stories are {_some(articles['story'])}")
        on = silence.on_story(articles, story) if story else silence.on_topic(articles, str(topic))
        writers = articles[articles["kind"] != Kind.AGGREGATOR.value]
        return f"who covers {story or topic}", silence.blind_spots(writers, on)
    topics = (topic,) if topic else None
    return "attention: share of an outlet's texts", attention.attention(articles, topics=topics, period=period)


def _some(names: pd.Series) -> str:
    known = sorted(names.dropna().unique())
    return ", ".join(known[:12]) + (f" and {len(known) - 12} more" if len(known) > 12 else "") if known else "none"
