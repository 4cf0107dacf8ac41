"""Before a lesson: choose plan and story, or open a lesson file, or go on with a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pandas as pd
import streamlit as st

from analysis import lessons
from analysis.dashboard import cache, choosing, text, workspaces
from analysis.dashboard.classroom import sessions, show, swap
from analysis.lessons import FACTS, Lesson, Material, Plan, Texts, file, freeze
from data.schema import Story, Target, digest

DOORS = ("A story of this workspace", "A lesson file", "Lessons that were opened", "Swap test")
MOST = 6
SOME = 4
EXCERPT_WORDS = 180
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which texts a lesson takes, the one it begins with, facts to look for, and how many words of each."""

    articles: tuple[str, ...]
    first: str | None = None
    facts: tuple[str, ...] = ()
    words: int | None = None


def draw(workspace: str, version: str) -> None:
    """Draw the ways to a lesson."""
    st.header("Read the same story blind, vote, then see who wrote it")
    if problem := st.session_state.pop("classroom_problem", None):
        st.error(problem)
    door = st.segmented_control(
        "Begin with", DOORS, default=DOORS[0], required=True, key="class_door", bind="query-params"
    )
    if door == DOORS[1]:
        _from_file(workspace)
    elif door == DOORS[2]:
        _opened(workspace)
    elif door == DOORS[3]:
        swap.draw()
    else:
        _from_story(workspace, version)


def _from_story(workspace: str, version: str) -> None:
    if workspaces.named(workspace).is_empty():
        st.info("This workspace has no articles. Bring some in on the page Sources, or open a lesson file.")
        return
    articles = cache.articles(workspace, version)
    told = articles.dropna(subset=["story"]).groupby("story")["outlet"].nunique()
    titles = {story.id: story.title for story in workspaces.named(workspace).state.items(Story)}
    stories = [story for story in dict.fromkeys([*titles, *told.index]) if told.get(story, 0) >= 2]
    if not stories:
        st.info("No story of this workspace was told by two outlets, so there is nothing to compare.")
        return
    left, right = st.columns([5, 6], gap="large")
    with left:
        plan = _plan()
    with right:
        story = str(
            st.selectbox(
                "Story", stories, format_func=lambda s: titles.get(s, s), key="class_story", bind="query-params"
            )
        )
        of_story = articles[articles["story"] == story].sort_values("characters", ascending=False)
        targets = {t.id: t for t in workspaces.named(workspace).state.items(Target)}
        target = targets.get(_target(workspace, version, of_story, targets))
        chosen = _chosen(workspace, version, of_story, plan)
        make = partial(_frozen, workspace, plan, story, titles.get(story, story), target, chosen)
        st.button(
            "Open the lesson", type="primary", key="class_open", on_click=_open, args=(workspace, make), width="stretch"
        )
        st.download_button(
            "Save as a lesson file",
            lambda: file.write(make()),
            f"lesson-{plan.id}-{story}.json",
            "application/json",
            key="class_save",
            on_click="ignore",
            width="stretch",
            help="Texts, scores, questions and key in one file. It opens next year with no network and no workspace.",
        )


def _plan() -> Plan:
    plans = lessons.plans()
    chosen = st.radio(
        "Lesson",
        list(plans),
        format_func=lambda p: plans[p].title,
        captions=[f"{plan.minutes} min · {plan.aim}" for plan in plans.values()],
        key="class_plan",
        bind="query-params",
    )
    plan = plans[str(chosen)]
    with st.expander("Steps and notes"):
        about = plan.about("the one you choose")
        st.markdown("\n".join(f"{n}. **{s.title}**, {s.minutes} min. {s.note}" for n, s in enumerate(about.steps, 1)))
        st.markdown("**What to watch for**\n" + "\n".join(f"- {watch}" for watch in about.watch))
    st.caption(plan.before)
    return plan


def _target(workspace: str, version: str, of_story: pd.DataFrame, targets: dict[str, Target]) -> str:
    named = _naming(workspace, version, tuple(of_story["article"]))
    offered = [*sorted((t for t in targets if named.get(t)), key=lambda t: -named[t]), NOBODY]
    return str(
        st.selectbox(
            "About whom",
            offered,
            format_func=lambda t: f"{targets[t].name}: in {named[t]} of {len(of_story)} texts" if t else "Nobody: tone",
            key="class_target",
        )
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _naming(workspace: str, version: str, articles: tuple[str, ...]) -> dict[str, int]:  # noqa: ARG001
    """In how many of some articles the models found each target."""
    with workspaces.named(workspace).connect() as db:
        rows = db.execute(
            """SELECT subject, count(DISTINCT article) FROM scores
               WHERE measure = 'portrayal' AND list_contains(?, article) GROUP BY subject""",
            [list(articles)],
        ).fetchall()
    return dict(rows)


def _chosen(workspace: str, version: str, of_story: pd.DataFrame, plan: Plan) -> Chosen:
    labels = {str(row.article): f"{row.outlet_name}: {row.title}" for row in of_story.itertuples()}
    if plan.material == Material.SENTENCES:
        return Chosen(tuple(labels))
    direct = of_story[of_story["via"].isna()]
    default = (direct if len(direct) else of_story).drop_duplicates("outlet")["article"].tolist()
    picked = tuple(
        st.multiselect(
            "Texts",
            list(labels),
            format_func=labels.__getitem__,
            default=default[:SOME],
            max_selections=MOST,
            key=f"class_texts_{of_story['story'].iloc[0]}",
        )
    )
    first = None
    if picked and any(step.texts == Texts.FIRST for step in plan.steps):
        first = st.selectbox("The text to doubt", picked, format_func=labels.__getitem__, key="class_first")
    facts = ""
    if FACTS in plan.asks:
        facts = st.text_area(
            "Facts to look for, one a line",
            "\n".join(_headlines(workspace, version, picked)),
            key=f"class_facts_{digest(*picked)}",
            max_chars=1500,
            help=f"At most {freeze.MOST_FACTS} are asked.",
        )
    excerpt = st.toggle(f"Beginnings only ({EXCERPT_WORDS} words a text)", key="class_excerpt")
    return Chosen(picked, first, tuple(str(facts).splitlines()), EXCERPT_WORDS if excerpt else None)


@st.cache_data(max_entries=64, show_spinner=False)
def _headlines(workspace: str, version: str, articles: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
    return freeze.headlines(workspaces.named(workspace), articles)


def _frozen(workspace: str, plan: Plan, story: str, title: str, target: Target | None, chosen: Chosen) -> Lesson:
    now = datetime.now(UTC)
    return freeze.freeze(
        workspaces.named(workspace),
        choosing.scorers(workspace),
        plan,
        chosen.articles,
        title=title,
        made=now,
        target=target,
        facts=chosen.facts,
        words=chosen.words,
        first=chosen.first,
        seed=int(digest(story, str(now.date())), 16),
    )


def _open(workspace: str, make: partial[Lesson]) -> None:
    try:
        _begin(workspace, make())
    except ValueError as error:
        st.session_state["classroom_problem"] = f"This lesson cannot be opened: {error}."


def _begin(workspace: str, given: Lesson) -> None:
    st.query_params[show.PRESENT] = sessions.open_lesson(workspace, given).id


def _from_file(workspace: str) -> None:
    st.write("A lesson file holds texts, scores, questions and key. It needs no network and no scored workspace.")
    upload = st.file_uploader("Lesson file", type="json", key="class_file")
    if upload is None:
        return
    try:
        given = file.read(upload.getvalue())
    except file.RefusedLessonError as refused:
        st.error(f"This file cannot be opened: {text.plain(str(refused))}.")
        return
    models = sorted({f"{r.model} {r.revision}" for t in given.texts for r in t.readings if r.model})
    st.subheader(text.plain(f"{given.plan.title}: {given.title}"))
    st.markdown(
        f"{len(given.texts)} texts · {len(given.questions)} questions · {given.plan.minutes} min · about "
        f"{text.plain(given.subject)} · made {text.plain(given.made[:10])}  \n"
        f"Scores frozen from: {text.plain(', '.join(models) or 'no model')}"
    )
    if given.notice:
        st.caption(text.plain(given.notice))
    st.button("Open the lesson", type="primary", key="class_open_file", on_click=_begin, args=(workspace, given))


def _opened(workspace: str) -> None:
    votes = sessions.of(workspace)
    found = votes.sessions()
    if not found:
        st.info("No lesson was opened in this workspace yet.")
        return
    for session in found:
        with st.container(border=True):
            left, right, last = st.columns([6, 2, 2], vertical_alignment="center")
            state = "over" if session.ended else f"at step {session.step}, code {session.code}"
            left.markdown(
                f"**{text.plain(session.title)}**  \n{session.opened[:16].replace('T', ' ')} UTC · {state} · "
                f"{votes.phones(session.id)} phones"
            )
            right.button(
                "Go on" if not session.ended else "See the votes",
                key=f"class_go_{session.id}",
                on_click=_resume,
                args=(session.id,),
                width="stretch",
            )
            last.button(
                "Delete",
                key=f"class_forget_{session.id}",
                on_click=votes.forget,
                args=(session.id,),
                width="stretch",
                disabled=not session.ended,
                help="Only a lesson that is over can be deleted, with all its votes.",
            )


def _resume(session: str) -> None:
    st.query_params[show.PRESENT] = session
