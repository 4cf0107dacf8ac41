"""What is asked of every article: each measure, with the target or claim it is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pyarrow as pa

from analysis import targets
from data.schema import Claim, Measure, Target, Topic, digest
from data.state import State
from models import sentences, voices
from models.base import Passage, Scorer

CUT_REVISION: Final = f"{sentences.REVISION}/{voices.REVISION}"
"""Revision of the cutting into sentences and voices, on which every score depends."""

SUBJECTLESS: Final = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One measure asked of an article's sentences, by one model, about one subject or none."""

    measure: Measure
    model: str
    model_revision: str
    target: Target | None = None
    claim: Claim | None = None
    scope: str | None = None
    """Address of the seed words that decide which articles a claim is put to."""

    @property
    def subject(self) -> str:
        """Id of the target or claim; empty for measures about nothing in particular."""
        about = self.target or self.claim
        return about.id if about else SUBJECTLESS

    @property
    def subject_revision(self) -> str:
        """Changes when the wording of the question or the cutting of sentences changes."""
        about = self.target or self.claim
        return digest(CUT_REVISION, about.revision if about else None, self.scope)[:12]

    def passage(self, sentence: str) -> Passage | None:
        """What the model reads, or None when the sentence does not concern the subject."""
        if self.target is not None:
            spans = targets.mentions(sentence, self.target)
            return Passage(sentence, target=self.target.name, spans=spans) if spans else None
        if self.claim is not None:
            return Passage(sentence, claim=self.claim.text) if targets.relevant(sentence, self.claim) else None
        return Passage(sentence)

    def concerns(self, topics: Sequence[str]) -> bool:
        """Whether it is asked at all of an article on these topics."""
        return self.claim is None or not self.claim.topics or bool(set(self.claim.topics) & set(topics))


def standing(state: State, scorers: Mapping[str, Scorer]) -> list[Question]:
    """Every question of a workspace, for the measures that have a scorer."""
    found: list[Question] = []
    for measure, scorer in scorers.items():
        ask = partial(Question, Measure(measure), scorer.id, scorer.revision)
        if measure == Measure.PORTRAYAL:
            found += [ask(target=target) for target in state.items(Target)]
        elif measure == Measure.STANCE:
            topics = state.items(Topic)
            found += [ask(claim=claim, scope=_scope(claim, topics)) for claim in state.items(Claim)]
        else:
            found.append(ask())
    return found


def table(questions: Sequence[Question]) -> pa.Table:
    """The questions as a table to join with, one row each, numbered in order as ``n``."""
    return pa.table(
        {
            "n": pa.array(range(len(questions)), pa.int32()),
            "measure": pa.array([q.measure.value for q in questions], pa.string()),
            "subject": pa.array([q.subject for q in questions], pa.string()),
            "subject_revision": pa.array([q.subject_revision for q in questions], pa.string()),
            "model": pa.array([q.model for q in questions], pa.string()),
            "model_revision": pa.array([q.model_revision for q in questions], pa.string()),
        }
    )


def _scope(claim: Claim, topics: Sequence[Topic]) -> str:
    return digest(*(seed for topic in topics if topic.id in claim.topics for seed in topic.seeds))
