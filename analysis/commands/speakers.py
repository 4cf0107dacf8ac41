"""`python -m analysis speakers`."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from analysis import aggregate, corpus, speakers
from analysis.commands.tables import show
from analysis.commands.terminal import JsonOption, WorkspaceOption, app, opened, scorers_named
from analysis.measures import SCALES
from data.schema import Measure


@app.command("speakers")
def speakers_(
    workspace: WorkspaceOption,
    topic: Annotated[str | None, typer.Option(help="a topic id")] = None,
    story: Annotated[str | None, typer.Option(help="a story id")] = None,
    outlets: Annotated[str | None, typer.Option(help="outlet ids, comma separated")] = None,
    together: Annotated[bool, typer.Option("--together", help="all outlets in one table")] = False,
    measure: Annotated[str | None, typer.Option(help="on which side: tone, portrayal, stance or loaded")] = None,
    subject: Annotated[str, typer.Option(help="with --measure: a target or claim id")] = "",
    top: Annotated[int, typer.Option(min=1, help="speakers for each outlet")] = 10,
    as_json: JsonOption = False,
) -> None:
    """List who speaks in an outlet, how much, with which verbs, and on which side."""
    store = opened(workspace)
    articles = corpus.select(
        corpus.articles(store), outlets=outlets.split(",") if outlets else (), topics=(topic,) if topic else ()
    )
    if story:
        articles = articles[articles["story"] == story]
    batches = list(corpus.voiced(store, articles["article"].tolist(), "quoted"))
    if not batches:
        raise typer.BadParameter("nobody is quoted in this selection, or its sentences were not cut yet: run `score`")
    spoken = speakers.spoken(pd.concat(batches, ignore_index=True), articles)
    by = [] if together else ["outlet"]
    table = speakers.table(spoken, by)
    table = table.groupby(by, sort=False).head(top) if by else table.head(top)
    if measure:
        if measure not in tuple(Measure):
            raise typer.BadParameter(f"measure is {measure!r}; it can be {', '.join(Measure)}")
        question = corpus.question_for(store, scorers_named([], store), measure, subject)
        if question is None:
            raise typer.BadParameter(f"{measure} of {subject!r} is not asked here; name a target or claim by --subject")
        listed = spoken.merge(table[[*by, "speaker"]], on=[*by, "speaker"])
        scores = corpus.scored_sentences(store, question, articles=set(listed["article"]), voice="quoted")
        keys = [*by, "speaker"]
        means = aggregate.by_group(speakers.sides(listed, scores, by), keys, bounds=SCALES[measure].domain)
        named = {"n_families": "n_scored_families", "n_sentences": "n_scored_sentences"}
        table = table.merge(means.drop(columns="n_articles").rename(columns=named), on=keys, how="left")
    title = "who speaks" + (f", and the {measure} of what they say" if measure else "")
    show(table if as_json else _condensed(table), as_json=as_json, title=title, signed=("estimate", "low", "high"))


def _condensed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with what its verbs lend in one column, for a terminal's width."""
    groups = [*speakers.GROUPS, "no_verb"]
    lent = [
        [(name, n) for name, n in zip(groups, row, strict=True) if n] for row in table[groups].itertuples(index=False)
    ]
    told = table.drop(columns=["of_words", "reported", *groups])
    return told.assign(attitudes=pd.Series(lent, index=table.index, dtype=object))
