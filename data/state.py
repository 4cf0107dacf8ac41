"""Small mutable state of a workspace in one SQLite file: questions, own outlet labels, settings, coders' labels."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from data.schema import Claim, Kind, Label, Outlet, Sample, SampleItem, Story, Stratum, Target, Topic

Item = Outlet | Topic | Target | Claim | Story
T = TypeVar("T", Outlet, Topic, Target, Claim, Story)

_TABLES: Final = {Outlet: "outlet", Topic: "topic", Target: "target", Claim: "claim", Story: "story"}
_WAIT_S: Final = 30.0
_MODELS: Final = "models"


class State:
    """Named items of five kinds, a few settings, corrections to stored articles, and samples with their labels."""

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
                CREATE TABLE IF NOT EXISTS sample (id TEXT PRIMARY KEY, value TEXT NOT NULL);
                CREATE TABLE IF NOT EXISTS sample_item (
                    id TEXT PRIMARY KEY, sample TEXT NOT NULL, position INTEGER NOT NULL, article TEXT NOT NULL,
                    sentence INTEGER NOT NULL, stratum TEXT NOT NULL, probability REAL NOT NULL, coders TEXT NOT NULL,
                    UNIQUE (sample, position));
                CREATE TABLE IF NOT EXISTS label (
                    item TEXT REFERENCES sample_item (id), coder TEXT, label TEXT NOT NULL, instant TEXT NOT NULL,
                    PRIMARY KEY (item, coder));
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

    def models(self) -> dict[str, str]:
        """Measure → the model that was chosen for it here; for the others the default answers."""
        return dict(json.loads(self.setting(_MODELS) or "{}"))

    def choose_model(self, measure: str, model: str) -> None:
        """Have a measure answered by a model from now on; scores by others stay in the parts."""
        with self._open() as db:
            db.execute("INSERT OR IGNORE INTO setting VALUES (?, '{}')", (_MODELS,))
            db.execute(
                "UPDATE setting SET value = json_patch(value, json_object(?, ?)) WHERE key = ?",
                (measure, model, _MODELS),
            )

    def corrections(self) -> list[tuple[str, str, str | None]]:
        """What users mended in stored articles, as (article id, field, value)."""
        with self._open() as db:
            return list(db.execute("SELECT article, field, value FROM correction ORDER BY article, field"))

    def correct(self, article: str, field: str, value: str | None) -> None:
        """Record a user's correction; the stored part stays as it came in. A story of None is none at all."""
        if field not in {"outlet", "via", "story"}:
            raise ValueError(f"cannot correct {field!r}; outlet, via and story can be corrected")
        with self._open() as db:
            db.execute("INSERT OR REPLACE INTO correction VALUES (?, ?, ?)", (article, field, value))

    def add_sample(self, sample: Sample, items: Iterable[SampleItem]) -> None:
        """Store a sample with its items, whole or not at all; what was drawn never changes.

        Raises:
            ValueError: There is a sample with this id.
        """
        rows = [(*dataclasses.astuple(item)[:-1], json.dumps(item.coders)) for item in items]
        with self._open() as db:
            try:
                db.execute("INSERT INTO sample VALUES (?, ?)", (sample.id, json.dumps(dataclasses.asdict(sample))))
                db.executemany("INSERT INTO sample_item VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            except sqlite3.IntegrityError as error:
                raise ValueError(f"sample {sample.id} is stored already; draw with another seed") from error

    def samples(self) -> tuple[Sample, ...]:
        """Every sample in the order in which they were drawn."""
        with self._open() as db:
            rows = db.execute("SELECT value FROM sample ORDER BY rowid").fetchall()
        return tuple(_sample(json.loads(value)) for (value,) in rows)

    def sample_items(self, sample: str) -> tuple[SampleItem, ...]:
        """The items of a sample in their random order."""
        with self._open() as db:
            rows = db.execute(
                """SELECT coders, id, sample, position, article, sentence, stratum, probability
                   FROM sample_item WHERE sample = ? ORDER BY position""",
                (sample,),
            ).fetchall()
        return tuple(dataclasses.replace(SampleItem(*row[1:]), coders=tuple(json.loads(row[0]))) for row in rows)

    def add_labels(self, labels: Iterable[Label]) -> None:
        """Store what coders made of items, all of it or nothing.

        Raises:
            ValueError: An item is unknown, or its coder has labelled it before.
        """
        with self._open() as db:
            db.execute("PRAGMA foreign_keys = ON")
            try:
                db.executemany("INSERT INTO label VALUES (?, ?, ?, ?)", map(dataclasses.astuple, labels))
            except sqlite3.IntegrityError as error:
                raise ValueError("a label is of no known item, or its coder has labelled the item before") from error

    def labels(self, sample: str) -> tuple[Label, ...]:
        """All labels of a sample's items in the order in which they came."""
        with self._open() as db:
            rows = db.execute(
                """SELECT item, coder, label, instant FROM label
                   JOIN sample_item ON sample_item.id = label.item WHERE sample = ? ORDER BY label.rowid""",
                (sample,),
            ).fetchall()
        return tuple(Label(*row) for row in rows)

    def remove_label(self, item: str, coder: str) -> None:
        """Forget what a coder made of an item."""
        with self._open() as db:
            db.execute("DELETE FROM label WHERE item = ? AND coder = ?", (item, coder))

    def version(self) -> str:
        """Changes with every change of content but that of labels, which come every few seconds and move no score."""
        with self._open() as db:
            dumped = [
                db.execute("SELECT * FROM item ORDER BY kind, id").fetchall(),
                db.execute("SELECT * FROM setting ORDER BY key").fetchall(),
                db.execute("SELECT * FROM correction ORDER BY article, field").fetchall(),
                db.execute("SELECT id FROM sample ORDER BY id").fetchall(),
            ]
        return json.dumps(dumped)

    def labels_version(self) -> str:
        """Changes with every label."""
        with self._open() as db:
            return json.dumps(db.execute("SELECT * FROM label ORDER BY item, coder").fetchall())

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


def _sample(row: dict[str, object]) -> Sample:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    values["strata"] = tuple(Stratum(**stratum) for stratum in row["strata"])  # type: ignore[attr-defined]
    return Sample(**values)  # type: ignore[arg-type]
