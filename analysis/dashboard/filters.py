"""The choices that all pages share, drawn once and kept in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.comparison import Asked
from analysis.dashboard import cache, frame, workspaces
from analysis.measures import SCALES
from data.schema import Claim, Kind, Measure, Target, Topic

# What a control shows is also what stands in the URL, so these words are kept short and plain.
VOICES = {"own": "Own words", "quoted": "Quoted words", "all": "All words"}
DRAWN = "filters_drawn"
UNITS = {"family": "Independent texts", "article": "Every copy"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the viewer asked for: a workspace at a version, a question, and which articles."""

    workspace: str
    version: str
    asked: Asked
    subject_name: str
    subjects: dict[str, str]

    @property
    def question(self) -> str:
        """The measure's question in words."""
        return SCALES[self.asked.measure].question.format(subject=self.subject_name)


def chosen() -> Filters:
    """What the filters say, as drawn in this rerun."""
    return st.session_state[DRAWN]  # type: ignore[no-any-return]


def draw(measure: Measure | None = None) -> None:
    """Draw the shared filters, unless there is nothing to filter.

    Args:
        measure: The one measure that the page is about; None lets the viewer choose.
    """
    name, version = frame.chosen()
    if workspaces.named(name).is_empty():
        return
    st.session_state[DRAWN] = _drawn(name, version, measure)


def _drawn(name: str, version: str, only: Measure | None) -> Filters:
    state = workspaces.named(name).state
    articles = cache.articles(name, version)
    topics = {topic.id: topic.name for topic in state.items(Topic)}
    targets = {target.id: target.name for target in state.items(Target)}
    claims = {claim.id: claim.text for claim in state.items(Claim)}
    offered = [m.value for m in Measure if _subjects(m, targets, claims) is not None]
    widths = [0.01, 14, 10] if only else [9, 7, 10]
    left, middle, right = st.columns(widths, vertical_alignment="bottom")
    with left:
        measure = only or st.segmented_control(
            "Measure",
            offered,
            format_func=lambda m: SCALES[m].name,
            default=_first_measure(offered),
            required=True,
            key="measure",
            bind="query-params",
        )
    subjects = _subjects(Measure(measure), targets, claims) or {}
    with middle:
        subject = ""
        if subjects:
            label = "Of whom" if measure == Measure.PORTRAYAL else "Towards the claim"
            subject = st.selectbox(
                label, list(subjects), format_func=subjects.__getitem__, key=f"{measure}_of", bind="query-params"
            )
    with right:
        voice = st.segmented_control(
            "Whose words",
            list(VOICES),
            format_func=VOICES.__getitem__,
            default="own",
            required=True,
            key="voice",
            bind="query-params",
            help="A quotation is charged to the outlet only if you ask for all words.",
        )
    with st.expander("Which articles", expanded=False):
        first, second = st.columns(2)
        names = dict(zip(articles["outlet"], articles["outlet_name"], strict=True))
        kinds = [kind.value for kind in Kind if kind.value in set(articles["kind"])]
        with first:
            outlets = st.multiselect(
                "Outlets",
                sorted(names, key=names.__getitem__),
                format_func=names.__getitem__,
                key="outlets",
                bind="query-params",
                placeholder="all outlets",
            )
            kinds = st.multiselect("Kinds of outlet", kinds, key="kinds", bind="query-params", placeholder="all kinds")
        with second:
            chosen = st.multiselect(
                "Topics",
                list(topics),
                format_func=topics.__getitem__,
                key="topics",
                bind="query-params",
                placeholder="all topics",
            )
            unit = st.segmented_control(
                "Count",
                list(UNITS),
                format_func=UNITS.__getitem__,
                default="family",
                required=True,
                key="unit",
                bind="query-params",
                help="Copies of one text are one voice, unless you ask to count every copy.",
            )
        start, end = _period(articles, first, second)
    asked = Asked(
        measure=str(measure),
        subject=subject,
        voice=voice,
        unit=unit,
        topics=tuple(chosen),
        outlets=tuple(outlets),
        kinds=tuple(kinds),
        start=start,
        end=end,
    )
    return Filters(name, version, asked, subjects.get(subject, ""), subjects)


def _period(
    articles: pd.DataFrame, first: DeltaGenerator, second: DeltaGenerator
) -> tuple[datetime | None, datetime | None]:
    """The period chosen, whole days in UTC; an end that is not after the start is said and left out."""
    times = articles["published"].dropna()
    if times.empty:
        return None, None
    bounds = {"min_value": times.min().date(), "max_value": times.max().date()}
    since = first.date_input("Published from", value=None, key="since", bind="query-params", **bounds)
    until = second.date_input("until", value=None, key="until", bind="query-params", **bounds)
    start = datetime.combine(since, time.min, UTC) if since else None
    end = datetime.combine(until, time.min, UTC) + timedelta(days=1) if until else None
    if start and end and start >= end:
        second.warning("The period ends before it starts, so its end is not used.")
        end = None
    if start or end:
        first.caption(f"{articles['published'].isna().sum():,} articles without a time are in no period.")
    return start, end


def _subjects(measure: Measure, targets: dict[str, str], claims: dict[str, str]) -> dict[str, str] | None:
    """What a measure can be about; None when it needs a subject and there is none."""
    if measure == Measure.PORTRAYAL:
        return targets or None
    if measure == Measure.STANCE:
        return claims or None
    return {}


def _first_measure(offered: list[str]) -> str:
    return Measure.PORTRAYAL.value if Measure.PORTRAYAL.value in offered else offered[0]
