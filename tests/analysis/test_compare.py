"""Differences: the right pairs, intervals and p-values that agree, verdicts, and reasons where there is no number."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis import aggregate, compare
from analysis.compare import contrasts, verdicts
from analysis.compare.contrasts import Contrast

Text = tuple[str, str | None, str, float | None]
RNG = np.random.default_rng


def articles(*texts: Text) -> pd.DataFrame:
    """Outlet, story, family and mean; an article without a mean has no sentence."""
    frame = pd.DataFrame(texts, columns=["outlet", "story", "family", "mean"]).astype({"mean": "float64"})
    return frame.assign(
        article=[f"a{n}" for n in range(len(frame))], sentences=np.where(frame["mean"].isna(), 0, 2), kind="private"
    )


def told(outlet: str, values: list[float], *, first: int = 0, story: bool = True) -> list[Text]:
    """One text of an outlet on each of some stories."""
    return [(outlet, f"s{n:03}" if story else None, f"{outlet}{n}", v) for n, v in enumerate(values, first)]


def only(table: pd.DataFrame) -> pd.Series:
    assert len(table) == 1
    return table.iloc[0]


def test_a_grim_event_cancels_out_where_both_tell_it() -> None:
    a, b = [-0.9, 0.4, 0.1, 0.3], [-1.0, 0.2, 0.0, 0.2]
    row = only(compare.differences(articles(*told("a", a), *told("b", b))))
    assert (row["paired"], row["n_stories"]) == (True, 4)
    assert row["estimate"] == pytest.approx(0.125)
    assert row["p"] == pytest.approx(stats.ttest_rel(a, b).pvalue)
    assert row["high"] - row["low"] < 0.2


def test_stories_of_one_outlet_alone_do_not_count_where_enough_are_shared() -> None:
    row = only(compare.differences(articles(*told("a", [0.1] * 3 + [-1.0] * 5), *told("b", [0.0] * 3))))
    assert (row["n_stories"], row["n_families_a"], row["n_articles_a"], row["n_sentences_a"]) == (3, 3, 3, 6)
    assert row["estimate"] == pytest.approx(0.1)


def test_every_shared_story_weighs_the_same() -> None:
    texts = [*told("a", [0.0, 0.0, 0.0]), *told("b", [0.0, 0.0, 0.0]), *(("a", "s000", f"x{n}", 0.6) for n in range(5))]
    assert only(compare.differences(articles(*texts)))["estimate"] == pytest.approx(0.5 / 3)


def test_single_texts_on_different_stories_make_welch_s_test() -> None:
    a, b = [0.1, 0.5, 0.3, 0.2], [0.0, -0.4, 0.2, -0.1, -0.3]
    welch = stats.ttest_ind(a, b, equal_var=False)
    for shared in (0, 2):
        row = only(compare.differences(articles(*told("a", a), *told("b", b, first=4 - shared))))
        assert (row["paired"], row["n_stories"]) == (False, shared)
        assert row["estimate"] == pytest.approx(np.mean(a) - np.mean(b))
    row = only(compare.differences(articles(*told("a", a, story=False), *told("b", b, story=False))))
    assert row["p"] == pytest.approx(welch.pvalue)
    assert (row["low"], row["high"]) == pytest.approx(tuple(welch.confidence_interval()))


def test_texts_on_one_story_are_not_independent() -> None:
    def width(*, known: bool) -> float:
        mood = RNG(1).normal(0, 0.3, 12)
        texts = [
            ("ab"[n % 2], f"s{n}" if known else None, f"{n}-{k}", mood[n] + 0.01 * k)
            for n in range(12)
            for k in range(4)
        ]
        row = only(compare.differences(articles(*texts)))
        assert row["n_families_a"] == 24
        return float(row["high"] - row["low"])

    assert width(known=True) > 1.6 * width(known=False)


def test_where_all_tell_one_story_the_difference_is_one_on_that_story() -> None:
    texts = [("a", "s", f"a{v}", v) for v in (0.1, 0.2, 0.3)] + [("b", "s", f"b{v}", v) for v in (0.4, 0.6, 0.9)]
    row = only(compare.differences(articles(*texts)))
    assert (row["paired"], row["n_stories"]) == (False, 1)
    assert row["p"] == pytest.approx(stats.ttest_ind([0.1, 0.2, 0.3], [0.4, 0.6, 0.9], equal_var=False).pvalue)


COPIED = st.lists(st.integers(1, 6), min_size=8, max_size=8)


@settings(max_examples=25, deadline=None)
@given(COPIED, st.booleans())
def test_copies_change_nothing(copies: list[int], shared: bool) -> None:
    values = RNG(2).uniform(-1, 1, 8).tolist()
    texts = [*told("a", values[:4]), *told("b", values[4:], first=0 if shared else 4)]
    copied = [text for text, n in zip(texts, copies, strict=True) for _ in range(n)]
    columns = ["estimate", "low", "high", "p", "n_families_a", "probability", "verdict", "more"]
    once, often = (compare.differences(articles(*t))[columns] for t in (texts, copied))
    pd.testing.assert_frame_equal(once, often)


def test_copies_count_when_asked_to_and_stay_one_cluster() -> None:
    texts = [*told("a", [0.0, 0.0, 0.9]), ("a", "s002", "a2", 0.9), *told("b", [0.0, 0.1, 0.2], first=3)]
    row = only(compare.differences(articles(*texts), unit="article"))
    assert (row["n_families_a"], row["estimate"]) == (4, pytest.approx(0.45 - 0.1))
    alone = [(o, None, f, v) for o, _, f, v in texts]
    assert only(compare.differences(articles(*alone), unit="article"))["p"] == pytest.approx(row["p"])


def test_a_wire_text_that_both_print_is_one_text_that_moves_both() -> None:
    wire = [(o, None, f"w{n}", v) for n, v in enumerate([-0.9, 0.8, -0.2, 0.5]) for o in ("a", "b")]
    row = only(compare.differences(articles(*wire)))
    assert (row["estimate"], row["low"], row["high"], row["p"], row["n_families_both"]) == (0, 0, 0, 1, 4)
    own = [*told("a", [0.1, 0.2, 0.3], story=False), *told("b", [0.0, 0.1, 0.0], story=False)]
    apart = [(o, s, f if f[0] != "w" else f"{f}{o}", v) for o, s, f, v in wire]
    together, twice = (only(compare.differences(articles(*own, *w))) for w in (wire, apart))
    assert together["estimate"] == pytest.approx(twice["estimate"])
    assert together["high"] - together["low"] < (twice["high"] - twice["low"]) / 2


def test_a_wire_text_on_a_shared_story_draws_the_difference_to_nothing() -> None:
    own = [*told("a", [0.4] * 3), *told("b", [0.0] * 3)]
    wire = [(o, f"s{n:03}", f"w{n}", -0.5) for n in range(3) for o in ("a", "b")]
    assert only(compare.differences(articles(*own, *wire)))["estimate"] == pytest.approx(0.2)


SIDES = st.tuples(st.integers(3, 30), st.integers(3, 30), st.floats(-0.8, 0.8), st.integers(0, 50), st.booleans())


@settings(max_examples=80, deadline=None)
@given(SIDES)
def test_the_interval_excludes_zero_exactly_where_p_is_below_five_percent(sides) -> None:
    n, m, shift, seed, paired = sides
    rng = RNG(seed)
    if paired:
        found = contrasts.paired(rng.normal(shift, 0.8, n), draws=400, seed=seed)
    else:
        clusters = [rng.integers(0, 3 + n // 2, n), 10 + rng.integers(0, 3 + m // 2, m)]
        if any(len(np.unique(c)) < aggregate.FLOOR for c in clusters):
            return
        found = contrasts.unpaired(
            rng.normal(shift, 0.8, n), clusters[0], rng.normal(0, 0.8, m), clusters[1], draws=400
        )
    low, high = found.interval((-9, 9))
    assert low <= found.estimate <= high
    assert (low > 0 or high < 0) == (found.p < 0.05)
    assert 0 <= found.p <= 1


@pytest.mark.parametrize("size", [6, 25])
@pytest.mark.parametrize("first", [0, 100])
def test_turning_a_pair_round_turns_its_signs(size: int, first: int) -> None:
    texts = articles(
        *told("a", RNG(3).normal(0.1, 0.3, size).tolist()),
        *told("b", RNG(4).normal(0, 0.3, size).tolist(), first=first),
    )
    row, turned = (only(compare.differences(texts, order)) for order in (["a", "b"], ["b", "a"]))
    assert (turned["a"], turned["b"]) == ("b", "a")
    assert turned["estimate"] == pytest.approx(-row["estimate"])
    assert (turned["low"], turned["high"]) == pytest.approx((-row["high"], -row["low"]))
    assert (turned["p"], turned["probability"]) == pytest.approx((row["p"], 1 - row["probability"]))


def test_the_bootstrap_agrees_with_student_where_it_takes_over() -> None:
    a, b = RNG(5).normal(0.15, 0.3, 40), RNG(6).normal(0, 0.3, 40)
    drawn = contrasts.unpaired(a, np.arange(40), b, 40 + np.arange(40))
    assert drawn.draws is not None
    welch = stats.ttest_ind(a, b, equal_var=False)
    assert drawn.interval((-2, 2)) == pytest.approx(tuple(welch.confidence_interval()), abs=0.02)
    assert drawn.p == pytest.approx(welch.pvalue, abs=0.015)


def test_a_difference_beyond_every_draw_has_a_small_p_value_and_not_none() -> None:
    found = contrasts.paired(RNG(7).normal(1, 0.2, 60))
    assert found.draws is not None
    assert found.draws.min() > 0
    assert 0 < found.p < 1e-9


@pytest.mark.parametrize(
    ("a", "b", "probability"),
    [
        ([1, 2, 3], [-1, -2, -3], 1.0),
        ([1, 2, 3], [1, 2, 3], 0.5),
        ([0, 0, 0], [0, 0, 0], 0.5),
        ([1, 0, 0], [0, 0, 0], 4 / 6),
        ([3, 1, 1], [2, 2, 2], 1 / 3),
    ],
)
def test_how_often_in_a_hundred(a: list[float], b: list[float], probability: float) -> None:
    table = articles(*told("a", a, story=False), *told("b", b, story=False))
    assert only(compare.differences(table, bounds=(-3, 3)))["probability"] == pytest.approx(probability)


def test_only_texts_on_one_story_meet_where_stories_are_paired() -> None:
    row = only(compare.differences(articles(*told("a", [-0.9, 0.1, 0.9]), *told("b", [-0.95, 0.0, 0.8]))))
    assert row["probability"] == 1


@pytest.mark.parametrize(
    ("p", "adjusted", "clusters", "verdict"),
    [
        (0.001, 0.049, (5,), "clear"),
        (0.001, 0.049, (50, 4), "suggestive"),
        (0.001, 0.050, (50, 50), "suggestive"),
        (0.099, 0.9, (3,), "suggestive"),
        (0.100, 0.100, (50,), "cannot tell"),
    ],
)
def test_what_may_be_said(p: float, adjusted: float, clusters: tuple[int, ...], verdict: str) -> None:
    assert verdicts.verdict(p, adjusted, clusters) == verdict


def test_more_on_the_screen_asks_for_more_evidence() -> None:
    texts = [*told("a", RNG(8).normal(0.2, 0.2, 9).tolist()), *told("b", RNG(9).normal(0, 0.2, 9).tolist())]
    alone = only(compare.differences(articles(*texts)))
    noise = [t for o in "cdef" for t in told(o, RNG(ord(o)).normal(0.1, 0.2, 9).tolist())]
    among = compare.differences(articles(*texts, *noise))
    assert len(among) == 15
    assert among["p_adjusted"].to_numpy() == pytest.approx(stats.false_discovery_control(among["p"]))
    assert among.iloc[0]["p"] == alone["p"] == alone["p_adjusted"]
    assert among.iloc[0]["p_adjusted"] > alone["p_adjusted"]


@pytest.mark.parametrize(("clusters", "variances"), [((8,), (0.09,)), ((8, 8), (0.09, 0.04)), ((40, 6), (0.04, 0.25))])
def test_so_many_more_give_four_chances_in_five(clusters: tuple[int, ...], variances: tuple[float, ...]) -> None:
    contrast = Contrast(0.0, 0.1, 7, clusters, variances)
    more, why = verdicts.further(contrast, 0.1, comparisons=1)
    assert why is None
    assert more is not None
    n = [have + more for have in clusters]
    error, freedom = math.sqrt(sum(v / k for v, k in zip(variances, n, strict=True))), sum(n) - len(n)
    power = stats.nct.sf(stats.t.isf(0.025, freedom), freedom, 0.1 / error)
    assert power == pytest.approx(0.8, abs=0.02)


def test_what_it_would_take_grows_with_the_screen_and_never_hangs_on_the_observed_difference() -> None:
    small, large = (Contrast(estimate, 0.1, 7, (8,), (0.09,)) for estimate in (0.0, 0.09))
    assert verdicts.further(small, 0.1, 1) == verdicts.further(large, 0.1, 1)
    few, many = (verdicts.further(small, 0.1, n)[0] for n in (1, 15))
    assert few is not None
    assert many is not None
    assert few < many


@pytest.mark.parametrize(
    ("contrast", "more", "reason"),
    [
        (Contrast(0.0, 0.0, 9, (10,), (0.0,)), None, "do not vary at all"),
        (Contrast(0.4, 0.0, 2, (3,), (0.0,)), 2, None),
        (Contrast(0.01, 0.01, 99, (100,), (0.01,)), None, "would show a difference of 0.10 in four samples of five"),
        (Contrast(0.4, 0.001, 2, (3, 40), (1e-9, 1e-9)), 2, None),
    ],
)
def test_no_number_where_none_would_do(contrast: Contrast, more: int | None, reason: str | None) -> None:
    found, why = verdicts.further(contrast, 0.1, 1)
    assert found == more
    assert reason in (why or "") if reason else why is None


def test_a_clear_difference_needs_no_more_and_an_unclear_one_says_how_many() -> None:
    clear = only(compare.differences(articles(*told("a", [0.5, 0.6, 0.4, 0.5, 0.6, 0.5]), *told("b", [0.0] * 6))))
    assert (clear["verdict"], clear["more"] is pd.NA, clear["missing"]) == ("clear", True, None)
    unclear = only(compare.differences(articles(*told("a", [0.5, -0.6, 0.4, -0.5]), *told("b", [0.0] * 4))))
    assert unclear["verdict"] == "cannot tell"
    assert unclear["more"] > 100


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ([("a", None, "f", 0.1)], "b has no text here that could be scored"),
        ([("a", None, "f", None), *told("b", [0.1] * 3)], "a has no text here that could be scored"),
        (
            [*told("a", [0.1, 0.2]), *told("b", [0.1] * 4, first=5)],
            "only 2 independent stories or texts of a: an interval needs at least 3",
        ),
        (
            [("a", "s", "f", 0.1), ("a", "s", "g", 0.1), *told("b", [0.1] * 3)],
            "only 1 independent story or text of a: an interval needs at least 3",
        ),
    ],
)
def test_a_missing_number_has_a_reason(texts: list[Text], reason: str) -> None:
    row = only(compare.differences(articles(*texts), ["a", "b"]))
    assert (row["missing"], row["verdict"]) == (reason, "cannot tell")
    assert np.isnan([row["low"], row["high"], row["p"], row["p_adjusted"]]).all()


def test_nothing_to_compare_is_an_empty_table_with_all_columns() -> None:
    for table in (articles(), articles(*told("a", [0.1]))):
        found = compare.differences(table)
        assert found.empty
        assert {"a", "estimate", "p_adjusted", "verdict", "more", "missing"} <= set(found.columns)


def test_a_text_whose_copies_were_put_into_two_stories_is_in_one_of_them() -> None:
    texts = [*told("a", [0.1, 0.2, 0.3]), *told("b", [0.0, 0.1, 0.2]), ("a", "s001", "a0", 0.1), ("b", None, "a0", 0.1)]
    forth, back = (only(compare.differences(articles(*t))) for t in (texts, texts[::-1]))
    assert forth["estimate"] == pytest.approx(back["estimate"])
    assert (forth["n_families_a"], forth["n_families_both"]) == (3, 1)


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def dated(*rows: tuple[str, str, float, str | None]) -> pd.DataFrame:
    """Outlet, family, mean and time of publication."""
    table = articles(*((outlet, None, family, mean) for outlet, family, mean, _ in rows))
    return table.assign(published=pd.to_datetime(pd.Series([row[3] for row in rows], dtype=object), utc=True))


def test_after_less_before_per_outlet_and_who_has_no_time() -> None:
    early = [("a", f"e{v}", v, "2026-03-02T08:00Z") for v in (0.1, 0.2, 0.3)]
    late = [("a", f"l{v}", v, "2026-03-02T12:00Z") for v in (0.5, 0.6, 0.7)]
    table = compare.before_after(
        dated(*early, *late, ("a", "x", 1.0, None), ("b", "y", 0.0, "2026-03-02T13:00Z")), NOON
    )
    a, b = table.iloc[0], table.iloc[1]
    assert (a["outlet"], a["a"], a["b"], a["n_undated"], a["paired"]) == ("a", "after", "before", 1, False)
    assert a["estimate"] == pytest.approx(0.4)
    assert a["low"] > 0
    assert (b["outlet"], b["missing"]) == ("b", "before has no text here that could be scored")


def test_a_late_copy_belongs_to_the_time_of_its_first_printing() -> None:
    table = dated(
        ("a", "f", 0.1, "2026-03-01T08:00Z"), ("a", "f", 0.1, "2026-03-05T08:00Z"), ("a", "g", 0.2, "2026-03-05T08:00Z")
    )
    row = only(compare.before_after(table, NOON))
    assert (row["n_families_a"], row["n_families_b"], row["n_articles_b"]) == (1, 1, 2)
    assert only(compare.before_after(table, NOON, unit="article"))["n_articles_a"] == 2


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone; give one, e.g. 2026-03-02T12:00:00"):
        compare.before_after(dated(), NOON.replace(tzinfo=None))


def of_kinds(*kinds: tuple[str, int, float]) -> pd.DataFrame:
    """Kind, how many outlets with three texts each, and their mean."""
    texts, labels = [], []
    for kind, outlets, mean in kinds:
        for n in range(outlets):
            texts += told(f"{kind}{n}", [mean + 0.01 * n + d for d in (-0.1, 0.0, 0.1)], story=False)
            labels += [kind] * 3
    return articles(*texts).assign(kind=labels)


def test_between_kinds_an_outlet_is_one_observation() -> None:
    found = compare.between_kinds(of_kinds(("private", 6, 0.3), ("wire", 5, 0.0)))
    row = only(found.differences)
    a, b = (0.3 + 0.01 * np.arange(6), 0.01 * np.arange(5))
    assert row["p"] == pytest.approx(stats.ttest_ind(a, b, equal_var=False).pvalue)
    assert (row["n_outlets_a"], row["n_outlets_b"], row["verdict"], len(found.outlets)) == (6, 5, "clear", 11)


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        ([("private", 5, 0.3), ("wire", 5, 0.0)], "only 10 outlets: below 11 a p-value and an interval between kinds"),
        ([("private", 10, 0.3), ("wire", 2, 0.0)], "only 2 of kind wire: an interval needs at least 3 outlets"),
    ],
)
def test_between_kinds_with_few_outlets_nothing_is_claimed_and_each_is_shown(
    kinds: list[tuple[str, int, float]], reason: str
) -> None:
    found = compare.between_kinds(of_kinds(*kinds))
    row = only(found.differences)
    assert row["missing"].startswith(reason)
    assert np.isnan([row["p"], row["low"], row["high"]]).all()
    assert row["verdict"] == "cannot tell"
    assert not np.isnan(row["estimate"])
    assert len(found.outlets) == sum(n for _, n, _ in kinds)


def test_an_outlet_with_too_few_texts_is_shown_and_does_not_count_in_its_kind() -> None:
    table = of_kinds(("private", 6, 0.3), ("wire", 5, 0.0))
    extra = articles(("lone", None, "lone", -1.0)).assign(kind="wire")
    found = compare.between_kinds(pd.concat([table, extra]))
    assert only(found.differences)["n_outlets_b"] == 5
    assert "lone" in found.outlets["outlet"].tolist()
    nobody = only(compare.between_kinds(table, ["private", "party"]).differences)
    assert nobody["missing"] == "no outlet of kind party has 3 texts that could be scored"


def grid(*cells: tuple[str, str, float, int]) -> pd.DataFrame:
    """Outlet, topic, estimate and number of texts, all with one spread."""
    table = pd.DataFrame(cells, columns=["outlet", "topic", "estimate", "n_families"])
    return table.assign(spread=np.where(table["n_families"] > 1, 0.3, np.nan))


def test_small_cells_are_drawn_to_their_outlet_and_the_raw_stays() -> None:
    raw = grid(
        ("a", "t1", 0.5, 100),
        ("a", "t2", 0.9, 2),
        ("a", "t3", 0.4, 60),
        ("a", "t4", -0.1, 80),
        ("b", "t1", -0.5, 90),
        ("b", "t2", -0.9, 1),
        ("b", "t3", -0.2, 50),
    )
    found = compare.shrunk(raw)
    pd.testing.assert_frame_equal(found[raw.columns], raw)
    moved = (found["estimate_shrunk"] - found["estimate"]).abs()
    assert set(moved.nlargest(2).index) == {1, 5}
    assert found["weight"].between(0, 1).all()
    assert abs(found["estimate_shrunk"]).max() < 0.9


def test_cells_that_differ_by_chance_alone_are_drawn_almost_to_the_mean() -> None:
    found = compare.shrunk(grid(*(("a", f"t{n}", 0.2 + 0.001 * n, 10) for n in range(12))))
    assert (found["weight"] < 0.25).all()


def test_too_few_cells_or_no_spread_leave_shrinkage_missing() -> None:
    for raw in (
        grid(),
        grid(("a", "t", 0.1, 9), ("a", "u", 0.3, 9)),
        grid(*(("a", f"t{n}", 0.1 * n, 1) for n in range(6))),
    ):
        assert compare.shrunk(raw)[["estimate_shrunk", "weight"]].isna().all(axis=None)


def test_shrinking_what_by_group_makes_comes_nearer_to_the_truth() -> None:
    rng = RNG(10)
    truth = {f"t{n}": rng.normal(0, 0.15) for n in range(20)}
    topics = [topic for topic in truth for _ in range(int(rng.integers(1, 12)))]
    texts = [("a", None, f"f{n}", truth[topic] + rng.normal(0, 0.4)) for n, topic in enumerate(topics)]
    table = articles(*texts).assign(topic=topics)
    found = compare.shrunk(aggregate.by_group(table, ["outlet", "topic"]))
    error = {c: ((found[c] - found["topic"].map(truth)) ** 2).mean() for c in ("estimate", "estimate_shrunk")}
    assert error["estimate_shrunk"] < error["estimate"]


def test_an_outlet_s_own_interval_knows_that_texts_on_one_story_are_alike() -> None:
    mood = RNG(11).normal(0, 0.3, 6)
    table = articles(*(("a", f"s{n}", f"{n}-{k}", mood[n] + 0.01 * k) for n in range(6) for k in range(3)))
    by_story, by_text = only(compare.estimates(table, ["outlet"])), only(aggregate.by_group(table, ["outlet"]))
    assert by_story["estimate"] == by_text["estimate"]
    assert by_story["high"] - by_story["low"] > 1.5 * (by_text["high"] - by_text["low"])


def test_an_outlet_s_own_interval_is_that_of_its_texts_where_stories_do_not_matter() -> None:
    for table in (articles(*told("a", [0.1, 0.2, 0.4])), articles(*(("a", "s", f"f{v}", v) for v in (0.1, 0.2, 0.4)))):
        pd.testing.assert_frame_equal(compare.estimates(table, ["outlet"]), aggregate.by_group(table, ["outlet"]))
    two = only(compare.estimates(articles(*(("a", f"s{n % 2}", f"f{n}", 0.1 * n) for n in range(6))), ["outlet"]))
    assert two["missing"] == "only 2 independent stories or texts: an interval needs at least 3"
    assert np.isnan(two["low"])
