"""Attention with denominators, silence with opportunity, the aggregator as editor."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coverage import attention as att
from analysis.coverage import editor, silence

DAY = pd.Timestamp("2026-03-02T08:00Z")  # a Monday
COLUMNS = ["article", "outlet", "family", "topics", "story", "published", "snippet", "via", "slot", "kind", "original"]


def article(
    number: int, outlet: str, *, day: float | None = 0, topics: tuple[str, ...] = (), **changes: Any
) -> dict[str, Any]:
    return {
        "article": f"{outlet}{number}", "outlet": outlet, "family": f"{outlet}{number}", "topics": topics, "story": None,
        "published": pd.NaT if day is None else DAY + pd.Timedelta(days=day), "snippet": False, "via": None, "slot": None,
        "kind": "private", "original": True,
    } | changes  # fmt: skip


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=COLUMNS)
    return made.assign(published=pd.to_datetime(made["published"], utc=True))


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_wilson_against_published_values(hits: int, of: int, low: float, high: float) -> None:
    found = att.wilson([hits], [of])
    assert (found[0][0], found[1][0]) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share_and_mirrors(hits: int, of: int) -> None:
    hits = min(hits, of)
    (low,), (high,) = att.wilson([hits], [of])
    assert 0 <= low <= hits / of <= high <= 1
    (other_low,), (other_high,) = att.wilson([of - hits], [of])
    assert (low, high) == (pytest.approx(1 - other_high), pytest.approx(1 - other_low))


def test_no_share_of_nothing() -> None:
    low, high = att.wilson([0], [0])
    assert np.isnan(low[0])
    assert np.isnan(high[0])


def test_attention_counts_families_of_an_outlet_once() -> None:
    found = att.attention(
        table(
            article(1, "a", topics=("ferry",)),
            article(2, "a", topics=("ferry", "bread"), family="a1"),  # a copy of the first
            article(3, "a"),
            article(4, "b", topics=("ferry",), family="a1"),  # and b's own family too
            article(5, "c", via="raft"),
        )
    )
    cells = {(row["outlet"], row["topic"]): row for row in found.to_dict("records")}
    assert set(cells) == {(o, t) for o in "abc" for t in ("ferry", "bread")}
    assert [cells["a", "ferry"][name] for name in ("families", "of", "share", "only_republished")] == [1, 2, 0.5, 0]
    assert (cells["b", "ferry"]["share"], cells["c", "ferry"]["share"]) == (1.0, 0.0)
    assert cells["c", "ferry"]["only_republished"] == 1
    assert found["missing"].isna().all()


def test_a_period_without_a_text_is_a_gap() -> None:
    found = att.attention(
        table(
            article(1, "a", day=0, topics=("ferry",)),
            article(2, "a", day=21),
            article(3, "b", day=8, topics=("ferry",)),
            article(4, "a", day=None, topics=("ferry",)),
        ),
        topics=["ferry"],
        period="week",
    )
    a = found[found["outlet"] == "a"]
    assert a["period"].dt.strftime("%m-%d").tolist() == ["03-02", "03-09", "03-16", "03-23"]
    assert a["of"].tolist() == [1, 0, 0, 1]
    assert a["share"].isna().tolist() == [False, True, True, False]
    assert a["missing"].notna().tolist() == [False, True, True, False]


def test_a_family_stands_in_the_period_of_its_first_article() -> None:
    rows = table(article(1, "a", day=0, topics=("ferry",)), article(2, "a", day=9, topics=("ferry",), family="a1"))
    found = att.attention(rows, period="week")
    assert found["families"].tolist() == [1]


@pytest.mark.parametrize("period", [None, "day", "month"])
def test_attention_of_nothing(period: str | None) -> None:
    assert att.attention(table(), period=period).empty
    assert att.attention(table(article(1, "a")), period=period).empty  # no topic occurs
    assert att.attention(table(article(1, "a", day=None)), topics=["x"], period="day").empty


def test_an_unknown_period() -> None:
    with pytest.raises(ValueError, match="period is 'year'; it can be day, week, month"):
        att.attention(table(), period="year")


def test_a_series_of_means_gets_its_gaps() -> None:
    rows = att.in_periods(table(article(1, "a", day=0), article(2, "a", day=70)), "month")
    series = att.with_gaps(rows[["outlet", "period"]].assign(estimate=0.5), ["outlet"], "month")
    assert series["period"].dt.month.tolist() == [3, 4, 5]
    assert series["estimate"].isna().tolist() == [False, True, False]


def blind(*rows: dict[str, Any], floor: int = 2) -> dict[str, dict[str, Any]]:
    articles = table(*rows)
    found = silence.blind_spots(articles, silence.on_story(articles, "fire"), floor=floor)
    return {str(row["outlet"]): {str(k): v for k, v in row.items()} for row in found.to_dict("records")}


FIRE = [article(1, "teller", story="fire"), article(2, "teller", day=1), article(3, "teller", day=1)]


def test_the_three_states() -> None:
    found = blind(
        *FIRE,
        article(1, "quiet", day=1), article(2, "quiet", day=2),
        article(1, "away", day=30), article(2, "away", day=31),
    )  # fmt: skip
    states = {outlet: row["state"] for outlet, row in found.items()}
    assert states == {"teller": "covered", "quiet": "silent with opportunity", "away": "no opportunity"}
    # One of the teller's three texts is on it, so two texts miss it with (2/3)².
    assert found["quiet"]["chance"] == pytest.approx(4 / 9)
    assert np.isnan(found["teller"]["chance"])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([article(1, "x", day=30)], "nothing of it is in this workspace from 2026-02-28 to 2026-03-04"),
        ([article(1, "x"), article(2, "x", day=30)], "only 1 full text of its own from"),
        ([article(n, "x", snippet=True) for n in range(9)], "only snippets of it from"),
        ([article(n, "x", via="raft") for n in range(9)], "known only through an aggregator, which chose what is here"),
        ([article(n, "x", day=None) for n in range(9)], "none of its texts has a known time"),
        ([article(n, "x", family="one") for n in range(9)], "only 1 full text of its own"),
    ],
)
def test_no_opportunity_has_its_reason(rows: list[dict[str, Any]], reason: str) -> None:
    row = blind(*FIRE, *rows)["x"]
    assert row["state"] == "no opportunity"
    assert reason in row["reason"]
    assert np.isnan(row["chance"])


def test_what_an_aggregator_republished_is_covered_all_the_same() -> None:
    assert blind(*FIRE, article(1, "x", story="fire", via="raft", snippet=True))["x"]["state"] == "covered"


def test_the_edge_of_the_window_is_inside() -> None:
    rows = [article(n, "x", day=2) for n in range(2)] + [article(n, "y", day=2.01) for n in range(2)]
    found = blind(*FIRE, *rows)
    assert (found["x"]["in_window"], found["y"]["in_window"]) == (2, 0)


def test_a_story_without_a_time_gives_nobody_an_opportunity() -> None:
    found = blind(article(1, "teller", story="fire", day=None), *(article(n, "x") for n in range(9)))
    assert found["x"]["state"] == "no opportunity"
    assert "no text on this has a known time" in found["x"]["reason"]


def test_blind_spots_of_nothing() -> None:
    empty = table()
    assert silence.blind_spots(empty, silence.on_topic(empty, "x")).empty


def pool(lifted: int, left: int, outlet: str, **changes: Any) -> list[dict[str, Any]]:
    """Texts of an outlet, the first few of them also with the aggregator."""
    rows = [article(n, outlet, day=n / 100, **changes) for n in range(lifted + left)]
    again = [
        {
            **rows[n],
            "article": f"raft/{outlet}{n}",
            "via": "raft",
            "slot": "main" if n == 0 else "related 1",
            "original": False,
        }
        for n in range(lifted)
    ]
    return [*rows, *again]


BOOKENDS = [article(98, "ends", day=-1, via="raft"), article(99, "ends", day=2, via="raft")]


def test_the_ratio_compares_with_the_other_categories() -> None:
    found = editor.lifts(table(*pool(6, 2, "a"), *pool(2, 14, "b"), *BOOKENDS), "raft")
    rows = {row["outlet"]: row for row in found.to_dict("records")}
    a, b = rows["a"], rows["b"]
    assert (a["lifted"], a["pool"], a["of_pool"], a["of_lifted"]) == (6, 8, 24, 10)
    assert a["ratio"] == pytest.approx((6 / 8) / (2 / 16))
    spread = np.sqrt(1 / 6 - 1 / 8 + 1 / 2 - 1 / 16)
    assert a["low"] == pytest.approx(6 * np.exp(-1.959964 * spread), rel=1e-5)
    assert b["ratio"] == pytest.approx(1 / a["ratio"])
    assert (b["low"], b["high"]) == (pytest.approx(1 / a["high"]), pytest.approx(1 / a["low"]))
    assert rows["ends"]["missing"] == "pool not known: only what raft lifted of it is here"
    assert np.isnan(rows["ends"]["ratio"])


def test_what_is_never_lifted_is_no_pool() -> None:
    found = editor.lifts(table(*pool(3, 3, "a"), *pool(0, 9, "b"), *BOOKENDS), "raft")
    b = found[found["outlet"] == "b"].iloc[0]
    assert b["missing"] == "never lifted here: whether raft reads it is not known"
    a = found[found["outlet"] == "a"].iloc[0]
    assert a["missing"] == "the whole known pool is of this kind: there is nothing to compare it with"


def test_an_empty_cell_keeps_a_finite_interval() -> None:
    rows = [*pool(4, 0, "a", topics=("x",)), *pool(2, 5, "b", topics=("y",)), article(77, "a", topics=("y",))]
    found = editor.lifts(table(*rows, *BOOKENDS), "raft", "topic")
    x = found[found["topic"] == "x"].to_dict("records")[0]
    assert 0 < x["low"] < x["ratio"] < x["high"] < np.inf


def test_texts_from_another_time_are_no_pool() -> None:
    late = [article(n, "a", day=40) for n in range(50, 60)]
    found = editor.lifts(table(*pool(2, 2, "a"), *pool(1, 3, "b"), *late, *BOOKENDS), "raft")
    assert found.loc[found["outlet"] == "a", "pool"].item() == 4


def test_slots_are_shares_of_what_was_lifted() -> None:
    found = editor.slots(table(*pool(4, 2, "a")), "raft")
    assert found[["outlet", "slot", "families", "of", "share"]].to_numpy().tolist() == [
        ["a", "main", 1, 4, 0.25],
        ["a", "related 1", 3, 4, 0.75],
    ]
    assert (found["low"] < found["share"]).all()


def test_the_measure_of_what_was_lifted_and_left() -> None:
    rows = table(*pool(4, 4, "a"), *BOOKENDS)
    means = rows["family"].str[-1].map(lambda digit: 0.5 if digit in "0123" else -0.1)
    (row,) = editor.difference(rows.assign(mean=means + np.linspace(0, 0.01, len(rows))), "raft").to_dict("records")
    assert (row["n_lifted"], row["n_left"]) == (4, 4)  # "ends" has no known pool
    assert row["difference"] == pytest.approx(0.6, abs=0.02)
    assert 0.5 < row["low"] < row["difference"] < row["high"] < 0.7


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (BOOKENDS, "pool not known: no outlet has texts here both lifted and left by raft"),
        ([*pool(2, 5, "a"), *BOOKENDS], "only 2 lifted and 5 left: an interval needs at least 3 of each"),
        ([*pool(3, 3, "a"), *BOOKENDS], "every text has the same score"),
    ],
)
def test_no_interval_has_its_reason(rows: list[dict[str, Any]], missing: str) -> None:
    (row,) = editor.difference(table(*rows).assign(mean=0.2), "raft").to_dict("records")
    assert missing in row["missing"]
    assert np.isnan(row["low"])


@pytest.mark.parametrize("ask", [editor.lifts, editor.slots])
def test_wrong_questions_to_an_editor(ask: Any) -> None:
    with pytest.raises(ValueError, match="nothing came through 'nobody' here; texts were republished by raft"):
        ask(table(*pool(1, 1, "a")), "nobody")
    with pytest.raises(ValueError, match="by is 'colour'; it can be outlet, kind, topic"):
        ask(table(*pool(1, 1, "a")), "raft", "colour")
