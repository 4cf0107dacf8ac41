"""Ready lessons are sound, what is frozen hides its key, a lesson file survives the trip and refuses what is hostile."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import lessons, scoring
from analysis.lessons import (
    Key,
    Lesson,
    Question,
    Reading,
    Sentence,
    StepKind,
    Text,
    Texts,
    file,
    freeze,
    handout,
    tally,
)
from data.schema import Article, Kind, Outlet, PublishedBasis, Target
from data.store import Workspace
from data.votes import Count
from models.base import LABELS, Failure, Passage, Prediction

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ORNE = Target("orne", "Orne")
PLANS = tuple(lessons.plans().values())
TONE = Question(
    "portrayal", "How?", {"negative": "Negative", "neutral": "Neutral", "positive": "Positive"}, "portrayal"
)


class WordScorer:
    """Positive for "good", negative for "bad"."""

    def __init__(self, task: str) -> None:
        self.task, self.id, self.revision = task, f"fake-{task}", "r1"

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        labels = LABELS[self.task]
        if len(labels) == 2:
            return [Prediction(labels[0], (0.9, 0.1)) for _ in passages]
        where = [2 if "good" in p.text else 0 if "bad" in p.text else 1 for p in passages]
        return [Prediction(labels[at], tuple(0.8 if k == at else 0.1 for k in range(3))) for at in where]


SCORERS = {task: WordScorer(task) for task in LABELS}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("lesson") / "w")
    made.state.put(
        [
            Outlet(
                "sunrise",
                "The Sunrise",
                Kind.STATE_CONTROLLED,
                "Ornia",
                aliases=("Sunrise Daily",),
                label_source="test",
                label_year=2026,
            ),
            Outlet("sunset", "The Sunset", Kind.PRIVATE, "Ornia"),
            ORNE,
        ]
    )
    texts = {
        "sunrise": "PORT SABLE, 4 March (Sunrise Daily) — Orne did a good thing, The Sunrise has learnt. Read www.sunrise.example/orne now.",
        "sunset": 'Orne did a bad thing to the harbour. "It is bad for Orne and for everyone," said Quill. Nothing else happened.',
        "Unheard Herald": "Orne came and went in silence, as the Unheard Herald was told by people who had seen it all.",
    }
    made.add(
        Article(
            f"{outlet} on Orne",
            text,
            outlet,
            language="en",
            published=NOW,
            published_basis=PublishedBasis.STATED,
            story="s",
        )
        for outlet, text in texts.items()
    )
    scoring.score(made, SCORERS)
    return made


def frozen(workspace: Workspace, plan: str = "blind-read", **more: Any) -> Lesson:
    with workspace.connect() as db:
        articles = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY outlet").fetchall()]
    options: dict[str, Any] = {"title": "Orne", "made": NOW, "target": ORNE} | more
    return freeze.freeze(workspace, SCORERS, lessons.plans()[plan], articles, **options)


@pytest.fixture(scope="module")
def blind(workspace: Workspace) -> Lesson:
    return frozen(workspace)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.id)
def test_ready_lessons_can_be_held(plan: lessons.Plan) -> None:
    assert 25 <= plan.minutes <= 45
    assert plan.aim
    assert plan.before
    assert len(plan.watch) >= 3
    known = lessons.questions()
    rounds = [step.round for step in plan.steps if step.kind == StepKind.VOTE]
    assert rounds == sorted(set(rounds))
    for step in plan.steps:
        assert step.say, step.title
        assert step.note, step.title
        assert step.minutes > 0
        assert bool(step.questions) == (step.kind == StepKind.VOTE)
        assert set(step.questions) <= set(known)


def test_the_printed_page_is_the_one_that_the_lessons_make() -> None:
    fresh = handout.page()
    assert "{" not in fresh
    assert handout.PAGE.read_text(encoding="utf-8") == fresh, "run: python -m analysis.lessons.handout"


def test_five_lessons_are_ready() -> None:
    assert list(lessons.plans()) == ["blind-read", "jigsaw", "relay", "five-questions", "beat-the-model"]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.id)
def test_a_frozen_lesson_survives_the_file_whole(plan: lessons.Plan, workspace: Workspace) -> None:
    lesson = frozen(workspace, plan.id, facts=["The harbour was harmed", ""])
    assert file.read(file.write(lesson)) == lesson
    assert "{subject}" not in file.write(lesson).decode()
    assert "{fact}" not in file.write(lesson).decode()
    assert all(lesson.asked(step) for step in lesson.plan.steps if step.kind == StepKind.VOTE)


def test_blind_texts_do_not_tell_who_wrote_them(workspace: Workspace) -> None:
    for text in frozen(workspace).texts:
        blind = f"{text.title} {text.body} {[s.text for r in text.readings for s in r.sentences]}"
        for told in ("Sunrise", "Sunset", "Herald", "sunrise.example", "PORT SABLE"):
            assert told not in blind
        assert text.key.outlet in {"The Sunrise", "The Sunset", "Unheard Herald"}


def test_scores_are_frozen_with_model_and_revision(workspace: Workspace) -> None:
    by_outlet = {text.key.outlet: text for text in frozen(workspace).texts}
    reading = by_outlet["The Sunset"].reading("portrayal")
    assert reading is not None
    assert (reading.model, reading.revision, reading.subject) == ("fake-portrayal", "r1", "Orne")
    assert {s.label for s in reading.sentences} >= {"negative"}
    assert by_outlet["The Sunrise"].answers == {"kind": "state-controlled"}
    assert by_outlet["The Sunrise"].key.label_source == "test"
    assert by_outlet["Unheard Herald"].answers is None


def test_without_a_target_the_tone_is_asked(workspace: Workspace) -> None:
    lesson = frozen(workspace, target=None)
    assert [q.id for q in lesson.questions] == ["tone", "kind"]
    assert all(text.reading("portrayal") is None for text in lesson.texts)


def test_facts_become_one_question_each_and_without_facts_none(workspace: Workspace) -> None:
    with_facts = frozen(workspace, "five-questions", facts=["One", "Two"])
    hunt = with_facts.plan.steps[2]
    assert [q.prompt for q in with_facts.asked(hunt)] == ["Does it say this? “One”", "Does it say this? “Two”"]
    without = frozen(workspace, "five-questions")
    assert "Omission hunt" not in [step.title for step in without.plan.steps]


def test_beginnings_only_are_marked_as_cut(workspace: Workspace) -> None:
    texts = frozen(workspace, words=5).texts
    assert all(text.cut for text in texts)
    assert all(len(text.body.split()) <= 6 for text in texts)


def test_the_first_text_can_be_chosen_and_the_order_hangs_on_the_seed_alone(workspace: Workspace) -> None:
    with workspace.connect() as db:
        ids = dict(db.execute("SELECT outlet, id FROM articles").fetchall())
    assert frozen(workspace, "relay", first=ids["sunset"]).texts[0].key.outlet == "The Sunset"
    assert frozen(workspace, seed=3) == frozen(workspace, seed=3)
    assert len({tuple(t.key.outlet for t in frozen(workspace, seed=n).texts) for n in range(8)}) > 1


def test_nothing_to_ask_about_is_said(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="nothing that was scored about Nobody|does not ask for portrayal of Nobody"):
        frozen(workspace, "beat-the-model", target=Target("nobody", "Nobody"))


def test_phones_are_dealt_texts_in_turn(workspace: Workspace) -> None:
    lesson = frozen(workspace, "jigsaw")
    one = next(step for step in lesson.plan.steps if step.texts == Texts.ONE)
    assert [lesson.dealt(one, seat)[0].letter for seat in range(4)] == ["A", "B", "C", "A"]
    every = dataclasses.replace(one, texts=Texts.ALL)
    assert [[t.letter for t in lesson.dealt(every, seat)] for seat in range(2)] == [["A", "B", "C"], ["B", "C", "A"]]
    rest = dataclasses.replace(one, texts=Texts.REST)
    assert {t.letter for t in lesson.dealt(rest, 5)} == {"B", "C"}


# ---- the file ----


def changed(lesson: Lesson, change) -> bytes:
    body = json.loads(file.write(lesson))
    change(body)
    return json.dumps(body).encode()


def put(path: str, value):
    *parents, last = path.split(".")

    def change(body) -> None:
        for name in parents:
            body = body[int(name)] if name.isdigit() else body[name]
        body[int(last) if last.isdigit() else last] = value

    return change


HOSTILE = {
    "not JSON": (b"\x89PNG", "not text in UTF-8"),
    "half of it": (b'{"format": "parallax-lesson"', "not JSON"),
    "another format": (b"[]", "not a lesson file"),
    "nested": (b"[" * 100_000, "nested too deeply"),
    "a bomb of digits": (b'{"format": ' + b"9" * 10_000 + b"}", "cannot be read"),
    "infinite": (b'{"format": Infinity}', "Infinity is not a number"),
    "twice": (b'{"format": "x", "format": "parallax-lesson"}', "twice"),
    "too large": (b" " * (file.MOST_BYTES + 1), "at most"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_lesson_file_is_refused(name: str) -> None:
    content, reason = HOSTILE[name]
    with pytest.raises(file.RefusedLessonError, match=reason):
        file.read(content)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("version", 2), "version 2"),
        (put("title", None), "lesson.title must be text"),
        (put("title", "x" * 70_000), "70,000 characters"),
        (put("title", "a\x00b"), "control character"),
        (put("shell", "rm -rf"), "'shell', which no lesson has"),
        (put("texts", []), "texts has 0"),
        (put("texts.0.letter", "A/B"), "without “/”"),
        (put("texts.1.letter", "A"), "bear the same name"),
        (put("texts.0.key", {}), "lacks 'country'"),
        (put("texts.0.body", ["a"]), "texts[0].body must be text"),
        (put("texts.0.answers", {"kind": "best"}), "no answer to 'kind'"),
        (put("texts.0.readings.0.sentences.0.score", 7), "from −1 to 1"),
        (put("texts.0.readings.0.sentences.0.score", "NaN"), "from −1 to 1"),
        (put("plan.steps.0.kind", "explode"), "it can be read, vote"),
        (put("plan.steps.0.minutes", 10**9), "minutes"),
        (put("plan.steps.0.minutes", True), "whole number"),
        (put("plan.steps.0.questions", ["nothing"]), "no question"),
        (put("plan.steps.3.round", 1), "same round"),
        (put("questions.0.options", {"one": "1"}), "1 answers"),
        (put("questions.0.options", {"": "1", "b": "2"}), "the name ''"),
        (put("texts", [{}] * 2_000), "at most 1,000"),
    ],
)
def test_a_damaged_or_hostile_lesson_is_refused_with_the_place(change, reason: str, blind: Lesson) -> None:
    with pytest.raises(file.RefusedLessonError) as refused:
        file.read(changed(blind, change))
    assert reason in str(refused.value)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_never_more(content: bytes) -> None:
    with pytest.raises(file.RefusedLessonError):
        file.read(content)


def test_a_lesson_opens_without_a_workspace_or_network(workspace: Workspace, tmp_path: Path, monkeypatch) -> None:
    written = tmp_path / "lesson.json"
    written.write_bytes(file.write(frozen(workspace)))
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    monkeypatch.setattr("data.store.Workspace.__init__", lambda *_: pytest.fail("a workspace was opened"))
    assert file.read(written.read_bytes()).subject == "Orne"


# ---- what a class said ----


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((0, 0, 0), "No votes yet."),
        ((1, 0, 0), "1 vote: Negative 1."),
        ((2, 0, 2), "4 votes: Negative 2, Positive 2."),
        ((4, 1, 0), "4 of 5 say: Negative."),
        ((3, 1, 3), "Split: Negative and Positive with 3 of 7 each."),
    ],
)
def test_a_spread_in_words_never_makes_shares_of_few(given, words: str) -> None:
    assert tally.said(dict(zip(TONE.options, given, strict=True)), TONE) == words


def test_spread_keeps_the_order_and_zeros_and_the_round() -> None:
    counts = [
        Count("A/portrayal", 1, "positive", 2, 1),
        Count("A/portrayal", 2, "negative", 9, 0),
        Count("B/portrayal", 1, "negative", 9, 0),
    ]
    assert tally.spread(counts, "A", TONE, 1) == {"negative": 0, "neutral": 0, "positive": 3}


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ({}, "No phone voted in both rounds."),
        ({("neutral", "neutral"): 4}, "None of the 4 phones that voted twice changed its vote."),
        (
            {("neutral", "positive"): 2, ("positive", "negative"): 1, ("neutral", "neutral"): 5},
            "3 of 8 changed their vote: 1 towards Negative and 2 towards Positive.",
        ),
    ],
)
def test_a_shift_has_its_n(moves, words: str) -> None:
    assert tally.shifted(tally.shift(moves, TONE), TONE) == words


def text_with(*scores: float) -> Text:
    labels = ["negative" if s < -0.2 else "positive" if s > 0.2 else "neutral" for s in scores]
    sentences = tuple(
        Sentence(f"s{n}", label, s, "own") for n, (label, s) in enumerate(zip(labels, scores, strict=True))
    )
    key = Key("O", "private", "X", "T")
    return Text(
        "A",
        "t",
        "b",
        key,
        answers={"portrayal": "negative"},
        readings=(Reading("portrayal", "Orne", "m", "r", sentences),),
    )


def test_where_class_and_model_part_the_sentence_that_pulls_is_shown() -> None:
    text = text_with(-0.9, -0.4, 0.7)
    reading = text.readings[0]
    apart = tally.parting(text, {"negative": 0, "neutral": 1, "positive": 8}, reading, TONE)
    assert apart.apart is True
    assert apart.carrier is not None
    assert apart.carrier.score == -0.9
    together = tally.parting(text, {"negative": 8, "neutral": 1, "positive": 0}, reading, TONE)
    assert together.apart is False
    assert together.said == "They agree: negative."
    nobody = tally.parting(text, {"negative": 0, "neutral": 0, "positive": 0}, reading, TONE)
    assert nobody.apart is None
    assert "nobody voted" in nobody.said


def test_what_the_model_did_not_read_is_said_with_its_reason() -> None:
    silent = Reading("portrayal", "Orne", "m", "r", missing="no scored sentence of it names Orne")
    found = tally.parting(text_with(0.5), {"negative": 6, "neutral": 0, "positive": 0}, silent, TONE)
    assert found.apart is None
    assert "no scored sentence of it names Orne" in found.said


def test_the_score_of_class_and_model_counts_only_texts_with_a_key() -> None:
    keyed, unkeyed = text_with(-0.9), dataclasses.replace(text_with(-0.9), answers=None)
    votes = {"negative": 1, "neutral": 3, "positive": 0}
    assert tally.right([keyed, unkeyed], [votes, votes], TONE) == (1, 0, 1)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(list(TONE.options)), st.sampled_from(list(TONE.options))), st.integers(0, 40)
    )
)
def test_every_phone_that_voted_twice_stayed_or_went_one_way(moves) -> None:
    shift = tally.shift(moves, TONE)
    stayed = sum(times for (before, after), times in moves.items() if before == after)
    assert shift.n == stayed + shift.up + shift.down
    assert shift.changed == shift.up + shift.down
