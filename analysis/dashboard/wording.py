"""Words and speakers of the selected articles, computed once per content of a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import aggregate, charts, contrast, corpus, speakers
from analysis.charts.picking import pickable
from analysis.comparison import Asked
from analysis.dashboard import choosing, covering, workspaces
from analysis.measures import SCALES
from data.schema import Measure

TERMS: Final = 10
"""At either end: what a picture holds in letters that a class can read."""
EXAMPLES: Final = 6
SPEAKERS: Final = 12


def worded(asked: Asked) -> Asked:
    """The question about words only, so that no choice of a measure makes them be counted again.

    A single outlet is held against all others; of two and more, each against the rest of them.
    """
    compared = asked.outlets if len(asked.outlets) > 1 else ()
    return replace(asked, measure=Measure.LOADED.value, subject="", unit="family", outlets=compared)


def heard(asked: Asked) -> Asked:
    """The question about speakers only, whichever voice is switched on."""
    return replace(asked, measure=Measure.LOADED.value, subject="", unit="family", voice="quoted")


@st.cache_data(max_entries=32, show_spinner="Counting words, and what chance does with them …")
def table(name: str, version: str, asked: Asked) -> pd.DataFrame:
    """The contrast of words between the selected outlets; without two of them a reason and nothing else."""
    articles = contrast.one_each(_known(name, version, asked))
    workspace = workspaces.named(name)
    if articles["outlet"].nunique() < 2:
        why = f"a contrast needs two outlets or more; there is {articles['outlet'].nunique() or 'none'} here"
        return pd.DataFrame([{"missing": why}]).reindex(columns=[*contrast.COLUMNS, "outlet_name"])
    counts = contrast.count(
        _sentences(name, articles, asked.voice), mastheads=corpus.mastheads(workspace, set(articles["outlet"]))
    )
    names = dict(zip(articles["outlet"], articles["outlet_name"], strict=True))
    if len(counts.outlets) < 2:
        why = "fewer than two outlets have words of this voice here"
        return pd.DataFrame([{"missing": why}]).reindex(columns=[*contrast.COLUMNS, "outlet_name"])
    found = contrast.table(counts, top=TERMS)
    return found.assign(outlet_name=found["outlet"].map(names))


@st.cache_data(max_entries=64, show_spinner="Finding the sentences …")
def examples(name: str, version: str, asked: Asked, outlet: str, term: str, *, more: bool) -> pd.DataFrame:
    """Sentences that hold a term, of the outlet where it prints it more than the rest, otherwise of the rest."""
    articles = contrast.one_each(_known(name, version, asked))
    side = articles[(articles["outlet"] == outlet) == more]
    first = term.split()[0]
    # An apostrophe is printed in more ways than one.
    batches = list(_sentences(name, side, asked.voice, holding="" if "'" in term else first))
    if not batches:
        return pd.DataFrame()
    found = contrast.examples(term, pd.concat(batches), n=EXAMPLES)
    return found.merge(articles[["article", "outlet_name", "title"]], on="article")


@st.cache_data(max_entries=64, show_spinner=False)
def spec(table: pd.DataFrame) -> dict[str, Any]:
    """The drawn specification of one outlet's words; each can be picked."""
    return pickable(charts.words(table, most=TERMS).to_dict(), "term")


@st.cache_resource(max_entries=4, show_spinner="Reading who speaks …")
def spoken(name: str, version: str, asked: Asked) -> pd.DataFrame:
    """The sentences in which somebody else speaks, of the selected articles."""
    articles = _known(name, version, asked)
    batches = list(corpus.voiced(workspaces.named(name), articles["article"].tolist(), "quoted"))
    if not batches:
        return pd.DataFrame(columns=["outlet", "speaker", "article", "family", "voice", "verb", "text", "title"])
    return speakers.spoken(pd.concat(batches, ignore_index=True), articles)


@st.cache_data(max_entries=64, show_spinner="Counting who speaks …")
def speakers_of(name: str, version: str, asked: Asked, outlet: str) -> pd.DataFrame:
    """Who speaks in an outlet, and on which side of the measure asked, where it is scored."""
    said = spoken(name, version, heard(asked))
    said = said[said["outlet"] == outlet]
    if said.empty:
        return pd.DataFrame(columns=["speaker", *speakers.COLUMNS[1:], "estimate", "low", "high", "missing"])
    found = speakers.table(said).head(SPEAKERS)
    listed = said[said["speaker"].isin(found["speaker"])]
    question = corpus.question_for(workspaces.named(name), choosing.scorers(name), asked.measure, asked.subject)
    if question is None:
        return found.assign(estimate=float("nan"), low=float("nan"), high=float("nan"), missing="not asked here")
    scores = corpus.scored_sentences(workspaces.named(name), question, articles=set(listed["article"]), voice="quoted")
    sides = speakers.sides(listed, scores, ["outlet"])
    means = aggregate.by_group(sides, ["outlet", "speaker"], bounds=SCALES[asked.measure].domain)
    columns = ["speaker", "estimate", "low", "high", "missing"]
    return found.merge(means[columns], on="speaker", how="left")


def _known(name: str, version: str, asked: Asked) -> pd.DataFrame:
    """The selected articles whose outlet is known."""
    chosen = covering.selected(name, version, asked)
    return chosen[chosen["outlet"] != corpus.NOBODY]


def _sentences(name: str, articles: pd.DataFrame, voice: str, holding: str = "") -> Iterator[pd.DataFrame]:
    """The sentences of articles, with what makes them one voice."""
    known = articles[["article", "outlet", "family"]].assign(cluster=articles["story"].fillna(articles["family"]))
    for batch in corpus.voiced(workspaces.named(name), known["article"].tolist(), voice, holding=holding):
        yield batch.merge(known, on="article")
