"""Under a difference between two outlets: how far it hangs on our settings, computed when somebody asks."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis import charts, robustness
from analysis.comparison import Asked
from analysis.dashboard import choosing, evidence, text, workspaces
from analysis.dashboard.filters import Filters
from analysis.measures import SCALES
from analysis.robustness import Curve
from data.schema import Claim

_WIDEST = 300
"""Settings whose curve a page can still show; the table holds them all."""


def draw(chosen: Filters, row: pd.Series) -> None:
    """Offer the dial of a difference, and on request its sentence, its specification curve and every setting.

    Args:
        chosen: What the viewer asked for.
        row: The difference: a and b.
    """
    asked = chosen.asked
    key = f"dial_{asked.measure}_{asked.subject}_{row['a']}_{row['b']}"
    with st.expander("How far does this depend on our settings?"):
        wordings = _wordings(chosen, key)
        if not st.toggle("Compute it under every reasonable setting", key=f"{key}_on"):
            return
        found = _curve(chosen.workspace, chosen.version, asked, (str(row["a"]), str(row["b"])), wordings)
        st.markdown(f"**{text.plain(found.dial.said)}**")
        scale = SCALES[asked.measure]
        known = found.table.dropna(subset=["estimate"])
        if 0 < len(known) <= _WIDEST:
            st.vega_lite_chart(
                _spec(found.table, asked.measure), key=f"{key}_curve", alt=found.dial.said, width="stretch"
            )
            st.caption(
                "One mark per setting, from the lowest difference to the highest; filled where it is clear. The ticks "
                "below say which setting it is. The settings share their texts, so their shares are no probability."
            )
        evidence.table(found.table.drop(columns=["a_name", "b_name"]), f"{asked.measure}-settings", scale)


def _wordings(chosen: Filters, key: str) -> tuple[str, ...]:
    """The claims that the viewer names as the same claim in other words."""
    claims = workspaces.named(chosen.workspace).state.items(Claim)
    own = next((claim for claim in claims if claim.id == chosen.asked.subject), None)
    if own is None:
        return ()
    others = {claim.id: claim.text for claim in claims if robustness.same_topics(claim, own) and claim.id != own.id}
    if not others:
        return ()
    picked = st.multiselect(
        "Claims that say the same in other words",
        list(others),
        format_func=lambda claim: others[claim],
        key=f"{key}_wordings",
    )
    return tuple(picked)


@st.cache_data(max_entries=16, show_spinner="Computing every setting …")
def _curve(name: str, version: str, asked: Asked, pair: tuple[str, str], wordings: tuple[str, ...]) -> Curve:  # noqa: ARG001
    return robustness.curve(workspaces.named(name), choosing.scorers(name), asked, pair, wordings=wordings)


@st.cache_data(max_entries=16, show_spinner=False)
def _spec(table: pd.DataFrame, measure: str) -> dict[str, Any]:
    spec: dict[str, Any] = charts.specification(table, robustness.varied(table), SCALES[measure]).to_dict()
    return spec
