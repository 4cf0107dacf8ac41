"""What a phone shows: the blind text, one question at a time, and nothing of the workspace."""

from __future__ import annotations

import secrets
from typing import Final

import streamlit as st

from analysis.dashboard import text
from analysis.dashboard.classroom import address, sessions
from analysis.lessons import Lesson, Material, Question, Step, StepKind, Text, ballot
from analysis.measures import SCALES
from data.votes import TOKEN, RefusedVoteError, Session

POLL_S: Final = 2.0
ME: Final = "me"
"""Where the phone's random token stands in its address, so that a reload is no second voter."""
AT: Final = "phone_at"
NOT_COUNTED: Final = "phone_not_counted"
# Streamlit has neither a button as tall as a thumb (WCAG 2.5.5 asks for 44 px) nor a row that stays a row on
# a phone, and a question must leave room for the text above it.
DOCK: Final = """<style>
[class*="st-key-answers"] {display: grid; gap: .4rem; grid-template-columns: repeat(3, minmax(0, 1fr))}
[class*="st-key-answers-long"] {grid-template-columns: repeat(2, minmax(0, 1fr))}
[class*="st-key-answers"] button {min-height: 3rem; padding: .1rem .3rem; font-weight: 600}
.st-key-turning {flex-wrap: nowrap}
[class*="st-key-turn"] button {min-height: 2.4rem}
</style>"""
SHORT: Final = 10
"""Letters of an answer of which three stand side by side on a phone."""
_PLAIN: Final = SCALES["tone"]


def draw() -> None:
    """Draw the join page for the code in the address, or ask for one."""
    code = str(st.query_params.get(address.JOIN, "")).strip()
    found = sessions.joined(code)
    if found is None:
        _ask(code)
        return
    workspace, session = found
    votes = sessions.of(workspace)
    token = _token()
    try:
        seat = votes.seat(session.id, token)
    except RefusedVoteError as refused:
        st.header(str(refused))
        return
    st.html(DOCK)
    if session.ended:
        st.header("The lesson is over")
        st.write("Thank you. Your votes were counted without a name.")
        return
    lesson = sessions.lesson(workspace, session.id)
    _follow(workspace, session.id, session.stamp)
    step = sessions.step(session, lesson)
    if step is None:
        st.header("You are in")
        st.write("Look at the screen in front. The lesson begins soon. Nobody's name is asked or stored.")
    elif step.kind == StepKind.VOTE and session.round == step.round:
        _vote(workspace, session, lesson, step, seat, token)
    else:
        _wait(session, lesson, step, seat)


@st.fragment(run_every=POLL_S)
def _follow(workspace: str, session: str, stamp: int) -> None:
    """Draw the phone anew once the presenter has moved on; until then this costs one look at one row."""
    now = sessions.of(workspace).session(session)
    if now is None or now.stamp != stamp:
        st.rerun(scope="app")


def _ask(code: str) -> None:
    st.header("Take part")
    if code:
        st.error(f"There is no lesson with the code “{text.plain(code[:12])}”. Codes are five letters: look again.")
    st.text_input("The code on the screen", max_chars=8, key="phone_code", on_change=_typed)
    st.button("Join", type="primary", width="stretch", key="turn_join", on_click=_typed)
    st.caption("No name, no account. Only your answers are stored.")


def _typed() -> None:
    if typed := st.session_state["phone_code"].strip().upper():
        st.query_params[address.JOIN] = typed[:8]


def _token() -> str:
    token = str(st.query_params.get(ME) or st.session_state.get(ME) or "")
    if not TOKEN.fullmatch(token):
        token = secrets.token_urlsafe(16)
    st.session_state[ME] = token
    if st.query_params.get(ME) != token:
        st.query_params[ME] = token
    return token


def _vote(workspace: str, session: Session, lesson: Lesson, step: Step, seat: int, token: str) -> None:
    own = sessions.of(workspace).own(session.id, token, step.round)
    items = [(given, question) for given in lesson.dealt(step, seat) for question in lesson.asked(step)]
    where = f"{AT}_{session.id}_{session.step}"
    if where not in st.session_state:
        st.session_state[where] = _first_open(items, own)
    at = min(max(int(st.session_state[where]), 0), len(items))
    if message := st.session_state.pop(NOT_COUNTED, None):
        st.error(message)
    if at == len(items):
        _answered(items, own, where)
        return
    given, question = items[at]
    _show(given, lesson)
    with st.bottom:
        st.markdown(f"**{text.plain(question.prompt)}**")
        named = ballot(given.letter, question.id)
        width = "answers" if max(map(len, question.options.values())) <= SHORT else "answers-long"
        with st.container(key=width):
            for option, label in question.options.items():
                st.button(
                    ("✓ " if own.get(named) == option else "") + text.plain(label),
                    key=f"answer_{session.step}_{named}_{option}",
                    type="primary" if own.get(named) == option else "secondary",
                    width="stretch",
                    wrap=True,
                    on_click=_cast,
                    args=(workspace, session.id, named, step.round, token, option),
                )
        with st.container(key="turning", horizontal=True, vertical_alignment="center", gap="small"):
            st.button("← Back", key="turn_back", disabled=at == 0, on_click=_turn, args=(where, at - 1))
            st.markdown(f"{at + 1} of {len(items)}" + (" · saved" if named in own else ""), text_alignment="center")
            st.button(
                "Next →",
                key="turn_next",
                type="primary" if named in own else "secondary",
                on_click=_turn,
                args=(where, at + 1),
            )


def _cast(workspace: str, session: str, question: str, round: int, token: str, choice: str) -> None:  # noqa: A002
    try:
        sessions.of(workspace).cast(session, question, round, token, choice)
    except RefusedVoteError as refused:
        st.session_state[NOT_COUNTED] = str(refused)


def _turn(where: str, at: int) -> None:
    st.session_state[where] = at


def _first_open(items: list[tuple[Text, Question]], own: dict[str, str]) -> int:
    """Where a phone goes on after a reload: its first question without an answer."""
    for at, (given, question) in enumerate(items):
        if ballot(given.letter, question.id) not in own:
            return at
    return len(items)


def _answered(items: list[tuple[Text, Question]], own: dict[str, str], where: str) -> None:
    done = sum(ballot(given.letter, question.id) in own for given, question in items)
    st.header("Done" if done == len(items) else f"{done} of {len(items)} answered")
    st.write("You can change an answer until the vote is closed.")
    for at, (given, question) in enumerate(items):
        answer = own.get(ballot(given.letter, question.id))
        label = question.options[answer] if answer else "no answer yet"
        asked = "" if len({q.id for _, q in items}) == 1 else f" {question.prompt}"
        st.button(
            f"**{text.plain(given.letter)}**{text.plain(asked)} – {text.plain(label)}",
            key=f"turn_{at}",
            width="stretch",
            wrap=True,
            on_click=_turn,
            args=(where, at),
        )


def _wait(session: Session, lesson: Lesson, step: Step, seat: int) -> None:
    """What a phone shows while nothing is asked: what there is to read, and what is known by now."""
    if step.kind == StepKind.REVEAL:
        st.header("Who wrote it?")
        for given in lesson.texts[: session.revealed]:
            key = given.key
            st.markdown(f"**{text.plain(given.letter)}** · {text.plain(key.outlet)}, {text.plain(key.kind)}")
        if session.revealed < len(lesson.texts):
            st.caption("The others are still hidden.")
        return
    if step.kind in {StepKind.MODEL, StepKind.SWAP}:
        st.header("Look at the screen in front")
        return
    if step.kind == StepKind.VOTE:
        st.header("The vote is closed")
        st.write("Look at the screen in front.")
    else:
        st.markdown(f"#### {text.plain(step.say)}")
    for given in lesson.dealt(_reading(lesson, session.step), seat):
        label = f"Text {text.plain(given.letter)}" + (f": {text.plain(given.title)}" if given.title else "")
        with st.expander(label, expanded=step.kind == StepKind.READ and len(lesson.dealt(step, seat)) == 1):
            _show(given, lesson)


def _reading(lesson: Lesson, at: int) -> Step:
    """The last step that gave texts to phones, so that talking does not show more than was read."""
    reading = [step for step in lesson.plan.steps[:at] if step.kind in {StepKind.READ, StepKind.VOTE}]
    return reading[-1] if reading else lesson.plan.steps[0]


def _show(given: Text, lesson: Lesson) -> None:
    kind = "Sentence" if lesson.plan.material == Material.SENTENCES else "Text"
    st.html(text.badge(f"{kind} {given.letter}") + (text.badge("beginning only") if given.cut else ""))
    if given.title:
        st.html(text.headline(given.title, None, _PLAIN))
    st.html(text.article(given.body, [], _PLAIN))
