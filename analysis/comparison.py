"""From a question of the user to the table that answers it: articles, means, groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from analysis import compare, corpus, questions
from analysis.compare import Kinds
from analysis.measures import SCALES
from data.schema import Kind, Measure
from data.store import Workspace
from models.base import Scorer

UNITS = ("family", "article")


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure, what it is about, whose words count, and which articles.

    The period is from ``start`` on and before ``end``; articles without a time are in no period.
    """

    measure: str
    subject: str = ""
    voice: str = "own"
    unit: str = "family"
    topics: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("measure", self.measure, tuple(Measure)),
            ("voice", self.voice, tuple(corpus.VOICES)),
            ("unit", self.unit, UNITS),
        ):
            if value not in allowed:
                raise ValueError(f"{name} is {value!r}; it can be {', '.join(allowed)}")
        for name, instant in (("start", self.start), ("end", self.end)):
            if instant is not None and instant.tzinfo is None:
                raise ValueError(
                    f"{name} is {instant}, without a time zone; give one, e.g. {instant.isoformat()}+00:00"
                )
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError(f"the period ends at {self.end}, not after its start at {self.start}")


def scored_articles(workspace: Workspace, scorers: Mapping[str, Scorer], asked: Asked) -> pd.DataFrame:
    """The selected articles, each with the mean of its sentences; `aggregate.by_group` takes it.

    Raises:
        ValueError: The subject is not a target or claim of this workspace.
    """
    question = corpus.question_for(workspace, scorers, asked.measure, asked.subject)
    if question is None:
        known = [q.subject for q in questions.standing(workspace.state, scorers) if q.measure == asked.measure]
        raise ValueError(f"{asked.measure} of {asked.subject!r} is not asked here; subjects are {', '.join(known)}")
    articles = corpus.select(
        corpus.articles(workspace),
        outlets=asked.outlets,
        kinds=asked.kinds,
        topics=asked.topics,
        start=None if asked.start is None else pd.Timestamp(asked.start),
        end=None if asked.end is None else pd.Timestamp(asked.end),
    )
    if asked.stories:
        articles = articles[articles["story"].isin(asked.stories)]
    means = corpus.article_means(workspace, question, asked.voice)
    joined = articles.merge(means, on="article", how="left")
    return joined.assign(sentences=joined["sentences"].fillna(0).astype(int))


def by_outlet(workspace: Workspace, scorers: Mapping[str, Scorer], asked: Asked) -> pd.DataFrame:
    """One row per outlet: estimate, low, high, n_families, n_articles, n_sentences, spread, missing."""
    return outlets_of(scored_articles(workspace, scorers, asked), asked)


def pairs(workspace: Workspace, scorers: Mapping[str, Scorer], asked: Asked) -> pd.DataFrame:
    """One row per pair of outlets: the fields of `compare.Difference`, a_name and b_name."""
    return pairs_of(scored_articles(workspace, scorers, asked), asked)


def outlets_of(articles: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """`by_outlet` of articles that are at hand."""
    return compare.estimates(articles, ["outlet"], unit=asked.unit, bounds=SCALES[asked.measure].domain)


def pairs_of(articles: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """`pairs` of articles that are at hand; articles whose outlet is not known are in no pair."""
    named = articles[articles["outlet"] != corpus.NOBODY]
    found = compare.differences(named, asked.outlets or None, unit=asked.unit, bounds=SCALES[asked.measure].domain)
    names = named.drop_duplicates("outlet").set_index("outlet")["outlet_name"]
    return found.assign(**{f"{side}_name": found[side].map(names).fillna(found[side]) for side in ("a", "b")})


def kinds_of(articles: pd.DataFrame, asked: Asked) -> Kinds:
    """Kinds of outlets compared, an outlet being one observation; outlets of unknown kind are left out."""
    labelled = articles[articles["kind"] != Kind.UNKNOWN.value]
    return compare.between_kinds(labelled, asked.kinds or None, unit=asked.unit, bounds=SCALES[asked.measure].domain)


def undated(workspace: Workspace, scorers: Mapping[str, Scorer], asked: Asked) -> int:
    """How many articles a period leaves out because their time of publication is not known."""
    if asked.start is None and asked.end is None:
        return 0
    everything = scored_articles(workspace, scorers, replace(asked, start=None, end=None))
    return int(everything["published"].isna().sum())
