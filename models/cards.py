"""Model cards: recipe and measured figures in, one readable page per checkpoint out.

`python -m models.cards` writes every card anew; a test keeps cards and figures together.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, Final

from models import registry
from models.base import LABELS
from models.datasets import DATASETS
from models.registry import Entry

FIGURES: Final = "figures.json"
"""What was measured of a checkpoint: `python -m models.evaluate --data DIR --pin`."""
TRAINING: Final = "training.json"
"""What its training run recorded: `python -m models.training RECIPE --export`."""
FLOORS: Final = registry.CHECKPOINTS / "floors.json"
"""Measured and least macro-F1 on the teaching corpus' gold, checked by every test run."""
DOCS: Final = Path(__file__).parents[1] / "docs" / "models.md"
NOTES: Final = Path(__file__).with_name("card_notes.toml")
"""What figures cannot say: provenance of the sets, uses, limits, published comparisons."""


def figures(entry: Entry) -> list[dict[str, Any]]:
    """The measured rows of a checkpoint, as `models.evaluate.Figures` in JSON."""
    return list(json.loads((entry.folder / FIGURES).read_text(encoding="utf-8")))


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
    own, sets = notes[entry.task], notes["sets"]
    recipe = training["recipe"]
    names = list(dict.fromkeys(recipe["train"] + training.get("started_from", [])))
    rows = [_printed(row) for row in figures(entry)]
    lines = [
        f"# {entry.id}",
        "",
        own["purpose"],
        "",
        f"- **Labels:** {', '.join(LABELS[entry.task])}",
        "- **Encoder:** all-MiniLM-L6-v2 (22.7 M parameters, Apache-2.0), fine-tuned whole",
        f"- **Input:** {own['input']}; {settings['max_tokens']} tokens a window, longer texts are split and pooled",
        "- **Stored as:** ONNX, 8-bit weights in blocks of 128, activations quantised row by row at run time",
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
        _own_gold(entry),
        "",
        f"Temperature {settings['temperature']:.2f}, fitted on the development parts named in the recipe.",
        "",
        "## Beside others",
        "",
        own["published"],
        "",
        "## Do not use it",
        "",
        own["limits"],
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
        lines += ["", _own_gold(entry)]
        lines += ["", f"[Card](../models/checkpoints/{entry.id}/README.md) · licence {entry.licence}"]
    return "\n".join([*lines, "", notes["tried"]["text"].strip(), ""])


def main() -> None:
    """Write the card of every registered checkpoint, and the page of all."""
    for entry in registry.ENTRIES.values():
        (entry.folder / "README.md").write_text(render(entry), encoding="utf-8")
    DOCS.write_text(overview(), encoding="utf-8")


def _own_gold(entry: Entry) -> str:
    """How right the model is on the teaching corpus, which is harder than the public sets on purpose."""
    own = json.loads(FLOORS.read_text(encoding="utf-8"))[entry.id]
    return (
        f"On {own['n']} sentences of the teaching corpus, labelled by their writers' intent and rich in irony, hostile "
        f"quotation and invented names, macro-F1 is **{own['macro_f1']:.3f}** (pinned floor {own['floor']:.2f})."
    )


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
