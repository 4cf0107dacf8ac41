"""The swap test as a toy: one sentence, several names, and the scores side by side."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analysis.dashboard.classroom import board
from analysis.measures import SCALES
from models import registry, swaps
from models.base import Failure, Passage, Prediction, Scorer

MOST_NAMES: Final = 8
MOST_LETTERS: Final = 300
GAP: Final = "…"
MEASURES: Final = ("portrayal", "tone")
SLOTS: Final = {"countries": "Countries", "leaders": "People", "outlets": "Mastheads"}
SENTENCES: Final = (
    "Inspectors said … had met every deadline set by the agreement.",
    "Nobody was surprised that … had once again broken its word.",
    "Critics accuse … of hiding the figures; supporters call the charge absurd.",
)


# Loaded at the first play and once for all viewers: 24 MB and 0.2 s for the first answer, 10 to 40 ms for
# the next ones, where a process of its own would take 0.5 s for every single one.
@st.cache_resource(max_entries=2, show_spinner="Loading the model …")
def _scorer(measure: str) -> Scorer:
    scorer = registry.scorer(measure)
    scorer.predict([Passage("A first sentence loads the model.", target="model")])
    return scorer


@st.cache_data(max_entries=256, show_spinner="Reading …")
def scores(measure: str, sentence: str, names: tuple[str, ...]) -> list[tuple[str, float | str]]:
    """Per name the score of the sentence with that name in its gap, or why there is none."""
    passages = [_filled(sentence, name) for name in names]
    answers = _scorer(measure).predict(passages)
    return [(name, _value(answer)) for name, answer in zip(names, answers, strict=True)]


def draw(subject: str = "") -> None:
    """Draw the toy: a sentence with a gap, names for it, and how the score moves."""
    example = st.selectbox("A sentence to begin with", SENTENCES, key="swap_example")
    sentence = st.text_input(
        f"The sentence, with {GAP} or ... for the name",
        value=example,
        max_chars=MOST_LETTERS,
        key=f"swap_sentence_{SENTENCES.index(example)}",
    )
    sentence = str(sentence)[:MOST_LETTERS].replace("...", GAP)
    left, middle, right = st.columns([2, 4, 3], vertical_alignment="bottom")
    slot = left.selectbox("Names of", list(SLOTS), format_func=SLOTS.__getitem__, key="swap_slot")
    offered = swaps.battery().names[slot]
    chosen = middle.multiselect("Names", offered, default=offered[:4], max_selections=MOST_NAMES, key=f"swap_{slot}")
    typed = right.text_input("Your own names, with commas between", value=subject, max_chars=200, key="swap_typed")
    own = [name.strip() for name in str(typed)[:200].split(",") if name.strip()]
    names = tuple(dict.fromkeys([*own, *chosen]))[:MOST_NAMES]
    measure = st.segmented_control(
        "Measure",
        MEASURES,
        format_func=lambda m: SCALES[m].name,
        default=MEASURES[0],
        required=True,
        key="swap_measure",
    )
    if sentence.count(GAP) != 1:
        st.info(f"Put {GAP} (or three dots) once into the sentence: that is where the names go.")
        return
    if len(names) < 2:
        st.info("Choose at least two names.")
        return
    scale = SCALES[str(measure)]
    found = scores(str(measure), sentence, names)
    read = [(name, score) for name, score in found if isinstance(score, float)]
    for name, why in found:
        if isinstance(why, str):
            st.caption(f"{name}: {why}")
    if len(read) < 2:
        return
    st.subheader(moved(read))
    st.html(board.strip(sorted(read, key=lambda row: -row[1]), scale))
    st.caption(
        f"{registry.DEFAULTS[str(measure)]}, read now. A shift between names in one sentence is an error of the model "
        "and says nothing about those who bear them."
    )


def moved(read: list[tuple[str, float]]) -> str:
    """How far the name alone moves the score, in one sentence."""
    low, high = min(read, key=lambda row: row[1]), max(read, key=lambda row: row[1])
    by = high[1] - low[1]
    if by < swaps.GOAL_EACH:
        return f"The score hardly moves: {by:.2f} between the furthest of {len(read)} names."
    return f"The name alone moves the score by {by:.2f}."


def _filled(sentence: str, name: str) -> Passage:
    before, _, after = sentence.partition(GAP)
    text = f"{before}{name}{after}"
    # "the United States" is asked about without its article, as in the battery.
    bare = name.removeprefix("the ")
    start = len(before) + len(name) - len(bare)
    return Passage(text, target=bare, spans=((start, start + len(bare)),))


def _value(answer: Prediction | Failure) -> float | str:
    return answer.reason if isinstance(answer, Failure) else answer.score
