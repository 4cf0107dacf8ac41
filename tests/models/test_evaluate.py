"""The measuring stick is itself measured, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models import evaluate
from models.base import Passage
from models.datasets import Example
from tests.invented import FakeScorer


def test_macro_f1_by_hand() -> None:
    gold, predicted = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0])
    # label 0: 2·1/(2+2) = .5; label 1: 2·2/(2+3) = .8; label 2: never predicted, 0
    assert evaluate.macro_f1(gold, predicted, [0, 1, 2]) == pytest.approx((0.5 + 0.8 + 0) / 3)


def test_calibration_error_by_hand() -> None:
    probabilities = np.array([[0.95, 0.05], [0.95, 0.05], [0.35, 0.65], [0.35, 0.65]])
    gold = np.array([0, 1, 1, 1])
    # bin .9–1: |.95 − .5| · ½; bin .6–.7: |.65 − 1| · ½
    assert evaluate.calibration_error(probabilities, gold) == pytest.approx(0.45 / 2 + 0.35 / 2)


def test_unscored_examples_count_as_wrong() -> None:
    assert evaluate.macro_f1(np.array([0, 0]), np.array([0, -1]), [0]) == pytest.approx(2 / 3)


def test_an_unknown_label_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"text": "a", "label": "positive"}\n{"text": "b", "label": "nice"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"gold.jsonl:2: label 'nice'; tone has negative, neutral, positive"):
        evaluate.from_file(file, "tone")


def examples(*pairs: tuple[str, str]) -> list[Example]:
    return [Example(Passage(text), label, str(n)) for n, (text, label) in enumerate(pairs)]


def test_figures_of_a_model_that_errs_once() -> None:
    found = evaluate.measure(
        FakeScorer("tone"),
        examples(("glad", "positive"), ("grim", "negative"), ("plain", "neutral"), ("plain", "positive")),
        dataset="invented",
        split="test",
    )
    assert (found.model, found.dataset, found.split, found.n, found.unscored) == ("fake-tone", "invented", "test", 4, 0)
    assert found.accuracy == 0.75
    assert found.macro_f1 == round((1 + 2 / 3 + 2 / 3) / 3, 4)
    assert found.low <= found.macro_f1 <= found.high
    assert found.labels == ("negative", "neutral", "positive")
    assert found.ece == pytest.approx(abs((0.7 * 2 - 2) / 4) + abs((0.6 * 2 - 1) / 4))


def test_what_cannot_be_scored_counts_as_wrong() -> None:
    found = evaluate.measure(
        FakeScorer("tone"),
        examples(("unreadable", "positive"), ("glad", "positive"), ("grim", "negative"), ("plain", "neutral")),
        dataset="d",
        split="s",
    )
    assert (found.unscored, found.accuracy) == (1, 0.75)


def test_a_model_that_scores_nothing_has_figures_all_the_same() -> None:
    found = evaluate.measure(FakeScorer("loaded"), examples(("unreadable", "loaded")), dataset="d", split="s")
    assert (found.unscored, found.accuracy, found.macro_f1) == (1, 0.0, 0.0)


def test_where_a_set_knows_fewer_labels_the_choice_is_among_them() -> None:
    found = evaluate.measure(
        FakeScorer("tone"),
        examples(("plain", "positive"), ("glad", "positive"), ("grim", "negative")),
        dataset="d",
        split="s",
    )
    # "plain" has equal shares of positive and negative, and the first label wins: wrong, but never "neutral".
    assert found.labels == ("negative", "positive")
    assert found.accuracy == pytest.approx(2 / 3, abs=1e-4)
    assert found.ece is None


def test_the_same_figures_come_twice() -> None:
    rows = examples(*[("glad", "positive"), ("grim", "neutral"), ("plain", "neutral")] * 5)
    assert evaluate.measure(FakeScorer("tone"), rows, dataset="d", split="s") == evaluate.measure(
        FakeScorer("tone"), rows, dataset="d", split="s"
    )


def test_labelled_lines_of_a_user(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    rows = [
        {"text": "Quill\u2028won.\x85", "target": "Quill", "label": "positive"},
        {"text": "Quill lost.", "target": "Quill", "label": "negative"},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    found = evaluate.from_file(file, "portrayal")
    assert [(e.passage, e.label) for e in found] == [
        (Passage("Quill\u2028won.\x85", target="Quill"), "positive"),
        (Passage("Quill lost.", target="Quill"), "negative"),
    ]
