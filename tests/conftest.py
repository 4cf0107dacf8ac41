"""Fixtures that more than one folder of tests needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import scoring
from data.store import Workspace
from tests import invented
from tests.invented import FakeScorer


@pytest.fixture
def scorers() -> dict[str, FakeScorer]:
    """A scorer with a plain rule and a history for every measure."""
    return invented.fakes()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Ten invented articles with outlets, a topic, a target, a claim and a story; nothing is scored."""
    return invented.fill(tmp_path / "workspace")


@pytest.fixture
def scored(workspace: Workspace, scorers: dict[str, FakeScorer]) -> Workspace:
    """The same workspace with every question answered."""
    scoring.score(workspace, scorers)
    return workspace
