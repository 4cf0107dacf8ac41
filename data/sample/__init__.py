"""The teaching corpus: our own texts by invented outlets, with gold labels by the writers' intent."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.schema import Article, Claim, Kind, Outlet, PublishedBasis, Story, Target, Topic

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class World:
    """The invented outlets and the questions that the corpus is made to answer."""

    notice: str
    outlets: tuple[Outlet, ...]
    topics: tuple[Topic, ...]
    targets: tuple[Target, ...]
    claims: tuple[Claim, ...]
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """What the writer of a sentence meant by it.

    ``portrayal`` maps target ids, ``stance`` claim ids, to labels; ``article`` is an article id.
    """

    article: str
    sentence: str
    voice: str
    speaker: str | None
    verb: str | None
    tone: str
    loaded: str
    portrayal: dict[str, str]
    stance: dict[str, str]


@cache
def world() -> World:
    """The outlets, topics, targets, claims and stories of the teaching corpus."""
    table = tomllib.loads((HERE / "world.toml").read_text(encoding="utf-8"))
    return World(
        notice=table["notice"],
        outlets=tuple(_outlet(row) for row in table["outlets"]),
        topics=tuple(Topic(row["id"], row["name"], tuple(row["seeds"])) for row in table["topics"]),
        targets=tuple(Target(row["id"], row["name"], tuple(row["aliases"]), row["kind"]) for row in table["targets"]),
        claims=tuple(
            Claim(row["id"], row["text"], tuple(row["topics"]), tuple(row["keywords"])) for row in table["claims"]
        ),
        stories=tuple(Story(row["id"], row["title"], row["topic"]) for row in table["stories"]),
    )


def articles() -> list[Article]:
    """Every article of the corpus, written and republished, in order of story."""
    return [article for story in world().stories for _, article in keyed(story.id)]


def keyed(story: str) -> Iterator[tuple[str, Article]]:
    """The articles of one story with the writers' keys; a republished one has its slot as key."""
    table = tomllib.loads((HERE / "stories" / f"{story}.toml").read_text(encoding="utf-8"))
    topic = next(known.topic for known in world().stories if known.id == story)
    written: dict[str, Article] = {}
    for row in table["articles"]:
        written[row["key"]] = Article(
            title=row["title"],
            text=row["text"].strip(),
            outlet=row["outlet"],
            language="en",
            published=row["published"],
            published_basis=PublishedBasis.STATED,
            agency=row.get("agency"),
            topics=(topic,) if topic else (),
            story=story,
        )
    yield from written.items()
    for row in table.get("republished", []):
        yield f"newsraft/{row['slot']}/{row['of']}", _republish(written[row["of"]], row)


def gold() -> list[Gold]:
    """Every labelled sentence, kept apart from the articles so that it can serve as a sample."""
    rows: list[Gold] = []
    for story in world().stories:
        ids = {key: article.id for key, article in keyed(story.id)}
        for line in (HERE / "gold" / f"{story.id}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            row["article"] = ids[row["article"]]
            rows.append(Gold(**row))
    return rows


def _republish(original: Article, row: dict[str, Any]) -> Article:
    words = original.text.split(" ")
    cut = row.get("cut_words")
    return Article(
        title=original.title,
        text=" ".join(words[:cut]).strip() + " …" if cut else original.text,
        outlet=original.outlet,
        via="newsraft",
        slot=row["slot"],
        language="en",
        published=row["published"],
        published_basis=PublishedBasis.STATED,
        snippet=bool(cut),
        agency=original.agency,
        topics=original.topics,
        story=original.story,
    )


def _outlet(row: dict[str, Any]) -> Outlet:
    return Outlet(
        id=row["id"],
        name=row["name"],
        kind=Kind(row["kind"]),
        country=row["country"],
        language="en",
        aliases=tuple(row.get("aliases", ())),
        domains=tuple(row["domains"]),
        label_source="teaching corpus (invented)",
        label_year=2026,
        note=row["house_style"],
    )
