"""Small mutable state of a workspace in one SQLite file: questions, own outlet labels, settings."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from data.schema import Claim, Kind, Outlet, Story, Target, Topic

Item = Outlet | Topic | Target | Claim | Story
T = TypeVar("T", Outlet, Topic, Target, Claim, Story)

_TABLES: Final = {Outlet: "outlet", Topic: "topic", Target: "target", Claim: "claim", Story: "story"}
_WAIT_S: Final = 30.0


class State:
    """Named items of five kinds, a few settings, and corrections to stored articles."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.executescript(
                """
                CREATE TABLE IF NOT EXISTS item (
                    kind TEXT, id TEXT, position INTEGER, value TEXT, PRIMARY KEY (kind, id));
                CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT);
                CREATE TABLE IF NOT EXISTS correction (
                    article TEXT, field TEXT, value TEXT, PRIMARY KEY (article, field));
                """
            )

    def items(self, kind: type[T]) -> tuple[T, ...]:
        """All items of a kind in the order in which they were first put."""
        with self._open() as db:
            rows = db.execute(
                "SELECT value FROM item WHERE kind = ? ORDER BY position, id", (_TABLES[kind],)
            ).fetchall()
        return tuple(_read(kind, json.loads(value)) for (value,) in rows)

    def put(self, items: Iterable[Item]) -> None:
        """Add items, or replace those with the same id."""
        with self._open() as db:
            for item in items:
                kind = _TABLES[type(item)]
                db.execute(
                    """INSERT INTO item
                       VALUES (?, ?, (SELECT coalesce(max(position), -1) + 1 FROM item WHERE kind = ?), ?)
                       ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value""",
                    (kind, item.id, kind, json.dumps(dataclasses.asdict(item))),
                )

    def replace(self, kind: type[T], items: Sequence[T]) -> None:
        """Make ``items`` all that there is of a kind; scores made for others stay in the parts."""
        kept = {item.id for item in items}
        for old in self.items(kind):
            if old.id not in kept:
                self.remove(kind, old.id)
        self.put(items)

    def remove(self, kind: type[Item], item_id: str) -> None:
        """Forget an item; scores that were made for it stay in the parts."""
        with self._open() as db:
            db.execute("DELETE FROM item WHERE kind = ? AND id = ?", (_TABLES[kind], item_id))

    def setting(self, key: str) -> str | None:
        """The value of a setting, or None."""
        with self._open() as db:
            row = db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, key: str, value: str) -> None:
        """Store a setting."""
        with self._open() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))

    def corrections(self) -> list[tuple[str, str, str | None]]:
        """What users mended in stored articles, as (article id, field, value)."""
        with self._open() as db:
            return list(db.execute("SELECT article, field, value FROM correction ORDER BY article, field"))

    def correct(self, article: str, field: str, value: str | None) -> None:
        """Record a user's correction; the stored part stays as it came in."""
        if field not in {"outlet", "via"}:
            raise ValueError(f"cannot correct {field!r}; outlet and via can be corrected")
        with self._open() as db:
            db.execute("INSERT OR REPLACE INTO correction VALUES (?, ?, ?)", (article, field, value))

    def version(self) -> str:
        """Changes with every change of content."""
        with self._open() as db:
            dumped = [
                db.execute("SELECT * FROM item ORDER BY kind, id").fetchall(),
                db.execute("SELECT * FROM setting ORDER BY key").fetchall(),
                db.execute("SELECT * FROM correction ORDER BY article, field").fetchall(),
            ]
        return json.dumps(dumped)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=_WAIT_S)
        try:
            with db:
                yield db
        finally:
            db.close()


def _read(kind: type[T], row: dict[str, object]) -> T:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    if kind is Outlet:
        values["kind"] = Kind(str(values["kind"]))
    return kind(**values)  # type: ignore[arg-type]
