"""Workspace × models → score rows: only what is new, in batches that are published whole."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import duckdb

from analysis import families, questions, stories, topics
from analysis.families import Text
from analysis.questions import Question
from data.schema import Topic, Voice
from data.store import Workspace
from models import sentences, voices
from models.base import Failure, Passage, Prediction, Scorer

ARTICLES_PER_CUT: Final = 500
# A batch is what a kill can lose. Small workspaces want lively progress, large ones few parts.
SMALL_BATCH: Final = 16
LARGE_BATCH: Final = 128
LARGE_FROM: Final = 1_000
MEMORY_PASSAGES: Final = 200_000
LANGUAGES: Final = frozenset({"en"})
"""What the embedded models read."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scoring run is."""

    articles: int
    of: int
    passages: int = 0
    seconds: float = 0.0
    state: str = "running"

    @property
    def rate(self) -> float | None:
        """Passages a second, once there are any."""
        return self.passages / self.seconds if self.passages and self.seconds else None

    @property
    def seconds_left(self) -> float | None:
        """At the pace of the articles so far, once there are any."""
        return self.seconds / self.articles * (self.of - self.articles) if self.articles else None


def score(
    workspace: Workspace,
    scorers: Mapping[str, Scorer],
    *,
    report: Callable[[Progress], None] | None = None,
) -> Progress:
    """Answer every standing question that has no outcome yet; killed at any moment, it resumes.

    Raises:
        BusyError: Another process scores this workspace.
    """
    # A page that looks whether a run is going holds the lock for an instant; that is no other run.
    with workspace.lock("scoring", wait=1):
        workspace.clear_staging()
        _cut(workspace)
        _group(workspace)
        stories.update(workspace)
        standing = questions.standing(workspace.state, scorers)
        pending = _pending(workspace, standing)
        run = _Run(workspace, scorers, standing, report, of=len(pending))
        size = LARGE_BATCH if len(pending) >= LARGE_FROM else SMALL_BATCH
        for start in range(0, len(pending), size):
            run.batch(pending[start : start + size])
        return run.finish()


def open_articles(workspace: Workspace, scorers: Mapping[str, Scorer]) -> int:
    """How many articles have a question without an outcome."""
    return len(_pending(workspace, questions.standing(workspace.state, scorers)))


def _pending(workspace: Workspace, standing: Sequence[Question]) -> list[tuple[str, list[int]]]:
    """Articles with the numbers of their open questions, in the order in which they came."""
    with workspace.connect() as db:
        db.register("question", questions.table(standing))
        return db.execute(
            """SELECT article.id, list(question.n ORDER BY question.n)
               FROM (SELECT id, row_number() OVER () AS at FROM articles) AS article CROSS JOIN question
               ANTI JOIN outcomes ON outcomes.article = article.id
                   AND outcomes.measure = question.measure AND outcomes.subject = question.subject
                   AND outcomes.subject_revision = question.subject_revision
                   AND outcomes.model = question.model AND outcomes.model_revision = question.model_revision
               GROUP BY article.id, article.at ORDER BY article.at"""
        ).fetchall()


def _cut(workspace: Workspace) -> None:
    """Cut articles that have no sentences of the current revision."""
    with workspace.connect() as db:
        cursor = db.execute(
            """SELECT id, title, text FROM articles
               ANTI JOIN sentences ON sentences.article = articles.id AND sentences.revision = ?""",
            [questions.CUT_REVISION],
        )
        while rows := cursor.fetchmany(ARTICLES_PER_CUT):
            workspace.add_sentences(row for article in rows for row in cut(*article))


def _group(workspace: Workspace) -> None:
    """Look for near copies again where articles have come in since the last time."""
    if workspace.families_are_current():
        return
    with workspace.connect() as db:
        cursor = db.execute(
            """SELECT id, title, text, make_timestamp(epoch_us(published)), outlet, via, agency FROM articles
               ORDER BY id"""
        )
        members = families.group(_texts(cursor))
    workspace.add_families(dataclasses.asdict(member) for member in members)


def _texts(cursor: duckdb.DuckDBPyConnection) -> Iterator[Text]:
    while rows := cursor.fetchmany(ARTICLES_PER_CUT):
        for article, title, text, published, outlet, via, agency in rows:
            instant = None if published is None else published.replace(tzinfo=UTC)
            yield Text(article, title, text, instant, outlet, via, agency)


def cut(article: str, title: str, text: str) -> Iterator[Row]:
    """The rows of the sentences table for one article; the headline is sentence 0, the outlet's own."""
    common = {"article": article, "revision": questions.CUT_REVISION}
    yield {**common, "sentence": 0, "start": 0, "end": 0, "text": title, "voice": Voice.OWN.value}
    spans = sentences.split(text)
    for index, (span, said) in enumerate(zip(spans, voices.attribute(text, spans), strict=True), 1):
        yield {
            **common,
            "sentence": index,
            "start": span.start,
            "end": span.end,
            "text": text[span.start : span.end],
            "voice": said.voice,
            "speaker": said.speaker,
            "verb": said.verb,
        }


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question put to one article: the sentences it concerns, or why it was not put."""

    article: str
    question: Question
    passages: tuple[tuple[int, Passage], ...] = ()
    missing: str | None = None


class _Run:
    """The state of one scoring run: its clock, its count and its memory of passages."""

    def __init__(
        self,
        workspace: Workspace,
        scorers: Mapping[str, Scorer],
        standing: Sequence[Question],
        report: Callable[[Progress], None] | None,
        *,
        of: int,
    ) -> None:
        self._workspace = workspace
        self._scorers = scorers
        self._standing = standing
        self._report = report
        self._topics = workspace.state.items(Topic)
        self._memory: dict[str, dict[Passage, Prediction | Failure]] = {measure: {} for measure in scorers}
        self._started = time.monotonic()
        self._progress = Progress(articles=0, of=of)
        self._tell()

    def batch(self, pending: Sequence[tuple[str, list[int]]]) -> None:
        """Answer and publish the open questions of some articles."""
        asked = list(self._ask(pending))
        answers = {
            measure: self._answers(measure, [p for a in asked if a.question.measure == measure for _, p in a.passages])
            for measure in self._scorers
        }
        scores = [
            _score_row(a, index, answers[a.question.measure][passage]) for a in asked for index, passage in a.passages
        ]
        now = datetime.now(UTC)
        self._workspace.add_scored(scores, [_outcome_row(a, now) for a in asked])
        self._tell(articles=self._progress.articles + len(pending))

    def finish(self) -> Progress:
        """Report the end of the run."""
        self._tell(state="done")
        return self._progress

    def _ask(self, pending: Sequence[tuple[str, list[int]]]) -> Iterator[_Asked]:
        with self._workspace.connect() as db:
            articles = _by_id(db, [article for article, _ in pending])
            cuts = _sentences(db, list(articles))
        for article, numbers in pending:
            if not cuts[article]:  # it was stored after the cutting: the next run asks
                continue
            title, text, language, stated = articles[article]
            about = tuple(stated) or topics.assign(title, text, self._topics)
            for question in (self._standing[n] for n in numbers):
                if language not in LANGUAGES:
                    yield _Asked(article, question, missing=_unread(language))
                    continue
                if not question.concerns(about):
                    yield _Asked(article, question, missing="the article is not on a topic of this claim")
                    continue
                passages = ((index, question.passage(sentence)) for index, sentence in cuts[article])
                yield _Asked(article, question, tuple((index, p) for index, p in passages if p is not None))

    def _answers(self, measure: str, passages: list[Passage]) -> dict[Passage, Prediction | Failure]:
        memory = self._memory[measure]
        if len(memory) > MEMORY_PASSAGES:
            memory.clear()
        new = [passage for passage in dict.fromkeys(passages) if passage not in memory]
        memory.update(zip(new, self._scorers[measure].predict(new), strict=True))
        self._tell(passages=self._progress.passages + len(new))
        return memory

    def _tell(self, **changes: Any) -> None:  # noqa: ANN401
        seconds = time.monotonic() - self._started
        self._progress = replace(self._progress, seconds=seconds, **changes)
        if self._report is not None:
            self._report(self._progress)


def _by_id(db: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, tuple[str, str, str | None, list[str]]]:
    rows = db.execute(
        "SELECT id, title, text, language, topics FROM articles WHERE id IN (SELECT unnest(?))", [ids]
    ).fetchall()
    return {row[0]: (row[1], row[2], row[3], row[4] or []) for row in rows}


def _sentences(db: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {article: [] for article in ids}
    rows = db.execute(
        """SELECT DISTINCT article, sentence, text FROM sentences
           WHERE article IN (SELECT unnest(?)) AND revision = ? ORDER BY article, sentence""",
        [ids, questions.CUT_REVISION],
    ).fetchall()
    for article, index, text in rows:
        found[article].append((index, text))
    return found


def _unread(language: str | None) -> str:
    return f"the models read English; this article's language is {language or 'not known'}"


def _score_row(asked: _Asked, index: int, answer: Prediction | Failure) -> Row:
    row = {"article": asked.article, "sentence": index, **_key(asked.question)}
    if isinstance(answer, Failure):
        return {**row, "missing": answer.reason}
    return {
        **row,
        "label": answer.label,
        "score": answer.score,
        "probabilities": list(answer.probabilities),
        "pieces": answer.pieces,
    }


def _outcome_row(asked: _Asked, now: datetime) -> Row:
    return {
        "article": asked.article,
        **_key(asked.question),
        "asked": len(asked.passages),
        "missing": asked.missing,
        "scored_at": now,
    }


def _key(question: Question) -> Row:
    return {
        "measure": question.measure.value,
        "subject": question.subject,
        "subject_revision": question.subject_revision,
        "model": question.model,
        "model_revision": question.model_revision,
    }
