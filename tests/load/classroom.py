"""Sixty phones and a presenter on one app over loopback: `python -m tests.load.classroom [--voters 60] [--seconds 30]`.

Every phone is a viewer that speaks Streamlit's websocket protocol: it polls as the page tells it to, votes,
changes its votes and turns pages. Afterwards the stored votes are compared with what every phone was told was
saved. No browser draws anything, so what a phone needs to paint is not part of the figures; the load itself
runs on the same cores as the app, which makes them worse than a class would.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from analysis import corpus, demo, lessons
from analysis.lessons import Lesson, file, freeze
from data.store import Workspace
from data.votes import FILE, Votes
from models import registry
from tests.browser import browsing
from tests.load.viewer import Viewer

STORY: Final = "camp-fire"
TEXTS: Final = 4
ACTS_EVERY_S: Final = 4.0
LOOKS_EVERY_S: Final = 4.0
MOST_P95_S: Final = 1.0
"""Of the presenter's view, as the issue asks."""


@dataclass
class Measured:
    """What the phones and the presenter lived through."""

    votes_s: list[float] = field(default_factory=list)
    polls_s: list[float] = field(default_factory=list)
    live_s: list[float] = field(default_factory=list)
    page_s: list[float] = field(default_factory=list)
    saved: dict[tuple[str, str], str] = field(default_factory=dict)
    """Token and question → the last choice that the phone was shown as saved."""
    failed: list[str] = field(default_factory=list)


def main(
    voters: Annotated[int, typer.Option(min=1, max=200)] = 60,
    seconds: Annotated[float, typer.Option(min=2, max=300, help="how long phones act")] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """Hold a lesson with made-up phones; exit with 1 when a vote was lost or doubled or the presenter waited."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        workspace = Workspace(home / "teaching")
        demo.fill(workspace)
        lesson = _lesson(workspace)
        votes = Votes(workspace.root / FILE)
        session = votes.open_session(lesson.title, file.write(lesson).decode(), lesson.ballot(), _now())
        with browsing.app(home) as address:
            measured = asyncio.run(_class(address, session.id, session.code, voters, seconds))
        stored = Counter({(c.question, c.choice): c.n for c in votes.counts(session.id)})
        phones = votes.phones(session.id)
        votes.close()
    told = Counter((question, choice) for (_, question), choice in measured.saved.items())
    report = {
        "voters": voters,
        "phones that joined": phones,
        "votes cast": len(measured.votes_s),
        "votes to keep": sum(told.values()),
        "lost": sum((told - stored).values()),
        "doubled": sum((stored - told).values()),
        "failed": len(measured.failed),
        "presenter live view p95 s": _p95(measured.live_s),
        "presenter page p95 s": _p95(measured.page_s),
        "vote p50 s": round(statistics.median(measured.votes_s), 3),
        "vote p95 s": _p95(measured.votes_s),
        "poll p95 s": _p95(measured.polls_s),
        "cores": os.cpu_count(),
        "load average": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }
    if as_json:
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        sys.stdout.write("\n".join(f"{name:28}{value}" for name, value in report.items()) + "\n")
        sys.stdout.write("\n".join(sorted(set(measured.failed))[:5]))
    slow = max(report["presenter live view p95 s"], report["presenter page p95 s"]) > MOST_P95_S  # type: ignore[type-var,operator]
    raise typer.Exit(1 if report["lost"] or report["doubled"] or measured.failed or slow else 0)


def _lesson(workspace: Workspace) -> Lesson:
    """A blind read on a story that nobody scored: phones never need a score."""
    table = corpus.articles(workspace)
    ids = table[(table["story"] == STORY) & table["via"].isna()].drop_duplicates("outlet")["article"].tolist()
    plan = lessons.plans()["blind-read"]
    return freeze.freeze(workspace, registry.scorers(), plan, ids[:TEXTS], title="Load", made=datetime.now(UTC))


async def _class(address: str, session: str, code: str, voters: int, seconds: float) -> Measured:
    measured = Measured()
    async with Viewer(address, "classroom", f"present={session}") as presenter:
        await presenter.run()
        await presenter.run(press="classroom_next")
        until = time.monotonic() + seconds
        phones = [_phone(address, code, number, until, measured) for number in range(voters)]
        await asyncio.gather(*phones, _presenter(presenter, until, measured))
    return measured


async def _presenter(viewer: Viewer, until: float, measured: Measured) -> None:
    """The live view as often as it asks for itself, and a whole rerun now and then."""
    looked = time.monotonic()
    while time.monotonic() < until:
        for fragment in list(viewer.fragments):
            measured.live_s.append(await viewer.run(fragment=fragment))
        if time.monotonic() - looked > LOOKS_EVERY_S:
            measured.page_s.append(await viewer.run())
            looked = time.monotonic()
        await asyncio.sleep(min(viewer.fragments.values(), default=1.0))


async def _phone(address: str, code: str, number: int, until: float, measured: Measured) -> None:
    chance = random.Random(number)
    # A class does not scan the code at the same instant, but nearly.
    await asyncio.sleep(chance.uniform(0, 5))
    try:
        async with Viewer(address, "classroom", f"join={code}") as viewer:
            await viewer.run()
            act = time.monotonic() + chance.uniform(0, ACTS_EVERY_S)
            while time.monotonic() < until:
                for fragment in list(viewer.fragments):
                    measured.polls_s.append(await viewer.run(fragment=fragment))
                if time.monotonic() > act:
                    await _act(viewer, chance, measured)
                    act = time.monotonic() + chance.uniform(0, 2 * ACTS_EVERY_S)
                await asyncio.sleep(min(viewer.fragments.values(), default=2.0))
    except (OSError, TimeoutError, KeyError) as error:
        measured.failed.append(f"{type(error).__name__}: {error}")


async def _act(viewer: Viewer, chance: random.Random, measured: Measured) -> None:
    """Vote, remember what is shown as saved, and turn the page."""
    answers = [key for key in viewer.buttons if key.startswith("answer_")]
    if answers:
        chosen = chance.choice(answers)
        measured.votes_s.append(await viewer.run(press=chosen))
        for key, label in viewer.labels.items():
            if key.startswith("answer_") and label.startswith("✓"):
                _, _, question, choice = key.split("_", 3)
                measured.saved[viewer.query, question] = choice
    turns = [key for key in viewer.buttons if key.startswith("turn_") and key != "turn_back"]
    if turns:
        await viewer.run(press=chance.choice(turns))


def _p95(seconds: list[float]) -> float:
    return round(statistics.quantiles(seconds, n=20)[-1], 3) if len(seconds) > 1 else float("nan")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


if __name__ == "__main__":
    typer.run(main)
