"""A workspace as tables to analyse: articles with their outlets' labels, and means per article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import pandas as pd
import pyarrow as pa

from analysis import questions, topics
from analysis.questions import Question
from data import catalogue
from data.catalogue import Catalogue
from data.schema import Kind, Outlet, Topic, Voice
from data.store import Workspace
from models.base import Scorer

VOICES: Final[dict[str, tuple[Voice, ...]]] = {
    "own": (Voice.OWN,),
    "quoted": (Voice.QUOTED, Voice.REPORTED),
    "all": tuple(Voice),
}
"""Choice of the voice switch → the voices it lets through."""

NOBODY: Final = "(outlet not known)"

VECTORS_PER_BATCH: Final = 16
"""Some 33,000 sentences: few enough to hold, many enough to pass on fast."""


def outlets(workspace: Workspace) -> Catalogue:
    """The shipped catalogue with the labels that this workspace adds or overrides."""
    return catalogue.load().with_overrides(workspace.state.items(Outlet))


def articles(workspace: Workspace) -> pd.DataFrame:
    """One row per article, with corrections applied and the outlet's current label.

    ``story`` is what the user set, else what the article states, else what `analysis.stories` found.

    Columns: article, title, outlet, outlet_name, kind, country, via, via_name, slot, url, language,
    published, published_basis, snippet, agency, topics (tuple of ids), story, family, original, why, warnings,
    suggested_outlet, suggested_evidence, characters.
    """
    with workspace.connect() as db:
        table = db.execute(
            """SELECT articles.* EXCLUDE (text, id)
                      REPLACE (make_timestamp(epoch_us(published)) AS published,
                               coalesce(articles.story, stories.story) AS story),
                      id AS article, length(text) AS characters, text AS _text,
                      coalesce(family, id) AS family, coalesce(original, true) AS original, families.why
               FROM articles LEFT JOIN families ON families.article = articles.id
               LEFT JOIN stories ON stories.article = articles.id"""
        ).df()
    table["published"] = pd.to_datetime(table["published"], utc=True)
    for article, field, value in workspace.state.corrections():
        table.loc[table["article"] == article, field] = value
    known = outlets(workspace)
    labels = {name: known.get(name) for name in {*table["outlet"].dropna(), *table["via"].dropna()}}
    table["outlet"] = table["outlet"].where(table["outlet"].notna(), NOBODY)
    table["outlet_name"] = [known.printed(o) for o in table["outlet"]]
    table["via_name"] = [known.printed(v) if isinstance(v, str) else None for v in table["via"]]
    table["kind"] = [_label(labels.get(o), "kind", Kind.UNKNOWN.value) for o in table["outlet"]]
    table["country"] = [_label(labels.get(o), "country", "unknown") for o in table["outlet"]]
    of_workspace = workspace.state.items(Topic)
    table["topics"] = [
        tuple(stated) if len(stated) else topics.assign(title, text, of_workspace)
        for stated, title, text in zip(table["topics"], table["title"], table["_text"], strict=True)
    ]
    return table.drop(columns=["_text", "text_hash"])


def article_means(workspace: Workspace, question: Question, voice: str) -> pd.DataFrame:
    """Per article that the question was put to: mean score of its sentences, their number, or why none.

    Columns: article, mean, sentences, unread (sentences the model failed on), missing.
    """
    with workspace.connect() as db:
        db.register("question", questions.table([question]))
        return db.execute(
            """SELECT outcomes.article, avg(scores.score) AS mean,
                      count(scores.score) AS sentences, count(scores.missing) AS unread,
                      any_value(outcomes.missing) AS missing
               FROM outcomes JOIN question USING (measure, subject, subject_revision, model, model_revision)
               LEFT JOIN (
                   SELECT scores.* FROM scores
                   JOIN question USING (measure, subject, subject_revision, model, model_revision)
                   JOIN sentences USING (article, sentence)
                   WHERE sentences.revision = $revision AND list_contains($voices, sentences.voice)
               ) AS scores USING (article)
               GROUP BY outcomes.article ORDER BY outcomes.article""",
            {"revision": questions.CUT_REVISION, "voices": [v.value for v in VOICES[voice]]},
        ).df()


def scored_sentences(
    workspace: Workspace, question: Question, *, articles: Collection[str] | None = None, voice: str = "all"
) -> pd.DataFrame:
    """The sentences behind the numbers, strongest first.

    Columns: article, sentence, start, end, text, voice, speaker, verb, label, score, probabilities,
    pieces, missing.
    """
    with workspace.connect() as db:
        db.register("question", questions.table([question]))
        return db.execute(
            """SELECT article, sentence, sentences.start, sentences.end, sentences.text, voice, speaker, verb,
                      label, score, probabilities, pieces, scores.missing
               FROM scores JOIN question USING (measure, subject, subject_revision, model, model_revision)
               JOIN sentences USING (article, sentence)
               WHERE revision = $revision AND list_contains($voices, voice)
                   AND ($articles IS NULL OR list_contains($articles, article))
               ORDER BY abs(score) DESC NULLS LAST, article, sentence""",
            {
                "revision": questions.CUT_REVISION,
                "voices": [v.value for v in VOICES[voice]],
                "articles": None if articles is None else list(articles),
            },
        ).df()


def sentences(workspace: Workspace, article: str) -> pd.DataFrame:
    """The sentences of one article in order: sentence, start, end, text, voice, speaker, verb."""
    with workspace.connect() as db:
        return db.execute(
            """SELECT DISTINCT sentence, start, "end", text, voice, speaker, verb FROM sentences
               WHERE article = ? AND revision = ? ORDER BY sentence""",
            [article, questions.CUT_REVISION],
        ).df()


def text(workspace: Workspace, article: str) -> str:
    """The text of one article as it came in.

    Raises:
        KeyError: No such article.
    """
    with workspace.connect() as db:
        row = db.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()
    if row is None:
        raise KeyError(f"no article {article!r} in this workspace")
    return str(row[0])


def naming(workspace: Workspace, words: Sequence[str]) -> int:
    """How many articles hold one of some words, as whole words in title or text."""
    listed = "|".join(re.escape(word) for word in words if word)
    if not listed:
        return 0
    pattern = rf"(?i)(?:^|[^\pL\pN])(?:{listed})(?:$|[^\pL\pN])"
    with workspace.connect() as db:
        row = db.execute(
            "SELECT count(*) FROM articles WHERE regexp_matches(title || chr(10) || text, ?)", [pattern]
        ).fetchone()
    return int(row[0]) if row else 0


def question_for(workspace: Workspace, scorers: Mapping[str, Scorer], measure: str, subject: str) -> Question | None:
    """The standing question of a measure and subject, or None where it is not asked."""
    for question in questions.standing(workspace.state, scorers):
        if question.measure == measure and question.subject == subject:
            return question
    return None


def select(
    table: pd.DataFrame,
    *,
    outlets: Sequence[str] = (),
    kinds: Sequence[str] = (),
    topics: Sequence[str] = (),
    start: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """The articles that pass every filter; an empty filter lets everything through."""
    keep = pd.Series(True, index=table.index)
    if outlets:
        keep &= table["outlet"].isin(outlets)
    if kinds:
        keep &= table["kind"].isin(kinds)
    if topics:
        wanted = set(topics)
        keep &= table["topics"].map(lambda own: bool(wanted & set(own)))
    if start is not None:
        keep &= table["published"] >= start
    if end is not None:
        keep &= table["published"] < end
    return table[keep]


def _label(outlet: Outlet | None, field: str, otherwise: str) -> str:
    value = getattr(outlet, field, None)
    return str(value) if value else otherwise


def voiced(
    workspace: Workspace, articles: Collection[str], voice: str = "all", *, holding: str = ""
) -> Iterator[pd.DataFrame]:
    """The sentences of some articles in some voice, in order of article, in batches that memory holds.

    Columns: article, sentence, text, voice, speaker, verb. With ``holding``, only sentences that hold these
    letters, in capitals or not.
    """
    with workspace.connect() as db:
        db.register("wanted", pa.table({"article": pa.array(articles, pa.string())}))
        found = db.execute(
            """SELECT article, sentence, text, voice, speaker, verb FROM sentences
               SEMI JOIN wanted USING (article)
               WHERE revision = $revision AND list_contains($voices, voice)
                   AND ($holding = '' OR contains(lower(text), lower($holding)))
               ORDER BY article, sentence""",
            {
                "revision": questions.CUT_REVISION,
                "voices": [v.value for v in VOICES[voice]],
                "holding": holding,
            },
        )
        while len(batch := found.fetch_df_chunk(VECTORS_PER_BATCH)):
            yield batch


def mastheads(workspace: Workspace, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Outlet → the names under which it may speak of itself."""
    known = outlets(workspace)
    found = {name: known.get(name) for name in names}
    return {name: (o.name, *o.aliases, *o.domains) if o else (name,) for name, o in found.items()}
