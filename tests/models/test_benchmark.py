"""The benchmark compares like with like; what it measures of a busy machine is not tested."""

from __future__ import annotations

import json
import sys

import pytest
import typer
from typer.testing import CliRunner

from models import benchmark, contenders, registry
from models.benchmark import OURS, Report, Speed
from models.contenders import LARGE_32, SAME_1, SAME_32, Reader


def test_the_made_sentences_are_distinct_and_the_same_every_time() -> None:
    made = benchmark.made(512)
    assert len(set(made)) == len(made) == 512
    assert made == benchmark.made(512)
    lengths = [len(text.split()) for text in made]
    assert max(lengths) > 2 * min(lengths)


def test_operations_of_one_token_by_hand() -> None:
    # six layers: query, key, value and output of 384 × 384, and twice 384 × 1536
    by_hand = 2 * 6 * (4 * 384 * 384 + 2 * 384 * 1536)
    assert contenders.operations_per_token(registry.ENTRIES["parallax-tone"].folder) == by_hand


def test_a_ratio_is_the_median_over_the_turns() -> None:
    rates = {OURS: [(10.0, 100.0), (20.0, 200.0), (10.0, 100.0)], SAME_32: [(5.0, 50.0), (2.0, 20.0), (4.0, 50.0)]}
    assert benchmark._speed(SAME_32, rates) == Speed(SAME_32, 4.0, 50.0, 2.0, "goal: 8 ×")


def test_every_contender_reads_its_share_in_turns_and_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contenders, "int8_peak", lambda: None)
    read: dict[str, list[str]] = {OURS: [], LARGE_32: []}
    tokens = {f"text {n}": 3 for n in range(64)}
    readers: dict[str, Reader | str] = {
        OURS: read[OURS].extend,
        LARGE_32: read[LARGE_32].extend,
        SAME_1: "not measured",
    }
    rates, peaks = benchmark._in_turns(readers, tokens, turns=2)
    assert (set(rates), peaks) == ({OURS, LARGE_32}, [])
    assert read[OURS][8:] == 2 * list(tokens)
    assert len(set(read[LARGE_32][8:])) == len(read[LARGE_32][8:]) == 2 * 64 / benchmark.SHARES[LARGE_32]


def test_without_torch_the_pipelines_say_what_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    folder = registry.ENTRIES["parallax-tone"].folder
    assert contenders.pipelines(folder, None) == dict.fromkeys((SAME_1, SAME_32, LARGE_32), contenders.NO_TORCH)
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert contenders.int8_peak() is None


def test_a_report_is_printed_whole_with_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    speeds = (Speed(OURS, 500.0, 18_000.0, 1.0), Speed(SAME_32, note=contenders.NO_TORCH))
    report = Report(128, 34.1, 0.5, speeds, None, None, 90.0, 95.0, 0.4, 300)
    monkeypatch.setattr(benchmark, "run", lambda *_: report)
    app = typer.Typer()
    app.command()(benchmark.main)
    printed = CliRunner().invoke(app, ["--quick"]).output
    assert contenders.NO_TORCH in printed
    assert contenders.NO_ONNX in printed
    assert "p50 90 ms, p95 95 ms; goal: 100 ms" in printed
    row = json.loads(CliRunner().invoke(app, ["--json"]).output)
    assert row["speeds"][1] == {
        "name": SAME_32,
        "sentences_per_second": None,
        "tokens_per_second": None,
        "ratio": None,
        "note": contenders.NO_TORCH,
    }


def test_too_few_sentences_are_refused(tmp_path) -> None:
    file = tmp_path / "few.txt"
    file.write_text("One.\nOne.\nTwo.\n", encoding="utf-8")
    app = typer.Typer()
    app.command()(benchmark.main)
    done = CliRunner().invoke(app, ["--sentences", str(file)])
    assert done.exit_code == 2
    assert "2 distinct sentences" in done.output
