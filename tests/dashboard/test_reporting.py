"""What the pages hand on of a finding: how far it hangs on settings, and the report."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analysis.dashboard import reporting
from data.store import Workspace
from tests.dashboard.conftest import articles

Open = Callable[..., AppTest]
Fill = Callable[..., Workspace]


def test_the_dial_is_computed_on_request_and_says_its_sentence(fill: Fill, app: Open) -> None:
    fill(articles(4))
    at = app("overview")
    pair = next(box for box in at.selectbox if str(box.label).startswith("Read the difference"))
    pair.select(pair.options[0]).run()
    dial = next(toggle for toggle in at.toggle if "every reasonable setting" in str(toggle.label))
    assert not any("of 16 settings" in str(m.value) for m in at.markdown)
    dial.set_value(True).run()
    assert not at.exception
    assert any("of 16 settings" in str(m.value) for m in at.markdown)


def test_methods_offers_the_paragraph_and_the_report(fill: Fill, app: Open) -> None:
    fill(articles(4))
    at = app("methods")
    toggle = next(toggle for toggle in at.toggle if "methods paragraph" in str(toggle.label))
    toggle.set_value(True).run()
    assert not at.exception
    assert any("We compare 8 articles by 2 outlets" in str(code.value) for code in at.code)


def test_a_report_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], 2, b"", b"there is no workspace")

    monkeypatch.setattr(subprocess, "run", failed)
    with pytest.raises(RuntimeError, match="the report could not be made: there is no workspace"):
        reporting.made(tmp_path)
