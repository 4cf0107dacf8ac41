"""Scoring is killed for real, at random moments, and must lose nothing and score nothing twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analysis import scoring
from data.schema import Article, Claim, Outlet, PublishedBasis, Target, Topic
from data.store import BusyError, Workspace
from tests.analysis import slow_scoring

ROOT = Path(__file__).parents[2]
ARTICLES = 240  # fifteen batches: more than the kills use up
START = datetime(2026, 3, 2, tzinfo=UTC)
PATIENCE_S = 60.0

Moment = tuple[str, float]
# What a process must have come to before it is killed, and the most seconds it is then left alone.
KILLS: list[Moment] = [
    ("started", 0.0),
    ("started", 0.5),
    ("a batch is published", 0.15),
    ("a batch is being written", 0.08),
    ("a batch is published", 0.3),
    ("a batch is being written", 0.03),
    ("a batch is published", 0.3),
    ("a batch is being written", 0.08),
]

ANSWERS = """SELECT article, sentence, measure, subject, subject_revision, label, score, probabilities, pieces, missing
             FROM scores ORDER BY article, measure, subject, sentence"""
OUTCOMES = """SELECT article, measure, subject, subject_revision, asked, missing
              FROM outcomes ORDER BY article, measure, subject"""
SENTENCES = "SELECT * FROM sentences ORDER BY article, sentence"

TORN = """SELECT outcomes.* FROM outcomes
          LEFT JOIN (SELECT article, measure, subject, count(*) AS n FROM scores GROUP BY ALL)
              USING (article, measure, subject)
          WHERE asked <> coalesce(n, 0)"""
TWICE = {
    "outcomes": "article, measure, subject",
    "scores": "article, measure, subject, sentence",
    "sentences": "article, sentence",
}


def filled(root: Path) -> Workspace:
    workspace = Workspace(root)
    workspace.state.put(
        [
            Outlet("harbour-gazette", "Harbour Gazette"),
            Topic("port", "Port", ("harbour",)),
            Target("orne", "Orne", ("Orneans",)),
            Target("quill", "Mara Quill", ("Quill",)),
            Claim("dredge", "The harbour should be dredged.", ("port",), ("dredge", "dredging")),
        ]
    )
    workspace.add(
        Article(
            title=f"Harbour report {number}",
            text=f"Orne opened harbour number {number}. Quill praised the dredging. "
            f'"We waited {number} years," said Quill.\n\nThe harbour is {"unreadable" if number % 9 == 0 else "calm"} today.',
            outlet="harbour-gazette",
            language="en" if number % 10 else "de",
            published=START + timedelta(hours=number),
            published_basis=PublishedBasis.STATED,
        )
        for number in range(ARTICLES)
    )
    return workspace


def rows(workspace: Workspace, query: str) -> list[tuple[object, ...]]:
    with workspace.connect() as db:
        return db.execute(query).fetchall()


def assert_whole(workspace: Workspace) -> int:
    """Every outcome that can be read has all its scores, and nothing stands twice; how many outcomes there are."""
    with workspace.connect() as db:
        assert db.execute(TORN).fetchall() == [], "an outcome is published without all of its scores"
        for table, key in TWICE.items():
            twice = f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1"  # noqa: S608
            assert db.execute(twice).fetchall() == [], f"{table} hold something twice"
        (outcomes,) = db.execute("SELECT count(*) FROM outcomes").fetchone() or (0,)
    return int(outcomes)


@contextmanager
def running(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A slow scoring process, dead at the end whatever happens."""
    process = subprocess.Popen([sys.executable, "-m", "tests.analysis.slow_scoring", str(root)], cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_killed_scoring_resumes_and_ends_as_if_undisturbed(tmp_path: Path) -> None:
    undisturbed = filled(tmp_path / "undisturbed")
    scoring.score(undisturbed, slow_scoring.scorers())
    killed = filled(tmp_path / "killed")
    moments = random.Random(7)
    seen = torn = 0
    for state, seconds in KILLS:
        comes_to = watch(killed, state)
        with running(killed.root) as process:
            wait_until(comes_to)
            time.sleep(moments.uniform(0, seconds))
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL, "it had ended before: mend the timing of this test"
        torn += len(staged(killed))
        assert seen <= assert_whole(killed), "what was published is gone"
        assert set(rows(killed, OUTCOMES)) <= set(rows(undisturbed, OUTCOMES))
        seen = assert_whole(killed)
    assert 0 < seen < len(rows(undisturbed, OUTCOMES)), "no kill fell inside the work: mend the timing of this test"
    assert torn, "no kill fell inside the writing of a batch: mend the timing of this test"

    scoring.score(killed, slow_scoring.scorers())
    assert_whole(killed)
    for query in (SENTENCES, ANSWERS, OUTCOMES):
        assert rows(killed, query) == rows(undisturbed, query)
    assert scoring.open_articles(killed, slow_scoring.scorers()) == 0
    assert staged(killed) == set()
    assert scoring.score(killed, slow_scoring.scorers()).of == 0


def test_a_second_scoring_process_is_refused(tmp_path: Path) -> None:
    workspace = filled(tmp_path / "shared")
    with running(workspace.root):
        wait_until(watch(workspace, "a batch is published"))
        with pytest.raises(BusyError, match="another process is writing the scoring"):
            scoring.score(workspace, slow_scoring.scorers())
        assert_whole(workspace)
    command = [sys.executable, "-m", "analysis", "score", "--workspace", str(workspace.root), "--quiet"]
    with workspace.lock("scoring", wait=PATIENCE_S):
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert "another process" in second.stderr


def test_a_half_written_batch_is_never_seen(tmp_path: Path) -> None:
    workspace = filled(tmp_path / "half")
    scoring.score(workspace, slow_scoring.scorers())
    before = rows(workspace, ANSWERS)
    half = workspace.root / "tmp" / "scoring-00000000000000000001-dead"
    half.mkdir()
    (half / "scores.parquet").write_bytes(b"PAR1 half of a part")
    assert rows(workspace, ANSWERS) == before
    scoring.score(workspace, slow_scoring.scorers())
    assert not half.exists()


def batches(workspace: Workspace) -> set[str]:
    """The batches that are published."""
    return {path.name for path in workspace.root.glob("scored/*")}


def staged(workspace: Workspace) -> set[str]:
    """The batches that are being written, or were when their writer was killed."""
    return {path.name for path in workspace.root.glob("tmp/scoring-*") if path.is_dir()}


def watch(workspace: Workspace, state: str) -> Callable[[], bool]:
    """Whether a process that is started from now on has come to a state; the workspace is whole at every look."""
    before = {"a batch is published": batches(workspace), "a batch is being written": staged(workspace)}

    def has_come() -> bool:
        assert_whole(workspace)
        now = {"a batch is published": batches, "a batch is being written": staged}
        return state == "started" or bool(now[state](workspace) - before[state])

    return has_come


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"the scoring process did not get there in {PATIENCE_S:.0f} seconds")
        time.sleep(0.02)
