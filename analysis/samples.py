"""Random samples of the sentences that a model has scored, drawn with known chances and kept in the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd

from analysis import corpus, questions, sampling
from analysis.questions import Question
from data.schema import Measure, Sample, SampleItem, Stratum, digest
from data.store import SCORING, Workspace
from models.base import Scorer

ID_LETTERS: Final = 8
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to draw from, how many, and who shall label them."""

    measure: str
    subject: str = ""
    voice: str = "own"
    outlets: tuple[str, ...] = ()
    n: int = 200
    stratified_by: tuple[str, ...] = sampling.STRATA
    seed: int = 0
    coders: tuple[str, ...] = ()
    overlap: int = 0

    def __post_init__(self) -> None:
        for name, values, allowed in (
            ("measure", (self.measure,), tuple(Measure)),
            ("voice", (self.voice,), tuple(corpus.VOICES)),
            ("strata", self.stratified_by, sampling.STRATA),
        ):
            if wrong := [value for value in values if value not in allowed]:
                raise ValueError(f"{name} is {wrong[0]!r}; it can be {', '.join(allowed)}")
        if self.n < 1:
            raise ValueError(f"n is {self.n}; draw at least one sentence")
        if len(set(self.coders)) != len(self.coders) or not all(map(str.strip, self.coders)):
            raise ValueError("coders need names, and every one another")
        if not 0 <= self.overlap <= self.n or (self.overlap and len(self.coders) < 2):
            raise ValueError(f"overlap is {self.overlap}; it is 0 to n, and needs two coders or more to label the same")


def draw(workspace: Workspace, scorers: Mapping[str, Scorer], plan: Plan) -> Sample:
    """A stratified random sample of the sentences scored for a question, stored in the workspace.

    Raises:
        ValueError: The subject is not asked here, nothing is scored, or too few are to be drawn.
        BusyError: The workspace is being scored.
    """
    question = corpus.question_for(workspace, scorers, plan.measure, plan.subject)
    if question is None:
        known = [q.subject for q in questions.standing(workspace.state, scorers) if q.measure == plan.measure]
        raise ValueError(f"{plan.measure} of {plan.subject!r} is not asked here; subjects are {', '.join(known)}")
    sample = Sample(
        id="",
        measure=plan.measure,
        subject=plan.subject,
        subject_revision=question.subject_revision,
        model=question.model,
        model_revision=question.model_revision,
        cut_revision=questions.CUT_REVISION,
        voice=plan.voice,
        outlets=plan.outlets,
        stratified_by=plan.stratified_by,
        strata=(),
        seed=plan.seed,
        drawn_at=_now(workspace),
        about=_about(question),
        coders=plan.coders,
        overlap=plan.overlap,
    )
    # Of a scoring that runs meanwhile, some answers would be dated before the draw and published after it.
    with workspace.lock(SCORING, wait=1):
        found = scored(workspace, sample)
    if found.empty:
        raise ValueError("no sentence is scored for this; run `score` first, or name other outlets or another voice")
    drawn, sizes = sampling.stratified(found, plan.stratified_by, plan.n, np.random.default_rng(plan.seed))
    names = sampling.strata_of(found, plan.stratified_by).iloc[drawn]
    taken = names.value_counts()
    strata = tuple(Stratum(name, size, int(taken[name])) for name, size in sizes.items())
    sample = replace(sample, strata=strata, id=digest(repr(replace(sample, strata=strata)), str(plan.n))[:ID_LETTERS])
    chance = {stratum.name: stratum.drawn / stratum.size for stratum in strata}
    places = zip(found["article"].iloc[drawn], found["sentence"].iloc[drawn], names, strict=True)
    items = [
        SampleItem(
            f"{sample.id}-{n + 1:04d}", sample.id, n, article, int(sentence), stratum, chance[stratum], _coders(plan, n)
        )
        for n, (article, sentence, stratum) in enumerate(places)
    ]
    workspace.state.add_sample(sample, items)
    return sample


def named(workspace: Workspace, sample_id: str | None = None) -> Sample:
    """The sample with an id; without one, the last that was drawn.

    Raises:
        KeyError: There is no such sample.
    """
    drawn = workspace.state.samples()
    found = [sample for sample in drawn if sample_id in (None, sample.id)]
    if not found:
        listed = ", ".join(sample.id for sample in drawn) or "none, draw one with `label-sample`"
        raise KeyError(f"no sample {sample_id or ''!s}; samples are {listed}".replace("sample ;", "sample;"))
    return found[-1]


def scored(workspace: Workspace, sample: Sample) -> pd.DataFrame:
    """The sentences that the sample's model had scored when it was drawn."""
    articles = corpus.select(corpus.articles(workspace), outlets=sample.outlets)[["article", "outlet", "family"]]
    with workspace.connect() as db:
        db.register("chosen", articles)
        return db.execute(
            """SELECT scores.article, scores.sentence::BIGINT AS sentence, outlet, family, scores.label,
                      list_max(probabilities)::DOUBLE AS confidence, score::DOUBLE AS score
               FROM scores JOIN chosen USING (article)
               JOIN outcomes USING (article, measure, subject, subject_revision, model, model_revision)
               JOIN (SELECT DISTINCT article, sentence, voice FROM sentences WHERE revision = $cut) AS cut
                   USING (article, sentence)
               WHERE measure = $measure AND subject = $subject AND subject_revision = $subject_revision
                   AND model = $model AND model_revision = $model_revision AND epoch_us(scored_at) <= $drawn_at
                   AND list_contains($voices, voice) AND score IS NOT NULL
               ORDER BY article, sentence""",
            {
                "cut": sample.cut_revision,
                "measure": sample.measure,
                "subject": sample.subject,
                "subject_revision": sample.subject_revision,
                "model": sample.model,
                "model_revision": sample.model_revision,
                "drawn_at": _microseconds(sample.drawn_at),
                "voices": [voice.value for voice in corpus.VOICES[sample.voice]],
            },
        ).df()


def _now(workspace: Workspace) -> str:
    """This instant, or that of the last scoring where another machine's clock is ahead."""
    with workspace.connect() as db:
        row = db.execute("SELECT epoch_us(max(scored_at)) FROM outcomes").fetchone()
    last = row[0] if row and row[0] is not None else 0
    return max(datetime.now(UTC), EPOCH + timedelta(microseconds=last)).isoformat()


def _microseconds(instant: str) -> int:
    return (datetime.fromisoformat(instant) - EPOCH) // timedelta(microseconds=1)


def _about(question: Question) -> str:
    if question.target is not None:
        return question.target.name
    return question.claim.text if question.claim is not None else ""


def _coders(plan: Plan, position: int) -> tuple[str, ...]:
    if not plan.coders or position < plan.overlap:
        return plan.coders
    return (plan.coders[position % len(plan.coders)],)
