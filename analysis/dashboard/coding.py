"""Blind coding on a page: which sample, who codes, one item at a time, and files of labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import pandas as pd
import streamlit as st

from analysis import agreement, export, labelling, samples, sampling
from analysis.coding import LONGEST_CODER, RefusedLabelError
from analysis.dashboard import cache, choosing, text, workspaces
from analysis.dashboard.filters import VOICES
from analysis.labelling import Taken
from analysis.measures import SCALES
from analysis.samples import Plan
from data.schema import Claim, Measure, Outlet, Sample, Target
from data.store import BusyError

PROMPTS: Final[Mapping[str, str]] = {
    Measure.TONE: "How does this sentence sound, whatever it is about?",
    Measure.PORTRAYAL: "How does this sentence present **{about}**?",
    Measure.STANCE: "Does this passage speak for or against the claim: **{about}**?",
    Measure.LOADED: "Does the wording of this sentence take sides or push emotion?",
}
STRATA: Final = {"outlet": "outlet", "score": "what the model says"}
REFUSALS: Final = 20
"""Refused rows of a file that are shown one by one; a file with more is wrong as a whole."""
SAID: Final = "label_said"


def sample_of(name: str) -> Sample | None:
    """The sample that the viewer chose, and the form to draw another; None where none is drawn."""
    drawn = {sample.id: sample for sample in workspaces.named(name).state.samples()}
    ids = list(reversed(drawn))
    if not ids:
        _form(name)
        _say()
        return None
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    chosen = left.selectbox(
        "Sample", ids, format_func=lambda i: titled(drawn[i]), key="label_sample", bind="query-params"
    )
    with right.popover("Draw another sample", width="stretch"):
        _form(name)
    _say()
    return drawn[chosen]


def titled(sample: Sample) -> str:
    """A sample in one line: what it asks, of how many sentences, when it was drawn."""
    about = f" of “{sample.about}”" if sample.about else ""
    n = sum(stratum.drawn for stratum in sample.strata)
    return f"{SCALES[sample.measure].name}{about}: {n:,} sentences, {sample.drawn_at[:10]} ({sample.id})"


def coder_of(sample: Sample) -> str:
    """Who codes: one of those whom the sample was dealt out to, or whoever gives a name."""
    if sample.coders:
        return st.selectbox("Who codes", sample.coders, key=f"label_coder_{sample.id}") or ""
    given = st.text_input(
        "Your name as a coder",
        key="label_coder",
        max_chars=LONGEST_CODER,
        persist_state="session",
        placeholder="your name or initials",
        help="Stands beside each of your labels, so that agreement between coders can be measured.",
    )
    return (given or "").strip()


def items_of(name: str, sample: Sample, coder: str) -> pd.DataFrame:
    """The coder's items with the label of each, empty where there is none yet: item, text, about, label."""
    state = workspaces.named(name).state
    # A label changes the workspace's version but no item's text, and masking all of them takes a while.
    stamp = hash((state.items(Outlet), state.items(Target), tuple(state.corrections())))
    given = {label.item: label.label for label in state.labels(sample.id) if label.coder == coder}
    texts = _texts(name, sample.id, coder, stamp)
    return texts.assign(label=[given.get(item, "") for item in texts["item"]])


def code(name: str, sample: Sample, coder: str, items: pd.DataFrame) -> None:
    """Draw the next item that has no label, with a button and a key for every label, and undo."""
    open_items = items[items["label"] == ""]
    done = len(items) - len(open_items)
    st.progress(done / len(items) if len(items) else 1.0, text=f"{done:,} of {len(items):,}")
    if open_items.empty:
        st.success("All of your sentences have a label. Agreement and correction can be looked at now.")
    else:
        item = open_items.iloc[0]
        with st.container(border=True):
            st.markdown(PROMPTS[sample.measure].format(about=text.plain(item["about"])))
            words = text.article(item["text"], [], SCALES[sample.measure])
            st.html(f'<div style="font-size:1.4em;min-height:7em">{words}</div>')
        labels = list(agreement.VALUES[sample.measure])
        for number, (column, label) in enumerate(zip(st.columns(len(labels)), labels, strict=True), 1):
            # A key for each item: a key pressed twice in a hurry cannot label a sentence that was not seen.
            column.button(
                label.capitalize(),
                key=f"label_{item['item']}_{label}",
                shortcut=str(number),
                type="primary",
                width="stretch",
                on_click=_record,
                args=(name, sample.id, item["item"], coder, label),
            )
    st.button(
        "Undo my last label",
        key="label_undo",
        shortcut="u",
        disabled=not done,
        on_click=_undo,
        args=(name, sample.id, coder),
    )
    st.caption("What outlets are called is masked, and no answer of the model is shown: code what you read.")


def files(name: str, sample: Sample, coder: str, items: pd.DataFrame) -> None:
    """Draw the blind sheet to take along, and the door for sheets that come back."""
    with st.expander("Code in a spreadsheet instead"):
        st.write("Fill the column label of the sheet, save it as CSV UTF-8, and hand it in here.")
        who = {"coder": coder} if coder else {}
        safe = "".join(char if char.isalnum() else "-" for char in coder)
        st.download_button(
            "Download the blind sheet (CSV)",
            export.csv(items.assign(**who)),
            f"parallax-sample-{sample.id}{f'-{safe}' if safe else ''}.csv",
            "text/csv",
            key="label_sheet",
            on_click="ignore",
        )
        sheets = st.file_uploader("Sheets with labels", type="csv", accept_multiple_files=True, key="label_files")
        by = st.text_input("Who labelled, where a sheet does not say it", key="label_by", max_chars=LONGEST_CODER)
        st.button(
            "Store these labels",
            key="label_take",
            disabled=not sheets,
            on_click=_take,
            args=(name, [(sheet.name, sheet.getvalue()) for sheet in sheets], by),
        )


@st.cache_data(max_entries=64, show_spinner="Masking the sentences …")
def _texts(name: str, sample: str, coder: str, stamp: int) -> pd.DataFrame:  # noqa: ARG001
    shown = labelling.items(workspaces.named(name), sample, coder=coder or None)
    return shown.drop(columns="label")


def _form(name: str) -> None:
    state = workspaces.named(name).state
    subjects = {
        Measure.PORTRAYAL.value: {target.id: target.name for target in state.items(Target)},
        Measure.STANCE.value: {claim.id: claim.text for claim in state.items(Claim)},
    }
    offered = [m.value for m in Measure if subjects.get(m.value, True)]
    measure = st.selectbox("What to code", offered, format_func=lambda m: SCALES[m].name, key="draw_measure")
    about = subjects.get(measure, {})
    subject = ""
    if about:
        subject = st.selectbox("Of what", list(about), format_func=about.__getitem__, key=f"draw_{measure}_of")
    n = st.number_input("Sentences", 1, 100_000, 200, key="draw_n", help="20 labels of an outlet or more can correct.")
    coders = st.text_input(
        "Coders, if they are to share the work", key="draw_coders", placeholder="Ada, Ben", help="separated by commas"
    )
    named = tuple(word.strip() for word in coders.split(",") if word.strip())
    overlap = 0
    if len(named) > 1:
        overlap = st.number_input(
            "Sentences that every one of them codes", 0, int(n), min(int(n), 50), key="draw_overlap"
        )
    with st.expander("More settings"):
        articles = cache.articles(name, workspaces.named(name).version())
        known = dict(zip(articles["outlet"], articles["outlet_name"], strict=True))
        outlets = st.multiselect(
            "Outlets",
            sorted(known, key=known.__getitem__),
            format_func=known.__getitem__,
            key="draw_outlets",
            placeholder="all outlets",
        )
        voice = st.selectbox("Whose words", list(VOICES), format_func=VOICES.__getitem__, key="draw_voice")
        strata = st.multiselect(
            "Draw some of every", sampling.STRATA, sampling.STRATA, format_func=STRATA.__getitem__, key="draw_strata"
        )
        seed = st.number_input("Seed: the same one draws the same sentences", 0, 2**31 - 1, 0, key="draw_seed")
    asked = {
        "measure": measure,
        "subject": subject,
        "voice": voice,
        "outlets": tuple(outlets),
        "n": int(n),
        "stratified_by": tuple(strata),
        "seed": int(seed),
        "coders": named,
        "overlap": int(overlap),
    }
    st.button("Draw the sample", key="draw_go", type="primary", on_click=_draw, args=(name, asked))


def _draw(name: str, asked: Mapping[str, object]) -> None:
    try:
        sample = samples.draw(workspaces.named(name), choosing.scorers(name), Plan(**asked))  # type: ignore[arg-type]
    except (ValueError, BusyError) as error:
        st.session_state[SAID] = [("error", f"Nothing was drawn: {error}")]
        return
    st.session_state["label_sample"] = sample.id


def _record(name: str, sample: str, item: str, coder: str, label: str) -> None:
    try:
        labelling.record(workspaces.named(name), sample, item, coder, label, datetime.now(UTC))
    except ValueError as error:
        st.session_state[SAID] = [("error", str(error))]


def _undo(name: str, sample: str, coder: str) -> None:
    labelling.undo(workspaces.named(name), sample, coder)


def _take(name: str, sheets: list[tuple[str, bytes]], by: str) -> None:
    said: list[tuple[str, str]] = []
    for title, raw in sheets:
        try:
            taken = labelling.take(workspaces.named(name), raw, datetime.now(UTC), coder=by.strip() or None)
        except RefusedLabelError as error:
            said.append(("error", f"{title}: {error}"))
        else:
            said += _became(title, taken)
    st.session_state[SAID] = said


def _became(title: str, taken: Taken) -> list[tuple[str, str]]:
    """What to say of a file that was read, row by row where rows are refused."""
    said = [("info", f"{title}: {taken.stored} labels stored, {taken.known} known before, {taken.empty} still empty")]
    said += [("error", f"{title}, line {line}: {reason}") for line, reason in taken.refused[:REFUSALS]]
    more = len(taken.refused) - REFUSALS
    return said + ([("error", f"{title}: {more} more lines are refused")] if more > 0 else [])


def _say() -> None:
    for kind, words in st.session_state.pop(SAID, []):
        (st.error if kind == "error" else st.info)(text.plain(words))
