"""The workspace: a folder of immutable Parquet parts, and the only module that knows its paths.

    articles/*.parquet                 what was ingested
    sentences/*.parquet                how texts were cut, and whose words each sentence is
    families/*.parquet                 which articles are near copies; the newest part counts alone
    vectors/*.parquet                  how near texts are to others, by encoder
    stories/*.parquet                  which articles are on one event; the newest part counts alone
    scored/*/{scores,outcomes}.parquet one folder per published batch of answers
    state.sqlite                       small mutable state (`data.state`)
    progress.json, scoring.log         what the scoring process says of itself

A part is written under tmp/, flushed to disk and renamed into place, so a reader or a killed
writer never leaves half a part. DuckDB reads the parts in memory and locks nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from data import schema
from data.schema import Article
from data.state import State

TABLES: Final[dict[str, tuple[pa.Schema, str]]] = {
    "articles": (schema.ARTICLES, "articles/*.parquet"),
    "sentences": (schema.SENTENCES, "sentences/*.parquet"),
    "families": (schema.FAMILIES, "families/*.parquet"),
    "vectors": (schema.VECTORS, "vectors/*.parquet"),
    "stories": (schema.STORIES, "stories/*.parquet"),
    "scores": (schema.SCORES, "scored/*/scores.parquet"),
    "outcomes": (schema.OUTCOMES, "scored/*/outcomes.parquet"),
}
NEWEST_ALONE: Final = frozenset({"families", "stories"})
"""Tables that are found anew for all articles, so that a part replaces those before it."""
ARTICLES_PER_PART: Final = 5_000
# An extension that DuckDB lacks is an error to see, never a download.
OFFLINE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
MARK: Final = "parallax-workspace"
SCORING: Final = "scoring"
"""Name of the lock that a scoring run holds, and of what it stages."""
Rows = Iterable[dict[str, object]]


class NotAWorkspaceError(ValueError):
    """The folder holds other things and is not a workspace."""


class BusyError(RuntimeError):
    """Another process is writing this workspace."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the articles handed to `Workspace.add`."""

    stored: tuple[str, ...]
    duplicates: tuple[str, ...]


class Workspace:
    """A corpus with its scores and settings in one folder."""

    def __init__(self, root: Path) -> None:
        """Open the workspace in ``root``, creating it where there is none.

        Raises:
            NotAWorkspaceError: ``root`` is a file, or a folder that holds something else.
        """
        self.root = root.resolve()
        mark = self.root / MARK
        if not mark.exists():
            if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
                raise NotAWorkspaceError(
                    f"{root} is not a Parallax workspace and is not empty; name an empty or a new folder"
                )
            self.root.mkdir(parents=True, exist_ok=True)
            mark.write_text("1\n", encoding="utf-8")
        self.state = State(self.root / "state.sqlite")

    @staticmethod
    def exists(root: Path) -> bool:
        """Whether there is a workspace in ``root``."""
        return (root / MARK).exists()

    def is_empty(self) -> bool:
        """Whether no article was ever stored."""
        return next(self.root.glob(TABLES["articles"][1]), None) is None

    def add(self, articles: Iterable[Article]) -> Added:
        """Store what is not stored yet, streaming; an article with a known id is a duplicate."""
        stored: list[str] = []
        duplicates: list[str] = []
        with self.lock("articles", wait=60):
            with self.connect() as db:
                known = {row[0] for row in db.execute("SELECT id FROM articles").fetchall()}
            incoming = iter(articles)
            while batch := list(islice(incoming, ARTICLES_PER_PART)):
                rows = []
                for article in batch:
                    row = schema.to_row(article)
                    if row["id"] in known:
                        duplicates.append(article.id)
                        continue
                    known.add(article.id)
                    stored.append(article.id)
                    rows.append(row)
                if rows:
                    self._publish_file("articles", rows)
        return Added(tuple(stored), tuple(duplicates))

    def add_sentences(self, rows: Rows) -> None:
        """Publish a part of the sentences table."""
        self._publish_file("sentences", rows)

    def add_families(self, rows: Rows) -> None:
        """Publish which articles are near copies, replacing what was known of it."""
        self._replace("families", rows, self._articles())

    def families_are_current(self) -> bool:
        """Whether the near copies were looked for among the articles of this moment."""
        return self._is_newest("families", self._articles())

    def add_vectors(self, rows: Rows) -> None:
        """Publish a part of the vectors table."""
        self._publish_file("vectors", rows)

    def add_stories(self, rows: Rows, basis: str) -> None:
        """Publish which articles are on one event, replacing what was known of it.

        Args:
            rows: One per article that has company.
            basis: Address of what the grouping hangs on besides the families.
        """
        self._replace("stories", rows, f"{self._families()}-{basis}")

    def stories_are_current(self, basis: str) -> bool:
        """Whether stories were looked for among the families of this moment, and on this basis."""
        return self._is_newest("stories", f"{self._families()}-{basis}")

    def add_scored(self, scores: Rows, outcomes: Rows) -> None:
        """Publish a batch of scores with its outcomes: both or neither."""
        staged = self._staged(SCORING)
        staged.mkdir()
        for table, rows in (("scores", scores), ("outcomes", outcomes)):
            _write(staged / f"{table}.parquet", TABLES[table][0], rows)
        _sync(staged)
        self._rename(staged, self.root / "scored" / staged.name.partition("-")[2])

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database with the parts of this moment as views, one per table."""
        connection = duckdb.connect(":memory:", config=OFFLINE)
        # Outcomes are listed before scores, scores before sentences, sentences before articles: a batch that
        # is published meanwhile can show no outcome without its scores.
        for table, (columns, pattern) in reversed(TABLES.items()):
            files = [str(path) for path in sorted(self.root.glob(pattern))]
            if table in NEWEST_ALONE:
                files = files[-1:]
            if files:
                listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
                # A folder named like "outlet=x" above the workspace is no column of ours.
                source = f"read_parquet([{listed}], hive_partitioning = false)"
                connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {source}")  # noqa: S608
            else:
                connection.register(table, columns.empty_table())
        return connection

    def version(self) -> str:
        """Changes whenever anything that a reader could see has changed."""
        parts = chain.from_iterable(sorted(self.root.glob(pattern)) for _, pattern in TABLES.values())
        seen = "\n".join(str(path.relative_to(self.root)) for path in parts)
        return hashlib.sha256(f"{seen}\n{self.state.version()}".encode()).hexdigest()[:16]

    @contextmanager
    def lock(self, name: str, *, wait: float = 0) -> Iterator[None]:
        """Hold a lock that the operating system frees when the process dies.

        Raises:
            BusyError: Another process holds it, after ``wait`` seconds.
        """
        lock = FileLock(self.root / f"{name}.lock", timeout=wait)
        try:
            lock.acquire()
        except Timeout as error:
            raise BusyError(f"another process is writing the {name} of {self.root}; wait for it or stop it") from error
        try:
            yield
        finally:
            lock.release()

    def clear_staging(self) -> None:
        """Remove what killed writers left half-written; call it only under the scoring lock."""
        for leftover in self._tmp().glob(f"{SCORING}-*"):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)

    def write_progress(self, progress: dict[str, object]) -> None:
        """Replace what the scoring process says of itself."""
        staged = self._tmp() / f"progress-{os.getpid()}.json"
        staged.write_text(json.dumps(progress), encoding="utf-8")
        staged.replace(self.root / "progress.json")

    def read_progress(self) -> dict[str, Any] | None:
        """The last word of a scoring process, or None when none ever ran."""
        file = self.root / "progress.json"
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None

    @property
    def log_file(self) -> Path:
        """Where a scoring process started by the app writes its errors."""
        return self.root / "scoring.log"

    def _articles(self) -> str:
        """Address of the stored articles, which only ever grow by parts."""
        names = sorted(part.name for part in self.root.glob(TABLES["articles"][1]))
        return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]

    def _families(self) -> str:
        """Address of what is known of near copies."""
        newest = max(self.root.glob(TABLES["families"][1]), default=None)
        return hashlib.sha256(newest.name.encode() if newest else b"").hexdigest()[:12]

    def _replace(self, table: str, rows: Rows, mark: str) -> None:
        staged = self._staged(SCORING).with_suffix(".parquet")
        _write(staged, TABLES[table][0], rows)
        stamp = staged.stem.partition("-")[2]
        self._rename(staged, self.root / table / f"{stamp}-{mark}.parquet")

    def _is_newest(self, table: str, mark: str) -> bool:
        newest = max(self.root.glob(TABLES[table][1]), default=None)
        return newest is not None and newest.stem.endswith(f"-{mark}")

    def _publish_file(self, table: str, rows: Rows) -> None:
        staged = self._staged("articles" if table == "articles" else SCORING).with_suffix(".parquet")
        _write(staged, TABLES[table][0], rows)
        self._rename(staged, self.root / table / staged.name.partition("-")[2])

    def _staged(self, lock: str) -> Path:
        """A new name under tmp/ that says which lock its writer holds."""
        return self._tmp() / f"{lock}-{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"

    def _tmp(self) -> Path:
        tmp = self.root / "tmp"
        tmp.mkdir(exist_ok=True)
        return tmp

    def _rename(self, staged: Path, target: Path) -> None:
        target.parent.mkdir(exist_ok=True)
        staged.rename(target)
        _sync(target.parent)


def _write(path: Path, columns: pa.Schema, rows: Rows) -> None:
    table = pa.Table.from_pylist(list(rows), schema=columns)
    with path.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a rename survive a power cut, where the system can open a folder (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
