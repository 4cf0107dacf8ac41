"""`python -m analysis statements`."""

from __future__ import annotations

from typing import Annotated, Final

import pandas as pd
import typer

from analysis import corpus, statements
from analysis.commands.tables import show
from analysis.commands.terminal import JsonOption, WorkspaceOption, app, opened

MARKS: Final = {statements.SAID: "●", statements.NOT_FOUND: "○", statements.NO_OPPORTUNITY: "·"}


@app.command("statements")
def statements_(
    workspace: WorkspaceOption,
    story: Annotated[str, typer.Option(help="a story id, see `stories`")],
    outlets: Annotated[str | None, typer.Option(help="outlet ids, comma separated, also such as tell nothing")] = None,
    least: Annotated[int, typer.Option(min=1, help="outlets that make the statement")] = 1,
    top: Annotated[int | None, typer.Option(min=1, help="statements; all with --json unless given")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show who says what in a story and who leaves it out: one row per statement and outlet."""
    store = opened(workspace)
    articles = corpus.articles(store)
    told = articles[articles["story"] == story]
    if told.empty:
        some = ", ".join(sorted(articles["story"].dropna().unique())[:5]) or "none: run `score`"
        raise typer.BadParameter(f"no article is on a story {story!r}; stories are {some}")
    sentences = [corpus.sentences(store, article).assign(article=article) for article in told["article"]]
    cut = pd.concat(sentences, ignore_index=True)
    if cut.empty:
        raise typer.BadParameter("its sentences were not cut yet: run `score`")
    grid = statements.grid(cut, told, outlets=outlets.split(",") if outlets else ())
    grid = grid[grid["n_outlets"] >= least]
    shown = top if top or as_json else 10
    if shown:
        grid = grid[grid["statement"].isin(grid["statement"].drop_duplicates().head(shown))]
    if as_json:
        show(grid, as_json=True, title="")
        return
    marked = grid.assign(state=grid["state"].map(MARKS))
    table = marked.pivot_table(index="representative", columns="outlet", values="state", aggfunc="first", sort=False)
    legend = ", ".join(f"{mark} {state}" for state, mark in MARKS.items())
    show(table.reset_index(), as_json=False, title=f"who says what, and who leaves it out ({legend})")
