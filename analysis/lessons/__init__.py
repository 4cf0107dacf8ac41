"""Lessons: what a class does step by step, the texts and scores it does it with, and the ready plans."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

PLANS: Final = Path(__file__).with_name("lessons.toml")
FACTS: Final = "facts"
"""The question that is asked once for every fact that the teacher writes down."""


class StepKind(StrEnum):
    """What a step makes of screen and phones."""

    READ = "read"
    VOTE = "vote"
    TALK = "talk"
    REVEAL = "reveal"
    MODEL = "model"
    SWAP = "swap"


class Texts(StrEnum):
    """Which texts a phone shows in a step."""

    ALL = "all"
    ONE = "one"
    FIRST = "first"
    REST = "rest"


class Material(StrEnum):
    """What a class reads: whole texts, or single sentences of them."""

    TEXTS = "texts"
    SENTENCES = "sentences"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a text, with its answers in order; ``measure`` names what a model was asked alike."""

    id: str
    prompt: str
    options: dict[str, str]
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a lesson."""

    kind: StepKind
    title: str
    say: str
    note: str
    minutes: int
    texts: Texts = Texts.ALL
    questions: tuple[str, ...] = ()
    round: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """A lesson before it has texts: aim, steps, and notes for the teacher."""

    id: str
    title: str
    aim: str
    material: Material
    before: str
    watch: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """How long all steps take together."""
        return sum(step.minutes for step in self.steps)

    @property
    def asks(self) -> tuple[str, ...]:
        """The questions of all steps, each once."""
        return tuple(dict.fromkeys(question for step in self.steps for question in step.questions))

    def about(self, subject: str) -> Plan:
        """The plan with a name for its {subject}."""

        def filled(words: str) -> str:
            return words.replace("{subject}", subject)

        steps = tuple(replace(s, say=filled(s.say), note=filled(s.note)) for s in self.steps)
        return replace(self, steps=steps, watch=tuple(map(filled, self.watch)))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A scored sentence: its words with mastheads masked, the model's label and score, and whose words it is."""

    text: str
    label: str
    score: float
    voice: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model at a revision made of a text; without sentences, why it made nothing of it."""

    measure: str
    subject: str
    model: str
    revision: str
    sentences: tuple[Sentence, ...] = ()
    missing: str | None = None

    @property
    def mean(self) -> float | None:
        """The mean score of its sentences."""
        return sum(s.score for s in self.sentences) / len(self.sentences) if self.sentences else None


@dataclass(frozen=True, slots=True)
class Key:
    """What is revealed about a text: who wrote it, and who says what kind of outlet that is."""

    outlet: str
    kind: str
    country: str
    title: str
    published: str | None = None
    label_source: str | None = None
    label_year: int | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What a class reads blind under a letter; ``cut`` says that it is the beginning only.

    ``answers`` is the key to questions that have one: question → option.
    """

    letter: str
    title: str
    body: str
    key: Key
    cut: bool = False
    answers: dict[str, str] | None = None
    readings: tuple[Reading, ...] = ()

    def reading(self, measure: str) -> Reading | None:
        """What a model made of it on a measure, or None where none was asked."""
        return next((reading for reading in self.readings if reading.measure == measure), None)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A plan with everything that it needs: it can be held with no network and no workspace."""

    title: str
    subject: str
    notice: str
    made: str
    plan: Plan
    questions: tuple[Question, ...]
    texts: tuple[Text, ...]

    def question(self, question: str) -> Question:
        """The question of an id."""
        return next(known for known in self.questions if known.id == question)

    def asked(self, step: Step) -> tuple[Question, ...]:
        """The questions of a step; the one about facts stands for one per fact."""
        return tuple(q for asked in step.questions for q in self.questions if q.id.partition(":")[0] == asked)

    def before(self, step: Step, question: str) -> int | None:
        """The last round before a step in which a question was asked already, if any."""
        at = self.plan.steps.index(step)
        asked = [
            s.round
            for s in self.plan.steps[:at]
            if s.kind == StepKind.VOTE and question.partition(":")[0] in s.questions
        ]
        return asked[-1] if asked else None

    def ballot(self) -> dict[str, tuple[str, ...]]:
        """Every question about every text with the answers it takes, as votes are stored."""
        return {
            ballot(text.letter, question.id): tuple(question.options)
            for text in self.texts
            for question in self.questions
        }

    def dealt(self, step: Step, seat: int) -> tuple[Text, ...]:
        """The texts that the phone at a seat shows in a step, in the order in which it shows them.

        Phones begin with different texts, so that each text has as many first readers as any other.
        """
        turn = seat % len(self.texts)
        if step.texts == Texts.ONE:
            return (self.texts[turn],)
        if step.texts == Texts.FIRST:
            return self.texts[:1]
        pool = self.texts[1:] if step.texts == Texts.REST else self.texts
        turn = seat % len(pool) if pool else 0
        return pool[turn:] + pool[:turn]


def ballot(letter: str, question: str) -> str:
    """Under what name the votes on a question about a text are stored."""
    return f"{letter}/{question}"


@cache
def plans() -> dict[str, Plan]:
    """The ready lessons by id."""
    return {row["id"]: _plan(row) for row in _table()["lessons"]}


@cache
def questions() -> dict[str, Question]:
    """The questions that lessons ask, by id."""
    return {row["id"]: Question(**row) for row in _table()["questions"]}


def _table() -> dict[str, Any]:
    return tomllib.loads(PLANS.read_text(encoding="utf-8"))


def _plan(row: dict[str, Any]) -> Plan:
    steps = tuple(_step(step) for step in row["steps"])
    known = {"material": Material(row["material"]), "watch": tuple(row["watch"]), "steps": steps}
    return Plan(**{**row, **known})


def _step(row: dict[str, Any]) -> Step:
    known = {"kind": StepKind(row["kind"]), "texts": Texts(row.get("texts", Texts.ALL))}
    return Step(**{**row, **known, "questions": tuple(row.get("questions", ()))})
