"""Krippendorff's alpha: the published examples, the laws, and a reason where there is no number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import agreement
from analysis.agreement import alpha
from models.base import LABELS

_ = np.nan
# Krippendorff 2011, section C: four observers, twelve units, missing data.
MISSING = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T
# Section A: two observers, binary data.
BINARY = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float).T
# Section B: two observers, five categories a–e.
NOMINAL = np.array([[1, 1, 2, 2, 4, 3, 3, 3, 5, 4, 4, 1], [2, 1, 2, 2, 2, 3, 3, 3, 5, 4, 4, 4]], dtype=float).T


@pytest.mark.parametrize(
    ("values", "level", "published"),
    [
        (BINARY, "nominal", 0.095),
        (NOMINAL, "nominal", 0.692),
        (MISSING, "nominal", 0.743),
        (MISSING, "ordinal", 0.815),
    ],
)
def test_the_published_examples(values: np.ndarray, level: str, published: float) -> None:
    found = alpha(values, level=level, draws=0)
    assert found.alpha == pytest.approx(published, abs=5e-4)


def test_a_unit_with_one_label_says_nothing() -> None:
    found = alpha(MISSING, level="nominal", draws=0)
    assert (found.units, found.labels) == (11, 40)
    assert found.alpha == alpha(MISSING[:11], level="nominal", draws=0).alpha


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.empty((0, 2)), "no item has labels of two coders"),
        (np.array([[1, _], [_, 0]]), "no item has labels of two coders"),
        (np.zeros((20, 2)), "all labels are the same: agreement beyond chance is undefined"),
        (NOMINAL[:9], "only 9 items with labels of two coders: an interval needs 10"),
        (NOMINAL, None),
        (np.r_[np.zeros((40, 2)), [[1.0, 1.0]]], "nearly all labels are the same: too few others for an interval"),
    ],
)
def test_a_missing_number_has_a_reason(values: np.ndarray, reason: str | None) -> None:
    found = alpha(values, level="nominal")
    assert found.missing == reason
    assert (found.low is None) is (reason is not None)


def test_another_level_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match="level is 'ratio'; it can be nominal, ordinal"):
        alpha(BINARY, level="ratio")


coded = st.lists(st.lists(st.sampled_from([-1.0, 0.0, 1.0, _]), min_size=3, max_size=3), min_size=2, max_size=25)


@settings(max_examples=60, deadline=None)
@given(coded, st.sampled_from(["nominal", "ordinal"]))
def test_the_order_of_coders_and_units_does_not_matter(rows: list[list[float]], level: str) -> None:
    values = np.array(rows)
    one, other = (alpha(v, level=level, draws=0).alpha for v in (values, values[::-1, ::-1]))
    assert (one is None and other is None) or one == pytest.approx(other)


@settings(max_examples=60, deadline=None)
@given(coded, st.sampled_from(["nominal", "ordinal"]))
def test_alpha_is_one_exactly_where_nobody_differs(rows: list[list[float]], level: str) -> None:
    values = np.array(rows)
    found = alpha(values, level=level, draws=0).alpha
    same = all(len(set(row[~np.isnan(row)])) <= 1 for row in values)
    assert found is None or (found == pytest.approx(1)) is same
    assert found is None or found <= 1 + 1e-9


def test_chance_is_zero_and_the_interval_holds_it() -> None:
    values = np.random.default_rng(1).integers(-1, 2, size=(400, 2)).astype(float)
    found = alpha(values, level="ordinal")
    assert found.alpha == pytest.approx(0, abs=0.1)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high


def test_the_interval_covers_the_truth() -> None:
    rng = np.random.default_rng(2)
    kept = 0.8  # each coder copies the truth with this chance and guesses otherwise

    def drawn(units: int) -> np.ndarray:
        truth = rng.integers(0, 3, size=(units, 1))
        return np.where(rng.random((units, 2)) < kept, truth, rng.integers(0, 3, size=(units, 2))).astype(float)

    truth = alpha(drawn(200_000), level="nominal", draws=0).alpha
    assert truth == pytest.approx(kept**2, abs=0.01)
    found = [alpha(drawn(100), level="nominal", draws=300, seed=n) for n in range(300)]
    ends = np.array([(f.low, f.high) for f in found], dtype=float)
    assert np.mean((ends[:, 0] <= kept**2) & (kept**2 <= ends[:, 1])) > 0.91


def labels(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "coder", "value"])


def test_one_row_per_level_and_one_per_pair() -> None:
    rows = [(f"i{n}", coder, float(n % 3 - 1)) for n in range(12) for coder in ("ben", "anna")]
    coded = labels(*rows, ("i0", "zoe", 1.0))
    table = agreement.table(coded, "tone")
    assert table[["level", "n_units", "n_labels", "n_coders"]].to_numpy().tolist() == [
        ["nominal", 12, 25, 3],
        ["ordinal", 12, 25, 3],
    ]
    pairs = agreement.pairs(coded, "tone")
    assert pairs[["coder", "other", "n_units", "same"]].to_numpy().tolist() == [
        ["anna", "ben", 12, 1.0],
        ["anna", "zoe", 1, 0.0],
        ["ben", "zoe", 1, 0.0],
    ]
    assert pairs["alpha"][0] == 1


def test_no_labels_no_numbers() -> None:
    assert agreement.table(labels(), "loaded")["missing"].tolist() == ["no item has labels of two coders"]
    assert agreement.pairs(labels(), "loaded").empty


@pytest.mark.parametrize("task", LABELS)
def test_every_label_of_a_model_has_its_number_in_order(task: str) -> None:
    assert tuple(agreement.VALUES[task]) == LABELS[task]
    assert list(agreement.VALUES[task].values()) == sorted(agreement.VALUES[task].values())
