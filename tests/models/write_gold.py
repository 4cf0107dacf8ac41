"""The teaching corpus' labels as files in the scoring format: `python -m tests.models.write_gold` writes them.

The models know no corpus, so that their gate reads these; a test keeps them together with the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from analysis import targets as find
from data import sample
from models.base import TASKS
from models.gate import GOLD

Row = dict[str, Any]


def rows(task: str) -> Iterator[Row]:
    """One line per sentence that the corpus answers a task's question for."""
    world = sample.world()
    targets = {target.id: target for target in world.targets}
    claims = {claim.id: claim.text for claim in world.claims}
    for row in sample.gold():
        if task == "portrayal":
            for target, label in row.portrayal.items():
                spans = find.mentions(row.sentence, targets[target])
                about = {"target": targets[target].name, "spans": [list(span) for span in spans]}
                yield {"text": row.sentence, **about, "label": label}
        elif task == "stance":
            for claim, label in row.stance.items():
                yield {"text": row.sentence, "claim": claims[claim], "label": label}
        else:
            yield {"text": row.sentence, "label": row.tone if task == "tone" else row.loaded}


def text(task: str) -> str:
    """The file of a task."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(task))


if __name__ == "__main__":
    GOLD.mkdir(exist_ok=True)
    for task in TASKS:
        (GOLD / f"{task}.jsonl").write_text(text(task), encoding="utf-8")
