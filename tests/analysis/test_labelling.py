"""A sample is random with known chances, is shown blind, and only its own labels are taken."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from analysis import correct, labelling, samples, scoring, validation
from analysis.coding import RefusedLabelError
from analysis.samples import Plan
from data.schema import Article, Outlet, Target
from data.store import BusyError, Workspace
from tests import invented
from tests.invented import FakeScorer

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
Scorers = dict[str, FakeScorer]


def first(workspace: Workspace, sample: str, n: int = 0) -> str:
    return workspace.state.sample_items(sample)[n].id


def test_every_sentence_has_a_known_chance_and_every_stratum_is_drawn_from(scored: Workspace, scorers: Scorers) -> None:
    sample = samples.draw(scored, scorers, Plan("tone", n=24))
    items = scored.state.sample_items(sample.id)
    sizes = {stratum.name: (stratum.drawn, stratum.size) for stratum in sample.strata}
    assert sum(drawn for drawn, _ in sizes.values()) == len(items) == 24
    assert all(0 < drawn <= size for drawn, size in sizes.values())
    assert all(item.probability == sizes[item.stratum][0] / sizes[item.stratum][1] for item in items)
    assert len({(item.article, item.sentence) for item in items}) == 24
    assert [item.position for item in items] == list(range(24))
    assert len(labelling.frame(scored, sample)) == sample.size


def test_the_same_seed_draws_the_same_sentences_and_another_others(scored: Workspace, scorers: Scorers) -> None:
    def places(seed: int) -> list[tuple[str, int]]:
        sample = samples.draw(scored, scorers, Plan("tone", n=24, seed=seed))
        return [(item.article, item.sentence) for item in scored.state.sample_items(sample.id)]

    assert places(1) == places(1)
    assert places(1) != places(2)


def test_a_sample_keeps_what_it_was_drawn_from(scored: Workspace, scorers: Scorers) -> None:
    sample = samples.draw(scored, scorers, Plan("portrayal", "quill", n=8, stratified_by=("score",)))
    (stored,) = scored.state.samples()
    assert stored == sample
    assert (stored.about, stored.subject, stored.model, stored.seed) == ("Mara Quill", "quill", "fake-portrayal", 0)
    before = labelling.frame(scored, sample)
    scored.add([invented.article(7, "port-courier", "glad", title="A new one")])
    scored.state.put([Target("quill", "Mara Quill", ("Quill", "the mayor"), "person")])
    scoring.score(scored, scorers)
    pd.testing.assert_frame_equal(labelling.frame(scored, sample), before)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (lambda: Plan("mood"), "measure is 'mood'; it can be tone, portrayal, stance, loaded"),
        (lambda: Plan("tone", voice="x"), "voice is 'x'; it can be own, quoted, all"),
        (lambda: Plan("tone", stratified_by=("month",)), "strata is 'month'; it can be outlet, score"),
        (lambda: Plan("tone", n=0), "draw at least one"),
        (lambda: Plan("tone", coders=("a", "a")), "every one another"),
        (lambda: Plan("tone", coders=("a", "")), "coders need names"),
        (lambda: Plan("tone", coders=("a",), overlap=1), "two coders or more"),
        (lambda: Plan("tone", coders=("a", "b"), overlap=201), "overlap is 201"),
        (lambda: Plan("portrayal"), "is not asked here; subjects are quill"),
        (lambda: Plan("tone", outlets=("nobody",)), "no sentence is scored for this"),
        (lambda: Plan("tone", n=3), "3 sentences are too few for"),
    ],
)
def test_what_cannot_be_drawn_is_refused(scored: Workspace, scorers: Scorers, plan: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        samples.draw(scored, scorers, plan())  # type: ignore[operator]
    assert scored.state.samples() == ()


def test_nothing_is_drawn_while_scores_come_in(scored: Workspace, scorers: Scorers) -> None:
    with scored.lock("scoring"), pytest.raises(BusyError):
        samples.draw(scored, scorers, Plan("tone"))


def test_items_are_blind(tmp_path: Path, scorers: Scorers) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.state.put(invented.OUTLETS)
    workspace.add(
        [
            Article(
                "Glad ferry | Harbour Gazette",
                "PORT SABLE (Meridian) — The ferry of the Unheard Times is glad. See www.harbourgazette.example now.",
                "The Unheard Times",
                language="en",
                agency="Meridian",
            ),
            Article("Unheard Times", "Unheard Times readers are grim.", "Unheard Times", language="en"),
        ]
    )
    scoring.score(workspace, scorers)
    sample = samples.draw(workspace, scorers, Plan("tone", n=99, stratified_by=()))
    shown = labelling.items(workspace, sample.id)
    assert list(shown.columns) == ["item", "text", "about", "label"]
    assert set(shown["text"]) == {
        "Glad ferry | [outlet]",
        "[dateline] The ferry of the [outlet] is glad.",
        "See [address] now.",
        "[outlet]",
        "[outlet] readers are grim.",
    }
    hidden = shown.to_csv().casefold()
    assert not any(word in hidden for word in ("gazette", "positive", "negative", "0.7"))


def test_the_target_stays_readable_though_it_is_an_outlet(scored: Workspace, scorers: Scorers) -> None:
    scored.state.put([Outlet("quill", "Quill")])
    sample = samples.draw(scored, scorers, Plan("portrayal", "quill", n=99))
    shown = labelling.items(scored, sample.id)
    assert shown["about"].unique().tolist() == ["Mara Quill"]
    assert shown["text"].str.contains("Quill").all()


def test_coders_share_the_first_items_and_split_the_rest(scored: Workspace, scorers: Scorers) -> None:
    sample = samples.draw(scored, scorers, Plan("tone", n=24, coders=("anna", "ben"), overlap=6))
    anna, ben = (set(labelling.items(scored, sample.id, coder=name)["item"]) for name in ("anna", "ben"))
    assert (len(anna), len(ben), len(anna & ben), len(anna | ben)) == (15, 15, 6, 24)
    assert anna & ben == {first(scored, sample.id, n) for n in range(6)}
    with pytest.raises(RefusedLabelError, match="was given to anna, not to ben"):
        labelling.record(scored, sample.id, next(iter(anna - ben)), "ben", "neutral", NOW)


def test_labels_are_recorded_shown_and_taken_back(scored: Workspace, scorers: Scorers) -> None:
    sample = samples.draw(scored, scorers, Plan("tone", n=24)).id
    one, two = first(scored, sample), first(scored, sample, 1)
    before = scored.state.labels_version()
    labelling.record(scored, sample, one, "anna", "Positive", NOW)
    labelling.record(scored, sample, two, "anna", "-1", NOW)
    labelling.record(scored, sample, one, "ben", "neutral", NOW)
    assert scored.state.labels_version() != before
    table = labelling.labels(scored, sample)
    assert table[["item", "coder", "label", "value"]].to_numpy().tolist() == [
        [one, "anna", "positive", 1.0],
        [two, "anna", "negative", -1.0],
        [one, "ben", "neutral", 0.0],
    ]
    assert table["instant"].unique().tolist() == ["2026-05-01T12:00:00+00:00"]
    shown = labelling.items(scored, sample, coder="anna").set_index("item")["label"]
    assert (shown[one], shown[two], shown[first(scored, sample, 2)]) == ("positive", "negative", "")
    frame = labelling.frame(scored, samples.named(scored, sample)).set_index("item")["value"]
    assert (frame[one], frame[two]) == (0.5, -1.0)
    assert labelling.undo(scored, sample, "anna") == two
    assert labelling.undo(scored, sample, "anna") == one
    assert labelling.undo(scored, sample, "anna") is None
    assert labelling.labels(scored, sample)["coder"].tolist() == ["ben"]


@pytest.mark.parametrize(
    ("item", "coder", "label", "message"),
    [
        (None, "anna", "good", "'good' is no label of tone; labels are negative, neutral, positive"),
        (None, "anna", "", "'' is no label of tone"),
        (None, "anna", "2", "is no label of tone"),
        (None, " ", "neutral", "does not say who labelled"),
        (None, "a\x1bb", "neutral", "does not say who labelled"),
        ("x-0001", "anna", "neutral", "the chance that its sentence was drawn is not known"),
        (None, "ben", "neutral", "ben has labelled .* already, as positive"),
    ],
)
def test_a_label_that_cannot_be_taken_is_refused(
    scored: Workspace, scorers: Scorers, item: str | None, coder: str, label: str, message: str
) -> None:
    sample = samples.draw(scored, scorers, Plan("tone", n=24)).id
    labelling.record(scored, sample, first(scored, sample), "ben", "positive", NOW)
    with pytest.raises(RefusedLabelError, match=message):
        labelling.record(scored, sample, item or first(scored, sample), coder, label, NOW)
    assert len(labelling.labels(scored, sample)) == 1


def test_a_file_is_taken_row_by_row(scored: Workspace, scorers: Scorers) -> None:
    sample = samples.draw(scored, scorers, Plan("loaded", n=12, stratified_by=())).id
    ids = [first(scored, sample, n) for n in range(7)]
    rows = [
        f"{ids[0]};loaded;anna",
        f"{ids[1]};'1;anna",
        f"{ids[2]};;anna",
        f"{ids[3]};positive;anna",
        f"{ids[0]};neutral;anna",
        "other-0001;loaded;anna",
        ";loaded;anna",
        f"{ids[4]};neutral;",
        f"{ids[5]};neutral;zoe",
        ";;",
    ]
    raw = "\n".join(["Item;Label;Coder", *rows]).encode("utf-8-sig")
    taken = labelling.take(scored, raw, NOW, coder="anna")
    assert (taken.samples, taken.stored, taken.known, taken.empty) == ((sample,), 3, 0, 1)
    assert [line for line, _ in taken.refused] == [5, 6, 7, 8, 10]
    reasons = [reason for _, reason in taken.refused]
    assert reasons[0] == "'positive' is no label of loaded; labels are neutral, loaded (or 0, 1)"
    assert reasons[1] == f"{ids[0]} stands in the file twice for anna"
    assert all("the chance that its sentence was drawn is not known" in reason for reason in reasons[2:4])
    assert reasons[4] == "the file says that zoe labelled, not anna"
    again = labelling.take(scored, raw, NOW, coder="anna")
    assert (again.stored, again.known, len(again.refused)) == (0, 3, 5)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "no column item and no column label"),
        (b"text,label\nThe ferry,positive\n", "no column item: .* the chance that its sentence was drawn is known"),
        ("item,label\nß,x".encode("latin-1"), "not UTF-8"),
        (b"PK\x03\x04\0\0", "is no text"),
    ],
)
def test_what_is_no_file_of_labels_is_refused(scored: Workspace, raw: bytes, message: str) -> None:
    with pytest.raises(RefusedLabelError, match=message):
        labelling.take(scored, raw, NOW)


def test_a_frame_that_has_changed_is_not_corrected(scored: Workspace, scorers: Scorers) -> None:
    sample = samples.draw(scored, scorers, Plan("tone", outlets=("harbour-gazette",), n=12))
    scored.state.correct(scored.state.sample_items(sample.id)[0].article, "outlet", "port-courier")
    with pytest.raises(ValueError, match="outlets of articles have been corrected since"):
        labelling.frame(scored, sample)


def test_all_labelled_as_the_model_says_corrects_nothing_and_otherwise_to_the_labels(
    scored: Workspace, scorers: Scorers
) -> None:
    sample = samples.draw(scored, scorers, Plan("tone", n=999))
    models = labelling.frame(scored, sample).set_index("item")["label"]
    for item, label in models.items():
        labelling.record(scored, sample.id, str(item), "anna", "neutral" if label == "positive" else label, NOW)
    frame, labels = labelling.frame(scored, sample), labelling.labels(scored, sample.id)
    found = correct.estimates(frame, {s.name: s.size for s in sample.strata}).by_outlet
    gazette = found[found["outlet"] == "harbour-gazette"].set_index("method")
    assert gazette.loc["corrected", "estimate"] == pytest.approx(0)
    assert gazette.loc["labels only", "estimate"] == pytest.approx(0)
    assert gazette["estimate"]["raw"] > 0.1
    quality = validation.quality(validation.judged(frame, labels)).set_index("outlet")
    assert quality.loc["karvenia-today", "accuracy"] == 1
    assert quality["accuracy"]["harbour-gazette"] < 1


def test_no_sample_is_named_as_such(workspace: Workspace) -> None:
    for wanted in (None, "x"):
        with pytest.raises(KeyError, match="draw one with `label-sample`"):
            samples.named(workspace, wanted)
