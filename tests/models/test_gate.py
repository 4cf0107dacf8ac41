"""The gate: no figure of an embedded model crosses its bound, and the gate itself keeps its promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from models import cards, gate, hard, registry
from models.base import TASKS
from models.gate import Key, Mark
from tests.models import write_gold

ENTRIES = list(registry.ENTRIES.values())
MEASURED: dict[str, gate.Own] = {}


def measured(entry: registry.Entry) -> gate.Own:
    """What a checkpoint does now; measured once, here rather than in a fixture so that workers share the load."""
    if entry.id not in MEASURED:
        MEASURED[entry.id] = gate.measured(entry)
    return MEASURED[entry.id]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_a_checkpoint_keeps_to_its_bounds_and_to_its_pinned_figures(entry: registry.Entry) -> None:
    own = measured(entry)
    assert own["gold"]["n"] >= 150
    assert own["gold"]["unscored"] == 0
    found = gate.values({entry.id: own}, {entry.id: cards.figures(entry)})
    pinned = {key: bound for key, bound in gate.bounds().items() if key in found}
    faults = [mark for mark in gate.marks(found, pinned) if mark.section != "hard" and mark.fault]
    assert not faults, f"accept a loss with `python -m models.gate --lower`: {faults}"
    assert not list(gate.stale(entry, own))


def test_the_pinned_minimal_pairs_keep_to_their_floors() -> None:
    """That the pins are what the checkpoints do is tested above."""
    owns = {entry.id: cards.own(entry) for entry in ENTRIES}
    public = {entry.id: cards.figures(entry) for entry in ENTRIES}
    assert not [mark for mark in gate.marks(gate.values(owns, public), gate.bounds()) if mark.fault]


@pytest.mark.parametrize("task", TASKS)
def test_the_gold_file_is_what_the_teaching_corpus_says(task: str) -> None:
    file = gate.GOLD / f"{task}.jsonl"
    assert file.read_text(encoding="utf-8") == write_gold.text(task), "run `python -m tests.models.write_gold`"


A, B = ("gold", "a"), ("swap mean", "a")


@pytest.mark.parametrize(
    ("mark", "fault"),
    [
        (Mark("gold", "a", 0.5, 0.5), None),
        (Mark("gold", "a", 0.499, 0.5), "below its floor 0.500"),
        (Mark("swap mean", "a", 0.05, 0.05), None),
        (Mark("swap mean", "a", 0.051, 0.05), "above its ceiling 0.050"),
        (Mark("hard", "irony", None, 0.5), "no longer measured"),
        (Mark("hard", "irony", 0.5, None), "no bound yet"),
    ],
)
def test_what_a_mark_says(mark: Mark, fault: str | None) -> None:
    assert mark.fault is fault is None or (fault is not None and fault in (mark.fault or ""))


@pytest.mark.parametrize(
    ("found", "pinned", "raised", "lowered"),
    [
        pytest.param({A: 0.9}, {A: 0.5}, {A: 0.88}, {A: 0.88}, id="a better figure raises its floor"),
        pytest.param({A: 0.51}, {A: 0.5}, {A: 0.5}, {A: 0.5}, id="within the margin nothing moves"),
        pytest.param({A: 0.4}, {A: 0.5}, {A: 0.5}, {A: 0.38}, id="a floor falls only when told to"),
        pytest.param({B: 0.02}, {B: 0.08}, {B: 0.03}, {B: 0.03}, id="a lower shift lowers its ceiling"),
        pytest.param({B: 0.2}, {B: 0.08}, {B: 0.08}, {B: 0.21}, id="a ceiling rises only when told to"),
        pytest.param({A: 0.45}, {}, {A: 0.43}, {A: 0.43}, id="what is new gets a bound"),
        pytest.param({}, {A: 0.5}, {A: 0.5}, {}, id="what is gone keeps its bound until told"),
        pytest.param({A: 0.01}, {}, {A: 0.0}, {A: 0.0}, id="no floor is below zero"),
    ],
)
def test_bounds_are_tightened_freely_and_loosened_only_when_told(
    found: dict[Key, float], pinned: dict[Key, float], raised: dict[Key, float], lowered: dict[Key, float]
) -> None:
    assert gate.moved(found, pinned, lower=False) == raised
    assert gate.moved(found, pinned, lower=True) == lowered


def tally(phenomenon: str, task: str, right: int) -> dict[str, Any]:
    return {"phenomenon": phenomenon, "task": task, "pairs": 4, "right": right, "lines": 8, "right_lines": 2 * right}


def own(task: str, right: int, *, f1: float = 0.5) -> gate.Own:
    slot = {"mean": 0.02, "shift": -0.07}
    return {
        "revision": "1",
        "files": {},
        "gold": {"macro_f1": f1},
        "hard": [tally("irony", task, right)],
        "swap": [{}, slot],
    }


def test_figures_of_all_models_have_a_name_each_and_pairs_are_added_up() -> None:
    public = {"parallax-tone": [{"dataset": "sst", "split": "dev", "macro_f1": 0.7}]}
    owns = {"parallax-tone": own("tone", 1) | {"tone": {"macro_f1": 0.6}}, "parallax-portrayal": own("portrayal", 4)}
    found = gate.values(owns, public)
    assert found["hard", "irony"] == found["hard", hard.OVERALL] == 5 / 8
    assert found["tone", "parallax-tone"] == 0.6
    assert found["swap largest", "parallax-portrayal"] == 0.07
    assert found["public", "parallax-tone · sst · dev"] == 0.7
    assert {section for section, _ in found} == set(gate.MARGINS)


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One invented checkpoint whose figures are pinned and hold."""
    entry = registry.Entry("parallax-tone", "tone", "1", "none")
    folder = tmp_path / entry.id
    folder.mkdir()
    row = {"dataset": "sst", "split": "dev", "macro_f1": 0.7, "revision": "1"}
    (folder / cards.FIGURES).write_text(json.dumps([row]), encoding="utf-8")
    monkeypatch.setattr(registry, "CHECKPOINTS", tmp_path)
    monkeypatch.setattr(registry, "ENTRIES", {entry.id: entry})
    monkeypatch.setattr(cards, "FLOORS", tmp_path / "floors.json")
    cards.FLOORS.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(gate, "measured", lambda _: own("tone", 2))
    assert run(raise_=True) == 0
    return tmp_path


def run(*, raise_: bool = False, lower: bool = False) -> int:
    with pytest.raises(typer.Exit) as done:
        gate.main(None, raise_, lower)
    return int(done.value.exit_code)


def test_what_was_pinned_holds(pinned: Path) -> None:
    assert run() == 0
    floors = json.loads((pinned / "floors.json").read_text(encoding="utf-8"))
    assert floors["gold"] == {"parallax-tone": 0.48}
    assert floors["hard"] == {"irony": 0.45, "overall": 0.45}
    assert floors["swap mean"] == {"parallax-tone": 0.03}


def test_a_loss_fails_the_gate_until_it_is_accepted(pinned: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(gate, "measured", lambda _: own("tone", 0, f1=0.4))
    assert run() == 1
    errors = capsys.readouterr().err
    assert "gold parallax-tone is below its floor 0.480" in errors
    assert "parallax-tone/own.json: gold parallax-tone 0.500 is now 0.400" in errors
    assert run(raise_=True) == 1
    assert run(lower=True) == 0
    assert run() == 0


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"revision": "2"}, "own.json is of another revision or of other sentences: `python -m models.gate --raise`"),
        ({"files": {"hard": "0"}}, "own.json is of another revision or of other sentences"),
    ],
)
def test_pins_of_other_files_fail_the_gate(pinned: Path, monkeypatch, capsys, changed, message: str) -> None:
    monkeypatch.setattr(gate, "measured", lambda _: own("tone", 2) | changed)
    assert run() == 1
    assert message in capsys.readouterr().err


def test_public_figures_of_another_revision_and_missing_pins_fail_the_gate(pinned: Path, capsys) -> None:
    figures = pinned / "parallax-tone" / cards.FIGURES
    figures.write_text(figures.read_text(encoding="utf-8").replace('"1"', '"0"'), encoding="utf-8")
    (pinned / "parallax-tone" / cards.OWN).unlink()
    assert run() == 1
    errors = capsys.readouterr().err
    assert "figures.json is of another revision: `python -m models.evaluate --data DIR --pin`" in errors
    assert "own.json is missing: `python -m models.gate --raise`" in errors
