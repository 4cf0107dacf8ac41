"""`label-sample` and `correct` as a researcher runs them: draw, label in a spreadsheet, hand in, read the tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from analysis import scoring
from analysis.commands import app
from data.store import Workspace
from models import registry
from tests.invented import article, fakes, fill

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(registry, "scorers", lambda _=None: fakes())
    monkeypatch.setenv("COLUMNS", "250")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with enough sentences of two outlets for a correction."""
    workspace = fill(tmp_path / "w")
    more = ("harbour-gazette", "glad"), ("karvenia-today", "grim")
    workspace.add(
        article(number % 9, outlet, mood, title=f"Report {outlet} {number}", story=None)
        for outlet, mood in more
        for number in range(12)
    )
    scoring.score(workspace, fakes())
    return workspace.root


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def said(result: Result) -> str:
    return " ".join(result.stderr.split()).replace(" │ │ ", " ")


def labelled(file: Path, label: Callable[[int], str]) -> Path:
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    table["label"] = [label(n) for n in range(len(table))]
    table.to_csv(file, index=False)
    return file


def test_from_the_draw_to_the_correction(root: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "sample.csv"
    draw = ["label-sample", "-W", root, "--measure", "tone", "--outlets", "harbour-gazette,karvenia-today"]
    (sample,) = lines(run(*draw, "-n", "60", "--out", out, "--coders", "anna,ben", "--overlap", "20", "--json"))
    files = [tmp_path / "sample-anna.csv", tmp_path / "sample-ben.csv"]
    assert sample["files"] == [str(file) for file in files]
    assert sum(stratum["drawn"] for stratum in sample["strata"]) == 60
    table = pd.read_csv(files[0], dtype=str, keep_default_na=False)
    assert list(table.columns) == ["item", "text", "about", "label", "coder"]
    assert (len(table), set(table["label"]), set(table["coder"])) == (40, {""}, {"anna"})
    result = run(
        *("correct", "-W", root, "--json"),
        *("--labels", labelled(files[0], lambda n: ("negative", "neutral", "positive")[n % 3])),
        *("--labels", labelled(files[1], lambda n: ("negative", "neutral")[n % 2])),
    )
    assert result.exit_code == 0, result.stderr
    assert said(result).count("40 labels stored, 0 known, 0 still empty") == 2
    rows = pd.DataFrame(lines(result)).groupby("table")
    assert set(rows.groups) == {
        *("estimates", "differences", "agreement", "pairs of coders", "model", "confusion", "calibration")
    }
    estimates = rows.get_group("estimates")
    assert estimates["method"].tolist() == ["raw", "corrected", "labels only"] * 2
    assert (estimates["low"] <= estimates["estimate"]).all()
    assert (estimates["estimate"] <= estimates["high"]).all()
    assert len(rows.get_group("differences")) == 3
    assert rows.get_group("agreement")["n_units"].tolist() == [20, 20]
    again = run("correct", "-W", root, "--labels", files[0])
    assert "0 labels stored, 40 known" in said(again)
    assert "corrected" in again.stdout
    assert "nan" not in again.stdout.casefold()


def test_rows_that_cannot_be_taken_are_told_and_the_others_stored(root: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "sample.csv"
    assert run("label-sample", "-W", root, "--measure", "loaded", "-n", "60", "--out", out).exit_code == 0
    labelled(out, lambda n: ("neutral", "good", "")[min(n, 2)])
    result = run("correct", "-W", root, "--labels", out, "--coder", "anna")
    assert result.exit_code == 1
    assert "1 labels stored, 0 known, 58 still empty" in said(result)
    assert "refused line 3: 'good' is no label of loaded; labels are neutral, loaded (or 0, 1)" in said(result)
    assert "only 1 label: a correction needs at least 20" in " ".join(result.stdout.split())


def test_a_file_that_may_hold_labels_is_not_written_over(root: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "sample.csv"
    out.write_text("mine")
    result = run("label-sample", "-W", root, "--measure", "tone", "--out", out)
    assert result.exit_code == 2
    assert "is there already and may hold labels" in said(result)
    assert out.read_text() == "mine"
    assert Workspace(root).state.samples() == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("label-sample", "--measure", "mood", "--out", "x.csv"), "measure is 'mood'; it can be tone"),
        (("label-sample", "--measure", "portrayal", "--out", "x.csv"), "is not asked here; subjects are quill"),
        (("label-sample", "--measure", "tone", "-n", "3", "--out", "x.csv"), "3 sentences are too few"),
        (("label-sample", "--measure", "tone"), "--out"),
        (("correct",), "draw one with `label-sample`"),
        (("correct", "--sample", "x"), "no sample x; samples are none"),
        (("correct", "--unit", "page"), "unit is 'page'; it can be family, article"),
        (("correct", "--labels", "nowhere.csv"), "No such file"),
    ],
)
def test_a_wrong_option_is_refused_with_what_would_be_right(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, "--workspace", root)
    assert result.exit_code == 2
    assert message in said(result)


def test_a_sample_without_labels_says_so(root: Path, tmp_path: Path, run: Run) -> None:
    run("label-sample", "-W", root, "--measure", "tone", "-n", "60", "--out", tmp_path / "a.csv")
    result = run("correct", "-W", root)
    assert result.exit_code == 2
    assert "has no labels yet" in said(result)


def test_a_file_that_is_no_file_of_labels_is_refused(root: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "own.csv").write_text("text,label\nThe ferry sank.,negative\n")
    result = run("correct", "-W", root, "--labels", tmp_path / "own.csv")
    assert result.exit_code == 2
    assert "only where the chance that its sentence was drawn is known" in said(result)
