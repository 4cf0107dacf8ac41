"""From a question of the user to the table that answers it: articles, means, groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import aggregate, corpus, questions
from analysis.measures import SCALES
from data.schema import Measure
from data.store import Workspace
from models.base import Scorer

UNITS = ("family", "article")


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure, what it is about, whose words count, and which articles."""

    measure: str
    subject: str = ""
    voice: str = "own"
    unit: str = "family"
    topics: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("measure", self.measure, tuple(Measure)),
            ("voice", self.voice, tuple(corpus.VOICES)),
            ("unit", self.unit, UNITS),
        ):
            if value not in allowed:
                raise ValueError(f"{name} is {value!r}; it can be {', '.join(allowed)}")


def scored_articles(workspace: Workspace, scorers: Mapping[str, Scorer], asked: Asked) -> pd.DataFrame:
    """The selected articles, each with the mean of its sentences; `aggregate.by_group` takes it.

    Raises:
        ValueError: The subject is not a target or claim of this workspace.
    """
    question = corpus.question_for(workspace, scorers, asked.measure, asked.subject)
    if question is None:
        known = [q.subject for q in questions.standing(workspace.state, scorers) if q.measure == asked.measure]
        raise ValueError(f"{asked.measure} of {asked.subject!r} is not asked here; subjects are {', '.join(known)}")
    articles = corpus.select(corpus.articles(workspace), outlets=asked.outlets, kinds=asked.kinds, topics=asked.topics)
    means = corpus.article_means(workspace, question, asked.voice)
    joined = articles.merge(means, on="article", how="left")
    return joined.assign(sentences=joined["sentences"].fillna(0).astype(int))


def by_outlet(workspace: Workspace, scorers: Mapping[str, Scorer], asked: Asked) -> pd.DataFrame:
    """One row per outlet: estimate, low, high, n_families, n_articles, n_sentences, missing."""
    return aggregate.by_group(
        scored_articles(workspace, scorers, asked),
        ["outlet"],
        unit=asked.unit,
        bounds=SCALES[asked.measure].domain,
    )
