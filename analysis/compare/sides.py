"""The texts of one outlet, or of one period of it, as arrays to compare with those of another."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.aggregate import Floats, Ints

DIGITS: Final = 12
"""Decimals that count: the mean of equal numbers can differ from them in the last digits, and that is no spread."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One entry per text (family, or article where copies count), in order of story.

    ``stories`` is −1 where the story is not known; ``clusters`` are the stories, and the family where there is none.
    """

    means: Floats
    texts: Ints
    stories: Ints
    families: Ints
    clusters: Ints
    articles: Ints
    sentences: Ints

    def telling(self, stories: Ints) -> Side:
        """The texts that tell one of some stories."""
        kept = _among(self.stories, stories)
        return Side(*(getattr(self, field.name)[kept] for field in fields(self)))

    def by_family(self) -> Side:
        """The same with families as clusters, for texts that all tell one story."""
        return replace(self, clusters=self.families)

    def known_stories(self) -> Ints:
        """The stories that are told, in order."""
        known = self.stories[self.stories >= 0]
        return known[_starts(known)]

    def stories_shared(self, other: Side) -> Ints:
        """The stories that both tell, in order."""
        known = self.known_stories()
        return known[_among(known, other.known_stories())]

    def texts_shared(self, other: Side) -> int:
        """How many texts both printed."""
        return int(_among(self.texts, other.texts).sum())

    def story_means(self) -> Floats:
        """The mean of the texts of each story, in order."""
        starts = _starts(self.stories)
        means: Floats = np.add.reduceat(self.means, starts) / np.diff(starts, append=len(self.means))
        return means

    @property
    def n_clusters(self) -> int:
        """How many independent stories or texts there are."""
        return len(np.unique(self.clusters))


NOTHING = Side(np.empty(0), *(np.empty(0, dtype=np.int64) for _ in range(6)))


def sides(articles: pd.DataFrame, by: Sequence[str], unit: str) -> dict[Hashable, Side]:
    """The scored texts of every group as a `Side`; a family is in one story, whoever prints it.

    Args:
        articles: article, family, story, mean, sentences and the columns of ``by``.
        by: Columns that make the groups.
        unit: "family" or "article".
    """
    scored = articles[articles["sentences"] > 0].dropna(subset=list(by))
    if scored.empty:
        return {}
    groups = scored.groupby(list(by), sort=True, observed=True)
    group = groups.ngroup().to_numpy()
    family, families = pd.factorize(scored["family"])
    # Where the copies of a text were put into two stories, one of them is taken, always the same.
    known = scored["story"].notna().to_numpy()
    named, names = pd.factorize(scored["story"][known], sort=True)
    story_of = np.full(len(families), len(names))
    np.minimum.at(story_of, family[known], named)
    story = np.where(story_of == len(names), -1, story_of)
    text = family if unit == "family" else pd.factorize(scored["article"])[0]
    _, at, of, copies = np.unique(
        group * (len(scored) + 1) + text, return_index=True, return_inverse=True, return_counts=True
    )
    means = np.bincount(of, weights=scored["mean"]) / copies
    sentences = np.bincount(of, weights=scored["sentences"]).astype(np.int64)
    group, text, family = group[at], text[at], family[at]
    story = story[family]
    cluster = np.where(story >= 0, story, len(names) + family)
    order = np.lexsort((text, story, group))
    parts = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    return {
        key: Side(means[part].round(DIGITS), *(c[part] for c in (text, story, family, cluster, copies, sentences)))
        for key, part in zip(groups.size().index, parts, strict=True)
    }


def superiority(a: Side, b: Side, *, within_stories: bool) -> float:
    """The probability that a text of a has the higher value than a text of b, ties counted half.

    The common-language effect size (McGraw & Wong 1992, Psychological Bulletin 111:361) in the form of Vargha &
    Delaney (2000, J. Educational and Behavioral Statistics 25:101). Within stories only texts on one story meet, and
    every story counts the same.
    """
    story_a, story_b = (s.stories if within_stories else np.zeros(len(s.means), dtype=np.int64) for s in (a, b))
    # A story further is a step that no value reaches, so that one sorted array holds every story's texts apart.
    step = 1 + 2 * float(max(np.abs(a.means).max(), np.abs(b.means).max()))
    others = np.sort(b.means + story_b * step)
    own = a.means + story_a * step
    start, end = (np.searchsorted(story_b, story_a, side=side) for side in ("left", "right"))
    met = (np.searchsorted(others, own, side="left") + np.searchsorted(others, own, side="right")) / 2 - start
    starts = _starts(story_a)
    by_story = np.add.reduceat(met / (end - start), starts) / np.diff(starts, append=len(met))
    return float(by_story.mean())


def _starts(ordered: Ints) -> Ints:
    """Where each run of equal numbers starts."""
    return np.flatnonzero(np.diff(ordered, prepend=-2))


def _among(numbers: Ints, wanted: Ints) -> npt.NDArray[np.bool_]:
    # Codes are small whole numbers: a table of them beats sorting.
    return np.isin(numbers, wanted, kind="table")
