"""Small mutable state: what is put comes back, in order, and every change shows in the version."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.schema import Claim, Kind, Label, Outlet, Sample, SampleItem, Story, Stratum, Target, Topic
from data.state import Item, State

ITEMS: list[Item] = [
    Outlet(
        "gazette", "Gazette", Kind.STATE_CONTROLLED, "Lirien", "en", ("The G", "G"), ("g.example",), (), "a list", 2026
    ),
    Outlet("bare", "Bare"),
    Topic("ferry", "The ferry", ("ferry", "Fähre", "轮渡")),
    Target("quill", "Mara Quill", ("Quill",), "person"),
    Claim("stop", 'Stop "it"; DROP TABLE item;--', ("ferry",), ("stop",)),
    Story("opening", "The ferry opens 🚢", "ferry"),
    Story("untold", "", None),
]


SAMPLE = Sample(
    id="s1",
    measure="portrayal",
    subject="quill",
    subject_revision="r",
    model="m",
    model_revision="1",
    cut_revision="c",
    voice="own",
    outlets=("gazette",),
    stratified_by=("outlet", "score"),
    strata=(Stratum("gazette / négative", 90, 9), Stratum("gazette / neutral", 10, 1)),
    seed=7,
    drawn_at="2026-05-01T12:00:00+00:00",
    about="Mara Quill",
    coders=("anna", "ben"),
    overlap=1,
)
SAMPLE_ITEMS = (
    SampleItem("s1-1", "s1", 0, "a1", 3, "gazette / négative", 0.1, ("anna", "ben")),
    SampleItem("s1-2", "s1", 1, "a1", 0, "gazette / neutral", 0.1),
)
LABEL = Label("s1-1", "anna", "negative", "2026-05-02T12:00:00+00:00")


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state.sqlite")


def ids(state: State) -> list[str]:
    return [target.id for target in state.items(Target)]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: f"{type(item).__name__} {item.id}")
def test_an_item_comes_back_as_it_was_put(state: State, item: Item) -> None:
    kind: Any = type(item)
    state.put([item])
    assert state.items(kind) == (item,)


def test_kinds_do_not_mix_although_ids_are_equal(state: State) -> None:
    state.put([Topic("x", "topic"), Target("x", "target"), Story("x", "story")])
    state.remove(Target, "x")
    assert (state.items(Topic), state.items(Target)) == ((Topic("x", "topic"),), ())


def test_items_keep_the_order_in_which_they_were_first_put(state: State) -> None:
    state.put([Target("b", "B"), Target("a", "A"), Target("z", "Z")])
    state.put([Target("b", "B again"), Target("c", "C")])
    assert ids(state) == ["b", "a", "z", "c"]
    state.remove(Target, "b")
    state.put([Target("aa", "AA"), Target("b", "B")])
    assert ids(state) == ["a", "z", "c", "aa", "b"]


def test_replace_makes_the_items_all_that_there_is(state: State) -> None:
    state.put([Target("a", "A"), Target("b", "B"), Topic("t", "T")])
    state.replace(Target, [Target("b", "Bee"), Target("c", "C")])
    assert state.items(Target) == (Target("b", "Bee"), Target("c", "C"))
    state.replace(Target, [])
    assert (state.items(Target), state.items(Topic)) == ((), (Topic("t", "T"),))


def test_removing_what_is_not_there_is_no_error(state: State) -> None:
    state.remove(Target, "nobody")
    assert state.items(Target) == ()


def test_settings(state: State) -> None:
    assert state.setting("notice") is None
    state.set("notice", "one")
    state.set("notice", "")
    assert state.setting("notice") == ""


def test_a_correction_replaces_an_earlier_one_and_can_be_empty(state: State) -> None:
    state.correct("a1", "outlet", "gazette")
    state.correct("a1", "outlet", None)
    state.correct("a0", "via", "newsraft")
    assert state.corrections() == [("a0", "via", "newsraft"), ("a1", "outlet", None)]


@pytest.mark.parametrize("field", ["title", "text", "id", "", "outlet; DROP TABLE correction"])
def test_only_outlet_via_and_story_can_be_corrected(state: State, field: str) -> None:
    with pytest.raises(ValueError, match="outlet, via and story can be corrected"):
        state.correct("a1", field, "x")
    assert state.corrections() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.put([Target("b", "B")]),
        lambda state: state.put([Target("a", "renamed")]),
        lambda state: state.put([Target("a", "A", ("alias",))]),
        lambda state: state.remove(Target, "a"),
        lambda state: state.set("notice", "other"),
        lambda state: state.correct("a1", "via", None),
        lambda state: state.add_sample(SAMPLE, SAMPLE_ITEMS),
    ],
)
def test_every_change_shows_in_the_version_and_reading_does_not(state: State, change: Callable[[State], None]) -> None:
    state.put([Target("a", "A")])
    before = state.version()
    state.items(Target)
    assert state.version() == before
    change(state)
    assert state.version() != before


def test_it_is_all_there_after_reopening(tmp_path: Path) -> None:
    State(tmp_path / "state.sqlite").put(ITEMS)
    again = State(tmp_path / "state.sqlite")
    kinds: list[Any] = [Outlet, Topic, Target, Claim, Story]
    assert [item for kind in kinds for item in again.items(kind)] == ITEMS


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    def write(first: int) -> None:
        state = State(tmp_path / "state.sqlite")
        for number in range(first, first + 10):
            state.put([Target(f"t{number}", "T")])

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids(State(tmp_path / "state.sqlite"))) == sorted(f"t{number}" for number in range(30))


def test_a_sample_comes_back_as_it_was_drawn_and_never_changes(state: State) -> None:
    state.add_sample(SAMPLE, SAMPLE_ITEMS[::-1])
    assert state.samples() == (SAMPLE,)
    assert SAMPLE.size == 100
    assert state.sample_items("s1") == SAMPLE_ITEMS
    assert state.sample_items("s2") == ()
    with pytest.raises(ValueError, match="sample s1 is stored already"):
        state.add_sample(SAMPLE, ())
    assert state.sample_items("s1") == SAMPLE_ITEMS


def test_a_sample_is_stored_whole_or_not_at_all(state: State) -> None:
    with pytest.raises(ValueError, match="stored already"):
        state.add_sample(SAMPLE, (*SAMPLE_ITEMS, SAMPLE_ITEMS[0]))
    assert (state.samples(), state.sample_items("s1")) == ((), ())


def test_labels_come_back_in_order_and_can_be_removed(state: State) -> None:
    state.add_sample(SAMPLE, SAMPLE_ITEMS)
    later = Label("s1-1", "ben", "positive", "2026-05-01T00:00:00+00:00")
    content, empty = state.version(), state.labels_version()
    state.add_labels([LABEL, later])
    assert state.labels("s1") == (LABEL, later)
    assert state.labels("s2") == ()
    labelled = state.labels_version()
    state.remove_label("s1-1", "anna")
    assert state.labels("s1") == (later,)
    assert len({empty, labelled, state.labels_version()}) == 3
    assert state.version() == content, "a label is not to make every page compute anew"


@pytest.mark.parametrize(
    "wrong", [Label("nothing", "anna", "negative", "2026"), Label("s1-1", "anna", "positive", "2026")]
)
def test_labels_are_stored_all_or_none(state: State, wrong: Label) -> None:
    state.add_sample(SAMPLE, SAMPLE_ITEMS)
    state.add_labels([LABEL])
    with pytest.raises(ValueError, match="of no known item, or its coder has labelled the item before"):
        state.add_labels([Label("s1-2", "ben", "neutral", "2026"), wrong])
    assert state.labels("s1") == (LABEL,)


def test_a_workspace_from_before_there_were_samples_opens_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    State(path).put(ITEMS)
    old = sqlite3.connect(path)
    old.executescript("DROP TABLE label; DROP TABLE sample_item; DROP TABLE sample;")
    old.close()
    state = State(path)
    assert state.items(Story) == tuple(item for item in ITEMS if isinstance(item, Story))
    state.add_sample(SAMPLE, SAMPLE_ITEMS)
    state.add_labels([LABEL])
    assert state.labels("s1") == (LABEL,)


def test_a_chosen_model_is_kept_per_measure_and_shows_in_the_version(state: State) -> None:
    assert state.models() == {}
    before = state.version()
    state.choose_model("tone", 'hub:o/m@v1?template="{label}"')
    state.choose_model("stance", "parallax-stance")
    state.choose_model("tone", "hub:./轮渡")
    assert state.models() == {"tone": "hub:./轮渡", "stance": "parallax-stance"}
    assert state.version() != before
