"""`python -m analysis.benchmark stories`: on articles whose events are known, or for time on made-up ones."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer

from analysis import families, stories
from analysis.benchmark.agreement import bcubed
from analysis.benchmark.terminal import JsonOption, app, clocks, peak_mb, show
from analysis.families import Text
from analysis.stories import Unit
from data import sample
from models import embedding

EVENT_TEXTS: Final = 4
EVENT_DAYS: Final = 90
EVENT_NOISE: Final = 0.6
EVENT_NAMES: Final = 20
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
MONTH: Final = 30


@dataclass(frozen=True, slots=True)
class Known:
    """Texts whose events are known."""

    name: str
    units: list[Unit]
    leads: list[str]
    events: list[str]


@app.command("stories")
def stories_(
    data: Annotated[Path | None, typer.Option(help="JSONL of articles with event_id, title, text and date")] = None,
    n: Annotated[int, typer.Option("--n", min=0, help="made-up texts to time the grouping with, instead")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Group articles whose events are known: B-cubed precision, recall and F1, stated stories hidden.

    Without --data, the teaching corpus. A data set is told in two halves, at their own dates and with all events put
    into one month; thresholds were tuned on the first half.
    """
    if n:
        show(_timed(n), as_json=as_json)
        return
    for known in _told(data) if data else [_taught()]:
        started = clocks()
        vectors = embedding.embed(known.leads)
        seconds = (clocks() - started)[0]
        own = [("own dates", known.units)]
        for dates, units in own if data is None else [*own, ("one month", _in_a_month(known))]:
            places = stories.group(units, vectors)
            precision, recall, f1 = bcubed([place.story or place.unit for place in places], known.events)
            row = {
                "set": known.name,
                "dates": dates,
                "texts": len(units),
                "events": len(set(known.events)),
                "precision": round(precision, 3),
                "recall": round(recall, 3),
                "f1": round(f1, 3),
                "embedding_seconds": round(float(seconds), 1),
            }
            show(row, as_json=as_json)


def _taught() -> Known:
    """The written articles of the teaching corpus, one of each family."""
    every = [article for article in sample.articles() if article.via is None]
    members = families.group(Text(a.id, a.title, a.text, a.published, a.outlet, a.via, a.agency) for a in every)
    own = [article for article, member in zip(every, members, strict=True) if member.original]
    return Known(
        "teaching corpus",
        [Unit(a.id, a.title, stories.codes(a.title, a.text), a.published) for a in own],
        [stories.lead(a.title, a.text) for a in own],
        [str(article.story) for article in own],
    )


def _told(data: Path) -> Iterator[Known]:
    """The halves of a data set by event; its texts are read, never kept."""
    opened = gzip.open if data.suffix == ".gz" else open
    with opened(data, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for half, name in enumerate(("tuning", "held out")):
        own = [row for row in rows if zlib.crc32(row["event_id"].encode()) % 2 == half]
        told = [(row["id"], row["title"], row["text"], _noon(row["date"])) for row in own]
        yield Known(
            name,
            [Unit(key, title, stories.codes(title, text), noon) for key, title, text, noon in told],
            [stories.lead(title, text) for _, title, text, _ in told],
            [row["event_id"] for row in own],
        )


def _noon(date: str) -> datetime:
    return datetime.fromisoformat(date).replace(hour=12, tzinfo=UTC)


def _in_a_month(known: Known) -> list[Unit]:
    """The units with every event moved to some day of one month, its inner distances kept."""
    first: dict[str, datetime] = {}
    for unit, event in zip(known.units, known.events, strict=True):
        if unit.published is not None:
            first[event] = min(first.get(event, unit.published), unit.published)
    days = {event: timedelta(days=zlib.crc32(f"{event}x".encode()) % MONTH) for event in first}
    return [
        Unit(u.id, u.title, u.names, START + days[event] + (u.published - first[event]) if u.published else None)
        for u, event in zip(known.units, known.events, strict=True)
    ]


def _timed(n: int) -> dict[str, object]:
    """The grouping of so many made-up texts of ninety days, four to an event, without the embedding."""
    rng = np.random.default_rng(0)
    events = rng.integers(0, max(1, n // EVENT_TEXTS), n)
    centres = rng.standard_normal((int(events.max()) + 1, embedding.WIDTH)).astype(np.float32)
    vectors = centres[events] + EVENT_NOISE * rng.standard_normal((n, embedding.WIDTH)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    hours = rng.uniform(0, EVENT_DAYS * 24, int(events.max()) + 1)[events] + rng.uniform(0, 24, n)
    names = np.sort(rng.integers(0, 2**32, (int(events.max()) + 1, EVENT_NAMES), dtype=np.uint32), axis=1)
    units = [
        Unit(str(at), "", names[event], START + timedelta(hours=hour))
        for at, (event, hour) in enumerate(zip(events.tolist(), hours.tolist(), strict=True))
    ]
    halves = vectors.astype(np.float16)
    del vectors, centres
    before, started = peak_mb(), clocks()
    places = stories.group(units, halves)
    wall, cpu = clocks() - started
    _, _, f1 = bcubed([place.story or place.unit for place in places], events.tolist())
    return {
        "texts": n,
        "seconds": round(float(wall), 1),
        "cpu_seconds": round(float(cpu), 1),
        "peak_mb": peak_mb(),
        "peak_mb_before": before,
        "f1": round(f1, 4),
    }
