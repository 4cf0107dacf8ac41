"""Model cards: recipe and measured figures in, one readable page per checkpoint out.

`python -m models.cards` writes every card anew; a test keeps cards and figures together.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, Final

from models import hard, registry, swaps
from models.base import LABELS
from models.datasets import DATASETS
from models.registry import Entry

FIGURES: Final = "figures.json"
"""What was measured of a checkpoint: `python -m models.evaluate --data DIR --pin`."""
TRAINING: Final = "training.json"
"""What its training run recorded: `python -m models.training RECIPE --export`."""
OWN: Final = "own.json"
"""What was measured of it on the project's own sentences: `python -m models.gate --raise`."""
FLOORS: Final = registry.CHECKPOINTS / "floors.json"
"""The bounds that no figure may cross, checked by every test run: `python -m models.gate`."""
DOCS: Final = Path(__file__).parents[1] / "docs" / "models.md"
NOTES: Final = Path(__file__).with_name("card_notes.toml")
"""What figures cannot say: provenance of the sets, uses, limits, published comparisons."""
_HARD: Final = (
    "Two sentences that differ in one thing make a minimal pair, which is right only when both are. "
    "The pairs were written for this project and are never trained on (`python -m models.hard`)."
)
_SWAP: Final = (
    "The same sentences with one name after another: a name's shift is its score less the mean score of all names in "
    "that sentence, for genders the woman's less the man's; scores run from −1 to 1, for loaded wording from 0 to 1. "
    "The mean shift is taken whatever its sign (`python -m models.swaps` prints every name)."
)


def figures(entry: Entry) -> list[dict[str, Any]]:
    """The measured rows of a checkpoint, as `models.evaluate.Figures` in JSON."""
    return list(json.loads((entry.folder / FIGURES).read_text(encoding="utf-8")))


def own(entry: Entry) -> dict[str, Any]:
    """What was measured of a checkpoint on the project's own sentences.

    Raises:
        FileNotFoundError: The message says which command writes it.
    """
    path = entry.folder / OWN
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; `python -m models.gate --raise` writes it")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def table() -> list[dict[str, str]]:
    """Every figure of every embedded model, ready to print."""
    return [
        {"measure": entry.task, "model": entry.id, **_printed(row)}
        for entry in registry.ENTRIES.values()
        for row in figures(entry)
    ]


def render(entry: Entry) -> str:
    """The card of a checkpoint as Markdown."""
    training = json.loads((entry.folder / TRAINING).read_text(encoding="utf-8"))
    settings = json.loads((entry.folder / "settings.json").read_text(encoding="utf-8"))
    notes = tomllib.loads(NOTES.read_text(encoding="utf-8"))
    note, sets = notes[entry.task], notes["sets"]
    recipe = training["recipe"]
    names = list(dict.fromkeys(recipe["train"] + training.get("started_from", [])))
    rows = [_printed(row) for row in figures(entry)]
    lines = [
        f"# {entry.id}",
        "",
        note["purpose"],
        "",
        f"- **Labels:** {', '.join(LABELS[entry.task])}",
        "- **Encoder:** all-MiniLM-L6-v2 (22.7 M parameters, Apache-2.0), fine-tuned whole",
        f"- **Input:** {note['input']}; {settings['max_tokens']} tokens a window, longer texts are split and pooled",
        "- **Stored as:** ONNX, 8-bit weights with a scale a column, activations quantised row by row at run time",
        f"- **Revision:** {entry.revision}",
        f"- **Licence of the weights:** {entry.licence}",
        "",
        "## Trained on",
        "",
        *(f"- {DATASETS[name].name} ({DATASETS[name].licence}): {sets[name.split(':')[0]]}" for name in names),
        "",
        f"{training['examples']:,} examples, {recipe['epochs']} epochs, learning rate {recipe['learning_rate']:g}, "
        f"batch {recipe['batch']}, seed {recipe['seed']}; "
        f"{training['seconds'] / 60:.0f} minutes on two busy CPU cores in bf16. "
        "The recipe stands in `models/training/recipes.toml`.",
        "",
        "## Measured",
        "",
        "The shipped file itself, on parts that it never learnt from; development parts served to choose the epoch "
        "and the temperature. Intervals: 95 % bootstrap over examples, one seed. "
        "Where a set knows fewer labels than the task, the choice is forced among the set's own labels.",
        "",
        *_markdown(rows),
        "",
        *_own_gold(entry),
        "",
        f"Temperature {settings['temperature']:.2f}, fitted on the development parts named in the recipe.",
        "",
        "## Hard cases",
        "",
        _HARD,
        "",
        *_markdown([_tallied(tally) for tally in _tallies(entry)]),
        "",
        "## Swap test",
        "",
        _SWAP,
        "",
        *_markdown([_shifted(slot) for slot in _slots(entry)]),
        "",
        "## Beside others",
        "",
        note["published"],
        "",
        "## Do not use it",
        "",
        note["limits"],
        "",
    ]
    return "\n".join(lines)


def overview() -> str:
    """The page of all models, docs/models.md."""
    notes = tomllib.loads(NOTES.read_text(encoding="utf-8"))
    lines = [
        "# The embedded models",
        "",
        "This page is written by `python -m models.cards` from the figures beside each checkpoint; "
        "`python -m models.evaluate --data DIR` measures them again. DIR holds one folder of JSON lines per set, "
        "named and shaped as `models/datasets.py` reads them.",
        "",
        *_markdown(table()),
        "",
        "Where a set knows fewer labels than the task, the choice is forced among the set's own labels. Sets marked "
        "dev served to choose the epoch and the temperature; all others were never used in training or choosing.",
    ]
    for entry in registry.ENTRIES.values():
        lines += [
            "",
            f"## {entry.task}: {entry.id}",
            "",
            notes[entry.task]["purpose"],
            "",
            notes[entry.task]["published"],
        ]
        lines += ["", *_own_gold(entry)]
        lines += ["", f"[Card](../models/checkpoints/{entry.id}/README.md) · licence {entry.licence}"]
    return "\n".join([*lines, *_hard_cases(), *_swap_test(), "", notes["tried"]["text"].strip(), ""])


def main() -> None:
    """Write the card of every registered checkpoint, and the page of all."""
    for entry in registry.ENTRIES.values():
        (entry.folder / "README.md").write_text(render(entry), encoding="utf-8")
    DOCS.write_text(overview(), encoding="utf-8")


def _hard_cases() -> list[str]:
    """The minimal pairs of all default models, per phenomenon."""
    found = hard.by_phenomenon(
        tally for model in registry.DEFAULTS.values() for tally in _tallies(registry.ENTRIES[model])
    )
    rows = [{**_tallied(tally), "floor": f"{_floor('hard', tally.phenomenon):.0%}"} for tally in found]
    goal = f"Goal: {hard.GOAL:.0%} of all pairs, and {hard.GOAL_EACH:.0%} of every phenomenon's."
    return ["", "## Hard cases", "", f"{_HARD} {goal}", "", *_markdown(rows)]


def _swap_test() -> list[str]:
    """The swap battery of every model, per slot."""
    rows = [{"model": entry.id, **_shifted(slot)} for entry in registry.ENTRIES.values() for slot in _slots(entry)]
    goal = f"Goal: a mean shift of at most {swaps.GOAL:.2f}, and no name beyond {swaps.GOAL_EACH:.2f}."
    return ["", "## Swap test", "", f"{_SWAP} {goal}", "", *_markdown(rows)]


def _own_gold(entry: Entry) -> list[str]:
    """How right the model is on the project's own sentences."""
    measured = own(entry)
    gold = measured["gold"]
    lines = [
        f"On {gold['n']} sentences of the teaching corpus, labelled by their writers' intent and rich in irony, "
        f"hostile quotation and invented names, macro-F1 is **{gold['macro_f1']:.3f}** "
        f"(pinned floor {_floor('gold', entry.id):.2f})."
    ]
    if "tone" in measured:
        tone = measured["tone"]
        lines += [
            "",
            f"On {tone['n']} news sentences of seven styles, written for this project and never trained on, "
            f"macro-F1 is **{tone['macro_f1']:.3f}** [{tone['low']:.3f}, {tone['high']:.3f}] "
            f"(pinned floor {_floor('tone', entry.id):.2f}).",
        ]
    return lines


def _floor(section: str, name: str) -> float:
    return float(json.loads(FLOORS.read_text(encoding="utf-8"))[section][name])


def _tallies(entry: Entry) -> list[hard.Tally]:
    return [hard.Tally(**row) for row in own(entry)["hard"]]


def _slots(entry: Entry) -> list[swaps.Slot]:
    return [swaps.Slot(**row) for row in own(entry)["swap"]]


def _tallied(tally: hard.Tally) -> dict[str, str]:
    return {
        "phenomenon": tally.phenomenon,
        "asked of": tally.task,
        "pairs": str(tally.pairs),
        "pairs right": f"{tally.share:.0%}",
        "lines right": f"{tally.line_share:.0%}",
    }


def _shifted(slot: swaps.Slot) -> dict[str, str]:
    return {
        "slot": slot.slot,
        "names": str(slot.names),
        "templates": str(slot.templates),
        "mean shift": f"{slot.mean:.3f}",
        "furthest name": slot.largest,
        "its mean shift, signed": f"{slot.shift:+.3f}".replace("-", "−"),
    }


def _markdown(rows: list[dict[str, str]]) -> list[str]:
    head = list(rows[0]) if rows else []
    table = [head, ["---"] * len(head), *([row[column] for column in head] for row in rows)]
    return [f"| {' | '.join(cells)} |" for cells in table]


def _printed(row: dict[str, Any]) -> dict[str, str]:
    return {
        "set": row["dataset"],
        "part": row["split"],
        "n": f"{row['n']:,}",
        "macro-F1": f"{row['macro_f1']:.3f} [{row['low']:.3f}, {row['high']:.3f}]",
        "accuracy": f"{row['accuracy']:.3f}",
        "calibration error": "–" if row["ece"] is None else f"{row['ece']:.3f}",
    }


if __name__ == "__main__":
    main()
