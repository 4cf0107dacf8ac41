"""A scored workspace made by quick, deterministic scorers, and the app over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis import scoring
from analysis.dashboard import process
from data.schema import Article, Claim, Kind, Outlet, PublishedBasis, Story, Target, Topic
from data.store import Workspace
from models import registry
from models.base import LABELS, Failure, Passage, Prediction

ROOT = Path(__file__).parents[2]
START = datetime(2026, 3, 2, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/x.png) $$x$$ # Head"


class WordScorer:
    """Positive for "good", negative for "bad", loaded for "brazen": a real scorer, only a simple one."""

    def __init__(self, task: str, model_id: str, revision: str) -> None:
        self.task, self.id, self.revision = task, model_id, revision

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        """One answer per passage."""
        return [self._answer(passage.text) for passage in passages]

    def _answer(self, words: str) -> Prediction:
        labels = LABELS[self.task]
        if len(labels) == 2:
            share = 0.9 if "brazen" in words else 0.1
            return Prediction(labels[share > 0.5], (1 - share, share))
        if "good" in words:
            return Prediction(labels[2], (0.1, 0.1, 0.8))
        return Prediction(labels[0], (0.8, 0.1, 0.1)) if "bad" in words else Prediction(labels[1], (0.1, 0.8, 0.1))


def fakes() -> dict[str, WordScorer]:
    """Scorers that answer in the name of the default models, so that the pages find their rows."""
    return {task: WordScorer(task, real.id, real.revision) for task, real in registry.scorers().items()}


def own_words(outlet: str, number: int) -> str:
    """A sentence that no other article shares, so that these texts are nobody's copies."""
    return " ".join(f"{outlet}{number}word{k}" for k in range(40)).capitalize() + "."


def articles(n: int = 4) -> list[Article]:
    """Stories told well by one outlet and badly by another, and once by a third."""
    tellings = [("sunrise", "good"), ("sunset", "bad")]
    return [
        Article(
            title=f"{outlet.title()} on harbour {number} {HOSTILE if number == 0 else ''}",
            text=f"Orne did a {word} thing in harbour {number}. A brazen {word} act by {outlet} {number}.\n\n"
            f'"It is bad," said Quill of Orne. {HOSTILE if number == 0 else ""}\n\n{own_words(outlet, number)}',
            outlet=outlet,
            language="en",
            published=START + timedelta(hours=number),
            published_basis=PublishedBasis.STATED,
            story=f"s{number}",
            topics=("port",),
        )
        for number in range(n)
        for outlet, word in tellings
    ]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of workspaces; no scoring process is ever started from a page."""
    monkeypatch.setenv("PARALLAX_HOME", str(tmp_path))
    monkeypatch.setattr(process, "start", lambda _: None)
    st.cache_data.clear()
    st.cache_resource.clear()
    return tmp_path


@pytest.fixture
def fill(home: Path) -> Callable[..., Workspace]:
    """Makes the workspace that the app opens first, with articles and their scores."""

    def made(given: list[Article], *, scored: bool = True) -> Workspace:
        workspace = Workspace(home / "teaching")
        workspace.state.put(
            [
                Outlet("sunrise", "The Sunrise", Kind.STATE_CONTROLLED, "Ornia", label_source="test", label_year=2026),
                Outlet("sunset", "The Sunset", Kind.PRIVATE, "Ornia", label_source="test", label_year=2026),
                Topic("port", "Port", ("harbour",)),
                Target("orne", "Orne"),
                Claim("dredge", "The harbour is good.", ("port",), ("harbour",)),
                *(Story(f"s{n}", f"Harbour story {n}", "port") for n in range(4)),
            ]
        )
        workspace.add(given)
        if scored:
            scoring.score(workspace, fakes())
        return workspace

    return made


@pytest.fixture
def app() -> Callable[..., AppTest]:
    """Opens a page by its file name, with a query."""

    def opened(view: str = "overview", **query: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        for key, value in query.items():
            at.query_params[key] = value
        at.run()
        if view != "overview":
            at.switch_page(f"analysis/dashboard/views/{view}.py").run()
        return at

    return opened
