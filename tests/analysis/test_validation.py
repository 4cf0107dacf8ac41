"""The model against human labels: shares of all sentences, not of the labelled ones."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import validation

# Outlet "x": 100 sentences that the model calls negative, 4 of them labelled, and 10 positive, 2 labelled.
FRAME = pd.DataFrame(
    {
        "item": [*"abcd", *[None] * 96, "e", "f", *[None] * 8, "g"],
        "outlet": ["x"] * 110 + ["y"],
        "stratum": ["x / negative"] * 100 + ["x / positive"] * 10 + ["y"],
        "label": ["negative"] * 100 + ["positive"] * 10 + ["neutral"],
        "confidence": [0.9] * 100 + [0.5] * 10 + [1.0],
        "score": [-0.8] * 100 + [0.4] * 10 + [0.0],
    }
)


def labels(*rows: tuple[str, str]) -> pd.DataFrame:
    value = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
    return pd.DataFrame([(item, label, value[label]) for item, label in rows], columns=["item", "label", "value"])


JUDGED = validation.judged(
    FRAME,
    labels(
        ("a", "negative"),
        ("b", "negative"),
        ("c", "negative"),
        ("d", "neutral"),
        ("e", "positive"),
        ("e", "negative"),  # a second coder
        ("f", "positive"),
        ("g", "neutral"),
    ),
)


def test_an_item_stands_for_its_stratum_and_coders_share_it() -> None:
    assert JUDGED["weight"].tolist() == [25, 25, 25, 25, 2.5, 2.5, 5, 1]


def test_the_confusion_is_that_of_all_sentences() -> None:
    table = validation.confusion(JUDGED).set_index(["outlet", "model", "human"])
    assert table.loc[("x", "negative", "negative"), "share"] == pytest.approx(75 / 110)
    assert table.loc[("x", "positive", "negative"), "share"] == pytest.approx(2.5 / 110)
    assert table.groupby("outlet")["share"].sum().tolist() == pytest.approx([1, 1])
    assert table["n_labels"].sum() == 8


def test_quality_per_outlet() -> None:
    table = validation.quality(JUDGED).set_index("outlet")
    right = (75 + 7.5) / 110
    assert table.loc["x", "accuracy"] == pytest.approx(right)
    assert table.loc["x", "bias"] == pytest.approx((-80 + 75 + 4 - 5) / 110)
    assert table.loc["x", "calibration_error"] == pytest.approx((100 * 0.15 + 10 * 0.25) / 110)
    assert table.loc["y", "calibration_error"] == 0
    assert table["n_items"].tolist() == [6, 1]


def test_the_reliability_table() -> None:
    table = validation.calibration(JUDGED)
    assert table["outlet"].tolist() == ["x", "x", "y"]
    assert table["confidence"].tolist() == pytest.approx([0.5, 0.9, 1])
    assert table["right"].tolist() == pytest.approx([0.75, 0.75, 1])
    assert ((table["low"] <= table["confidence"]) & (table["confidence"] <= table["high"])).all()


def test_no_labels_no_rows() -> None:
    none = validation.judged(FRAME, labels())
    assert validation.confusion(none).empty
    assert validation.quality(none).empty
    assert validation.calibration(none).empty
