"""Intervals hold the truth and verdicts raise no false alarm, in small; `python -m analysis.simulation` does it in large.

Bands are the goals (93 to 97 %, at most 5 %) widened by three standard errors of so few corpora.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import simulation
from analysis.simulation import DESIGNS, OWN_OF_ALL, PAIRED, SCREEN, SLANT, UNPAIRED, Design

CORPORA = 80
SCREENS = 25


def band(low: float, high: float, n: int) -> tuple[float, float]:
    return low - 3 * np.sqrt(low * (1 - low) / n), high + 3 * np.sqrt(high * (1 - high) / n)


@pytest.mark.parametrize(("design", "stories"), [(PAIRED, 8), (PAIRED, 20), (UNPAIRED, 8)])
def test_intervals_hold_the_truth_and_those_of_sentences_do_not(design: Design, stories: int) -> None:
    found = simulation.coverage(design, stories, CORPORA, seed=7)
    low, high = band(0.93, 0.97, CORPORA)
    assert low <= found.held <= high
    assert found.naive_held < 0.6
    assert found.naive_width < found.width / 2


@pytest.mark.parametrize("design", [PAIRED, UNPAIRED])
def test_screens_without_a_difference_rarely_call_one_clear_and_sentences_nearly_always_do(design: Design) -> None:
    found = simulation.alarms(design, 8, SCREENS, seed=7)
    assert found.found <= band(0, 0.05, SCREENS)[1]
    assert found.naive > 0.8


def test_an_outlet_s_own_interval_holds_the_truth_where_stories_are_its_clusters() -> None:
    by_story, by_text = simulation.of_one_outlet(12, CORPORA, seed=7)
    low, high = band(0.93, 0.97, CORPORA)
    assert low <= by_story <= high
    assert by_text < by_story


def outlet_means(articles: pd.DataFrame) -> pd.Series:
    return articles.drop_duplicates(["outlet", "family"]).groupby("outlet")["mean"].mean()


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_the_truth_is_what_an_endless_corpus_shows(design: Design) -> None:
    made = simulation.corpus(np.random.default_rng(1), 20_000, (SLANT / 2, -SLANT / 2), design)
    if design.shared:
        by_story = made.drop_duplicates(["outlet", "family"]).groupby(["outlet", "story"])["mean"].mean()
        shown = by_story["0"].mean() - by_story["1"].mean()
    else:
        means = outlet_means(made)
        shown = means["0"] - means["1"]
    assert shown == pytest.approx(design.truth, abs=0.008)
    assert SLANT * OWN_OF_ALL <= design.truth < SLANT


def test_a_corpus_is_nested_as_news_is() -> None:
    made = simulation.corpus(np.random.default_rng(2), 200, (0.0,) * SCREEN, PAIRED, tells=0.5)
    families = made.groupby("family")
    assert made["mean"].between(-1, 1).all()
    assert made["article"].is_unique
    assert (families[["story", "mean"]].agg("max") == families[["story", "mean"]].agg("min")).all(axis=None)
    assert families.size().nunique() > 5
    outlets = families["outlet"].nunique()
    assert 1 < outlets.max() <= SCREEN
    assert (outlets > 1).mean() < 0.2


def test_the_same_seed_makes_the_same_table_and_another_another() -> None:
    tables = [list(simulation.markdown(2, seed, sizes=(5,))) for seed in (0, 0, 1)]
    assert tables[0] == tables[1] != tables[2]
    assert sum(line.startswith("| paired: both tell these stories | 5 |") for line in tables[0]) == 2
