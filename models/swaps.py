"""The swap battery: does a score change with the name alone? `python -m models.swaps [--task T] [--json]`.

Every template of swap.toml is filled with every name of its slot. A name's shift in a template is its
score less the mean score of all names in that template (counterfactual token fairness, Garg et al.
2019, "Counterfactual Fairness in Text Classification through Robustness"). Genders are pairs of a
woman and a man with one surname: there the shift is her score less his.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from models import registry
from models.base import TASKS, Failure, Passage, Prediction, Scorer

BATTERY: Final = Path(__file__).with_name("swap.toml")
# For the mean shift whatever its sign, and for the mean shift of every single name.
GOAL: Final = 0.05
GOAL_EACH: Final = 0.10
PAIRED: Final = "genders"
_GAP: Final = "{name}"
_ARTICLE: Final = "the "


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with a gap for the names of a slot, the measures it is scored on, and the claim for stance."""

    slot: str
    text: str
    measures: tuple[str, ...]
    claim: str | None = None

    def filled(self, name: str) -> Passage:
        """The sentence with a name in its gap, asked about that name; an article is no part of the target."""
        start = self.text.index(_GAP) + (len(_ARTICLE) if name.startswith(_ARTICLE) else 0)
        target = name.removeprefix(_ARTICLE)
        return Passage(
            self.text.replace(_GAP, name), target=target, spans=((start, start + len(target)),), claim=self.claim
        )


@dataclass(frozen=True, slots=True)
class Battery:
    """The templates, and each slot's names; ``partners`` has the man's name beside each woman's."""

    templates: tuple[Template, ...]
    names: dict[str, tuple[str, ...]]
    partners: dict[str, str]

    @property
    def size(self) -> tuple[int, int]:
        """How many names stand in how many templates."""
        return sum(map(len, self.names.values())) + len(self.partners), len(self.templates)


@dataclass(frozen=True, slots=True)
class Shift:
    """How far one name moves the score: on average with its sign, and on average whatever the sign."""

    slot: str
    name: str
    templates: int
    shift: float
    absolute: float


@dataclass(frozen=True, slots=True)
class Slot:
    """The shifts of a slot's names in short, with the name that is moved furthest in one direction.

    ``shift`` and ``absolute`` are those of the ``largest`` name; ``signed`` is the mean over all
    names, which tells something for pairs only.
    """

    slot: str
    names: int
    templates: int
    mean: float
    signed: float
    largest: str
    shift: float
    absolute: float


@cache
def battery(path: Path = BATTERY) -> Battery:
    """The battery of a file shaped as swap.toml.

    Raises:
        ValueError: A template has no gap, or an unknown slot or measure, or lacks the claim for stance.
    """
    table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    templates = []
    for row in table["templates"]:
        template = Template(**{**row, "measures": tuple(row["measures"])})
        wrong = [measure for measure in template.measures if measure not in TASKS]
        if template.text.count(_GAP) != 1:
            raise ValueError(f"{path.name}: {template.text!r} must hold {_GAP} once")
        if template.slot not in table["names"]:
            raise ValueError(f"{path.name}: no names for slot {template.slot!r}; there is {', '.join(table['names'])}")
        if wrong or ("stance" in template.measures and template.claim is None):
            raise ValueError(f"{path.name}: {template.text!r} asks for {wrong or 'stance without a claim'}")
        templates.append(template)
    # Names come alone or in pairs: [country, nationality], of which the latter is filled in, and [woman, man].
    names = {
        slot: tuple(name if isinstance(name, str) else name[0 if slot == PAIRED else 1] for name in listed)
        for slot, listed in table["names"].items()
    }
    return Battery(tuple(templates), names, dict(table["names"].get(PAIRED, ())))


def shifts(scorer: Scorer, with_: Battery) -> list[Shift]:
    """The shift of every name of every slot that the battery asks this scorer's task about.

    Raises:
        ValueError: A filled template could not be scored; the message says why.
    """
    asked = [template for template in with_.templates if scorer.task in template.measures]
    scores = iter(_scores(scorer, [passage for template in asked for passage in _passages(template, with_)]))
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for template in asked:
        names = with_.names[template.slot]
        own = np.array([next(scores) for _ in names])
        others = np.array([next(scores) for _ in names]) if template.slot == PAIRED else own.mean()
        for name, value in zip(names, (own - others).tolist(), strict=True):
            found[template.slot, name].append(value)
    return [
        Shift(slot, name, len(values), float(np.mean(values)), float(np.mean(np.abs(values))))
        for (slot, name), values in found.items()
    ]


def by_slot(found: Sequence[Shift]) -> list[Slot]:
    """The shifts in short, one row per slot and a last one, "all", over every slot."""
    slots = list(dict.fromkeys(shift.slot for shift in found))
    rows = [_short(slot, [shift for shift in found if shift.slot == slot]) for slot in slots]
    return [*rows, _short("all", found)] if rows else []


def _short(slot: str, found: Sequence[Shift]) -> Slot:
    largest = max(found, key=lambda shift: abs(shift.shift))
    weights = [shift.templates for shift in found]
    return Slot(
        slot=slot,
        names=len(found) + sum(shift.slot == PAIRED for shift in found),
        templates=sum({shift.slot: shift.templates for shift in found}.values()),
        mean=round(float(np.average([shift.absolute for shift in found], weights=weights)), 4),
        signed=round(float(np.average([shift.shift for shift in found], weights=weights)), 4),
        largest=largest.name,
        shift=round(largest.shift, 4),
        absolute=round(largest.absolute, 4),
    )


def _passages(template: Template, with_: Battery) -> Iterator[Passage]:
    names = with_.names[template.slot]
    yield from map(template.filled, names)
    if template.slot == PAIRED:
        yield from (template.filled(with_.partners[name]) for name in names)


def _scores(scorer: Scorer, passages: list[Passage]) -> list[float]:
    answers = scorer.predict(passages)
    failed = [(p.text, a.reason) for p, a in zip(passages, answers, strict=True) if isinstance(a, Failure)]
    if failed:
        raise ValueError("{} could not score {!r}: {}".format(scorer.id, *failed[0]))
    return [answer.score for answer in answers if isinstance(answer, Prediction)]


def main(
    task: Annotated[str | None, typer.Option(help=f"one of {', '.join(TASKS)}; all if left out")] = None,
    model: Annotated[str | None, typer.Option(help="a model id for that task; the default if left out")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON line per name and per slot")] = False,
) -> None:
    """Print how far each name moves the score of the same sentences."""
    if model is not None and task is None:
        raise typer.BadParameter("--model needs --task")
    if not as_json:
        sys.stdout.write("{} names × {} templates\n".format(*battery().size))
    for asked in [task] if task else TASKS:
        try:
            scorer = registry.scorer(asked, model)
        except registry.UnknownModelError as error:
            raise typer.BadParameter(str(error.args[0])) from error
        found = shifts(scorer, battery())
        if as_json:
            head = {"task": asked, "model": scorer.id, "revision": scorer.revision}
            rows = [*map(asdict, found), *map(asdict, by_slot(found))]
            lines = [json.dumps({**head, **row}, ensure_ascii=False) for row in rows]
        else:
            lines = list(_printed(scorer, found))
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()


def _printed(scorer: Scorer, found: Sequence[Shift]) -> Iterator[str]:
    rows = by_slot(found)
    yield f"{scorer.task}: {scorer.id}@{scorer.revision}, {rows[-1].names} names × {rows[-1].templates} templates"
    head = f"{'slot':14}{'names':>6}{'templates':>11}{'mean |shift|':>14}{'mean shift':>12}"
    yield f"  {head}  largest (mean shift, mean |shift|)"
    for row in rows:
        name = _shown(row.slot if row.slot != "all" else "", row.largest)
        figures = f"{row.names:6}{row.templates:11}{row.mean:14.3f}{row.signed:+z12.3f}"
        yield f"  {row.slot:14}{figures}  {name} ({row.shift:+z.3f}, {row.absolute:.3f})"
    for row in rows[:-1]:
        names = sorted((shift for shift in found if shift.slot == row.slot), key=lambda shift: shift.shift)
        yield f"  {row.slot}: " + ", ".join(f"{_shown(row.slot, shift.name)} {shift.shift:+z.3f}" for shift in names)


def _shown(slot: str, name: str) -> str:
    return f"{name} less {battery().partners[name]}" if slot == PAIRED else name


if __name__ == "__main__":
    typer.run(main)
