"""Intervals of shares against published ones; the rest of the arithmetic is tested through `analysis.correct`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import design


@pytest.mark.parametrize(("hits", "n", "low", "high"), [(15, 148, 0.0624, 0.1605), (81, 263, 0.2553, 0.3662)])
def test_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    share = hits / n
    reach = 1.95996 * float(np.sqrt(share * (1 - share) / n))
    assert design.share_interval(share, reach, n) == pytest.approx((low, high), abs=2e-4)


def test_what_never_came_up_can_still_be_there() -> None:
    low, high = design.share_interval(0.0, 0.0, 40)
    assert low == pytest.approx(0)
    assert high == pytest.approx(4 / 44)


@given(st.floats(-0.2, 1.2), st.floats(0, 2), st.integers(1, 1000))
def test_a_share_lies_in_its_interval_and_the_interval_on_the_scale(share: float, reach: float, labels: int) -> None:
    low, high = design.share_interval(share, reach, labels)
    assert -1e-9 <= low <= min(max(share, 0), 1) + 1e-9
    assert min(max(share, 0), 1) - 1e-9 <= high <= 1 + 1e-9
