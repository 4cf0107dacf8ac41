"""Another wording of a claim, put to the same sentences."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analysis.dashboard import asking, process, workspaces
from data.schema import Claim

LONGEST = 200


def draw(name: str, subject: str) -> None:
    """Draw the form that adds a claim's other wording and has it scored."""
    claims = {claim.id: claim for claim in workspaces.named(name).state.items(Claim)}
    claim = claims[subject]
    st.write(
        "A stance is measured towards these very words. A finding that does not survive another wording, or that does "
        "not turn around when the claim is turned around, is not one to rely on."
    )
    with st.form("other_wording", border=True):
        words = st.text_input(
            "Another wording, or the opposite claim", placeholder=claim.text, max_chars=LONGEST, key="other_words"
        )
        if st.form_submit_button("Put it to the same sentences"):
            _add(name, claim, words.strip(), claims)


def _add(name: str, claim: Claim, words: str, claims: dict[str, Claim]) -> None:
    if not words:
        st.error("Write a sentence that a text can support or oppose.")
    elif any(words.casefold() == known.text.casefold() for known in claims.values()):
        st.error("This wording is asked already; choose it above.")
    else:
        new = replace(claim, id=_free(asking.slug(words)[:40].strip("-"), claims), text=words)
        opened = workspaces.named(name)
        opened.state.put([new])
        process.start(opened)
        st.rerun()


def _free(wanted: str, claims: dict[str, Claim]) -> str:
    number = 2
    free = wanted
    while free in claims:
        free, number = f"{wanted}-{number}", number + 1
    return free
