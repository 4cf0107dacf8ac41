"""The presenter's screen while a lesson runs: code, texts, live votes, reveal, and the model's reading."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from analysis import export
from analysis.dashboard import text
from analysis.dashboard.classroom import address, board, sessions, swap
from analysis.lessons import Lesson, Question, Step, StepKind, Text, ballot, tally
from analysis.measures import SCALES
from data.votes import Count, Session

LIVE_S: Final = 1.0
PRESENT: Final = "present"
"""Where the presenter's id stands in the address; it is not the code that phones know."""
PLACE: Final = "classroom_place"
HIDDEN, HANDS = "classroom_hidden", "classroom_hands"
MOVED: Final = "classroom_moved"
DWELL_S: Final = 0.7
"""A key that is held repeats; no step is as short as this."""
_PLAIN: Final = SCALES["tone"]


def draw(workspace: str, session: Session) -> None:
    """Draw the step at which a session stands, with its controls."""
    lesson = sessions.lesson(workspace, session.id)
    step = sessions.step(session, lesson)
    _controls(workspace, session, lesson, step)
    if session.ended:
        st.header("The lesson is over")
        _numbers(workspace, session, lesson)
        return
    if step is None:
        _lobby(workspace, session, lesson)
        return
    left, right = st.columns([5, 3])
    left.markdown(f"Step {session.step} of {len(lesson.plan.steps)} · **{text.plain(step.title)}**")
    with right:
        _state(workspace, session.id, session.stamp, step.round if step.kind == StepKind.VOTE else None)
    st.subheader(text.plain(step.say))
    if step.kind == StepKind.VOTE:
        _vote(workspace, session, lesson, step)
    elif step.kind == StepKind.READ:
        _texts(lesson, lesson.dealt(step, 0))
    elif step.kind == StepKind.REVEAL:
        _reveal(workspace, session, lesson)
    elif step.kind == StepKind.MODEL:
        _model(workspace, session, lesson)
    elif step.kind == StepKind.SWAP:
        swap.draw(lesson.subject)
    with st.expander("Notes for the teacher"):
        st.write(text.plain(step.note))
    if step.kind != StepKind.READ:
        with st.expander("The texts"):
            _texts(lesson, lesson.texts)
    _numbers(workspace, session, lesson)


def _lobby(workspace: str, session: Session, lesson: Lesson) -> None:
    if not address.reaches_phones():
        st.warning(
            f"Phones cannot reach this app: it listens to this machine alone. Stop it and start it with "
            f"`{address.START}`, or go on by show of hands, which needs no phones."
        )
    elif not address.for_a_class():
        st.warning(
            f"Every machine in the network can open the whole app, not only this lesson. "
            f"Start it with `{address.START}` to let others join and see nothing else."
        )
    url = address.join(str(st.session_state.get(PLACE) or address.here()), session.code)
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.header(text.plain(lesson.plan.title))
        # Where other machines see nothing but the join page, the short address will do: it asks for the code.
        st.html(board.big("Scan the picture, or open this address on your phone:"))
        st.html(board.address(url.partition("/classroom")[0] if address.for_a_class() else url))
        st.html(board.code(session.code))
        _state(workspace, session.id, session.stamp, None)
        st.caption("Same network as this machine. No name, no account; only answers are stored.")
    right.image(address.qr(url), width="stretch", alt=f"QR code of {url}")
    with st.expander("Before you begin"):
        st.write(text.plain(lesson.plan.before))
        st.markdown("\n".join(f"- {text.plain(watch)}" for watch in lesson.plan.watch))
        st.text_input(
            "Address of this machine, if phones do not find it",
            value=address.here(),
            key=PLACE,
            persist_state="session",
            help="With several networks or a hotspot the guess can be wrong. Give the address and the port.",
        )


@st.fragment(run_every=LIVE_S)
def _state(workspace: str, session: str, stamp: int, vote: int | None) -> None:
    """What changes by itself: phones in the room, those that voted, and the clock."""
    votes = sessions.of(workspace)
    now = votes.session(session)
    if now is None or now.stamp != stamp:
        st.rerun(scope="app")
    phones = votes.phones(session)
    words = f"Code **{now.code}** · {phones} phone{'' if phones == 1 else 's'}"
    if vote is not None:
        words += f" · {votes.voters(session, vote)} have voted · " + ("**open**" if now.round == vote else "**closed**")
    st.markdown(words)
    if now.ends_at is not None:
        st.html(board.clock(max(0, round(now.ends_at - time.time()))))


def _vote(workspace: str, session: Session, lesson: Lesson, step: Step) -> None:
    asked = lesson.asked(step)
    question = asked[0]
    if len(asked) > 1:
        chosen = st.segmented_control(
            "Question",
            [q.id for q in asked],
            format_func=lambda q: text.plain(lesson.question(q).prompt),
            default=asked[0].id,
            required=True,
            key=f"classroom_question_{session.step}",
            label_visibility="collapsed",
        )
        question = lesson.question(str(chosen))
    else:
        st.markdown(f"**{text.plain(question.prompt)}**")
    if st.session_state.get(HANDS):
        _hands(workspace, session, lesson, step, question)
    if st.session_state.get(HIDDEN) and session.round == step.round:
        st.info("The spread is hidden while the vote is open.")
    else:
        _spread(workspace, session, lesson, step, question)


@st.fragment(run_every=LIVE_S)
def _spread(workspace: str, session: Session, lesson: Lesson, step: Step, question: Question) -> None:
    st.html(spread_html(workspace, session, lesson, step, question))


def spread_html(workspace: str, session: Session, lesson: Lesson, step: Step, question: Question) -> str:
    """The votes on a question in a step, with those of an earlier round and the shift where there was one."""
    votes = sessions.of(workspace)
    counts = votes.counts(session.id)
    shown = [t for t in lesson.texts if t in lesson.dealt(step, 0) or step.texts == "one"]
    now = {t.letter: tally.spread(counts, t.letter, question, step.round) for t in shown}
    earlier = lesson.before(step, question.id)
    before = None
    words = {letter: tally.said(given, question) for letter, given in now.items()}
    if earlier is not None:
        before = {t.letter: tally.spread(counts, t.letter, question, earlier) for t in shown}
        for letter in words:
            moves = votes.moves(session.id, ballot(letter, question.id), earlier, step.round)
            words[letter] = tally.shifted(tally.shift(moves, question), question)
    return board.spread(lesson, question, now, before, words, _named(lesson, session))


def _hands(workspace: str, session: Session, lesson: Lesson, step: Step, question: Question) -> None:
    counts = {
        (c.question, c.choice): c.hands for c in sessions.of(workspace).counts(session.id) if c.round == step.round
    }
    with st.container(border=True):
        st.caption("How many hands for each answer? They are added to the phones' votes.")
        for given in lesson.texts:
            columns = st.columns([1, *[2] * len(question.options)], vertical_alignment="bottom")
            columns[0].markdown(f"**{text.plain(given.letter)}**")
            named = ballot(given.letter, question.id)
            for column, (option, label) in zip(columns[1:], question.options.items(), strict=True):
                key = f"hands_{session.id}_{step.round}_{named}_{option}"
                column.number_input(
                    text.plain(label),
                    0,
                    999,
                    value=counts.get((named, option), 0),
                    key=key,
                    on_change=_raised,
                    args=(workspace, session.id, named, step.round, option, key),
                )


def _raised(workspace: str, session: str, question: str, round: int, option: str, key: str) -> None:  # noqa: A002
    sessions.of(workspace).show_hands(session, question, round, {option: int(st.session_state[key])})


def _texts(lesson: Lesson, shown: tuple[Text, ...]) -> None:
    letter = st.segmented_control(
        "Text",
        [given.letter for given in shown],
        default=shown[0].letter,
        required=True,
        key=f"classroom_text_{len(shown)}",
        label_visibility="collapsed",
    )
    given = next(one for one in lesson.texts if one.letter == letter)
    if given.title:
        st.html(text.headline(given.title, None, _PLAIN))
    st.html(text.article(given.body, [], _PLAIN))


def _reveal(workspace: str, session: Session, lesson: Lesson) -> None:
    counts = sessions.of(workspace).counts(session.id)
    known = lesson.texts[: session.revealed]
    wide = 4 if len(lesson.texts) in {4, 7, 8} else 3
    for start in range(0, len(lesson.texts), wide):
        row = lesson.texts[start : start + wide]
        for column, given in zip(st.columns(wide), row, strict=False):
            column.html(
                board.unveiled(given, _guessed(counts, lesson, given)) if given in known else board.veiled(given)
            )


def _guessed(counts: tuple[Count, ...], lesson: Lesson, given: Text) -> str:
    asked = [q for q in lesson.questions if q.id == "kind"]
    if not asked:
        return ""
    guesses = tally.spread(counts, given.letter, asked[0], 1)
    return tally.guessed(guesses, (given.answers or {}).get("kind")) if tally.n(guesses) else ""


def _model(workspace: str, session: Session, lesson: Lesson) -> None:
    question = next((q for q in lesson.questions if q.measure), None)
    if question is None:
        st.info("This lesson asks nothing that a model was asked as well.")
        return
    counts = sessions.of(workspace).counts(session.id)
    rounds = [
        s.round for s in lesson.plan.steps[: session.step] if s.kind == StepKind.VOTE and question.id in s.questions
    ]
    last = rounds[-1] if rounds else 1
    spreads = [tally.spread(counts, given.letter, question, last) for given in lesson.texts]
    of, ours, theirs = tally.right(lesson.texts, spreads, question)
    if of:
        st.subheader(f"By the key, the class read {ours} of {of} right, the model {theirs}.")
    beside = [
        tally.parting(given, votes, reading, question)
        for given, votes in zip(lesson.texts, spreads, strict=True)
        if (reading := given.reading(question.measure))
    ]
    apart = sum(bool(one.apart) for one in beside)
    compared = sum(one.apart is not None for one in beside)
    st.subheader(f"Class and model part on {apart} of {compared}." if compared else "There is nothing to compare yet.")
    scale, named = SCALES[question.measure], _named(lesson, session)
    ordered = sorted(beside, key=lambda one: (one.apart is None, not one.apart, -abs(one.gap)))
    for start in range(0, len(ordered), 2):
        for column, one in zip(st.columns(2, gap="large"), ordered[start : start + 2], strict=False):
            column.html(board.beside(one, question, scale, named.get(one.text.letter)))
    models = sorted({f"{one.reading.model}, revision {one.reading.revision}" for one in beside if one.reading.model})
    st.caption(f"The model sees text alone, quotations included. {'; '.join(models)}. {scale.caution}")


def _named(lesson: Lesson, session: Session) -> dict[str, str]:
    return {given.letter: given.key.outlet for given in lesson.texts[: session.revealed]}


def _numbers(workspace: str, session: Session, lesson: Lesson) -> None:
    with st.expander("The numbers as a table", expanded=session.ended):
        counts = sessions.of(workspace).counts(session.id)
        table = pd.DataFrame(
            [
                {
                    "text": letter,
                    "question": lesson.question(question).prompt,
                    "round": count.round,
                    "answer": lesson.question(question).options[count.choice],
                    "phones": count.phones,
                    "hands": count.hands,
                    "n": count.n,
                }
                for count in counts
                for letter, _, question in [count.question.partition("/")]
            ],
            columns=["text", "question", "round", "answer", "phones", "hands", "n"],
        )
        st.dataframe(table, hide_index=True, width="stretch")
        st.download_button(
            "Download as CSV", export.csv(table), f"votes-{session.code}.csv", "text/csv", key="classroom_csv"
        )


def _controls(workspace: str, session: Session, lesson: Lesson, step: Step | None) -> None:
    votes = sessions.of(workspace)
    steps, at = lesson.plan.steps, session.step
    is_vote = step is not None and step.kind == StepKind.VOTE
    taken = step is not None and is_vote and session.round == step.round
    with st.bottom, st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if session.ended:
            st.button("Back to all lessons", on_click=_leave, type="primary")
            return
        go = partial(_go, workspace, session.id)
        following = steps[at] if at < len(steps) else None
        opens = following.round if following and following.kind == StepKind.VOTE else None
        st.button("Back", key="classroom_back", disabled=at == 0, on_click=go, args=(at - 1,), shortcut="Left")
        st.button(
            "Begin" if at == 0 else "Next",
            key="classroom_next",
            disabled=following is None,
            on_click=go,
            args=(at + 1, opens),
            type="primary",
            shortcut="Right",
        )
        if step is not None and is_vote:
            st.button(
                "Close the vote" if taken else "Open the vote",
                key="classroom_round",
                on_click=votes.take_votes,
                args=(session.id, None if taken else step.round),
                shortcut="O",
            )
        if step is not None and step.kind == StepKind.REVEAL:
            st.button(
                "Reveal the next",
                key="classroom_reveal",
                disabled=session.revealed >= len(lesson.texts),
                on_click=votes.reveal,
                args=(session.id, session.revealed + 1),
                shortcut="U",
            )
        if step is not None:
            running = session.ends_at is not None
            until = None if running else time.time() + 60 * step.minutes
            label = "Stop the clock" if running else f"Clock: {step.minutes} min"
            st.button(label, key="classroom_clock", on_click=votes.set_timer, args=(session.id, until), shortcut="T")
        with st.popover("More"):
            st.toggle("Hide the spread while a vote is open", key=HIDDEN, persist_state="page")
            st.toggle("Count hands (for rooms without phones)", key=HANDS, persist_state="page")
            st.button("Leave; the lesson goes on", key="classroom_leave", on_click=_leave, width="stretch")
            st.button("End the lesson", key="classroom_end", on_click=votes.end, args=(session.id,), width="stretch")


def _go(workspace: str, session: str, step: int, opens: int | None = None) -> None:
    now = time.monotonic()
    if now - st.session_state.get(MOVED, -DWELL_S) >= DWELL_S:
        sessions.of(workspace).go(session, step, round=opens)
    st.session_state[MOVED] = now


def _leave() -> None:
    del st.query_params[PRESENT]
