"""Votes are never lost and never doubled, whoever writes at once; nothing of a voter is kept but a token."""

from __future__ import annotations

import multiprocessing
import secrets
import sqlite3
import sys
import threading
import types
from pathlib import Path

import pytest

from data.votes import CODE, FILE, MOST_PHONES, RefusedVoteError, Session, Votes

QUESTIONS = {"A/tone": ("negative", "neutral", "positive"), "B/tone": ("negative", "neutral", "positive")}
OPENED = "2026-03-02T10:00:00+00:00"


@pytest.fixture
def votes(tmp_path: Path):
    opened = Votes(tmp_path / FILE)
    yield opened
    opened.close()


def begin(votes: Votes) -> Session:
    session = votes.open_session("Camp fire", '{"a": 1}', QUESTIONS, OPENED)
    votes.go(session.id, 1, round=1)
    return session


def token() -> str:
    return secrets.token_urlsafe(16)


def join(votes: Votes, session: Session) -> str:
    mine = token()
    votes.seat(session.id, mine)
    return mine


def total(votes: Votes, session: Session) -> int:
    return sum(count.n for count in votes.counts(session.id))


def test_a_session_is_found_by_its_code_in_any_case(votes: Votes) -> None:
    session = begin(votes)
    assert CODE.fullmatch(session.code)
    found = votes.joined(f" {session.code.lower()} ")
    assert found is not None
    assert (found.id, found.step, found.round) == (session.id, 1, 1)
    assert votes.lesson(session.id) == '{"a": 1}'


@pytest.mark.parametrize("code", ["", "AAAAA", "'; DROP TABLE vote; --", "ZZZZZZ", "\x00"])
def test_an_unknown_code_finds_nothing(code: str, votes: Votes) -> None:
    begin(votes)
    assert votes.joined(code) is None


def test_a_second_vote_takes_the_place_of_the_first(votes: Votes) -> None:
    session = begin(votes)
    mine = join(votes, session)
    for choice in ("negative", "positive", "positive"):
        votes.cast(session.id, "A/tone", 1, mine, choice)
    assert [(c.choice, c.n) for c in votes.counts(session.id)] == [("positive", 1)]
    assert votes.own(session.id, mine, 1) == {"A/tone": "positive"}


@pytest.mark.parametrize(
    ("question", "turn", "choice", "reason"),
    [
        ("A/tone", 2, "negative", "closed"),
        ("C/tone", 1, "negative", "not one of"),
        ("A/tone", 1, "furious", "not one of"),
        ("A/tone", 1, "", "not one of"),
    ],
)
def test_what_cannot_count_is_refused_with_a_reason(votes: Votes, question, turn, choice, reason) -> None:
    session = begin(votes)
    mine = join(votes, session)
    with pytest.raises(RefusedVoteError, match=reason):
        votes.cast(session.id, question, turn, mine, choice)
    assert total(votes, session) == 0


def test_a_phone_that_has_not_joined_cannot_vote(votes: Votes) -> None:
    session = begin(votes)
    with pytest.raises(RefusedVoteError, match="not joined"):
        votes.cast(session.id, "A/tone", 1, token(), "neutral")


@pytest.mark.parametrize("end", ["close", "move", "end"])
def test_a_late_vote_is_refused_and_the_count_stays(votes: Votes, end: str) -> None:
    session = begin(votes)
    mine = join(votes, session)
    votes.cast(session.id, "A/tone", 1, mine, "neutral")
    {
        "close": lambda: votes.take_votes(session.id, None),
        "move": lambda: votes.go(session.id, 2),
        "end": lambda: votes.end(session.id),
    }[end]()
    with pytest.raises(RefusedVoteError, match="closed"):
        votes.cast(session.id, "A/tone", 1, mine, "positive")
    assert [(c.choice, c.n) for c in votes.counts(session.id)] == [("neutral", 1)]


def test_sessions_do_not_mix(votes: Votes) -> None:
    one, other = begin(votes), begin(votes)
    mine = join(votes, one)
    with pytest.raises(RefusedVoteError):
        votes.cast(other.id, "A/tone", 1, mine, "neutral")
    votes.cast(one.id, "A/tone", 1, mine, "neutral")
    assert total(votes, other) == 0
    votes.forget(one.id)
    assert votes.session(one.id) is None
    assert total(votes, one) == 0
    assert [session.id for session in votes.sessions()] == [other.id]


@pytest.mark.parametrize("damaged", ["", "short", "a b c d e f g h i j", "x" * 65, "<script>alert(1)</script>"])
def test_a_damaged_token_is_refused(votes: Votes, damaged: str) -> None:
    with pytest.raises(RefusedVoteError, match="Scan the code again"):
        votes.seat(begin(votes).id, damaged)


def test_a_room_has_an_end(votes: Votes) -> None:
    session = begin(votes)
    for _ in range(MOST_PHONES):
        join(votes, session)
    with pytest.raises(RefusedVoteError, match="takes no more"):
        join(votes, session)
    assert votes.phones(session.id) == MOST_PHONES


def test_a_phone_keeps_its_seat_after_the_end_and_nobody_new_gets_one(votes: Votes) -> None:
    session = begin(votes)
    mine = join(votes, session)
    assert [votes.seat(session.id, mine), votes.seat(session.id, token()), votes.seat(session.id, mine)] == [0, 1, 0]
    votes.end(session.id)
    assert votes.seat(session.id, mine) == 0
    with pytest.raises(RefusedVoteError, match="over"):
        join(votes, session)


def test_hands_add_to_phones_and_replace_themselves(votes: Votes) -> None:
    session = begin(votes)
    votes.cast(session.id, "A/tone", 1, join(votes, session), "negative")
    votes.show_hands(session.id, "A/tone", 1, {"negative": 9, "neutral": 3})
    votes.show_hands(session.id, "A/tone", 1, {"negative": 7, "neutral": 0})
    assert [(c.choice, c.phones, c.hands, c.n) for c in votes.counts(session.id)] == [("negative", 1, 7, 8)]


@pytest.mark.parametrize("counts", [{"negative": -1}, {"negative": 10**9}, {"furious": 1}])
def test_impossible_hands_are_refused(votes: Votes, counts: dict[str, int]) -> None:
    session = begin(votes)
    with pytest.raises(ValueError, match=r"a count is between|no such answer"):
        votes.show_hands(session.id, "A/tone", 1, counts)
    assert total(votes, session) == 0


def test_moves_count_only_phones_that_voted_twice(votes: Votes) -> None:
    session = begin(votes)
    phones = [join(votes, session) for _ in range(4)]
    for mine, choice in zip(phones, ["negative", "negative", "neutral", "positive"], strict=True):
        votes.cast(session.id, "A/tone", 1, mine, choice)
    votes.go(session.id, 3, round=2)
    for mine, choice in zip(phones[:3], ["negative", "positive", "neutral"], strict=True):
        votes.cast(session.id, "A/tone", 2, mine, choice)
    assert votes.moves(session.id, "A/tone", 1, 2) == {
        ("negative", "negative"): 1,
        ("negative", "positive"): 1,
        ("neutral", "neutral"): 1,
    }
    assert votes.voters(session.id, 2) == 3


def test_every_change_that_phones_follow_moves_the_stamp(votes: Votes) -> None:
    session = votes.open_session("T", "{}", QUESTIONS, OPENED)
    stamps = []
    for change in (
        lambda: votes.go(session.id, 1, round=1),
        lambda: votes.take_votes(session.id, None),
        lambda: votes.reveal(session.id, 1),
        lambda: votes.end(session.id),
        lambda: votes.go(session.id, 5, round=1),  # an ended session does not move
    ):
        change()
        now = votes.session(session.id)
        assert now is not None
        stamps.append(now.stamp)
    assert stamps == [1, 2, 3, 4, 4]


def test_nothing_of_a_voter_is_stored_but_a_token(votes: Votes, tmp_path: Path) -> None:
    session = begin(votes)
    votes.cast(session.id, "A/tone", 1, join(votes, session), "neutral")
    with sqlite3.connect(tmp_path / FILE) as db:
        columns = {table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in ("seat", "vote")}
    assert columns == {
        "seat": ["session", "token", "seat"],
        "vote": ["session", "question", "round", "token", "choice"],
    }


VOTERS, CHANGES = 60, 5


def vote_many(path: Path, session: str, seed: int, changes: int) -> None:
    """A process of its own: some phones that join and change their votes again and again."""
    own = Votes(path)
    mine = [f"process{seed:02d}phone{n:08d}" for n in range(VOTERS // 4)]
    for phone in mine:
        own.seat(session, phone)
    for change in range(changes):
        for phone in mine:
            for question, choices in QUESTIONS.items():
                own.cast(session, question, 1, phone, choices[change % 3])
    own.close()


@pytest.mark.skipif(sys.platform == "win32", reason="starts processes by fork")
def test_sixty_voters_in_four_processes_lose_and_double_nothing(
    votes: Votes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A test of a page before this one may have left the app as the main module, which every process would run.
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
    session = begin(votes)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=vote_many, args=(tmp_path / FILE, session.id, n, CHANGES)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
        assert writer.exitcode == 0
    last = QUESTIONS["A/tone"][(CHANGES - 1) % 3]
    assert {(c.question, c.choice): c.n for c in votes.counts(session.id)} == {(q, last): VOTERS for q in QUESTIONS}
    assert votes.phones(session.id) == VOTERS


def test_sixty_threads_on_one_file_lose_and_double_nothing(votes: Votes) -> None:
    session = begin(votes)
    failures: list[Exception] = []

    def phone() -> None:
        try:
            mine = join(votes, session)
            for choice in ("negative", "neutral", "positive"):
                votes.cast(session.id, "A/tone", 1, mine, choice)
        except (RefusedVoteError, sqlite3.Error) as error:
            failures.append(error)

    threads = [threading.Thread(target=phone) for _ in range(VOTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [(c.choice, c.n) for c in votes.counts(session.id)] == [("positive", VOTERS)]


def test_a_round_that_closes_under_sixty_writers_counts_exactly_what_it_took(votes: Votes) -> None:
    session = begin(votes)
    phones = [join(votes, session) for _ in range(VOTERS)]
    taken: list[str] = []
    start = threading.Barrier(VOTERS + 1)

    def phone(mine: str) -> None:
        start.wait()
        try:
            votes.cast(session.id, "A/tone", 1, mine, "neutral")
        except RefusedVoteError:
            return
        taken.append(mine)

    threads = [threading.Thread(target=phone, args=(mine,)) for mine in phones]
    for thread in threads:
        thread.start()
    start.wait()
    votes.take_votes(session.id, None)
    for thread in threads:
        thread.join()
    assert total(votes, session) == len(taken)
