"""No card, no floor: not registered. The contract over every embedded model."""

from __future__ import annotations

import pytest

from models import cards, registry
from models.base import LABELS

ENTRIES = list(registry.ENTRIES.values())
SIZE_LIMIT = 50_000_000


@pytest.mark.parametrize("entry", [*ENTRIES, registry.EMBEDDING], ids=lambda e: e.id)
def test_the_revision_is_that_of_the_files(entry: registry.Entry) -> None:
    assert registry.address(entry.folder) == entry.revision, "put what registry.address says into models/registry.py"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_the_card_says_what_was_measured(entry: registry.Entry) -> None:
    card = (entry.folder / "README.md").read_text(encoding="utf-8")
    assert card == cards.render(entry), "run `python -m models.cards`"
    assert cards.figures(entry)


@pytest.mark.parametrize("entry", [*ENTRIES, registry.EMBEDDING], ids=lambda e: e.id)
def test_the_files_are_small_enough(entry: registry.Entry) -> None:
    assert all(file.stat().st_size < SIZE_LIMIT for file in entry.folder.iterdir())


def test_all_checkpoints_together_stay_below_120_mb() -> None:
    assert sum(file.stat().st_size for file in registry.CHECKPOINTS.rglob("*")) < 120_000_000


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
    assert {path.name for path in registry.CHECKPOINTS.iterdir() if path.is_dir()} == {
        *registry.ENTRIES,
        registry.EMBEDDING.id,
    }
