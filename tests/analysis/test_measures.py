"""Every measure is described in full, and every value is written in one way."""

from __future__ import annotations

import pytest

from analysis.measures import SCALES
from data.schema import Measure


@pytest.mark.parametrize("measure", Measure)
def test_every_measure_is_described(measure: Measure) -> None:
    scale = SCALES[measure]
    assert scale.measure is measure
    assert all((scale.name, scale.question, scale.low, scale.high, scale.more, scale.less, scale.caution))
    assert ("{subject}" in scale.question) is (measure in {Measure.PORTRAYAL, Measure.STANCE})
    assert scale.signed is (measure is not Measure.LOADED)


@pytest.mark.parametrize(
    ("value", "signed", "plain"),
    [
        (0.0, "0.00", "0.00"),
        (-0.0, "0.00", "0.00"),
        (-0.001, "0.00", "0.00"),
        (0.004, "0.00", "0.00"),
        (0.5, "+0.50", "0.50"),
        (-0.25, "−0.25", None),
        (1.0, "+1.00", "1.00"),
        (-1.0, "−1.00", None),
        (0.996, "+1.00", "1.00"),
    ],
)
def test_a_value_is_written_with_its_sign_and_never_as_minus_nought(
    value: float, signed: str, plain: str | None
) -> None:
    assert SCALES["tone"].written(value) == signed
    if plain is not None:
        assert SCALES["loaded"].written(value) == plain
