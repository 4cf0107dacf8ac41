"""The methods paragraph, as a paper would print it, and what a report cannot say."""

from __future__ import annotations

from typing import Final

import pandas as pd

from analysis import aggregate
from analysis.compare import verdicts
from analysis.measures import SCALES
from analysis.questions import CUT_REVISION
from analysis.report.gathering import Facts

LIMITS: Final = (
    "The texts here are those that were collected: a difference is one between them, and stands for an outlet only as "
    "far as the collection does.",
    "A model errs, and can err more for one outlet's style than for another's; only human labels of these very texts "
    "show by how much.",
    "Sentences are read one by one: irony, allusion and what stands between the lines are missed.",
    "What an outlet does not print has no score; the section on coverage counts it where it can be counted.",
    "“Cannot tell” says that these texts do not decide, never that two outlets are alike.",
    "The label of who owns an outlet is contestable; its source stands in the catalogue.",
)


def paragraph(facts: Facts) -> str:
    """Sample, dates, families, models and revisions, validation, settings and hash, in one paragraph."""
    return " ".join(
        [
            *(_sample(facts.articles), _reading(facts), _validation(facts), *facts.labels, _settings(facts.seed)),
            f"Data as of {facts.date}, SHA-256 {facts.hash}.",
        ]
    )


def figure(row: pd.Series) -> str:
    """A model's measured figure in words, or why there is none."""
    if pd.isna(row["macro_f1"]):
        return str(row["missing"])
    return (
        f"macro-F1 {row['macro_f1']:.2f} ({row['low']:.2f} to {row['high']:.2f}) on "
        f"{row['dataset']}, {row['split']}, n = {int(row['n']):,}"
    )


def _sample(articles: pd.DataFrame) -> str:
    families = articles["family"].nunique()
    known = articles["published"].dropna()
    when = f"published {known.min():%d %b %Y} to {known.max():%d %b %Y}" if len(known) else "of times not known"
    undated = len(articles) - len(known)
    also = f" ({undated:,} without a time)" if undated and len(known) else ""
    return (
        f"We compare {len(articles):,} articles by {articles['outlet'].nunique():,} outlets, {when}{also}. "
        f"Near copies are one text: {families:,} independent texts remain."
    )


def _reading(facts: Facts) -> str:
    about: dict[str, list[str]] = {}
    for question in facts.questions:
        names = about.setdefault(question.measure.value, [])
        if question.target is not None:
            names.append(question.target.name)
        if question.claim is not None:
            names.append(f"“{question.claim.text}”")
    asked = "; ".join(
        SCALES[measure].name.lower() + (f" of {', '.join(names)}" if names else "") for measure, names in about.items()
    )
    return (
        "Texts were cut into sentences, each told apart as the outlet's own words or as words quoted or reported "
        f"(cutting revision {CUT_REVISION}); only own words count, headlines among them. "
        f"Measured with Parallax: {asked or 'nothing'}."
    )


def _validation(facts: Facts) -> str:
    said = []
    for (measure, model, revision), rows in facts.figures.groupby(["measure", "model", "revision"], sort=False):
        said.append(
            f"{measure} by {model}, revision {revision} ({'; '.join(figure(row) for _, row in rows.iterrows())})"
        )
    return f"Models: {'; '.join(said)}." if said else "No model was asked."


def _settings(seed: int) -> str:
    return (
        "An article's score is the mean of its sentences, an outlet's the mean of its independent texts. Intervals are "
        f"95 %: Student's t below {aggregate.BOOTSTRAP_FROM} and from {aggregate.NORMAL_FROM} texts on, else a "
        f"percentile bootstrap of {aggregate.DRAWS:,} draws (seed {seed}); texts on one story are one cluster. Outlets "
        f"that tell {aggregate.FLOOR} stories or more in common are compared story by story. P-values are adjusted for "
        "all pairs of a question (Benjamini & Hochberg); a difference is clear where the adjusted p-value is below "
        f"{verdicts.LEVEL} with {verdicts.CLEAR_FROM} clusters or more on either side, suggestive where the unadjusted "
        f"one is below {verdicts.SUGGESTIVE:.2f}."
    )
