"""`score` and `compare` with models that the user or the workspace chose, as a user runs them; no torch is needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from analysis.commands import app
from data.store import Workspace
from models.base import LABELS, Failure, Passage, Prediction
from models.hub import HubScorer, loading, scorer

Run = Callable[..., Result]


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A folder with all but working weights."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    config = {"architectures": ["XForSequenceClassification"], "id2label": {"0": "neg", "1": "neu", "2": "pos"}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hub models that answer at once, all positive, where there is no torch too."""

    def predict(self: HubScorer, passages: list[Passage]) -> list[Prediction | Failure]:
        assert self.report is not None
        self.report(len(passages), len(passages))
        return [Prediction(LABELS[self.task][-1], (0.0, 0.0, 1.0)) for _ in passages]

    monkeypatch.setattr(scorer.HubScorer, "predict", predict)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(loading, "installed", lambda: False)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def tone(result: Result) -> set[float]:
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["estimate"] for row in rows if row.get("outlet") and row["estimate"] is not None}


def said(result: Result) -> str:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join(result.stderr.replace("│", " ").split())


def test_a_model_for_one_run_is_recorded_in_every_row_and_nothing_else_changes(
    workspace: Workspace, run: Run, checkpoint: Path, answering: None
) -> None:
    done = run("score", "-W", workspace.root, "--model", f"tone=hub:{checkpoint}", "--quiet")
    assert done.exit_code == 0, done.output
    with workspace.connect() as db:
        rows = db.execute("SELECT DISTINCT model, model_revision FROM scores WHERE measure = 'tone'").fetchall()
    assert rows == [("hub:tiny", HubScorer("tone", f"hub:{checkpoint}").revision)]
    assert workspace.state.models() == {}
    asked = ("compare", "-W", workspace.root, "--measure", "tone", "--json")
    assert tone(run(*asked, "--model", f"tone=hub:{checkpoint}")) == {1.0}
    assert tone(run(*asked)) == set(), "the default has scored nothing"


def test_a_kept_model_answers_from_then_on_unless_another_is_named(
    workspace: Workspace, run: Run, checkpoint: Path, answering: None
) -> None:
    named = f"tone=hub:{checkpoint}?device=cuda"
    assert run("score", "-W", workspace.root, "--model", named, "--keep", "--quiet").exit_code == 0
    revision = HubScorer("tone", f"hub:{checkpoint}").revision
    assert workspace.state.models() == {"tone": f"hub:{checkpoint}@{revision}?device=cuda"}
    asked = ("compare", "-W", workspace.root, "--measure", "tone", "--json")
    assert tone(run(*asked)) == {1.0}
    assert tone(run(*asked, "--model", "tone=parallax-tone")) == set()
    (again,) = [
        json.loads(line) for line in run("score", "-W", workspace.root, "--json", "--quiet").stdout.splitlines()
    ]
    assert again["passages"] == 0
    (checkpoint / "model.safetensors").unlink()
    assert tone(run(*asked)) == {1.0}, "what is scored can be read although the checkpoint is gone"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("score", "--model", "tone=hub:./nowhere"), "there is no folder ./nowhere"),
        (("compare", "--measure", "tone", "--model", "tone=hub:./nowhere"), "there is no folder ./nowhere"),
        (("score", "--model", "tone=hub:"), "wanted is hub:NAME_OR_FOLDER"),
        (("score", "--keep"), "--keep keeps what --model names"),
        (("score", "--model", "tone"), "--model tone names no model"),
    ],
)
def test_a_wrong_name_is_a_usage_error_in_words(
    workspace: Workspace, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = run(*arguments, "-W", workspace.root)
    assert result.exit_code == 2
    assert message in said(result)


@pytest.mark.parametrize("more", [(), ("--quiet",)])
def test_without_torch_scoring_says_what_to_install_on_its_last_line(
    workspace: Workspace, run: Run, checkpoint: Path, more: tuple[str, ...]
) -> None:
    result = run("score", "-W", workspace.root, "--model", f"tone=hub:{checkpoint}", *more)
    assert result.exit_code == 2
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("Error: hub models need PyTorch")
    assert "pip install -r models/requirements-hub.txt" in last


def test_what_cannot_answer_stops_before_anything_is_scored_or_kept(
    workspace: Workspace, run: Run, checkpoint: Path
) -> None:
    result = run("score", "-W", workspace.root, "--model", f"portrayal=hub:{checkpoint}", "--keep")
    assert result.exit_code == 2
    assert "say so with input=pair" in said(result)
    assert workspace.state.models() == {}
    with workspace.connect() as db:
        assert db.execute("SELECT count(*) FROM outcomes").fetchone() == (0,)
