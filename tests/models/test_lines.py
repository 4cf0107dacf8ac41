"""JSON lines in, the same lines answered, in order; a bad line spoils nothing but itself."""

from __future__ import annotations

import json

import pytest

from models import lines, registry
from models.base import Passage
from tests.invented import FakeScorer

TONE_MODEL = "fake-tone@1"


def scored(raw: list[str], task: str = "tone") -> list[lines.Line]:
    return list(lines.score(raw, FakeScorer(task)))


def error(line: str, task: str = "tone") -> str:
    (answer,) = scored([line], task)
    assert not {"label", "probabilities"} & set(answer)
    return str(answer["error"])


def test_a_line_comes_back_with_its_answer() -> None:
    assert scored(['{"id": 7, "text": "A glad day.", "note": null}']) == [
        {
            "id": 7,
            "text": "A glad day.",
            "note": None,
            "label": "positive",
            "probabilities": [0.1, 0.2, 0.7],
            "model": TONE_MODEL,
        }
    ]


def test_order_is_kept_over_chunks_and_bad_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 3)
    moods = ["glad", "grim", "plain", "unreadable"] * 5
    raw = [json.dumps({"text": f"{mood} {n}", "n": n}) if n % 7 else "broken" for n, mood in enumerate(moods)]
    answers = scored(raw)
    assert [a.get("n", "bad") for a in answers] == [n if n % 7 else "bad" for n in range(20)]
    expected = {"glad": "positive", "grim": "negative", "plain": "neutral", "unreadable": None}
    assert [a.get("label") for a in answers] == [expected[m] if n % 7 else None for n, m in enumerate(moods)]


def test_passages_are_handed_over_in_chunks_and_lines_are_read_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CHUNK", 2)
    scorer = FakeScorer("tone")
    read = []

    def source():
        for number in range(5):
            read.append(number)
            yield json.dumps({"text": f"day {number}"})

    answers = lines.score(source(), scorer)
    next(answers)
    assert read == [0, 1]
    assert len(list(answers)) == 4
    assert [len(call) for call in scorer.history] == [2, 2, 1]


def test_blank_lines_are_passed_over_but_counted() -> None:
    answers = scored(["", "  \n", '{"text": "x"}', "\n", "oops"])
    assert len(answers) == 2
    assert str(answers[1]["error"]).startswith("line 5: not JSON")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("{'text': 'x'}", "not JSON"),
        ('{"text": "x"} {"text": "y"}', "not JSON"),
        ('{"text": "x"}\x00', "not JSON"),
        ("[" * 100_000, "cannot be read"),
        ('{"text": "x", "n": ' + "9" * 5_000 + "}", "cannot be read"),
        ("null", "an object such as"),
        ('["text"]', "an object such as"),
        ('"text"', "an object such as"),
        ("{}", '"text" must be a non-empty string'),
        ('{"text": null}', '"text" must be a non-empty string'),
        ('{"text": 5}', '"text" must be a non-empty string'),
        ('{"text": ["x"]}', '"text" must be a non-empty string'),
        ('{"text": " \\n "}', '"text" must be a non-empty string'),
        ('{"text": "unreadable"}', "made to fail"),
    ],
)
def test_a_bad_line_is_answered_with_its_number_and_what_is_wanted(line: str, reason: str) -> None:
    assert error(line).startswith("line 1: ")
    assert reason in error(line)


@pytest.mark.parametrize(
    ("task", "row", "reason"),
    [
        ("portrayal", {"text": "x"}, '"target" must be a non-empty string, as in {"text": "…", "target": "…"}'),
        ("portrayal", {"text": "x", "target": 5}, '"target" must be'),
        ("portrayal", {"text": "x", "target": " "}, '"target" must be'),
        ("portrayal", {"text": "x", "claim": "c"}, '"target" must be'),
        (
            "stance",
            {"text": "x", "target": "t"},
            '"claim" must be a non-empty string, as in {"text": "…", "claim": "…"}',
        ),
        ("stance", {"text": "x", "claim": None}, '"claim" must be'),
    ],
)
def test_a_task_needs_what_it_asks_about(task: str, row: lines.Line, reason: str) -> None:
    assert reason in error(json.dumps(row), task)


@pytest.mark.parametrize(
    ("task", "passage"),
    [
        ("tone", Passage("x")),
        ("loaded", Passage("x")),
        ("portrayal", Passage("x", target="t")),
        ("stance", Passage("x", claim="c")),
    ],
)
def test_a_model_is_shown_only_what_its_task_asks_about(task: str, passage: Passage) -> None:
    scorer = FakeScorer(task)
    list(lines.score(['{"text": "x", "target": "t", "claim": "c", "outlet": "gazette"}'], scorer))
    assert scorer.asked == [passage]


@pytest.mark.parametrize("other", [["t"], {"a": 1}, 5, None])
def test_fields_that_the_task_does_not_read_may_hold_anything(other: object) -> None:
    (answer,) = scored([json.dumps({"text": "x", "target": other, "claim": other})])
    assert (answer["label"], answer["target"], answer["claim"]) == ("neutral", other, other)


def test_an_old_answer_in_the_line_does_not_survive() -> None:
    stale = {"text": "unreadable", "label": "positive", "probabilities": [1], "error": "old", "model": "old"}
    assert scored([json.dumps(stale)]) == [{"text": "unreadable", "error": "line 1: made to fail", "model": TONE_MODEL}]
    (fresh,) = scored([json.dumps(stale | {"text": "glad"})])
    assert "error" not in fresh
    assert (fresh["label"], fresh["model"]) == ("positive", TONE_MODEL)


@pytest.mark.parametrize("task", ["tone", "portrayal", "stance", "loaded"])
def test_the_example_is_a_line_that_the_task_accepts(task: str) -> None:
    assert "label" in scored([lines.example(task)], task)[0]


def test_an_embedded_model_answers_with_its_revision_and_says_what_it_cannot_read() -> None:
    good = '{"id": 7, "text": "Quill spoke.", "target": "Quill"}'
    bad = '{"text": "x", "target": "y"}'
    first, second, third = lines.score([good, bad, good], registry.scorer("portrayal"))
    assert first["id"] == 7
    assert first["model"] == f"parallax-portrayal@{registry.ENTRIES['parallax-portrayal'].revision}"
    assert sum(first["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert str(second["error"]).startswith("line 2: the target 'y' does not occur")
    assert third == first
