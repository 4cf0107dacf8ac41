"""A handful of invented articles and a scorer with a plain rule, for the tests of everything above them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from data.schema import Article, Claim, Kind, Outlet, PublishedBasis, Story, Target, Topic
from data.store import Workspace
from models.base import LABELS, Failure, Passage, Prediction

START: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)

OUTLETS: Final = (
    Outlet("harbour-gazette", "Harbour Gazette", Kind.PRIVATE, country="Lirien"),
    Outlet("karvenia-today", "Karvenia Today", Kind.STATE_CONTROLLED, country="Karvenia"),
    Outlet("port-courier", "Port Courier", Kind.PRIVATE, country="Lirien"),
    Outlet("newsraft", "Newsraft", Kind.AGGREGATOR),
)
FERRY: Final = Topic("ferry", "The ferry", ("ferry",))
QUILL: Final = Target("quill", "Mara Quill", ("Quill",), "person")
STOP: Final = Claim("stop-ferry", "The ferry should be stopped.", ("ferry",), ("ferry",))
OPENING: Final = Story("opening", "The ferry opens", "ferry")


# One sentence each that no other article shares, so that these texts are nobody's copies.
DETAILS: Final = (
    "Nothing else was in the papers of that week but a list of lost umbrellas, two recipes and the tide table.",
    "Children from the upper school painted eleven anchors, a whale and the name of every street on the new quay wall.",
    "Under the customs house divers measured the old timber piles, which were driven in when salt was still taxed.",
    "A retired pilot counted the gulls on the breakwater at dawn, wrote the sum on a slate and went home for soup.",
    "The council's surveyor unrolled three plans on the bonnet of a van while a brass band practised behind the sheds.",
    "From the lighthouse one could follow the buoy tender along the sandbank until noon, when fog hid both of them.",
    "Buses will turn at the market instead, the timetable hangs in the post office, and dogs need a ticket of their own.",
    "Engineers from the valley brought a spare gearbox on a flat cart, with straw around it and a hand-written receipt.",
    "In the reading room the minutes of four committees lie open until Friday, next to a jar for the roof fund.",
)


class FakeScorer:
    """Answers by one word: "glad" is positive, "grim" negative, "unreadable" a failure; remembers every call."""

    def __init__(self, task: str, *, revision: str = "1") -> None:
        self.task = task
        self.id = f"fake-{task}"
        self.revision = revision
        self.history: list[list[Passage]] = []

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        self.history.append(list(passages))
        return [self._answer(passage) for passage in passages]

    @property
    def asked(self) -> list[Passage]:
        return [passage for call in self.history for passage in call]

    def _answer(self, passage: Passage) -> Prediction | Failure:
        words = set(re.findall(r"\w+", passage.text.casefold()))
        if "unreadable" in words:
            return Failure("made to fail")
        labels = LABELS[self.task]
        if len(labels) == 2:
            return Prediction(labels[1], (0.2, 0.8)) if words & {"glad", "grim"} else Prediction(labels[0], (0.9, 0.1))
        if "glad" in words:
            return Prediction(labels[2], (0.1, 0.2, 0.7))
        if "grim" in words:
            return Prediction(labels[0], (0.7, 0.2, 0.1))
        return Prediction(labels[1], (0.2, 0.6, 0.2))


def fakes(revision: str = "1") -> dict[str, FakeScorer]:
    return {task: FakeScorer(task, revision=revision) for task in LABELS}


def article(number: int, outlet: str | None, mood: str, **changes: object) -> Article:
    """Own words: headline 0, one sentence of the mood, one of 0; a quotation of the opposite mood."""
    opposite = {"glad": "grim", "grim": "glad"}.get(mood, "plain")
    values: dict[str, object] = {
        "title": f"Ferry report {number}",
        "text": f'Mayor Quill has a {mood} ferry on day {number}. {DETAILS[number]}\n\n"Our {opposite} ferry sinks," Bo Tarn said.',
        "outlet": outlet,
        "language": "en",
        "published": START + timedelta(hours=number),
        "published_basis": PublishedBasis.STATED,
        "story": OPENING.id,
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


def articles() -> list[Article]:
    """Three glad ones and a republished copy, three grim ones, one plain, one foreign, one off the topic."""
    return [
        *(article(number, "harbour-gazette", "glad") for number in (1, 2, 3)),
        article(1, "harbour-gazette", "glad", via="newsraft", slot="main"),
        *(article(number, "karvenia-today", "grim") for number in (4, 5, 6)),
        article(7, "port-courier", "plain"),
        article(8, "port-courier", "plain", language="de"),
        Article("Bread is dearer", "The baker was glad. Nobody else was.", None, language="en", topics=("bread",)),
    ]


def fill(root: Path) -> Workspace:
    workspace = Workspace(root)
    workspace.state.put([*OUTLETS, FERRY, QUILL, STOP, OPENING])
    workspace.add(articles())
    return workspace
