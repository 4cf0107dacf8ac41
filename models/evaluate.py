"""Measure a model against gold labels: `python -m models.evaluate --data DIR [--task T] [--json]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import typer

from models import cards, hub, registry
from models.base import LABELS, Passage, Prediction, Scorer
from models.datasets import DATASETS, Example

DRAWS: Final = 1_000
BINS: Final = 10
SPLITS: Final = ("dev", "dev_rw", "dev_mt", "test")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figures:
    """How right a model is on one set.

    ``macro_f1`` has a 95 % percentile bootstrap interval over examples. ``ece`` is the expected
    calibration error of the top label in ten bins (Guo et al. 2017); it is None where the set
    knows fewer labels than the task, since the choice is then forced among the set's labels.
    ``unscored`` examples count as wrong.
    """

    model: str
    revision: str
    dataset: str
    split: str
    n: int
    macro_f1: float
    low: float
    high: float
    accuracy: float
    ece: float | None
    unscored: int
    labels: tuple[str, ...]


def measure(scorer: Scorer, examples: Sequence[Example], *, dataset: str, split: str) -> Figures:
    """The figures of a model on labelled examples."""
    labels = LABELS[scorer.task]
    gold = np.array([labels.index(e.label) for e in examples])
    present = sorted(set(gold.tolist()))
    probabilities = np.full((len(examples), len(labels)), np.nan)
    for row, answer in enumerate(scorer.predict([e.passage for e in examples])):
        if isinstance(answer, Prediction):
            probabilities[row] = answer.probabilities
    scored = ~np.isnan(probabilities[:, 0])
    predicted = np.full(len(examples), -1)
    predicted[scored] = np.array(present)[probabilities[scored][:, present].argmax(1)]
    rng = np.random.default_rng(0)
    draws = [
        macro_f1(gold[at], predicted[at], present)
        for at in (rng.integers(0, len(gold), len(gold)) for _ in range(DRAWS))
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return Figures(
        model=scorer.id,
        revision=scorer.revision,
        dataset=dataset,
        split=split,
        n=len(examples),
        macro_f1=round(macro_f1(gold, predicted, present), 4),
        low=round(float(low), 4),
        high=round(float(high), 4),
        accuracy=round(float((gold == predicted).mean()), 4),
        ece=_round(calibration_error(probabilities[scored], gold[scored])) if len(present) == len(labels) else None,
        unscored=int((~scored).sum()),
        labels=tuple(labels[i] for i in present),
    )


def macro_f1(gold: Ints, predicted: Ints, labels: Sequence[int]) -> float:
    """Mean of the labels' F1; a label that is neither predicted nor gold counts 0."""
    scores = []
    for label in labels:
        hit = int(((gold == label) & (predicted == label)).sum())
        total = int((gold == label).sum() + (predicted == label).sum())
        scores.append(2 * hit / total if total else 0.0)
    return float(np.mean(scores))


def calibration_error(probabilities: Floats, gold: Ints) -> float:
    """Expected calibration error of the top label, equal-width bins."""
    top = probabilities.max(1)
    right = probabilities.argmax(1) == gold
    bins = np.minimum((top * BINS).astype(int), BINS - 1)
    gaps = [(bins == b).mean() * abs(top[bins == b].mean() - right[bins == b].mean()) for b in set(bins.tolist())]
    return float(sum(gaps))


def from_file(path: Path, task: str) -> list[Example]:
    """Examples of a JSON lines file in the scoring format with a gold ``label``, and ``spans`` if one likes.

    Raises:
        ValueError: A line's label is not one of the task's; the message names the line.
    """
    found = []
    # Only a line feed ends a line: str.splitlines would cut at a U+2028 inside a text.
    for number, line in enumerate(path.read_text(encoding="utf-8").strip("\n").split("\n"), 1):
        row: dict[str, Any] = json.loads(line)
        if row.get("label") not in LABELS[task]:
            raise ValueError(f"{path.name}:{number}: label {row.get('label')!r}; {task} has {', '.join(LABELS[task])}")
        spans = tuple((start, end) for start, end in row.get("spans", ()))
        passage = Passage(row["text"], target=row.get("target"), spans=spans, claim=row.get("claim"))
        found.append(Example(passage, row["label"], str(number)))
    return found


def _round(value: float) -> float:
    return round(value, 4)


def main(
    data: Annotated[Path | None, typer.Option(help="folder of the public sets")] = None,
    file: Annotated[Path | None, typer.Option(help="JSON lines in the scoring format, with a gold label")] = None,
    task: Annotated[str | None, typer.Option(help="one task only")] = None,
    split: Annotated[str | None, typer.Option(help="one split only")] = None,
    model: Annotated[str | None, typer.Option(help="one model only; hub:NAME_OR_FOLDER with --task")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON line per figure")] = False,
    pin: Annotated[bool, typer.Option(help="keep the figures beside the checkpoints, for the cards")] = False,
) -> None:
    """Print the figures of the embedded models, or of a hub model, on the sets that there are."""
    if (data is None) == (file is None) or (file is not None and task is None):
        raise typer.BadParameter("give --data DIR, or --file FILE with --task TASK")
    scorers = _scorers(task, model)
    if pin and any(scorer.id not in registry.ENTRIES for scorer in scorers):
        raise typer.BadParameter("only figures of embedded models are kept beside the checkpoints; leave --pin out")
    for scorer in scorers:
        measured: list[Figures] = []
        for name, part, examples in sets(scorer.task, data, file, split):
            figures = _measured(scorer, examples, name, part)
            measured.append(figures)
            sys.stdout.write(json.dumps(asdict(figures)) + "\n" if as_json else _line(figures))
            sys.stdout.flush()
        if pin:
            rows = [asdict(figures) for figures in measured]
            kept = registry.ENTRIES[scorer.id].folder / cards.FIGURES
            kept.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _scorers(task: str | None, model: str | None) -> list[Scorer]:
    """The embedded models that are meant, or the one hub model."""
    if model is None or not model.startswith(hub.PREFIX):
        entries = registry.ENTRIES.values()
        chosen = [e for e in entries if task in {None, e.task} and model in {None, e.id}]
        return [registry.scorer(entry.task, entry.id) for entry in chosen]
    if task is None:
        raise typer.BadParameter(f"a hub model answers what it is asked: add --task, one of {', '.join(LABELS)}")
    try:
        return [registry.scorer(task, model)]
    except registry.UnknownModelError as error:
        raise typer.BadParameter(str(error.args[0])) from error


def _report(done: int, of: int) -> None:
    sys.stderr.write(f"\r{done:,} of {of:,}" + ("\r\033[K" if done == of else ""))
    sys.stderr.flush()


def _measured(scorer: Scorer, examples: Sequence[Example], dataset: str, split: str) -> Figures:
    if not isinstance(scorer, hub.HubScorer):
        return measure(scorer, examples, dataset=dataset, split=split)
    if sys.stderr.isatty():  # a large model takes its time
        scorer.report = _report
    try:
        return measure(scorer, examples, dataset=dataset, split=split)
    except hub.HubError as error:
        raise typer.BadParameter(str(error)) from error


def sets(
    task: str, data: Path | None, file: Path | None = None, split: str | None = None
) -> list[tuple[str, str, list[Example]]]:
    """Name, split and examples of every set there is for a task: one file, or the public sets of a folder."""
    if file is not None:
        return [(file.name, "file", from_file(file, task))]
    found = []
    for dataset in DATASETS.values():
        if data is None or dataset.task != task or not (data / dataset.name.split(":")[0]).exists():
            continue
        for part in SPLITS:
            if split in {None, part} and (examples := dataset.read(data, part)):
                found.append((dataset.name, part, examples))
    return found


def _line(f: Figures) -> str:
    ece = "" if f.ece is None else f"  ECE {f.ece:.3f}"
    name = f"{f.model:22} {f.dataset:28} {f.split:7} n {f.n:6}"
    return f"{name}  F1 {f.macro_f1:.3f} [{f.low:.3f}, {f.high:.3f}]  acc {f.accuracy:.3f}{ece}\n"


if __name__ == "__main__":
    typer.run(main)
