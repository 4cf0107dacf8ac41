"""Minimal pairs, by phenomenon: `python -m models.hard [FILE] [--model TASK=ID …] [--json]`.

Two lines that differ in one thing make a pair, which counts as right only when both lines are right
(contrast sets, Gardner et al. 2020, "Evaluating Models' Local Decision Boundaries via Contrast Sets").
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from models import registry
from models.base import LABELS, Passage, Prediction, Scorer

PAIRS: Final = Path(__file__).parents[1] / "tests" / "models" / "hard" / "pairs.jsonl"
# Of the pairs: of all, and of each phenomenon.
GOAL: Final = 0.85
GOAL_EACH: Final = 0.70
OVERALL: Final = "overall"
_FIELDS: Final = ("pair", "phenomenon", "task", "text", "label")


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a minimal pair, with its gold label."""

    pair: str
    phenomenon: str
    task: str
    passage: Passage
    label: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pairs and lines of one phenomenon a task's model has right."""

    phenomenon: str
    task: str
    pairs: int
    right: int
    lines: int
    right_lines: int

    @property
    def share(self) -> float:
        """Of the pairs, those with both lines right."""
        return self.right / self.pairs

    @property
    def line_share(self) -> float:
        """Of the lines, those that are right."""
        return self.right_lines / self.lines


def read(path: Path = PAIRS) -> list[Line]:
    """The lines of a file of minimal pairs.

    Raises:
        ValueError: A line lacks a field or has a label that its task does not know, or a pair is not two
            lines of one task and phenomenon.
    """
    lines: list[Line] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").strip("\n").split("\n"), 1):
        row: dict[str, Any] = json.loads(raw)
        if missing := [field for field in _FIELDS if not isinstance(row.get(field), str)]:
            raise ValueError(f"{path.name}:{number}: no {', '.join(missing)}; every line has {', '.join(_FIELDS)}")
        if row["label"] not in LABELS.get(row["task"], ()):
            known = "; ".join(f"{task} has {', '.join(labels)}" for task, labels in LABELS.items())
            raise ValueError(f"{path.name}:{number}: label {row['label']!r} for task {row['task']!r}; {known}")
        passage = Passage(row["text"], target=row.get("target"), claim=row.get("claim"))
        lines.append(Line(row["pair"], row["phenomenon"], row["task"], passage, row["label"]))
    pairs: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        pairs[line.pair].append(line)
    for pair, sides in pairs.items():
        if len(sides) != 2 or len({(side.task, side.phenomenon) for side in sides}) != 1:
            raise ValueError(f"{path.name}: pair {pair!r} must be two lines of one task and phenomenon")
    return lines


def tallies(lines: Sequence[Line], scorers: Mapping[str, Scorer]) -> list[Tally]:
    """What is right per phenomenon and task, for the tasks that a scorer is given for, in the order of the file."""
    right: dict[tuple[str, str], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for task, scorer in scorers.items():
        own = [line for line in lines if line.task == task]
        for line, answer in zip(own, scorer.predict([line.passage for line in own]), strict=True):
            hit = isinstance(answer, Prediction) and answer.label == line.label
            right[line.phenomenon, task][line.pair].append(hit)
    order = list(dict.fromkeys((line.phenomenon, line.task) for line in lines if line.task in scorers))
    return [_tally(phenomenon, task, right[phenomenon, task].values()) for phenomenon, task in order]


def by_phenomenon(found: Iterable[Tally]) -> list[Tally]:
    """The tallies of all tasks added up per phenomenon, and a last row over all phenomena."""
    sums: dict[str, list[Tally]] = defaultdict(list)
    for tally in found:
        sums[tally.phenomenon].append(tally)
    rows = [_sum(phenomenon, parts) for phenomenon, parts in sums.items()]
    return [*rows, _sum(OVERALL, rows)] if rows else []


def _tally(phenomenon: str, task: str, pairs: Iterable[list[bool]]) -> Tally:
    sides = list(pairs)
    return Tally(
        phenomenon,
        task,
        pairs=len(sides),
        right=sum(all(pair) for pair in sides),
        lines=sum(map(len, sides)),
        right_lines=sum(map(sum, sides)),
    )


def _sum(phenomenon: str, parts: Sequence[Tally]) -> Tally:
    return Tally(
        phenomenon,
        ", ".join(dict.fromkeys(task for part in parts for task in part.task.split(", "))),
        pairs=sum(part.pairs for part in parts),
        right=sum(part.right for part in parts),
        lines=sum(part.lines for part in parts),
        right_lines=sum(part.right_lines for part in parts),
    )


def main(
    file: Annotated[Path, typer.Argument(help="minimal pairs as JSON lines", exists=True, dir_okay=False)] = PAIRS,
    model: Annotated[list[str] | None, typer.Option(help="TASK=ID; the default models if left out")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON line per phenomenon and task, and per sum")] = False,
) -> None:
    """Print the share of minimal pairs that the models have right on both sides."""
    lines = read(file)
    tasks = {line.task for line in lines}
    try:
        chosen = dict(_named(name) for name in model or ())
        scorers = {task: scorer for task, scorer in registry.scorers(chosen).items() if task in tasks}
    except registry.UnknownModelError as error:
        raise typer.BadParameter(str(error.args[0])) from error
    found = tallies(lines, scorers)
    if as_json:
        shown = [*found, *by_phenomenon(found)]
        printed = [json.dumps({**asdict(t), "share": t.share, "line_share": t.line_share}) for t in shown]
    else:
        models = ", ".join(f"{scorer.id}@{scorer.revision}" for scorer in scorers.values())
        head = f"{'phenomenon':22}{'pairs':>6}{'right':>7}{'lines right':>13}  task"
        printed = [models, head, *map(_row, by_phenomenon(found)), "", *map(_row, found)]
    sys.stdout.write("\n".join(printed) + "\n")


def _named(option: str) -> tuple[str, str]:
    task, equals, name = option.partition("=")
    if not equals:
        raise typer.BadParameter(f"--model {option}: TASK=ID is wanted, as in portrayal=parallax-portrayal")
    return task, name


def _row(tally: Tally) -> str:
    return f"{tally.phenomenon:22}{tally.pairs:6}{tally.share:7.1%}{tally.line_share:13.1%}  {tally.task}"


if __name__ == "__main__":
    typer.run(main)
