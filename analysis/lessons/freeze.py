"""A story of a workspace frozen into a lesson: masked texts, the models' scores, questions and key."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import pandas as pd

from analysis import corpus, masking
from analysis.lessons import FACTS, Key, Lesson, Material, Plan, Question, Reading, Sentence, Step, StepKind, Text
from analysis.lessons import questions as ready_questions
from data import sample
from data.catalogue import Catalogue
from data.schema import Measure, Target
from data.store import Workspace
from models.base import Scorer

LETTERS: Final = "ABCDEFGHIJKL"
EVENT: Final = "what happened"
"""Whom a lesson is about when nobody was chosen."""
SENTENCES: Final = 8
"""Of a lesson on single sentences: seven minutes for a class that reads and taps."""
STRONGEST: Final = 4
QUOTED: Final = 2
MOST_FACTS: Final = 6
MOST_WORDS: Final = 9_000
Rows = dict[str, dict[str, Any]]


def freeze(
    workspace: Workspace,
    scorers: Mapping[str, Scorer],
    plan: Plan,
    articles: Sequence[str],
    *,
    title: str,
    made: datetime,
    target: Target | None = None,
    facts: Sequence[str] = (),
    words: int | None = None,
    first: str | None = None,
    seed: int = 0,
) -> Lesson:
    """The lesson of a plan on some articles, which it shows in random order.

    Args:
        workspace: That holds the articles and their scores.
        scorers: The models whose scores are taken.
        plan: What the class does.
        articles: Ids; more than there are letters are left out.
        title: Of the story.
        made: When.
        target: Whose portrayal is asked about; without one, the tone of the texts is.
        facts: Statements to look for in every text.
        words: Keep the first so many words of each text.
        first: The article to begin with.
        seed: Of the order.

    Raises:
        ValueError: No article, or no sentence that could be asked about.
    """
    rows = _rows(workspace)
    order = [article for article in articles if article in rows]
    random.Random(seed).shuffle(order)
    order.sort(key=lambda article: article != first)
    order = order[: len(LETTERS)]
    mask = _Mask(workspace, rows, target)
    measures = (Measure.PORTRAYAL, Measure.TONE) if target else (Measure.TONE,)
    scored = {m: _scored(workspace, scorers, m, target, order) for m in measures}
    if plan.material == Material.SENTENCES:
        texts = _sentences(rows, scored, mask, measures[0], target)
    else:
        texts = _texts(workspace, rows, scored, mask, order, target, words or MOST_WORDS)
    if not texts:
        about = target.name if target else "the story"
        raise ValueError(f"these articles hold nothing that was scored about {about}; choose others, or score them")
    plan, asked = _asked(plan, target, [fact.strip()[:200] for fact in facts if fact.strip()][:MOST_FACTS])
    return Lesson(
        title=title,
        subject=target.name if target else EVENT,
        notice=workspace.state.setting("notice") or "",
        made=made.isoformat(timespec="seconds"),
        plan=plan,
        questions=asked,
        texts=tuple(_keyed(text, asked) for text in texts),
    )


def headlines(workspace: Workspace, articles: Collection[str]) -> tuple[str, ...]:
    """The headlines of some articles, masked: a first draft of the facts to look for."""
    rows = _rows(workspace)
    mask = _Mask(workspace, rows, None)
    masked = [mask(rows[article]["title"], article) for article in articles if article in rows]
    return tuple(dict.fromkeys(masked))[:MOST_FACTS]


class _Mask:
    """Masks what an article says of its publisher."""

    def __init__(self, workspace: Workspace, rows: Rows, target: Target | None) -> None:
        self.known: Catalogue = corpus.outlets(workspace)
        self._rows = rows
        self._keep = (target.name, *target.aliases) if target else ()

    def __call__(self, words: str, article: str) -> str:
        row = self._rows[article]
        names = masking.names_of(self.known, row["outlet"], row["via"], row["agency"])
        return masking.masked(words, self.known, names=names, keep=self._keep)


def _texts(
    workspace: Workspace,
    rows: Rows,
    scored: Mapping[Measure, pd.DataFrame | str],
    mask: _Mask,
    order: Sequence[str],
    target: Target | None,
    words: int,
) -> tuple[Text, ...]:
    with workspace.connect() as db:
        found = db.execute("SELECT id, text FROM articles WHERE list_contains(?, id)", [list(order)]).fetchall()
    full = dict(found)
    texts = []
    for letter, article in zip(LETTERS, order, strict=False):
        body, cut = _beginning(full[article], words)
        key = _key(rows[article], mask.known)
        texts.append(
            Text(
                letter=letter,
                title=mask(rows[article]["title"], article),
                body=mask(body, article),
                cut=cut or bool(rows[article]["snippet"]),
                key=key,
                readings=tuple(_reading(m, rated, target, article, mask) for m, rated in scored.items()),
            )
        )
    return tuple(texts)


def _sentences(
    rows: Rows,
    scored: Mapping[Measure, pd.DataFrame | str],
    mask: _Mask,
    measure: Measure,
    target: Target | None,
) -> tuple[Text, ...]:
    found = scored[measure]
    if isinstance(found, str):
        raise ValueError(found)  # noqa: TRY004
    truth = {
        (g.article, g.sentence): g.portrayal.get(target.id) if target else g.tone
        for g in sample.gold()
        if g.article in rows
    }
    texts = []
    for letter, (_, row) in zip(LETTERS, _telling(found).iterrows(), strict=False):
        key = _key(rows[row["article"]], mask.known)
        right = truth.get((row["article"], row["text"]))
        answers = {measure.value: right} if right else None
        only = _reading(measure, found[found.index == row.name], target, row["article"], mask)
        body = mask(row["text"], row["article"])
        texts.append(Text(letter, "", body, key, answers=answers, readings=(only,)))
    return tuple(texts)


def _telling(found: pd.DataFrame) -> pd.DataFrame:
    """The strongest sentences of either sign, some quoted ones and the weakest, in no order that tells which."""
    found = found.drop_duplicates("text")
    found = found[found["text"].str.len().between(30, 400)]
    strong = pd.concat([found[found["score"] < 0].head(STRONGEST // 2), found[found["score"] > 0].head(STRONGEST // 2)])
    rest = found.drop(strong.index)
    quoted = rest[rest["voice"] != "own"].head(QUOTED)
    weak = rest.drop(quoted.index).tail(SENTENCES - len(strong) - len(quoted))
    return pd.concat([strong, quoted, weak]).sort_values("text", key=lambda s: s.str.len() % 7)


def _scored(
    workspace: Workspace,
    scorers: Mapping[str, Scorer],
    measure: Measure,
    target: Target | None,
    articles: Sequence[str],
) -> pd.DataFrame | str:
    """The scored sentences of some articles, strongest first, or why there are none."""
    subject = target.id if target and measure == Measure.PORTRAYAL else ""
    question = corpus.question_for(workspace, scorers, measure, subject)
    if question is None:
        return f"this workspace does not ask for {measure} of {target.name if target else 'a text'}"
    found = corpus.scored_sentences(workspace, question, articles=articles).dropna(subset=["score"])
    return found.assign(model=question.model, model_revision=question.model_revision).reset_index(drop=True)


def _reading(measure: Measure, found: pd.DataFrame | str, target: Target | None, article: str, mask: _Mask) -> Reading:
    subject = target.name if target and measure == Measure.PORTRAYAL else ""
    if isinstance(found, str):
        return Reading(measure.value, subject, "", "", missing=found)
    own = found[found["article"] == article]
    if own.empty:
        model, revision = found[["model", "model_revision"]].iloc[0] if len(found) else ("", "")
        why = f"no scored sentence of it names {subject}" if subject else "it was not scored"
        return Reading(measure.value, subject, model, revision, missing=why)
    return Reading(
        measure=measure.value,
        subject=subject,
        model=own["model"].iloc[0],
        revision=own["model_revision"].iloc[0],
        sentences=tuple(
            Sentence(mask(text, article), label, round(float(score), 4), voice)
            for text, label, score, voice in own[["text", "label", "score", "voice"]].itertuples(index=False)
        ),
    )


def _rows(workspace: Workspace) -> Rows:
    """The articles by id, None for what is missing."""
    table = corpus.articles(workspace).set_index("article").astype(object)
    rows: Rows = table.where(table.notna(), None).to_dict("index")  # type: ignore[assignment]
    return rows


def _key(row: Mapping[str, Any], known: Catalogue) -> Key:
    outlet, published = known.get(row["outlet"]), row["published"]
    return Key(
        outlet=row["outlet_name"],
        kind=row["kind"],
        country=row["country"],
        title=row["title"],
        published=f"{published:%d %b %Y, %H:%M} UTC" if published else None,
        label_source=outlet.label_source if outlet else None,
        label_year=outlet.label_year if outlet else None,
        via=row["via_name"],
    )


def _keyed(text: Text, asked: Sequence[Question]) -> Text:
    """The text with what its key says to the questions that are asked."""
    known = {"kind": text.key.kind} | (text.answers or {})
    return replace(text, answers={q.id: known[q.id] for q in asked if known.get(q.id) in q.options} or None)


def _beginning(text: str, words: int) -> tuple[str, bool]:
    """The first words of a text, to the end of a paragraph where one is near."""
    at = 0
    for _ in range(words):
        while at < len(text) and text[at].isspace():
            at += 1
        while at < len(text) and not text[at].isspace():
            at += 1
        if at >= len(text):
            return text, False
    return f"{text[:at].rstrip()} …", True


def _asked(plan: Plan, target: Target | None, facts: Sequence[str]) -> tuple[Plan, tuple[Question, ...]]:
    """The plan with what it can ask here, and those questions in full."""

    def possible(asked: tuple[str, ...]) -> tuple[str, ...]:
        named = ("tone" if q == "portrayal" and target is None else q for q in asked)
        return tuple(q for q in named if q != FACTS or facts)

    steps: list[Step] = [replace(step, questions=possible(step.questions)) for step in plan.steps]
    steps = [step for step in steps if step.questions or step.kind != StepKind.VOTE]
    subject = target.name if target else EVENT
    plan = replace(plan, steps=tuple(steps)).about(subject)
    full = []
    for asked in plan.asks:
        question = ready_questions()[asked]
        if asked == FACTS:
            full += [
                replace(question, id=f"{FACTS}:{n}", prompt=question.prompt.replace("{fact}", fact))
                for n, fact in enumerate(facts, 1)
            ]
        else:
            full.append(replace(question, prompt=question.prompt.replace("{subject}", subject)))
    return plan, tuple(full)
