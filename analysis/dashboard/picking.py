"""A mark that is clicked and the select box beside it are one choice, whichever was used last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from analysis.charts.picking import PICKED


def into(chart: str, box: str, fields: Sequence[str], options: Sequence[str]) -> Callable[[], None]:
    """What to do when a mark is clicked: choose in the select box what the mark stands for.

    Args:
        chart: Key of the chart.
        box: Key of the select box.
        fields: Columns of the mark that, joined by a middle dot, make an option.
        options: Of the select box.
    """

    def choose() -> None:
        points = st.session_state[chart]["selection"].get(PICKED, [])
        if points and (wanted := option(*(points[0].get(field) for field in fields))) in options:
            st.session_state[box] = wanted

    return choose


def option(*names: object) -> str:
    """The option that stands for some names together."""
    return " · ".join(str(name) for name in names)
