"""`python -m analysis contrast`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import pandas as pd
import typer

from analysis import contrast, corpus
from analysis.commands.tables import show
from analysis.commands.terminal import JsonOption, WorkspaceOption, app, opened
from data.store import Workspace


@app.command("contrast")
def contrast_(
    workspace: WorkspaceOption,
    topic: Annotated[str | None, typer.Option(help="a topic id")] = None,
    outlets: Annotated[str | None, typer.Option(help="outlet ids, comma separated")] = None,
    voice: Annotated[str, typer.Option(help="own, quoted or all")] = "own",
    top: Annotated[int, typer.Option(min=1, help="terms at either end for each outlet")] = 10,
    examples: Annotated[int, typer.Option(min=0, help="sentences for each typical term")] = 0,
    seed: Annotated[int, typer.Option(help="of the random halves")] = 0,
    as_json: JsonOption = False,
) -> None:
    """List the words and phrases that set every outlet apart from the rest, and those that chance would."""
    store = opened(workspace)
    if voice not in corpus.VOICES:
        raise typer.BadParameter(f"voice is {voice!r}; it can be {', '.join(corpus.VOICES)}")
    articles = corpus.select(
        corpus.articles(store),
        outlets=outlets.split(",") if outlets else (),
        topics=(topic,) if topic else (),
    )
    articles = contrast.one_each(articles[articles["outlet"] != corpus.NOBODY])
    counts = contrast.count(
        sentences(store, articles, voice), mastheads=corpus.mastheads(store, set(articles["outlet"]))
    )
    try:
        table = contrast.table(counts, top=top, seed=seed)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if examples:
        found = [_examples(store, articles, voice, row, examples) for _, row in table.iterrows()]
        table = table.assign(examples=pd.Series(found, index=table.index, dtype=object))
    show(
        table,
        as_json=as_json,
        title=f"words that set outlets apart, {voice} words, copies counted once",
        signed=("log_odds", "z"),
    )


def sentences(store: Workspace, articles: pd.DataFrame, voice: str, holding: str = "") -> Iterator[pd.DataFrame]:
    """The sentences of articles as `contrast.count` and `contrast.examples` read them."""
    known = articles[["article", "outlet", "family"]].assign(cluster=articles["story"].fillna(articles["family"]))
    for batch in corpus.voiced(store, known["article"].tolist(), voice, holding=holding):
        yield batch.merge(known, on="article")


def _examples(store: Workspace, articles: pd.DataFrame, voice: str, row: pd.Series, n: int) -> list[str]:
    """Sentences of the side that uses a term more."""
    if pd.isna(row["term"]):
        return []
    own = articles["outlet"] == row["outlet"]
    side = articles[own if row["z"] > 0 else ~own]
    first = str(row["term"]).split()[0].replace("'", "")  # an apostrophe is printed in more ways than one
    batches = list(sentences(store, side, voice, holding=first if "'" not in str(row["term"]) else ""))
    return contrast.examples(str(row["term"]), pd.concat(batches), n=n)["text"].tolist() if batches else []
