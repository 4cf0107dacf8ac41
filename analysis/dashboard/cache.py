"""Tables for the pages, computed once per content of a workspace: every key holds its version."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis import charts, compare, comparison, corpus, scoring, stories
from analysis.comparison import Asked
from analysis.dashboard import choosing, workspaces
from analysis.measures import SCALES
from data.catalogue import Catalogue

ENTRIES = 64


# Frames of articles are kept as they are and must not be changed by callers: copying them for
# every rerun of every viewer would cost more than computing with them.
@st.cache_resource(max_entries=4, show_spinner="Reading the articles …")
def articles(name: str, version: str) -> pd.DataFrame:  # noqa: ARG001
    """Every article of a workspace with its outlet's labels."""
    return corpus.articles(workspaces.named(name))


@st.cache_resource(max_entries=4, show_spinner=False)
def outlets(name: str, version: str) -> Catalogue:  # noqa: ARG001
    """The catalogue as this workspace sees it."""
    return corpus.outlets(workspaces.named(name))


@st.cache_resource(max_entries=ENTRIES, show_spinner="Computing …")
def scored_articles(name: str, version: str, asked: Asked) -> pd.DataFrame:  # noqa: ARG001
    """The selected articles with the mean of each."""
    return comparison.scored_articles(workspaces.named(name), choosing.scorers(name), asked)


@st.cache_data(max_entries=ENTRIES, show_spinner="Computing …")
def estimates(name: str, version: str, asked: Asked, by: tuple[str, ...]) -> pd.DataFrame:
    """Estimates per group of the selected articles."""
    table = scored_articles(name, version, asked)
    if "topic" in by:
        table = table.explode("topics").rename(columns={"topics": "topic"}).dropna(subset=["topic"])
    return compare.estimates(table, list(by), unit=asked.unit, bounds=SCALES[asked.measure].domain)


@st.cache_data(max_entries=ENTRIES, show_spinner="Finding the sentences …")
def sentences(name: str, version: str, asked: Asked, articles: tuple[str, ...]) -> pd.DataFrame:  # noqa: ARG001
    """The scored sentences of some articles, strongest first."""
    workspace = workspaces.named(name)
    question = corpus.question_for(workspace, choosing.scorers(name), asked.measure, asked.subject)
    if question is None:
        return pd.DataFrame()
    return corpus.scored_sentences(workspace, question, articles=articles, voice=asked.voice)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def article_sentences(name: str, version: str, article: str) -> pd.DataFrame:  # noqa: ARG001
    """The sentences of one article in order."""
    return corpus.sentences(workspaces.named(name), article)


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def article_text(name: str, version: str, article: str) -> str:  # noqa: ARG001
    """The text of one article."""
    return corpus.text(workspaces.named(name), article)


@st.cache_data(max_entries=256, show_spinner=False)
def naming(name: str, version: str, words: tuple[str, ...]) -> int:  # noqa: ARG001
    """How many articles hold one of some words."""
    return corpus.naming(workspaces.named(name), words)


@st.cache_data(max_entries=8, show_spinner=False)
def waiting(name: str, version: str) -> int:  # noqa: ARG001
    """How many articles have a question without an outcome."""
    return scoring.open_articles(workspaces.named(name), choosing.scorers(name))


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def outlets_spec(table: pd.DataFrame, strip: pd.DataFrame, measure: str) -> dict[str, Any]:
    """The drawn specification of the outlets chart; building it costs far more than sending it."""
    return charts.outlets(table, strip, SCALES[measure]).to_dict()


@st.cache_data(max_entries=8, show_spinner=False)
def story_titles(name: str, version: str) -> dict[str, str]:  # noqa: ARG001
    """The title of every story, stated or found."""
    return stories.titles(workspaces.named(name))
