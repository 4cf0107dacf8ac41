"""With a model that errs differently per outlet raw intervals miss, and corrected ones keep their level."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from analysis import simulation_correction
from analysis.simulation_correction import Size


def test_corrected_intervals_cover_where_raw_ones_miss() -> None:
    table = simulation_correction.coverage(Size((40, 40, 40), 200), 80, seed=1).set_index(["what", "method"])
    assert (table["given"] == 1).all()
    for what in ("B", "C", "A − B", "B − C"):
        assert table["coverage"][what, "raw"] < 0.2
    for method in ("corrected", "labels only"):
        covered = table.xs(method, level="method")["coverage"]
        # 80 replications of six intervals: one alone is 95 % ± 7, all together 95 % ± 3.
        assert covered.min() > 0.87
        assert 0.92 < covered.mean() < 0.985
    widths = table["width"].unstack()
    assert (widths["corrected"] < widths["labels only"]).all()


def test_the_table_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation_correction, "SIZES", (Size((20, 20, 20), 100),))
    monkeypatch.setattr(simulation_correction, "TRUTH_FAMILIES", 1000)
    simulation_correction.truth.cache_clear()
    runner = CliRunner()
    printed = runner.invoke(simulation_correction.app, ["--replications", "2"]).stdout.splitlines()
    assert printed[2].startswith("| 20 / 20 / 20 texts, 100 labels | A | ")
    assert len(printed) == 2 + 6
    lines = runner.invoke(simulation_correction.app, ["--replications", "2", "--json"]).stdout.splitlines()
    assert {json.loads(line)["method"] for line in lines} == {"raw", "corrected", "labels only"}
    simulation_correction.truth.cache_clear()
