"""How far a difference between two outlets hangs on our settings: the same question under every reasonable one.

A specification curve (Simonsohn, Simmons & Nelson 2020, Nature Human Behaviour 4:1208, steps 1 and 2), in its
descriptive part: shares of settings, and no test across them, for settings share their texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
import pandas as pd

from analysis import comparison, corpus, questions
from analysis.compare import Verdict
from analysis.comparison import UNITS, Asked
from analysis.measures import SCALES, Scale
from analysis.questions import Question
from data.schema import Claim
from data.store import Workspace
from models.base import Scorer

BAND: Final = 0.2
"""A sentence whose two sides are nearer to each other than this is left out by the threshold: a model whose side has
less than 60 in 100 against the other's 40 has hardly decided."""
VOICES: Final = {"own": ("own", "all"), "all": ("own", "all"), "quoted": ("quoted",)}
"""Voice asked for → the rules that ask the same thing. What others are quoted with is another question."""
HEADLINES: Final = ("in", "out")
EVERY: Final = "all sentences"
SETTINGS: Final = ("voice", "duplicates", "threshold", "headline", "model", "wording")
NUMBERS: Final = ("estimate", "low", "high", "verdict", "missing")


@dataclass(frozen=True, slots=True)
class Dial:
    """In how many of the settings that could be computed a finding holds, as shares and in words."""

    share_sign: float | None
    share_verdict: float | None
    """The verdict is the same, and the sign too unless the verdict is that one cannot tell."""
    n: int
    """Settings with an interval."""
    left_out: int
    """Settings without one; the table says why."""
    said: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Every setting with what comes out, that of the finding first, and the dial."""

    table: pd.DataFrame
    """`SETTINGS` and `NUMBERS`, a_name and b_name: a less b."""
    dial: Dial


def curve(
    workspace: Workspace,
    scorers: Mapping[str, Scorer],
    asked: Asked,
    pair: tuple[str, str] | None = None,
    *,
    wordings: Sequence[str] = (),
    band: float = BAND,
) -> Curve:
    """The difference of two outlets under every reasonable setting, from the scores that are there.

    Args:
        workspace: With its scores; nothing is scored here.
        scorers: Those in use; every other model whose scores the workspace holds is a setting too.
        asked: The question, whose own settings are the finding's. P-values are adjusted for its pairs.
        pair: Two outlets; the strongest pair when None.
        wordings: Ids of claims on the same topics that say the same thing in other words.
        band: Of the threshold.

    Raises:
        ValueError: The question is not asked here, a wording is none, or there are no two outlets.
    """
    articles = comparison.scored_articles(workspace, scorers, asked)
    question = corpus.question_for(workspace, scorers, asked.measure, asked.subject)
    if question is None:
        raise ValueError(f"{asked.measure} of {asked.subject!r} is not asked here")
    pair = pair or strongest(comparison.pairs_of(articles, asked))
    bare = articles.drop(columns=["mean", "sentences", "unread", "missing"])
    rows: list[dict[str, object]] = []
    finding: tuple[int, int] | None = None
    for one in _by_all_models(workspace, _worded(workspace, scorers, question, wordings)):
        read, due = _read(workspace, one, bare)
        finding = finding or (read, due)
        cells = _cells(workspace, one, SCALES[asked.measure], band)
        behind = read * finding[1] < finding[0] * due or not read
        for setting in _settings(asked, one, band):
            missing = f"{one.model} has read {read:,} of {due:,} articles for this" if behind else None
            found = {"missing": missing} if missing else _difference(bare, cells, asked, setting, pair)
            rows.append(setting | found)
    names = dict(zip(articles["outlet"], articles["outlet_name"], strict=True))
    table = pd.DataFrame(rows, columns=[*SETTINGS, *NUMBERS]).assign(
        a_name=names.get(pair[0], pair[0]), b_name=names.get(pair[1], pair[1])
    )
    table = table.astype(dict.fromkeys(("estimate", "low", "high"), "float64"))
    return Curve(table, dial(table, SCALES[asked.measure]))


def strongest(pairs: pd.DataFrame) -> tuple[str, str]:
    """The two outlets whose difference is surest by its verdict, then largest.

    Raises:
        ValueError: No two outlets have texts to compare.
    """
    known = pairs.dropna(subset=["estimate"])
    if known.empty:
        why = f": {pairs.iloc[0]['missing']}" if len(pairs) else ""
        raise ValueError(f"there are no two outlets to compare here{why}")
    for verdict in Verdict:
        of = known[known["verdict"] == verdict]
        if len(of):
            row = of.iloc[int(of["estimate"].abs().argmax())]
            return str(row["a"]), str(row["b"])
    raise ValueError(f"verdicts are {', '.join(Verdict)}; the table has others")


def dial(table: pd.DataFrame, scale: Scale) -> Dial:
    """The shares of settings in which the first row's sign and verdict hold.

    Args:
        table: As of `Curve`.
        scale: Of the measure.
    """
    known = table.dropna(subset=["low"])
    left_out = len(table) - len(known)
    finding = table.iloc[0]
    if pd.isna(finding["low"]):
        why = f"With the settings chosen there is no difference to hold or fall: {finding['missing']}."
        return Dial(None, None, len(known), left_out, why)
    same_sign = np.sign(known["estimate"]) == np.sign(finding["estimate"])
    same = known["verdict"] == finding["verdict"]
    if finding["verdict"] != Verdict.CANNOT_TELL:
        same &= same_sign
    n = len(known)
    high, low = ("a_name", "b_name") if finding["estimate"] >= 0 else ("b_name", "a_name")
    said = (
        f"That {finding[high]} is {scale.more} than {finding[low]} comes out in {int(same_sign.sum())} of {n} "
        f"{'setting' if n == 1 else 'settings'}; the verdict “{finding['verdict']}” in {int(same.sum())} of them."
    )
    if left_out:
        reasons = table.loc[table["low"].isna(), "missing"]
        said += f" {left_out} more could not be computed, first of all because {reasons.iloc[0]}."
    return Dial(float(same_sign.mean()), float(same.mean()), n, left_out, said)


def varied(table: pd.DataFrame) -> list[str]:
    """The settings that take more than one value where there is an estimate: those worth drawing."""
    known = table.dropna(subset=["estimate"])
    return [setting for setting in SETTINGS if len(known[setting].unique()) > 1]


def same_topics(one: Claim, other: Claim) -> bool:
    """Whether two claims are asked of the same articles, at least in part."""
    return bool(set(one.topics) & set(other.topics)) or not (one.topics or other.topics)


def _worded(
    workspace: Workspace, scorers: Mapping[str, Scorer], question: Question, wordings: Sequence[str]
) -> list[Question]:
    """The question as it was asked, and in other wordings."""
    if not wordings:
        return [question]
    claim = question.claim
    if claim is None:
        raise ValueError(f"wordings are of a claim, and {question.measure} asks about none")
    alike = {
        other.claim.id: other
        for other in questions.standing(workspace.state, scorers)
        if other.claim is not None and other.claim.id != claim.id and same_topics(other.claim, claim)
    }
    if unknown := [wording for wording in wordings if wording not in alike]:
        raise ValueError(
            f"{unknown[0]!r} is no other claim on the topics of {claim.id!r}; there are {', '.join(alike) or 'none'}"
        )
    return [question, *(alike[wording] for wording in dict.fromkeys(wordings))]


def _by_all_models(workspace: Workspace, wordings: Sequence[Question]) -> Iterator[Question]:
    """Every wording by every model that has answered any of them; as it was asked and by the model in use first."""
    with workspace.connect() as db:
        db.register("question", questions.table(wordings).drop_columns(["model", "model_revision"]))
        found = db.execute(
            """SELECT DISTINCT model, model_revision FROM outcomes
               JOIN question USING (measure, subject, subject_revision) ORDER BY ALL"""
        ).fetchall()
    for model, revision in dict.fromkeys([(wordings[0].model, wordings[0].model_revision), *found]):
        for wording in wordings:
            yield replace(wording, model=model, model_revision=revision)


def _read(workspace: Workspace, question: Question, articles: pd.DataFrame) -> tuple[int, int]:
    """How many of the articles that the question concerns its model has read, and how many there are."""
    with workspace.connect() as db:
        db.register("question", questions.table([question]))
        done = db.execute(
            """SELECT DISTINCT article FROM outcomes
               JOIN question USING (measure, subject, subject_revision, model, model_revision)"""
        ).df()["article"]
    due = articles.loc[[question.concerns(topics) for topics in articles["topics"]], "article"]
    return int(due.isin(set(done)).sum()), len(due)


def _cells(workspace: Workspace, question: Question, scale: Scale, band: float) -> pd.DataFrame:
    """Sums of scores per article, voice, headline or not, and decided or not, of which every setting is a union."""
    # For a share p of one label the two sides are p and 1 − p; for the others the score is their difference already.
    between = "abs(score)" if scale.signed else "abs(2 * score - 1)"
    with workspace.connect() as db:
        db.register("question", questions.table([question]))
        return db.execute(
            f"""SELECT article, voice, sentence = 0 AS headline, {between} >= $band AS decided,
                       sum(score) AS total, count(*) AS n
                FROM scores JOIN question USING (measure, subject, subject_revision, model, model_revision)
                JOIN sentences USING (article, sentence)
                WHERE sentences.revision = $revision AND score IS NOT NULL GROUP BY ALL ORDER BY ALL""",  # noqa: S608
            {"band": band, "revision": questions.CUT_REVISION},
        ).df()


def _settings(asked: Asked, question: Question, band: float) -> Iterator[dict[str, object]]:
    """Every setting, the one asked for first."""
    voices = sorted(VOICES[asked.voice], key=lambda voice: voice != asked.voice)
    units = sorted(UNITS, key=lambda unit: unit != asked.unit)
    wording = question.claim.text if question.claim else ""
    model = f"{question.model}, {question.model_revision}"
    for voice, unit, threshold, headline in product(voices, units, (EVERY, f"decided by {band:g}"), HEADLINES):
        yield dict(zip(SETTINGS, (voice, unit, threshold, headline, model, wording), strict=True))


def _difference(
    articles: pd.DataFrame, cells: pd.DataFrame, asked: Asked, setting: Mapping[str, object], pair: tuple[str, str]
) -> dict[str, object]:
    """What comes out of one setting: estimate, low, high, verdict and missing."""
    voice, unit = str(setting["voice"]), str(setting["duplicates"])
    keep = cells["voice"].isin([v.value for v in corpus.VOICES[voice]])
    if setting["threshold"] != EVERY:
        keep &= cells["decided"]
    if setting["headline"] == "out":
        keep &= ~cells["headline"]
    sums = cells[keep].groupby("article")[["total", "n"]].sum()
    counted = articles["article"].map(sums["n"]).fillna(0).astype(int)
    means = articles.assign(mean=articles["article"].map(sums["total"]) / counted.where(counted > 0), sentences=counted)
    found = comparison.pairs_of(means, replace(asked, voice=voice, unit=unit))
    of = found[found["a"].isin(pair) & found["b"].isin(pair)]
    if of.empty:
        return {"missing": f"{pair[0]} and {pair[1]} are no two outlets of these articles"}
    row = of.iloc[0]
    sign = 1 if row["a"] == pair[0] else -1
    low, high = sorted((sign * row["low"], sign * row["high"])) if pd.notna(row["low"]) else (np.nan, np.nan)
    return {
        "estimate": sign * row["estimate"],
        "low": low,
        "high": high,
        "verdict": row["verdict"] if pd.notna(row["low"]) else None,
        "missing": None if pd.notna(row["low"]) else row["missing"],
    }
