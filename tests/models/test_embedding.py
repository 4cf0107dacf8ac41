"""Vectors: like meanings lie close, neighbours do not matter, long and odd texts are read."""

from __future__ import annotations

import numpy as np
import pytest

from models import embedding

STRIKE = "Nurses at the city hospital began a two-day strike over pay."
AGAIN = "Hospital nursing staff walked out for two days demanding better wages."
SATELLITE = "The agency launched a weather satellite from its northern range."


def test_like_meanings_lie_closer_than_unlike_ones() -> None:
    strike, again, satellite = embedding.embed([STRIKE, AGAIN, SATELLITE])
    assert strike @ again > 0.6 > 0.3 > strike @ satellite


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    alone = embedding.embed([STRIKE])[0]
    among = embedding.embed([SATELLITE * 9, STRIKE, "Yes.", AGAIN])[1]
    assert np.abs(alone - among).max() < 2e-3


@pytest.mark.parametrize("text", [STRIKE, "Yes.", "罢工 " * 40, STRIKE * 60])
def test_every_vector_has_unit_length(text: str) -> None:
    assert np.linalg.norm(embedding.embed([text])[0]) == pytest.approx(1, abs=1e-5)


def test_nothing_to_read_has_no_direction_and_repeats_are_equal() -> None:
    blank, one, two = embedding.embed([" ", STRIKE, STRIKE])
    assert not blank.any()
    assert (one == two).all()
    assert embedding.embed([]).shape == (0, embedding.WIDTH)


def test_a_long_text_is_read_to_its_end() -> None:
    filler = "The council met on Tuesday and adjourned. " * 30
    assert embedding.embed([filler])[0] @ embedding.embed([filler + SATELLITE * 5])[0] < 0.99
