"""One app over the scored teaching corpus and one Chromium for all browser tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from analysis import demo, scoring
from data.store import Workspace
from models import registry
from tests.browser import browsing


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, except where one is required."""
    if browsing.chromium() is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set and no Chromium is installed")
        pytest.skip("no Chromium is installed: apt-get install chromium, or set PATH to one")
    with browsing.browser() as started:
        yield started


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over the teaching corpus, scored by the embedded models."""
    home = tmp_path_factory.mktemp("home")
    teaching = Workspace(home / "teaching")
    demo.fill(teaching)
    scoring.score(teaching, registry.scorers())
    with browsing.app(Path(home)) as started:
        yield started


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A laptop-sized window that fails the test if it asks anything of another machine."""
    window = browsing.context(chromium)
    opened = window.new_page()
    outside = browsing.watch(opened)
    yield opened
    window.close()
    assert outside == [], f"requests left this machine: {outside[:3]}"
