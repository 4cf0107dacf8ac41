"""The stories of a workspace: vectors are computed for new articles only, stories found again when anything changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd

from analysis.stories import features, grouping
from analysis.stories.features import Floats, Halves
from analysis.stories.grouping import Place, Unit
from data.schema import Story, digest
from data.store import Workspace
from models import embedding, registry

REVISION: Final = "stories-1"
"""Changes whenever `grouping.group` could give another result for some articles."""
VECTOR_REVISION: Final = f"lead-{features.LEAD_WORDS}/{registry.EMBEDDING.revision}"
TEXTS_PER_PART: Final = 1_000
"""Some seconds of embedding, which is what a kill can lose."""
LEAD_CHARACTERS: Final = 4_000
"""Enough for the first words of any text, so that long ones are not read whole."""
LANGUAGE: Final = "en"
"""What the encoder reads; a text whose language is not known is tried."""

Embed = Callable[[list[str]], Floats]


def update(workspace: Workspace, embed: Embed | None = None) -> None:
    """Find the stories of a workspace again if its families, or what users set, have changed; under the scoring lock.

    Stated stories and those that a user has set are kept as they are.
    """
    set_by_hand = {article: story for article, field, story in workspace.state.corrections() if field == "story"}
    basis = digest(REVISION, VECTOR_REVISION, *(f"{a}={s}" for a, s in sorted(set_by_hand.items())))
    if workspace.stories_are_current(basis):
        return
    _embed_new(workspace, embed or embedding.embed)
    with workspace.connect() as db:
        families = _families(db)
        previous = dict(db.execute("SELECT article, story FROM stories").fetchall())
        settled = _settled(families, set_by_hand)
        open_ones = families[~families["family"].isin(settled)]
        units, embeddings = _units(db, open_ones)
    stated = set(families["stated"].dropna())
    known = {unit.id: story for unit in units if (story := previous.get(unit.id)) and story not in stated}
    places = {place.unit: place for place in grouping.group(units, embeddings, previous=known)}
    workspace.add_stories(_rows(families, places, settled), basis)


def titles(workspace: Workspace) -> dict[str, str]:
    """Story → its title: the user's, else the headline of its most central article."""
    with workspace.connect() as db:
        found = dict(db.execute("SELECT story, min(title) FROM stories GROUP BY story ORDER BY story").fetchall())
    return found | {story.id: story.title for story in workspace.state.items(Story)}


def listed(articles: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """One row per story, told by most outlets first.

    Args:
        articles: article, title, story, outlet, family and published.
        titles: From `titles`.

    Returns:
        story, title, n_outlets, n_families, n_articles, first, last and outlets (ids).
    """
    told = articles.dropna(subset=["story"]).sort_values(["published", "article"])
    grouped = told.groupby("story", sort=True)
    table = grouped.agg(
        n_outlets=("outlet", "nunique"),
        n_families=("family", "nunique"),
        n_articles=("article", "size"),
        first=("published", "min"),
        last=("published", "max"),
        headline=("title", "first"),
    )
    table["outlets"] = grouped["outlet"].agg(lambda own: sorted(set(own)))
    headlines = table.pop("headline")
    table.insert(0, "title", [titles.get(str(story)) or headline for story, headline in headlines.items()])
    order = ["n_outlets", "n_families", "n_articles", "story"]
    return table.reset_index().sort_values(order, ascending=[False, False, False, True], ignore_index=True)


def _embed_new(workspace: Workspace, embed: Embed) -> None:
    """Embed the originals that have no vector of the current revision, and publish them part by part."""
    with workspace.connect() as db:
        cursor = db.execute(
            """SELECT id, title, left(text, $characters) FROM articles
               SEMI JOIN (SELECT article FROM families WHERE original) AS originals ON originals.article = articles.id
               ANTI JOIN (SELECT article FROM vectors WHERE revision = $revision) AS known
                   ON known.article = articles.id
               WHERE coalesce(language, $language) = $language ORDER BY id""",
            {"characters": LEAD_CHARACTERS, "revision": VECTOR_REVISION, "language": LANGUAGE},
        )
        while rows := cursor.fetchmany(TEXTS_PER_PART):
            vectors = embed([features.lead(title, text) for _, title, text in rows]).astype(np.float16)
            workspace.add_vectors(
                {"article": row[0], "revision": VECTOR_REVISION, "vector": vector.tobytes()}
                for row, vector in zip(rows, vectors, strict=True)
            )


def _families(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per article of a family: article, family, original and the story it states."""
    return db.execute(
        """SELECT article, family, original, articles.story AS stated
           FROM families JOIN articles ON articles.id = families.article ORDER BY article"""
    ).df()


def _settled(families: pd.DataFrame, set_by_hand: dict[str, str | None]) -> dict[str, str | None]:
    """Family → the story that a user has set for it, the original's before a copy's."""
    touched = families[families["article"].isin(set_by_hand)].sort_values(
        ["original", "article"], ascending=[False, True]
    )
    first = touched.drop_duplicates("family")
    return {family: set_by_hand[article] for family, article in zip(first["family"], first["article"], strict=True)}


def _units(db: duckdb.DuckDBPyConnection, families: pd.DataFrame) -> tuple[list[Unit], Halves]:
    """The families with the vectors of their originals, which are zeros where the encoder cannot read them."""
    stated = families.dropna(subset=["stated"]).sort_values(["original", "article"], ascending=[False, True])
    stories = stated.drop_duplicates("family").set_index("family")["stated"].to_dict()
    copies = families["family"].value_counts().to_dict()
    db.register("chosen", families.loc[families["original"], ["article"]])
    cursor = db.execute(
        """SELECT id, title, left(text, $characters), make_timestamp(epoch_us(published)), vector
           FROM articles SEMI JOIN chosen ON chosen.article = articles.id
           LEFT JOIN (SELECT article, any_value(vector) AS vector FROM vectors
                      WHERE revision = $revision GROUP BY article) AS known ON known.article = articles.id
           ORDER BY id""",
        {"characters": LEAD_CHARACTERS, "revision": VECTOR_REVISION},
    )
    units: list[Unit] = []
    vectors = np.zeros((int(families["original"].sum()), embedding.WIDTH), dtype=np.float16)
    for article, title, text, published, vector in _streamed(cursor):
        if vector is not None:
            vectors[len(units)] = np.frombuffer(vector, dtype=np.float16)
        instant = None if published is None else published.replace(tzinfo=UTC)
        names = features.codes(title, text)
        units.append(Unit(article, title, names, instant, stories.get(article), copies[article]))
    return units, vectors


def _streamed(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(TEXTS_PER_PART):
        yield from rows


def _rows(
    families: pd.DataFrame, places: dict[str, Place], settled: dict[str, str | None]
) -> Iterator[dict[str, object]]:
    """The rows of the stories table: the story of its family for every article."""
    columns = (families[name].tolist() for name in ("article", "family", "original", "stated"))
    for article, family, original, stated in zip(*columns, strict=True):
        if family in settled:
            place = Place(family, settled[family], why="set by hand")
        else:
            place = places[family]
            if isinstance(stated, str) and stated != place.story:
                place = Place(family, stated, why="stated by its source")
        if place.story is not None:
            why = place.why if original else f"near copy; its original: {place.why}"
            yield {"article": article, "story": place.story, "title": place.title, "why": why}
