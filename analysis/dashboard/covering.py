"""What the selected articles cover, leave out and lift, computed once per content of a workspace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import aggregate, charts, corpus
from analysis.charts.editor import lifts as lifts_chart
from analysis.charts.picking import pickable
from analysis.charts.silences import silences as silences_chart
from analysis.comparison import Asked
from analysis.coverage import attention as attending
from analysis.coverage import editor, silence
from analysis.dashboard import cache, workspaces
from analysis.measures import SCALES
from data.schema import Kind, Measure, Story, Topic

SUBJECTS: Final = 16
"""Stories or topics in one picture; beyond that, those that most outlets tell."""
TOPICS: Final = 8
PERIODS: Final = 12
"""The latest periods that one picture holds."""
WORDS: Final = {"day": "on {:%-d %b %Y}", "week": "in the week of {:%-d %b %Y}", "month": "in {:%b %Y}"}


def counted(asked: Asked) -> Asked:
    """The question about articles only, so that no choice of a measure or voice makes them be counted again."""
    return replace(asked, measure=Measure.LOADED.value, subject="", unit="family", voice="all")


def selected(name: str, version: str, asked: Asked) -> pd.DataFrame:
    """The articles that pass the filters, scored or not."""
    chosen = corpus.select(
        cache.articles(name, version),
        outlets=asked.outlets,
        kinds=asked.kinds,
        topics=asked.topics,
        start=None if asked.start is None else pd.Timestamp(asked.start),
        end=None if asked.end is None else pd.Timestamp(asked.end),
    )
    return chosen[chosen["story"].isin(asked.stories)] if asked.stories else chosen


@st.cache_resource(max_entries=8, show_spinner=False)
def whole(name: str, version: str, asked: Asked) -> pd.DataFrame:
    """The articles of known outlets that pass every filter but that of topics, which would hide what is left out."""
    chosen = selected(name, version, replace(asked, topics=()))
    return chosen[chosen["outlet"] != corpus.NOBODY]


@st.cache_data(max_entries=32, show_spinner=False)
def topics(name: str, version: str, asked: Asked) -> dict[str, str]:
    """The topics asked about, or those that occur, with their names, the most frequent first."""
    known = {topic.id: topic.name for topic in workspaces.named(name).state.items(Topic)}
    found = whole(name, version, counted(asked))["topics"].explode().value_counts().index.tolist()
    return {topic: known.get(topic, topic) for topic in (asked.topics or found)}


@st.cache_data(max_entries=32, show_spinner="Counting articles …")
def attention(name: str, version: str, asked: Asked, of: tuple[str, ...], period: str | None = None) -> pd.DataFrame:
    """Attention to some topics per outlet, and per period where one is named."""
    articles = whole(name, version, asked)
    names = topics(name, version, asked)
    found = attending.attention(articles, topics=of, period=period)
    found = _named(found, articles).assign(topic_name=found["topic"].map(lambda topic: names.get(topic, topic)))
    return found.assign(when=_when(found["period"], period)) if period else found


@st.cache_data(max_entries=32, show_spinner="Computing …")
def series(name: str, version: str, asked: Asked, period: str) -> pd.DataFrame:
    """A measure per outlet and period, gaps included."""
    articles = cache.scored_articles(name, version, asked)
    articles = articles[articles["outlet"] != corpus.NOBODY]
    dated = attending.in_periods(articles, period).dropna(subset=["period"])
    found = aggregate.by_group(dated, ["outlet", "period"], unit=asked.unit, bounds=SCALES[asked.measure].domain)
    found = attending.with_gaps(found, ["outlet"], period)
    return _named(found, articles).assign(when=_when(found["period"], period))


@st.cache_data(max_entries=32, show_spinner="Looking for what is left out …")
def silences(name: str, version: str, asked: Asked, kind: str) -> pd.DataFrame:
    """Every outlet on every story, or on every topic: covered, silent with opportunity, or no opportunity."""
    articles = whole(name, version, replace(asked, topics=()))
    writers = articles[articles["kind"] != Kind.AGGREGATOR.value]
    names = subjects(name, version, asked, kind)
    on = silence.on_story if kind == "story" else silence.on_topic
    found = [silence.blind_spots(writers, on(writers, subject)).assign(subject=subject) for subject in names]
    if not found:
        return pd.DataFrame(columns=[*silence.COLUMNS, "subject", "subject_name", "outlet_name"])
    table = pd.concat(found, ignore_index=True)
    return _named(table, articles).assign(subject_name=table["subject"].map(names))


def subjects(name: str, version: str, asked: Asked, kind: str) -> dict[str, str]:
    """The stories or topics that most outlets have, with their names."""
    articles = whole(name, version, replace(asked, topics=()))
    if kind == "topic":
        return dict(list(topics(name, version, asked).items())[:SUBJECTS])
    about = corpus.select(articles, topics=asked.topics).dropna(subset=["story"])
    told = about.groupby("story")["outlet"].nunique().sort_values(ascending=False, kind="stable")
    titles = {story.id: story.title for story in workspaces.named(name).state.items(Story)}
    return {story: titles.get(story, story) for story in told.index[:SUBJECTS]}


@st.cache_data(max_entries=32, show_spinner="Reading the aggregator as an editor …")
def lifts(name: str, version: str, asked: Asked, via: str, by: str) -> pd.DataFrame:
    """How many times as often an aggregator lifts texts of an outlet, kind or topic as others."""
    articles = selected(name, version, asked)
    return _categories(name, version, asked, editor.lifts(articles, via, by), articles, by)


@st.cache_data(max_entries=32, show_spinner=False)
def slots(name: str, version: str, asked: Asked, via: str, by: str) -> pd.DataFrame:
    """To which slot an aggregator lifts, as shares of the category."""
    articles = selected(name, version, asked)
    found = _categories(name, version, asked, editor.slots(articles, via, by), articles, by)
    grid = pd.MultiIndex.from_product([found["category"].unique(), found["slot"].unique()], names=["category", "slot"])
    every = found.set_index(["category", "slot"]).reindex(grid).reset_index()
    of = every.groupby("category")["of"].transform("max")
    every = every.assign(of=of).fillna({"families": 0, "share": 0.0}).astype({"of": int, "families": int})
    low, high = attending.wilson(every["families"], every["of"])
    return every.assign(low=low, high=high)


@st.cache_data(max_entries=32, show_spinner=False)
def difference(name: str, version: str, asked: Asked, via: str) -> pd.Series:
    """The measure of what an aggregator lifted against that of what it left."""
    return editor.difference(cache.scored_articles(name, version, asked), via).iloc[0]


def source(name: str, version: str, asked: Asked, rests_on: pd.DataFrame, *, what: str) -> str:
    """What a picture rests on, for the line beneath it: workspace, what was counted, filters, dates, and n."""
    only = [f"only {', '.join(values)}" for values in (asked.outlets, asked.kinds, asked.topics) if values]
    times = rests_on["published"].dropna()
    dates = f"Published {times.min():%d %b %Y} to {times.max():%d %b %Y}" if len(times) else "Times not known"
    n = f"n = {len(rests_on):,} articles ({rests_on['family'].nunique():,} independent texts)"
    kept = "; ".join(only) or "all articles"
    return f"Parallax, workspace “{name}” ({version[:12]}). {what}; copies count once; {kept}. {dates}. {n}."


@st.cache_data(max_entries=64, show_spinner=False)
def attention_spec(table: pd.DataFrame, column: str = "topic_name") -> dict[str, Any]:
    """The drawn specification of the attention grid; its cells can be picked by outlet and column."""
    return pickable(charts.attention(table).to_dict(), "outlet_name", column)


@st.cache_data(max_entries=64, show_spinner=False)
def silences_spec(table: pd.DataFrame) -> dict[str, Any]:
    """The drawn specification of the blind spots; each can be picked."""
    return pickable(silences_chart(table).to_dict(), "subject_name", "outlet_name")


@st.cache_data(max_entries=64, show_spinner=False)
def lifts_spec(table: pd.DataFrame) -> dict[str, Any]:
    """The drawn specification of what an aggregator lifts; each row can be picked."""
    return pickable(lifts_chart(table).to_dict(), "category")


@st.cache_data(max_entries=64, show_spinner=False)
def series_spec(table: pd.DataFrame, measure: str) -> dict[str, Any]:
    """The drawn specification of a measure over time; each point can be picked."""
    return pickable(charts.series(table, SCALES[measure]).to_dict(), "outlet_name", "when")


def _named(found: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    names = articles.drop_duplicates("outlet").set_index("outlet")["outlet_name"]
    return found.assign(outlet_name=found["outlet"].map(names))


def _when(periods: pd.Series, period: str) -> list[str]:
    return [WORDS[period].format(start) for start in periods]


def _categories(
    name: str, version: str, asked: Asked, found: pd.DataFrame, articles: pd.DataFrame, by: str
) -> pd.DataFrame:
    """The rows with ``category``, the printed name of each."""
    if by == "outlet":
        return _named(found, articles).rename(columns={"outlet_name": "category"})
    names = topics(name, version, replace(asked, topics=())) if by == "topic" else {}
    return found.assign(category=found[by].map(lambda value: names.get(value, value)))
