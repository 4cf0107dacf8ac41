"""The votes of classes in one SQLite file: sessions, the questions they put, and what phones and hands answered."""

from __future__ import annotations

import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = "votes.sqlite"
LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that a code spells no word; no digits, so that O and 0 cannot be mistaken."""
CODE: Final = re.compile(f"[{LETTERS}]{{5}}")
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
MOST_PHONES: Final = 500
"""More than any room holds, so that one visitor cannot fill the disk with made-up phones."""
MOST_HANDS: Final = 1_000
_WAIT_S: Final = 30.0

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY, code TEXT UNIQUE NOT NULL, title TEXT NOT NULL, lesson TEXT NOT NULL, opened TEXT NOT NULL,
    step INTEGER NOT NULL DEFAULT 0, round INTEGER, revealed INTEGER NOT NULL DEFAULT 0, ends_at REAL,
    ended INTEGER NOT NULL DEFAULT 0, stamp INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS question (
    session TEXT REFERENCES session (id) ON DELETE CASCADE, question TEXT, choice TEXT,
    PRIMARY KEY (session, question, choice)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seat (
    session TEXT REFERENCES session (id) ON DELETE CASCADE, token TEXT, seat INTEGER NOT NULL,
    PRIMARY KEY (session, token)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vote (
    session TEXT REFERENCES session (id) ON DELETE CASCADE, question TEXT, round INTEGER, token TEXT,
    choice TEXT NOT NULL, PRIMARY KEY (session, question, round, token)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hands (
    session TEXT REFERENCES session (id) ON DELETE CASCADE, question TEXT, round INTEGER, choice TEXT,
    n INTEGER NOT NULL, PRIMARY KEY (session, question, round, choice)) WITHOUT ROWID;
"""
_SESSION: Final = "id, code, title, opened, step, round, revealed, ends_at, ended, stamp"


class RefusedVoteError(ValueError):
    """A vote that cannot count; the message says why in words for the voter."""


@dataclass(frozen=True, slots=True)
class Session:
    """A class at work: where it stands in its lesson.

    ``id`` is the presenter's secret, ``code`` what phones type; ``round`` is the round that takes votes now,
    if any; ``ends_at`` when the timer runs out, in seconds of the epoch; ``stamp`` grows with every change
    that a phone must follow.
    """

    id: str
    code: str
    title: str
    opened: str
    step: int
    round: int | None
    revealed: int
    ends_at: float | None
    ended: bool
    stamp: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many chose one answer to a question in a round, by phone and by show of hands."""

    question: str
    round: int
    choice: str
    phones: int
    hands: int

    @property
    def n(self) -> int:
        """All of them."""
        return self.phones + self.hands


class Votes:
    """The sessions of a workspace and their votes.

    A vote is one row per session, question, round and phone, written in one statement that also checks that
    the round takes votes: it is committed before `cast` returns, and a second one replaces the first. Of a
    voter nothing is kept but a random token, not even when the vote came.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, creating it where there is none."""
        # A connection for writing and one for reading, so that who watches the votes never waits for a voter.
        self._writing, self._reading = threading.Lock(), threading.Lock()
        self._writer, self._reader = _connected(path), _connected(path)
        if self._writer.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            self._writer.execute("PRAGMA journal_mode = WAL")
        self._writer.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        with self._writing, self._reading:
            self._writer.close()
            self._reader.close()

    def open_session(self, title: str, lesson: str, questions: Mapping[str, Sequence[str]], opened: str) -> Session:
        """A new session of a frozen lesson, with the answers that every question takes."""
        new = secrets.token_urlsafe(16)
        with self._transaction() as db:
            used = {code for (code,) in db.execute("SELECT code FROM session")}
            while (code := "".join(secrets.choice(LETTERS) for _ in range(5))) in used:
                continue
            db.execute(
                "INSERT INTO session (id, code, title, lesson, opened) VALUES (?, ?, ?, ?, ?)",
                (new, code, title, lesson, opened),
            )
            rows = [(new, question, choice) for question, choices in questions.items() for choice in choices]
            db.executemany("INSERT INTO question VALUES (?, ?, ?)", rows)
        return Session(new, code, title, opened, 0, None, 0, None, ended=False, stamp=0)

    def session(self, session: str) -> Session | None:
        """The session of an id."""
        return self._one("id", session)

    def joined(self, code: str) -> Session | None:
        """The session of a code that phones type, whatever the case of its letters."""
        return self._one("code", code.strip().upper())

    def sessions(self) -> tuple[Session, ...]:
        """Every session, the newest first."""
        return tuple(map(_session, self._rows(f"SELECT {_SESSION} FROM session ORDER BY opened DESC, rowid DESC")))  # noqa: S608

    def lesson(self, session: str) -> str:
        """The frozen lesson that a session was opened with.

        Raises:
            KeyError: No such session.
        """
        rows = self._rows("SELECT lesson FROM session WHERE id = ?", session)
        if not rows:
            raise KeyError("no such session")
        return str(rows[0][0])

    def go(self, session: str, step: int, *, round: int | None = None) -> None:  # noqa: A002
        """Move to a step; votes are taken for ``round`` from now on, for none where it is None."""
        self._change(session, "step = ?, round = ?, ends_at = NULL", step, round)

    def take_votes(self, session: str, round: int | None) -> None:  # noqa: A002
        """Open a round, or close whichever is open."""
        self._change(session, "round = ?", round)

    def reveal(self, session: str, texts: int) -> None:
        """Let the first ``texts`` texts be known by name."""
        self._change(session, "revealed = ?", texts)

    def set_timer(self, session: str, ends_at: float | None) -> None:
        """Let the presenter's clock run out at an instant, or stop it; phones do not follow it."""
        self._write("UPDATE session SET ends_at = ? WHERE id = ?", ends_at, session)

    def end(self, session: str) -> None:
        """Take no more votes and let phones go."""
        self._change(session, "ended = 1, round = NULL, ends_at = NULL")

    def forget(self, session: str) -> None:
        """Remove a session with all its votes."""
        self._write("DELETE FROM session WHERE id = ?", session)

    def seat(self, session: str, token: str) -> int:
        """The place of a phone in the order of joining, from 0; the same phone keeps its place.

        Raises:
            RefusedVoteError: The session is over, unknown or full, or the token is not one of ours.
        """
        if not TOKEN.fullmatch(token):
            raise RefusedVoteError("This address is damaged. Scan the code again.")
        with self._transaction() as db:
            known = db.execute("SELECT seat FROM seat WHERE session = ? AND token = ?", (session, token)).fetchone()
            if known:
                return int(known[0])
            (taken,) = db.execute("SELECT count(*) FROM seat WHERE session = ?", (session,)).fetchone()
            if taken >= MOST_PHONES:
                raise RefusedVoteError(f"This lesson has {MOST_PHONES} phones already and takes no more.")
            going = "SELECT id, ?, ? FROM session WHERE id = ? AND ended = 0"
            if not db.execute(f"INSERT INTO seat {going}", (token, taken, session)).rowcount:
                raise RefusedVoteError("This lesson is over.")
        return int(taken)

    def cast(self, session: str, question: str, round: int, token: str, choice: str) -> None:  # noqa: A002
        """Store a phone's vote, or put it in the place of its earlier one.

        Raises:
            RefusedVoteError: The round takes no votes, the phone has not joined, or there is no such answer.
        """
        stored = self._write(
            """INSERT INTO vote
               SELECT session.id, question.question, session.round, seat.token, question.choice
               FROM session JOIN question ON question.session = session.id JOIN seat ON seat.session = session.id
               WHERE session.id = ? AND session.round = ? AND question.question = ? AND question.choice = ?
                   AND seat.token = ?
               ON CONFLICT (session, question, round, token) DO UPDATE SET choice = excluded.choice""",
            session,
            round,
            question,
            choice,
            token,
        )
        if stored == 0:
            now = self.session(session)
            if now is None or now.round != round:
                raise RefusedVoteError("The vote was closed before this answer came, so it does not count.")
            raise RefusedVoteError("This answer is not one of the question's, or this phone has not joined.")

    def show_hands(self, session: str, question: str, round: int, counts: Mapping[str, int]) -> None:  # noqa: A002
        """Store how many hands went up for each answer, in place of what was counted before.

        Raises:
            ValueError: A count is below 0 or above what a room holds, or there is no such answer.
        """
        for choice, n in counts.items():
            if not 0 <= n <= MOST_HANDS:
                raise ValueError(f"{n} hands for {choice!r}: a count is between 0 and {MOST_HANDS}")
        with self._transaction() as db:
            known = {
                choice
                for (choice,) in db.execute(
                    "SELECT choice FROM question WHERE session = ? AND question = ?", (session, question)
                )
            }
            if unknown := set(counts) - known:
                raise ValueError(f"no such answer: {', '.join(sorted(unknown))}; there is {', '.join(sorted(known))}")
            rows = [(session, question, round, choice, n) for choice, n in counts.items()]
            db.executemany("INSERT OR REPLACE INTO hands VALUES (?, ?, ?, ?, ?)", rows)

    def counts(self, session: str) -> tuple[Count, ...]:
        """How often each answer was given, for every question and round with a vote or a hand."""
        rows = self._rows(
            """SELECT question, round, choice, sum(phones), sum(hands) FROM (
                   SELECT question, round, choice, 1 AS phones, 0 AS hands FROM vote WHERE session = ?1
                   UNION ALL SELECT question, round, choice, 0, n FROM hands WHERE session = ?1)
               GROUP BY question, round, choice HAVING sum(phones) + sum(hands) > 0 ORDER BY 1, 2, 3""",
            session,
        )
        return tuple(Count(*row) for row in rows)

    def moves(self, session: str, question: str, first: int, second: int) -> dict[tuple[str, str], int]:
        """How many phones went from one answer to another between two rounds; only those that voted in both."""
        rows = self._rows(
            """SELECT a.choice, b.choice, count(*) FROM vote AS a JOIN vote AS b USING (session, question, token)
               WHERE session = ? AND question = ? AND a.round = ? AND b.round = ? GROUP BY 1, 2 ORDER BY 1, 2""",
            session,
            question,
            first,
            second,
        )
        return {(before, after): n for before, after, n in rows}

    def own(self, session: str, token: str, round: int) -> dict[str, str]:  # noqa: A002
        """What a phone answered in a round: question → choice."""
        rows = self._rows(
            "SELECT question, choice FROM vote WHERE session = ? AND token = ? AND round = ?", session, token, round
        )
        return dict(rows)

    def phones(self, session: str) -> int:
        """How many phones have joined."""
        ((joined,),) = self._rows("SELECT count(*) FROM seat WHERE session = ?", session)
        return int(joined)

    def voters(self, session: str, round: int) -> int:  # noqa: A002
        """How many phones have answered at least one question of a round."""
        ((voted,),) = self._rows(
            "SELECT count(DISTINCT token) FROM vote WHERE session = ? AND round = ?", session, round
        )
        return int(voted)

    def _one(self, column: str, value: str) -> Session | None:
        rows = self._rows(f"SELECT {_SESSION} FROM session WHERE {column} = ?", value)  # noqa: S608
        return _session(rows[0]) if rows else None

    def _change(self, session: str, what: str, *values: object) -> None:
        self._write(f"UPDATE session SET {what}, stamp = stamp + 1 WHERE id = ? AND ended = 0", *values, session)  # noqa: S608

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._reading:
            return self._reader.execute(sql, values).fetchall()

    def _write(self, sql: str, *values: object) -> int:
        with self._writing:
            return self._writer.execute(sql, values).rowcount

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        # The write lock is taken at the start: a transaction that reads first and writes later would fail
        # where another process wrote in between.
        with self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_WAIT_S, check_same_thread=False, isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    # A committed vote outlives the death of the app. Only a power cut could take the last ones, and waiting
    # for the disk at every vote (15 to 75 ms on a busy machine) would make sixty phones queue.
    db.execute("PRAGMA synchronous = NORMAL")
    return db


def _session(row: tuple[Any, ...]) -> Session:
    values = dict(zip(_SESSION.split(", "), row, strict=True))
    return Session(**{**values, "ended": bool(values["ended"])})
