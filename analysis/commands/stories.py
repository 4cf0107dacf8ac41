"""`python -m analysis stories`."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis import corpus, stories
from analysis.commands.tables import show
from analysis.commands.terminal import JsonOption, WorkspaceOption, app, opened


@app.command("stories")
def stories_(
    workspace: WorkspaceOption,
    least: Annotated[int, typer.Option(min=1, help="outlets that tell it")] = 1,
    as_json: JsonOption = False,
) -> None:
    """List the stories, told by most outlets first: stated ones, those set by hand, and those found while scoring."""
    store = opened(workspace)
    table = stories.listed(corpus.articles(store), stories.titles(store))
    table = table[table["n_outlets"] >= least]
    if table.empty:
        raise typer.BadParameter("no story here; stories are found while scoring: run `score`")
    show(table, as_json=as_json, title="stories")
