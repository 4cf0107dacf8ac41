"""No card, no floor: not registered. The contract over every embedded model."""

from __future__ import annotations

import json

import pytest

from analysis import targets as find
from data import sample
from models import cards, registry
from models.base import LABELS, Passage
from models.datasets import Example
from models.evaluate import measure

ENTRIES = list(registry.ENTRIES.values())
FLOORS = json.loads((registry.CHECKPOINTS / "floors.json").read_text(encoding="utf-8"))
SIZE_LIMIT = 50_000_000


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_the_revision_is_that_of_the_files(entry: registry.Entry) -> None:
    assert registry.address(entry.folder) == entry.revision, "put what registry.address says into models/registry.py"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_the_card_says_what_was_measured(entry: registry.Entry) -> None:
    card = (entry.folder / "README.md").read_text(encoding="utf-8")
    assert card == cards.render(entry), "run `python -m models.cards`"
    assert cards.figures(entry)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_the_files_are_small_enough(entry: registry.Entry) -> None:
    assert all(file.stat().st_size < SIZE_LIMIT for file in entry.folder.iterdir())


def test_the_page_of_all_models_is_current() -> None:
    assert cards.DOCS.read_text(encoding="utf-8") == cards.overview(), "run `python -m models.cards`"


def test_every_task_has_a_default() -> None:
    assert set(registry.DEFAULTS) == set(LABELS)
    for task in LABELS:
        assert registry.scorer(task).task == task


@pytest.mark.parametrize(
    ("task", "model", "message"),
    [
        ("bias", None, "no task 'bias'; tasks are tone, portrayal, stance, loaded"),
        ("", None, "no task ''"),
        ("tone", "nobody", "no model 'nobody' for tone; there is parallax-tone"),
        ("tone", "parallax-stance", "no model 'parallax-stance' for tone; there is parallax-tone"),
        ("tone", "../parallax-tone", "no model '../parallax-tone'"),
    ],
)
def test_unknown_names_are_refused_with_what_there_is(task: str, model: str | None, message: str) -> None:
    with pytest.raises(registry.UnknownModelError) as caught:
        registry.scorer(task, model)
    assert message in caught.value.args[0]
    with pytest.raises(registry.UnknownModelError):
        registry.scorers({task: model or ""} if task != "tone" else {task: str(model)})


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_an_entry_states_its_task_and_licence_and_is_loaded_once(entry: registry.Entry) -> None:
    scorer = registry.scorer(entry.task, entry.id)
    assert (scorer.task, scorer.id, scorer.revision) == (entry.task, entry.id, entry.revision)
    assert registry.scorer(entry.task, entry.id) is scorer
    assert entry.licence


def test_all_scorers_come_in_the_order_of_the_tasks_with_the_chosen_among_them() -> None:
    scorers = registry.scorers({"loaded": "parallax-loaded"})
    assert list(scorers) == list(LABELS)
    assert scorers["loaded"].id == "parallax-loaded"


def test_no_checkpoint_lies_about_unregistered() -> None:
    assert {path.name for path in registry.CHECKPOINTS.iterdir() if path.is_dir()} == set(registry.ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_the_floor_on_our_own_gold_sentences_holds(entry: registry.Entry) -> None:
    examples = gold(entry.task)
    assert len(examples) >= 150
    figures = measure(registry.scorer(entry.task, entry.id), examples, dataset="teaching corpus", split="gold")
    assert figures.unscored == 0
    pinned = FLOORS[entry.id]
    assert figures.macro_f1 >= pinned["floor"], f"now {figures.macro_f1}"
    assert figures.n == pinned["n"], "pin it anew"
    assert figures.macro_f1 == pytest.approx(pinned["macro_f1"], abs=0.01), "pin it anew"


def gold(task: str) -> list[Example]:
    """The teaching corpus' labels for a task, as examples."""
    world = sample.world()
    targets = {target.id: target for target in world.targets}
    claims = {claim.id: claim.text for claim in world.claims}
    found: list[Example] = []
    for row in sample.gold():
        if task == "portrayal":
            for target, label in row.portrayal.items():
                spans = find.mentions(row.sentence, targets[target])
                passage = Passage(row.sentence, target=targets[target].name, spans=spans)
                found.append(Example(passage, label, row.article))
        elif task == "stance":
            found += [
                Example(Passage(row.sentence, claim=claims[claim]), label, row.article)
                for claim, label in row.stance.items()
            ]
        else:
            found.append(Example(Passage(row.sentence), row.tone if task == "tone" else row.loaded, row.article))
    return found
