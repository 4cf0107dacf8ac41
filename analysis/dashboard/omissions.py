"""The omission grid of a story: statements by outlets, and the sentence behind any cell."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

import pandas as pd
import streamlit as st

from analysis import statements
from analysis.dashboard import evidence, picking, text, workspaces

MARKS: Final = {statements.SAID: "● says it", statements.NOT_FOUND: "○ not found", statements.NO_OPPORTUNITY: "–"}
SHOWN: Final = 25
LEAST: Final = 2
"""Outlets that must make a statement for it to stand in the grid: what one alone says is a detail of its own."""


class NoGridError(RuntimeError):
    """The process that aligns the sentences ended without a grid."""


# The sentence encoder stays out of the web process, like every model.
@st.cache_data(max_entries=32, show_spinner="Finding the sentences that say the same …")
def table(name: str, version: str, story: str) -> pd.DataFrame:  # noqa: ARG001
    """One row per statement and outlet, the statements that most outlets make and some leave out first.

    Raises:
        NoGridError: The alignment failed; the message is its own.
    """
    command = [sys.executable, "-m", "analysis", "statements", "-W", str(workspaces.named(name).root)]
    done = subprocess.run(  # noqa: S603  # our own interpreter; the story is one argument, whatever it holds
        [*command, f"--story={story}", "--least", str(LEAST), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise NoGridError(done.stderr.strip()[-400:] or f"it ended with code {done.returncode}")
    return pd.DataFrame([json.loads(line) for line in done.stdout.splitlines()])


def draw(name: str, version: str, story: str, articles: pd.DataFrame) -> None:
    """Draw the grid on request, since aligning a story takes seconds."""
    if not st.toggle("Show who says what", key="omissions", bind="query-params"):
        st.caption(
            "Sentences of all outlets are aligned by what they say. A statement that an outlet leaves out although it "
            "could have made it is marked; an outlet of which only a snippet is known had no opportunity."
        )
        return
    try:
        found = table(name, version, story)
    except NoGridError as error:
        st.error(f"The sentences could not be aligned: {error}")
        return
    if found.empty:
        st.info("No statement is made by two outlets of this story.")
        return
    names = articles.drop_duplicates("outlet").set_index("outlet")["outlet_name"]
    found = found.assign(outlet_name=found["outlet"].map(names).fillna(found["outlet"]))
    first = found["statement"].drop_duplicates().head(SHOWN)
    grid = found[found["statement"].isin(first)]
    st.markdown(f"**{text.plain(_said(grid))}**")
    wide = grid.assign(state=grid["state"].map(MARKS)).pivot_table(
        index="representative", columns="outlet_name", values="state", aggfunc="first", sort=False
    )
    wide = wide.reset_index().rename(columns={"representative": "Statement"})
    event = st.dataframe(
        wide,
        hide_index=True,
        width="stretch",
        row_height=58,
        key="omission_grid",
        on_select="rerun",
        selection_mode="single-row",
        column_config={"Statement": st.column_config.TextColumn("Statement", width="large", pinned=True)},
    )
    more = found["statement"].nunique() - len(first)
    st.caption(
        "“Not found” means that no sentence of the outlet was close enough: a paraphrase may have been missed. A dash: "
        "no opportunity. Select a row to read every outlet's sentence."
        + (f" {more} more are left out." if more else "")
    )
    for at in event["selection"]["rows"][:1]:
        chosen = grid[grid["representative"] == wide["Statement"].iloc[at]]
        for row in chosen.itertuples():
            words = row.sentence if row.state == statements.SAID else row.reason or row.state
            st.html(text.quotation(str(words), "", picking.option(row.outlet_name, MARKS[row.state])))
    evidence.counts(wide, "omission-grid")


def _said(grid: pd.DataFrame) -> str:
    """What the grid shows, as a count; nothing is estimated."""
    left_out = grid[grid["state"] == statements.NOT_FOUND].groupby("outlet_name")["statement"].nunique()
    total = grid["statement"].nunique()
    if left_out.empty:
        return f"All outlets with full texts make each of these {total} statements."
    most = left_out.idxmax()
    return (
        f"Of {total} statements that at least {LEAST} outlets make, {most} leaves out {left_out.max()}, as far as "
        "sentences could be aligned."
    )
