"""Corrected estimates: what they are made of, their laws, and a reason where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import aggregate, correct
from analysis.correct import Estimates


def frame(n: int = 60, *, outlets: str = "ab", labelled: int = 30, seed: int = 0, bias: float = 0.0) -> pd.DataFrame:
    """Sentences in articles of uneven length in families of one article or two; the first of each outlet labelled."""
    rng = np.random.default_rng(seed)
    parts = []
    for outlet in outlets:
        article = np.sort(rng.integers(0, n // 4, n))
        value = rng.integers(-1, 2, n).astype(float)
        chosen = rng.permutation(n) < labelled
        parts.append(
            pd.DataFrame(
                {
                    "outlet": outlet,
                    "article": [f"{outlet}{a}" for a in article],
                    "family": [f"{outlet}{a // 2}" for a in article],
                    "stratum": outlet,
                    "score": np.clip(value * 0.6 + rng.normal(0, 0.2, n) + bias, -1, 1),
                    "value": np.where(chosen, value, np.nan),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def sizes(table: pd.DataFrame) -> dict[str, int]:
    return {str(k): int(v) for k, v in table["stratum"].value_counts().items()}


def found(table: pd.DataFrame, **options: str) -> Estimates:
    return correct.estimates(table, sizes(table), **options)  # type: ignore[arg-type]


def row(table: pd.DataFrame, method: str, outlet: str = "a") -> pd.Series:
    (index,) = table.index[(table["method"] == method) & (table["outlet"] == outlet)]
    found: pd.Series = table.loc[index]
    return found


def test_raw_is_what_the_comparison_shows() -> None:
    table = frame()
    articles = table.groupby(["outlet", "family", "article"], as_index=False).agg(
        mean=("score", "mean"), sentences=("score", "size")
    )
    for unit in correct.UNITS:
        compared = aggregate.by_group(articles, ["outlet"], unit=unit).set_index("outlet")
        raw = row(found(table, unit=unit).by_outlet, "raw")
        assert raw["estimate"] == pytest.approx(compared.loc["a", "estimate"])
        assert raw["n_families"] == compared.loc["a", "n_families"]
        assert raw["low"] == pytest.approx(compared.loc["a", "low"], abs=0.05)
        assert raw["n_sentences"] == compared.loc["a", "n_sentences"]


def test_where_everything_is_labelled_the_model_does_not_matter() -> None:
    table = frame(labelled=60, bias=0.7)
    wanted = found(table.assign(score=table["value"])).by_outlet
    by_outlet = found(table).by_outlet
    for method in ("corrected", "labels only"):
        for column in ("estimate", "low", "high"):
            assert row(by_outlet, method)[column] == pytest.approx(row(wanted, "raw")[column])


def test_a_model_that_is_always_right_needs_no_more_labels() -> None:
    table = frame(600, labelled=30)
    rng = np.random.default_rng(3)
    truth = rng.integers(-1, 2, len(table)).astype(float)
    table = table.assign(score=truth, value=np.where(table["value"].notna(), truth, np.nan))
    by_outlet = found(table).by_outlet
    corrected, raw, labels = (row(by_outlet, method) for method in ("corrected", "raw", "labels only"))
    assert corrected["estimate"] == pytest.approx(raw["estimate"])
    assert corrected["weight_of_model"] == pytest.approx(1)
    assert corrected["high"] - corrected["low"] == pytest.approx(raw["high"] - raw["low"], rel=0.05)
    assert labels["high"] - labels["low"] > 1.5 * (corrected["high"] - corrected["low"])


def test_a_model_that_knows_nothing_is_left_out() -> None:
    table = frame(400, labelled=100)
    table["score"] = np.random.default_rng(1).uniform(-1, 1, len(table))
    corrected, labels = (row(found(table).by_outlet, method) for method in ("corrected", "labels only"))
    assert corrected["weight_of_model"] < 0.25
    assert corrected["estimate"] == pytest.approx(labels["estimate"], abs=0.05)


def test_a_constant_error_is_taken_off_and_the_power_tuning_keeps_it_in_bounds() -> None:
    table = frame(600, labelled=60)
    shifted = table.assign(score=table["score"] + 0.3)
    plain, moved = (row(found(t).by_outlet, "corrected") for t in (table, shifted))
    assert moved[["estimate", "low", "high"]].tolist() == pytest.approx(plain[["estimate", "low", "high"]].tolist())
    assert row(found(shifted).by_outlet, "raw")["estimate"] == pytest.approx(
        row(found(table).by_outlet, "raw")["estimate"] + 0.3
    )


def test_uneven_chances_are_weighed_out() -> None:
    # All positive sentences labelled, and a tenth of the others: the labels alone are 10 : 1 positive.
    value = np.tile(np.r_[np.ones(1), -np.ones(1)], 500)
    table = pd.DataFrame(
        {
            "outlet": "a",
            "article": [f"a{n // 4}" for n in range(1000)],
            "family": [f"a{n // 4}" for n in range(1000)],
            "stratum": np.where(value > 0, "up", "down"),
            "score": 0.0,
            "value": np.where((value > 0) | (np.arange(1000) % 20 == 1), value, np.nan),
        }
    )
    for method in ("corrected", "labels only"):
        assert row(found(table).by_outlet, method)["estimate"] == pytest.approx(0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-0.5, 0.5))
def test_a_difference_is_the_difference_and_turns_with_its_sides(seed: int, bias: float) -> None:
    table = frame(80, labelled=25, seed=seed, bias=bias)
    one = found(table)
    turned = found(table.assign(outlet=table["outlet"].map({"a": "b", "b": "a"})))
    for method in correct.METHODS:
        difference = one.differences.set_index("method").loc[method]
        assert difference["estimate"] == pytest.approx(
            row(one.by_outlet, method, "a")["estimate"] - row(one.by_outlet, method, "b")["estimate"]
        )
        assert difference["low"] <= difference["estimate"] <= difference["high"]
        other = turned.differences.set_index("method").loc[method]
        assert [other["low"], other["high"]] == pytest.approx([-difference["high"], -difference["low"]])


def test_texts_that_two_outlets_share_make_their_difference_surer() -> None:
    table = frame(400, labelled=400)
    b = table[table["outlet"] == "a"].assign(outlet="b", stratum="b")
    same = pd.concat([table[table["outlet"] == "a"], b], ignore_index=True)
    apart = same.assign(family=same["outlet"] + same["family"])
    shared = found(same).differences.set_index("method").loc["raw"]
    assert (shared["low"], shared["high"]) == pytest.approx((0, 0), abs=1e-6)
    assert found(apart).differences.set_index("method")["high"]["raw"] > 0.01


@pytest.mark.parametrize(
    ("table", "method", "reason"),
    [
        (frame(labelled=0), "corrected", "only 0 labels: a correction needs at least 20"),
        (frame(labelled=1), "labels only", "only 1 label: a correction needs at least 20"),
        (frame().assign(family="f"), "raw", "only 1 independent text: an interval needs at least 3"),
    ],
)
def test_a_missing_interval_has_a_reason(table: pd.DataFrame, method: str, reason: str) -> None:
    estimates = found(table)
    missing = row(estimates.by_outlet, method)
    assert missing["missing"] == reason
    assert pd.isna(missing["low"])
    assert pd.isna(missing["high"])
    pair = estimates.differences.set_index("method").loc[method]
    assert pair["missing"] == f"a: {reason}; b: {reason}"
    if method != "raw":
        assert pd.isna(missing["estimate"])
        assert pd.isna(row(estimates.by_outlet, "raw")["missing"])


def test_a_stratum_without_labels_keeps_only_its_own_outlet_from_being_corrected() -> None:
    table = frame(labelled=40)
    table.loc[(table["outlet"] == "a") & table["value"].isna(), "stratum"] = "a, unread"
    by_outlet = found(table).by_outlet
    assert row(by_outlet, "corrected")["missing"] == "stratum a, unread has 0 labels of 20 sentences; it needs 2"
    assert pd.isna(row(by_outlet, "corrected", "b")["missing"])


def test_labels_from_outside_the_sample_are_refused() -> None:
    table = frame()
    with pytest.raises(ValueError, match="only labels of a random sample can correct an estimate"):
        correct.estimates(table, {"a": 60})


def test_intervals_do_not_leave_the_scale() -> None:
    table = frame(labelled=30)
    table["value"] = table["value"].where(table["value"].isna(), 1.0)
    for outlet in "ab":
        table.loc[table.index[table["value"].notna() & (table["outlet"] == outlet)][:5], "value"] = 0.0
    high = found(table).by_outlet.query("method != 'raw'")["high"]
    assert (high == 1).any()
    assert (high <= 1).all()


def test_what_is_rare_needs_more_labels() -> None:
    table = frame(labelled=30)
    table["value"] = table["value"].where(table["value"].isna(), 0.0)
    table.loc[table.index[table["value"].notna()][:4], "value"] = -1.0
    by_outlet = found(table).by_outlet
    wanted = "only 4 of 30 labels differ from the others: a correction needs 5 that do"
    assert row(by_outlet, "corrected")["missing"] == wanted
    assert row(by_outlet, "labels only", "b")["missing"].startswith("only 0 of 30 labels differ")
    never = row(correct.estimates(table.assign(score=0.0), sizes(table), bounds=(0, 1)).by_outlet, "corrected", "b")
    assert (never["low"], never["estimate"]) == (0, 0)
    assert never["high"] == pytest.approx(4 / 34)


def test_the_interval_of_a_share_is_lopsided_and_stays_inside() -> None:
    table = frame(200, labelled=100)
    table["value"] = table["value"].where(table["value"].isna(), 0.0)
    table.loc[table.index[table["value"].notna()][:8], "value"] = 1.0
    table["score"] = 0.1
    found_ = correct.estimates(table, sizes(table), bounds=(0, 1)).by_outlet
    share = row(found_, "labels only")
    assert 0 < share["low"] < share["estimate"] < share["high"] < 1
    assert share["high"] - share["estimate"] > share["estimate"] - share["low"]


def test_one_outlet_has_no_difference_and_no_sentence_no_row() -> None:
    assert found(frame(outlets="a")).differences.empty
    assert found(frame()[:0]).by_outlet.empty
