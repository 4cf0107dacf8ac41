"""`python -m analysis.benchmark statements`: the alignment of sentences against labelled pairs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer

from analysis import statements
from analysis.benchmark.terminal import JsonOption, app, show
from analysis.statements import Compared, facts
from data import sample
from models import embedding, sentences, voices

TUNED_ON: Final = ("aldhaven-blackout", "camp-fire", "grain-corridor", "halm-collision", "sanctions-vote")
"""Stories whose pairs the weights were fitted to."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled pair with the likeness found for it."""

    story: str
    same: bool
    likeness: float
    drawn: str
    """"read": found by reading the story; "aligned": one of those that some version of the alignment took for the same,
    which tell its precision and, having been chosen by it, not its recall."""


@app.command("statements")
def statements_(
    gold: Annotated[Path, typer.Option(help="JSONL with story, a_article, a, b_article, b, same and drawn")],
    least: Annotated[float, typer.Option(help="likeness from which a pair is aligned")] = statements.SAME_FROM,
    as_json: JsonOption = False,
) -> None:
    """Precision and recall of the alignment on labelled pairs of the teaching corpus, by story."""
    pairs = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    found = [judged for story in sorted({pair["story"] for pair in pairs}) for judged in judge(story, pairs)]
    for story in sorted({judged.story for judged in found}):
        held = "tuning" if story in TUNED_ON else "held out"
        show({"set": held, **_row(story, [j for j in found if j.story == story], least)}, as_json=as_json)
    for held, own in (
        ("tuning", [j for j in found if j.story in TUNED_ON]),
        ("held out", [j for j in found if j.story not in TUNED_ON]),
    ):
        show({"set": held, **_row("all", own, least)}, as_json=as_json)


def judge(story: str, pairs: Sequence[dict[str, object]]) -> Iterator[Judged]:
    """The likeness of every labelled pair of a story, among all the sentences of that story."""
    told: list[tuple[str, str]] = []
    speakers: list[str | None] = []
    for key, article in sample.keyed(story):
        if article.via is None:
            spans = sentences.split(article.text)
            told += [(key, article.title), *((key, article.text[span.start : span.end]) for span in spans)]
            speakers += [None, *(said.speaker for said in voices.attribute(article.text, spans))]
    vectors = embedding.embed([facts.told(text) for _, text in told])
    compared = Compared([text for _, text in told], vectors, speakers)
    place = {sentence: row for row, sentence in reversed(list(enumerate(told)))}
    for pair in pairs:
        if pair["story"] == story:
            one, other = (place[str(pair[f"{side}_article"]), str(pair[side])] for side in "ab")
            alike = statements.likeness(compared.traits(np.array([one])))[0, other]
            yield Judged(story, bool(pair["same"]), float(alike), str(pair["drawn"]))


def _row(story: str, judged: Sequence[Judged], least: float) -> dict[str, object]:
    read = [j for j in judged if j.drawn == "read"]
    aligned = [j for j in judged if j.drawn == "aligned"]
    precision, recall = precision_recall(read, least)
    return {
        "story": story,
        "read": len(read),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "aligned": sum(j.likeness >= least for j in aligned),
        "precision_aligned": round(precision_recall(aligned, least)[0], 3),
    }


def precision_recall(judged: Sequence[Judged], least: float = statements.SAME_FROM) -> tuple[float, float]:
    """Share of the aligned pairs that are the same, and share of the same that are aligned."""
    aligned = [j for j in judged if j.likeness >= least]
    right = sum(j.same for j in aligned)
    return right / max(1, len(aligned)), right / max(1, sum(j.same for j in judged))
