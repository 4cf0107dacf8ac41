"""The evaluation gate: `python -m models.gate [--data DIR] [--raise] [--lower]`.

No embedded model may fall below what it once could do. Measured are the labels of the teaching corpus
(tests/models/gold), the minimal pairs and the news sentences labelled for tone (tests/models/hard), and
the swap battery; the figures on public sets are those pinned beside each checkpoint, or with --data
measured anew. Bounds stand in checkpoints/floors.json, figures in checkpoints/ID/own.json.

After a checkpoint has changed, in this order:

1. `python -m models.training RECIPE --data DIR --export`, and its revision put into models/registry.py
2. `python -m models.evaluate --data DIR --pin [--model ID]`
3. `python -m models.gate --raise`, or with --lower as well where a loss is accepted
4. `python -m models.cards`

After the teaching corpus has changed: `python -m tests.models.write_gold`, then 3 and 4.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from models import cards, evaluate, hard, registry, swaps
from models.registry import Entry

GOLD: Final = Path(__file__).parents[1] / "tests" / "models" / "gold"
"""One file per task in the scoring format, written by `python -m tests.models.write_gold`."""
TONE: Final = hard.PAIRS.with_name("tone.jsonl")

# How far a new bound stands from what was measured. Another processor rounds the 8-bit products otherwise
# and so flips a few labels in a thousand; of a phenomenon with some thirty pairs one is three points.
MARGINS: Final = {"gold": 0.02, "hard": 0.05, "tone": 0.02, "public": 0.01, "swap mean": 0.01, "swap largest": 0.02}
CEILINGS: Final = {"swap mean", "swap largest"}
"""Sections whose figures must stay below their bound: the mean |shift|, and that of the name moved furthest."""

Key = tuple[str, str]
Own = dict[str, Any]
"""What was measured of a checkpoint on the project's own sentences, as it stands in own.json."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure beside its bound; None where there is only one of the two."""

    section: str
    name: str
    value: float | None
    bound: float | None

    @property
    def fault(self) -> str | None:
        """What is wrong, or None where the bound holds."""
        if self.value is None:
            return "is no longer measured: --lower drops its bound"
        if self.bound is None:
            return "has no bound yet: --raise gives it one"
        if self.section in CEILINGS:
            return f"is above its ceiling {self.bound:.3f}" if self.value > self.bound else None
        return f"is below its floor {self.bound:.3f}" if self.value < self.bound else None


def measured(entry: Entry) -> Own:
    """The figures of a checkpoint on the project's own sentences."""
    scorer = registry.scorer(entry.task, entry.id)
    lines = [line for line in hard.read() if line.task == entry.task]
    own: Own = {"revision": entry.revision, "files": files(entry.task), "gold": _figures(entry, _gold(entry.task))}
    if entry.task == "tone":
        own["tone"] = _figures(entry, TONE)
    own["hard"] = [asdict(tally) for tally in hard.tallies(lines, {entry.task: scorer})]
    own["swap"] = [asdict(slot) for slot in swaps.by_slot(swaps.shifts(scorer, swaps.battery()))]
    return own


def files(task: str) -> dict[str, str]:
    """The addresses of the sentences that a task is measured on: figures on others must not be compared."""
    read = {"gold": _gold(task), "hard": hard.PAIRS, "swap": swaps.BATTERY} | ({"tone": TONE} if task == "tone" else {})
    return {name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for name, path in read.items()}


def values(owns: Mapping[str, Own], public: Mapping[str, list[dict[str, Any]]]) -> dict[Key, float]:
    """Every figure that has a bound, by section and name; minimal pairs are those of the default models."""
    found: dict[Key, float] = {}
    tallies = [hard.Tally(**row) for model in registry.DEFAULTS.values() for row in owns.get(model, {}).get("hard", ())]
    for model, own in owns.items():
        found["gold", model] = own["gold"]["macro_f1"]
        if "tone" in own:
            found["tone", model] = own["tone"]["macro_f1"]
        if own["swap"]:
            found["swap mean", model] = own["swap"][-1]["mean"]
            found["swap largest", model] = abs(own["swap"][-1]["shift"])
    for tally in hard.by_phenomenon(tallies):
        found["hard", tally.phenomenon] = round(tally.share, 4)
    for model, rows in public.items():
        found |= {("public", f"{model} · {row['dataset']} · {row['split']}"): row["macro_f1"] for row in rows}
    return found


def bounds() -> dict[Key, float]:
    """The pinned bounds."""
    table: dict[str, dict[str, float]] = json.loads(cards.FLOORS.read_text(encoding="utf-8"))
    return {(section, name): bound for section, named in table.items() for name, bound in named.items()}


def marks(found: Mapping[Key, float], pinned: Mapping[Key, float]) -> list[Mark]:
    """Every figure beside its bound, by section."""
    keys = sorted({*found, *pinned}, key=lambda key: (list(MARGINS).index(key[0]), key[1]))
    return [Mark(*key, found.get(key), pinned.get(key)) for key in keys]


def moved(found: Mapping[Key, float], pinned: Mapping[Key, float], *, lower: bool) -> dict[Key, float]:
    """The bounds, tightened where the figures allow it; with ``lower`` those that fail are loosened or dropped."""
    new: dict[Key, float] = {}
    for mark in marks(found, pinned):
        key = (mark.section, mark.name)
        if mark.value is None or mark.bound is None:
            if mark.bound is not None and not lower:
                new[key] = mark.bound
            elif mark.value is not None:
                new[key] = _bound(mark.section, mark.value)
            continue
        fresh = _bound(mark.section, mark.value)
        tightest = min if mark.section in CEILINGS else max
        new[key] = fresh if lower and mark.fault else tightest(mark.bound, fresh)
    return new


def stale(entry: Entry, own: Own) -> Iterator[str]:
    """What the pinned figures of a checkpoint no longer agree with: its files, the sentences, a new measurement."""
    rows = cards.figures(entry)
    if any(row["revision"] != entry.revision for row in rows):
        yield f"{entry.id}/{cards.FIGURES} is of another revision: `python -m models.evaluate --data DIR --pin`"
    if not (entry.folder / cards.OWN).exists():
        yield f"{entry.id}/{cards.OWN} is missing: `python -m models.gate --raise`"
        return
    pinned = cards.own(entry)
    if (pinned["revision"], pinned["files"]) != (own["revision"], own["files"]):
        yield f"{entry.id}/{cards.OWN} is of another revision or of other sentences: `python -m models.gate --raise`"
        return
    before = values({entry.id: pinned}, {})
    for key, value in values({entry.id: own}, {}).items():
        if abs(value - before[key]) > MARGINS[key[0]]:
            yield f"{entry.id}/{cards.OWN}: {' '.join(key)} {before[key]:.3f} is now {value:.3f}"


def main(
    data: Annotated[Path | None, typer.Option(help="folder of the public sets, to measure on them anew")] = None,
    raise_: Annotated[bool, typer.Option("--raise", help="pin the figures, and bounds that are tighter")] = False,
    lower: Annotated[bool, typer.Option("--lower", help="pin the figures, and looser bounds where they fail")] = False,
) -> None:
    """Measure the embedded models; exit 1 where a figure does not keep to its bound."""
    entries = registry.ENTRIES.values()
    owns: dict[str, Own] = {}
    for entry in entries:
        sys.stderr.write(f"measuring {entry.id}\n")
        owns[entry.id] = measured(entry)
    public = {entry.id: cards.figures(entry) if data is None else _public(entry, data) for entry in entries}
    found, pinned = values(owns, public), bounds()
    faults = []
    if raise_ or lower:
        pinned = moved(found, pinned, lower=lower)
        _write(owns, pinned)
    else:
        faults = [fault for entry in entries for fault in stale(entry, owns[entry.id])]
    for mark in marks(found, pinned):
        figure = "–" if mark.value is None else f"{mark.value:.3f}"
        bound = "–" if mark.bound is None else f"{mark.bound:.3f}"
        sys.stdout.write(f"{mark.section:13} {mark.name:52} {figure:>6} {bound:>6}  {mark.fault or ''}\n")
        if mark.fault:
            faults.append(f"{mark.section} {mark.name} {mark.fault}")
    for fault in faults:
        sys.stderr.write(fault + "\n")
    raise typer.Exit(1 if faults else 0)


def _write(owns: Mapping[str, Own], pinned: Mapping[Key, float]) -> None:
    for model, own in owns.items():
        path = registry.ENTRIES[model].folder / cards.OWN
        path.write_text(json.dumps(own, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    table: dict[str, dict[str, float]] = {}
    for (section, name), bound in pinned.items():
        table.setdefault(section, {})[name] = bound
    cards.FLOORS.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _bound(section: str, value: float) -> float:
    # First to ten digits: .45 − .05 is a little less than .4 in binary.
    if section in CEILINGS:
        return math.ceil(round((value + MARGINS[section]) * 1000, 7)) / 1000
    return max(0.0, math.floor(round((value - MARGINS[section]) * 1000, 7)) / 1000)


def _gold(task: str) -> Path:
    return GOLD / f"{task}.jsonl"


def _figures(entry: Entry, path: Path) -> dict[str, Any]:
    scorer = registry.scorer(entry.task, entry.id)
    figures = evaluate.measure(scorer, evaluate.from_file(path, entry.task), dataset=path.name, split="own")
    kept = ("n", "macro_f1", "low", "high", "accuracy", "ece", "unscored")
    return {name: value for name, value in asdict(figures).items() if name in kept}


def _public(entry: Entry, data: Path) -> list[dict[str, Any]]:
    """The pinned figures, those on sets that the folder has measured anew."""
    scorer = registry.scorer(entry.task, entry.id)
    rows = {(row["dataset"], row["split"]): row for row in cards.figures(entry)}
    for name, split, examples in evaluate.sets(entry.task, data):
        rows[name, split] = asdict(evaluate.measure(scorer, examples, dataset=name, split=split))
    return list(rows.values())


if __name__ == "__main__":
    typer.run(main)
