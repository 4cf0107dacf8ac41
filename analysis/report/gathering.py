"""What there is to report of a workspace: facts for the words, sections for the page, tables for the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis import agreement, compare, corpus, correct, labelling, questions, validation
from analysis.compare import Verdict
from analysis.coverage import attention
from analysis.measures import SCALES
from analysis.questions import Question
from analysis.report.fingerprint import fingerprint
from data.schema import Measure, Sample, Topic
from data.store import Workspace
from models import cards, registry
from models.base import Scorer

VOICE: Final = "own"
UNIT: Final = "family"
PLACES: Final = 4
"""Decimal places in files: finer than any interval here, and coarser than the order of a sum can move a number."""
ENDS: Final = 3
"""Sentences shown from either end of a scale."""
_RANK: Final = {Verdict.CLEAR: 0, Verdict.SUGGESTIVE: 1, Verdict.CANNOT_TELL: 2}
_MODEL: Final = ("measure", "model", "revision", "dataset", "split", "n", "macro_f1", "low", "high", "accuracy", "ece")
_SAMPLE: Final = ("sample", "measure", "about", "voice")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the methods paragraph says."""

    articles: pd.DataFrame
    questions: tuple[Question, ...]
    figures: pd.DataFrame
    """Measured figures of the models in use; a model without any is a row that says so in ``missing``."""
    labels: tuple[str, ...]
    """One sentence for each sample that human coders labelled."""
    seed: int
    date: str
    """Of the newest article, or of the newest scoring where no time of publication is known."""
    hash: str


@dataclass(frozen=True, slots=True)
class Section:
    """One question with its answers."""

    question: Question
    name: str
    """Of the target or claim; empty for the measures about nothing in particular."""
    articles: pd.DataFrame
    outlets: pd.DataFrame
    pairs: pd.DataFrame
    topics: pd.DataFrame
    ends: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything a report needs."""

    facts: Facts
    sections: tuple[Section, ...]
    tables: dict[str, pd.DataFrame]
    notes: tuple[str, ...]
    """Why labels that are there could not be used."""


def facts(workspace: Workspace, scorers: Mapping[str, Scorer], measures: Sequence[str] = (), *, seed: int = 0) -> Facts:
    """The facts alone, without any estimate.

    Raises:
        ValueError: A measure is none.
    """
    if unknown := [measure for measure in measures if measure not in SCALES]:
        raise ValueError(f"measure is {unknown[0]!r}; it can be {', '.join(SCALES)}")
    order = list(SCALES)
    asked = sorted(
        (q for q in questions.standing(workspace.state, scorers) if not measures or q.measure in measures),
        key=lambda q: (order.index(q.measure), q.subject),
    )
    articles = corpus.articles(workspace).sort_values("article", ignore_index=True)
    return Facts(
        articles,
        tuple(asked),
        _figures(asked),
        _labelled(workspace),
        seed,
        _date(workspace, articles),
        fingerprint(workspace),
    )


def gather(
    workspace: Workspace, scorers: Mapping[str, Scorer], measures: Sequence[str] = (), *, seed: int = 0
) -> Gathered:
    """Estimates, differences, topics, coverage and corrections of everything that is asked.

    Raises:
        ValueError: A measure is none.
    """
    found = facts(workspace, scorers, measures, seed=seed)
    named = {topic.id: topic.name for topic in workspace.state.items(Topic)}
    sections = tuple(_section(workspace, found.articles, question, named, seed) for question in found.questions)
    corrected, notes = _corrected(workspace, seed)
    outlet_names = dict(zip(found.articles["outlet"], found.articles["outlet_name"], strict=True))
    covered = attention.attention(found.articles[found.articles["outlet"] != corpus.NOBODY])
    covered.insert(1, "outlet_name", covered["outlet"].map(outlet_names))
    covered.insert(3, "topic_name", [named.get(topic, topic) for topic in covered["topic"]])
    tables = {
        "articles": _articles(found.articles),
        "estimates": _stacked([(s, s.outlets) for s in sections]),
        "differences": _stacked([(s, s.pairs) for s in sections]),
        "by_topic": _stacked([(s, s.topics) for s in sections]),
        "coverage": covered,
        "models": found.figures,
        **corrected,
    }
    return Gathered(found, sections, {name: rounded(table) for name, table in tables.items()}, tuple(notes))


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its numbers to `PLACES`, and no minus before a zero."""
    floats = table.select_dtypes("float").columns
    return table.assign(**{column: table[column].round(PLACES) + 0.0 for column in floats}).reset_index(drop=True)


def _section(
    workspace: Workspace, articles: pd.DataFrame, question: Question, topics: Mapping[str, str], seed: int
) -> Section:
    bounds = SCALES[question.measure].domain
    means = corpus.article_means(workspace, question, VOICE)
    scored = articles.merge(means, on="article", how="left")
    scored = scored.assign(sentences=scored["sentences"].fillna(0).astype(int))
    label = scored.drop_duplicates("outlet").set_index("outlet")
    outlets = compare.estimates(scored, ["outlet"], unit=UNIT, bounds=bounds, seed=seed)
    outlets.insert(1, "outlet_name", outlets["outlet"].map(label["outlet_name"]))
    outlets.insert(2, "kind", outlets["outlet"].map(label["kind"]))
    by_topic = scored.assign(topics=scored["topics"].astype(object)).explode("topics").dropna(subset=["topics"])
    by_topic = compare.estimates(
        by_topic.rename(columns={"topics": "topic"}), ["topic", "outlet"], unit=UNIT, bounds=bounds, seed=seed
    )
    by_topic.insert(1, "topic_name", [topics.get(topic, topic) for topic in by_topic["topic"]])
    by_topic.insert(3, "outlet_name", by_topic["outlet"].map(label["outlet_name"]))
    pairs = compare.differences(scored[scored["outlet"] != corpus.NOBODY], unit=UNIT, bounds=bounds, seed=seed)
    pairs = pairs.assign(
        verdict=pairs["verdict"].astype(str),
        **{f"{side}_name": pairs[side].map(label["outlet_name"]) for side in ("a", "b")},
        _rank=pairs["verdict"].map(_RANK),
    ).sort_values(["_rank", "p", "a", "b"], na_position="last", ignore_index=True)
    name = question.target.name if question.target else question.claim.text if question.claim else ""
    ends = _ends(workspace, question).merge(articles[["article", "outlet_name", "title"]], on="article", how="left")
    return Section(question, name, scored, outlets, pairs.drop(columns="_rank"), by_topic, ends)


def _ends(workspace: Workspace, question: Question) -> pd.DataFrame:
    """The sentences in the outlets' own words at either end of the scale: article, text, score."""
    with workspace.connect() as db:
        db.register("question", questions.table([question]))
        return db.execute(
            """SELECT article, text, score FROM (
                   SELECT article, sentences.text, score, sentence,
                          row_number() OVER (ORDER BY score DESC, article, sentence) AS high,
                          row_number() OVER (ORDER BY score, article, sentence) AS low
                   FROM scores JOIN question USING (measure, subject, subject_revision, model, model_revision)
                   JOIN sentences USING (article, sentence)
                   WHERE revision = $revision AND list_contains($voices, voice) AND score IS NOT NULL)
               WHERE high <= $ends OR low <= $ends ORDER BY score DESC, article, sentence""",
            {"revision": questions.CUT_REVISION, "voices": [v.value for v in corpus.VOICES[VOICE]], "ends": ENDS},
        ).df()


def _stacked(parts: Sequence[tuple[Section, pd.DataFrame]]) -> pd.DataFrame:
    """The tables of all questions as one, each row with what was asked."""
    told = []
    for section, table in parts:
        asked = section.question
        keys = {"measure": asked.measure.value, "subject": asked.subject, "subject_name": section.name}
        told.append(pd.concat([pd.DataFrame(keys, index=table.index), table], axis="columns"))
    return pd.concat(told, ignore_index=True) if told else pd.DataFrame({"measure": pd.Series(dtype=object)})


def _articles(articles: pd.DataFrame) -> pd.DataFrame:
    """The sample, without its texts, which are not ours to pass on."""
    times = articles["published"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    columns = ["article", "title", "outlet", "outlet_name", "kind", "country", "language", "published"]
    columns += ["published_basis", "url", "topics", "story", "family", "original", "characters"]
    listed = [";".join(topics) for topics in articles["topics"]]
    return articles.assign(published=times.astype(object), topics=listed)[columns]


def _figures(asked: Sequence[Question]) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    for measure, model, revision in dict.fromkeys((q.measure.value, q.model, q.model_revision) for q in asked):
        known: dict[str, object] = {"measure": measure, "model": model, "revision": revision}
        entry = registry.ENTRIES.get(model)
        if entry is None or entry.revision != revision:
            rows.append(known | {"missing": "no figures were measured of this model at this revision"})
            continue
        rows += [{name: row.get(name) for name in _MODEL} | known | {"missing": None} for row in cards.figures(entry)]
    table = pd.DataFrame(rows, columns=[*_MODEL, "missing"])
    return table.astype(dict.fromkeys(("macro_f1", "low", "high", "accuracy", "ece"), "float64") | {"n": "Int64"})


def _date(workspace: Workspace, articles: pd.DataFrame) -> str:
    known = articles["published"].dropna()
    if len(known):
        return f"{known.max():%Y-%m-%d}"
    with workspace.connect() as db:
        row = db.execute("SELECT max(epoch_us(scored_at)) FROM outcomes").fetchone()
    return f"{pd.Timestamp(row[0], unit='us'):%Y-%m-%d}" if row and row[0] is not None else "not known"


def _with_labels(workspace: Workspace) -> list[Sample]:
    samples = sorted(workspace.state.samples(), key=lambda sample: sample.id)
    return [sample for sample in samples if workspace.state.labels(sample.id)]


def _labelled(workspace: Workspace) -> tuple[str, ...]:
    said = []
    for sample in _with_labels(workspace):
        given = workspace.state.labels(sample.id)
        about = f" of “{sample.about}”" if sample.about else ""
        coders = len({label.coder for label in given})
        said.append(
            f"Sample {sample.id}: {len(given):,} labels by {coders} {'coder' if coders == 1 else 'coders'} for "
            f"{SCALES[Measure(sample.measure)].name.lower()}{about}, out of {sample.size:,} "
            f"sentences, seed {sample.seed}."
        )
    return tuple(said)


def _corrected(workspace: Workspace, seed: int) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The tables that human labels make possible, and why some labels could not be used."""
    parts: dict[str, list[pd.DataFrame]] = {
        "corrected": [],
        "corrected_differences": [],
        "agreement": [],
        "model_errors": [],
    }
    columns = {
        "corrected": ["outlet", *correct.COLUMNS],
        "corrected_differences": ["outlet", "other", *correct.COLUMNS],
        "agreement": list(agreement.COLUMNS),
        "model_errors": list(validation.QUALITY_COLUMNS),
    }
    notes = []
    for sample in _with_labels(workspace):
        try:
            frame = labelling.frame(workspace, sample)
            strata = {stratum.name: stratum.size for stratum in sample.strata}
            found = correct.estimates(frame, strata, unit=UNIT, bounds=SCALES[sample.measure].domain)
        except ValueError as error:
            notes.append(str(error))
            continue
        labels = labelling.labels(workspace, sample.id)
        made = {
            "corrected": found.by_outlet,
            "corrected_differences": found.differences,
            "agreement": agreement.table(labels, sample.measure, seed=seed),
            "model_errors": validation.quality(validation.judged(frame, labels)),
        }
        keys = {name: getattr(sample, {"sample": "id"}.get(name, name)) for name in _SAMPLE}
        for name, table in made.items():
            parts[name].append(pd.concat([pd.DataFrame(keys, index=table.index), table], axis="columns"))
    stacked = {
        name: pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*_SAMPLE, *columns[name]])
        for name, tables in parts.items()
    }
    return stacked, notes
