"""Under a chart: its picture and its data as files, made only when somebody asks for them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import corpus, export, pictures
from analysis.dashboard import choosing, workspaces
from analysis.dashboard.filters import UNITS, VOICES, Filters
from analysis.measures import SCALES
from analysis.pictures import Kind, Picture
from data.schema import Story, Topic

KEPT: Final = 32
NBSP: Final = "\N{NO-BREAK SPACE}"
MIME: Final = {Kind.PNG: "image/png", Kind.SVG: "image/svg+xml"}
# A class that presses the same button at once is served by one drawing, and never by thirty processes.
_ONE_AT_A_TIME: Final = threading.Lock()


def picture(key: str, spec: Mapping[str, Any], data: pd.DataFrame, title: str, source: str) -> None:
    """Draw "Save this picture" with the chart as PNG and SVG and its data as CSV.

    Args:
        key: Of the chart, also the name of the files.
        spec: The chart as it is drawn, with its data inside.
        data: The table that is drawn.
        title: The takeaway, as the alternative text has it; it stands above the picture.
        source: What the picture rests on, as `source` words it; it stands below the picture.
    """
    made = Picture(spec, title, source)
    with st.popover("Save this picture", key=f"{key}_save"):
        st.caption("The picture holds this line:")
        st.text(source)
        with st.container(horizontal=True):
            for kind, mime in MIME.items():
                _button(key, kind.value, mime, partial(_drawn, made, kind))
            _button(key, "csv", "text/csv", partial(_csv, data))


def source(chosen: Filters, articles: pd.DataFrame, *, scored: bool = True) -> str:
    """What a picture rests on: workspace, filters, dates, n, and for scores the model with its revision.

    Args:
        chosen: What the viewer asked for.
        articles: Those that pass the filters.
        scored: Whether the picture is of the measure that was asked for; otherwise it is of the articles themselves.
    """
    asked = chosen.asked
    parts = [f"Parallax, workspace “{chosen.workspace}”"]
    if scored:
        articles = articles[articles["sentences"] > 0]
        of = f" of “{chosen.subject_name}”" if chosen.subject_name else ""
        parts.append(f"{SCALES[asked.measure].name}{of}: {VOICES[asked.voice].lower()}, {UNITS[asked.unit].lower()}")
    n = [_counted(len(articles), "article"), _counted(articles["family"].nunique(), "independent text")]
    if scored:
        n.append(_counted(int(articles["sentences"].sum()), "sentence"))
    parts += [_only(chosen, articles), _published(articles["published"].dropna()), f"n{NBSP}={NBSP}{', '.join(n)}"]
    if scored:
        parts.append(_model(chosen.workspace, chosen.version, asked.measure, asked.subject))
    return ". ".join(parts) + "."


def _counted(n: int, noun: str) -> str:
    return f"{n:,}{NBSP}{noun}{'' if n == 1 else 's'}"


def _only(chosen: Filters, articles: pd.DataFrame) -> str:
    asked = chosen.asked
    names = dict(zip(articles["outlet"], articles["outlet_name"], strict=True))
    state = workspaces.named(chosen.workspace).state
    topics = {topic.id: topic.name for topic in state.items(Topic)} if asked.topics else {}
    stories = {story.id: story.title for story in state.items(Story)} if asked.stories else {}
    said = {
        "outlets": [names.get(outlet, outlet) for outlet in asked.outlets],
        "kinds": asked.kinds,
        "topics": [topics.get(topic, topic) for topic in asked.topics],
        "stories": [stories.get(story, story) for story in asked.stories],
    }
    only = [f"{what} {', '.join(values)}" for what, values in said.items() if values]
    if asked.start is not None or asked.end is not None:
        only.append(
            f"time {f'from {asked.start:%d %b %Y}' if asked.start else ''}"
            f"{f' until {asked.end:%d %b %Y}' if asked.end else ''}"
        )
    return f"Only {'; '.join(only)}" if only else "All articles"


def _published(times: pd.Series) -> str:
    if times.empty:
        return "Times of publication not known"
    return f"Published {times.min():%d %b %Y} to {times.max():%d %b %Y}"


@st.cache_data(max_entries=64, show_spinner=False)
def _model(name: str, version: str, measure: str, subject: str) -> str:  # noqa: ARG001
    question = corpus.question_for(workspaces.named(name), choosing.scorers(name), measure, subject)
    return f"Model {question.model}, revision {question.model_revision}" if question else "No model"


def _button(key: str, ending: str, mime: str, data: Callable[[], bytes]) -> None:
    st.download_button(
        ending.upper(),
        data,
        f"parallax-{key.replace('_', '-')}.{ending}",
        mime,
        key=f"{key}_{ending}",
        on_click="ignore",
    )


def _csv(data: pd.DataFrame) -> bytes:
    # A count is a whole number also in a column where some rows have none.
    return export.csv(data.convert_dtypes())


def _drawn(made: Picture, kind: Kind) -> bytes:
    with _ONE_AT_A_TIME:
        return _kept(json.dumps(made.spec), made.title, made.source, kind)


@lru_cache(maxsize=KEPT)
def _kept(spec: str, title: str, source: str, kind: Kind) -> bytes:
    return pictures.apart(Picture(json.loads(spec), title, source), kind)
