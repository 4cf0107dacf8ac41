"""A minimal pair is right only when both of its lines are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models import hard
from models.hard import Tally
from tests.invented import FakeScorer


def line(pair: str, phenomenon: str, task: str, text: str, label: str) -> dict[str, str]:
    return {"pair": pair, "phenomenon": phenomenon, "task": task, "text": text, "label": label}


ROWS = [
    line("a", "irony", "tone", "glad", "positive"),
    line("a", "irony", "tone", "grim", "negative"),
    line("b", "irony", "tone", "glad", "positive"),
    line("b", "irony", "tone", "glad again", "negative"),
    line("c", "negation", "tone", "unreadable", "negative"),
    line("c", "negation", "tone", "plain", "neutral"),
    line("d", "irony", "portrayal", "grim", "positive"),
    line("d", "irony", "portrayal", "glad", "negative"),
]


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def test_pairs_and_lines_are_counted_apart(tmp_path: Path) -> None:
    lines = hard.read(written(tmp_path / "pairs.jsonl", ROWS))
    found = hard.tallies(lines, {"tone": FakeScorer("tone"), "portrayal": FakeScorer("portrayal")})
    assert found == [
        Tally("irony", "tone", pairs=2, right=1, lines=4, right_lines=3),
        Tally("negation", "tone", pairs=1, right=0, lines=2, right_lines=1),
        Tally("irony", "portrayal", pairs=1, right=0, lines=2, right_lines=0),
    ]
    irony, _, overall = hard.by_phenomenon(found)
    assert (irony.task, irony.pairs, irony.right) == ("tone, portrayal", 3, 1)
    assert (overall.phenomenon, overall.task) == (hard.OVERALL, "tone, portrayal")
    assert (overall.share, overall.line_share) == (1 / 4, 4 / 8)


def test_only_the_tasks_with_a_scorer_are_asked(tmp_path: Path) -> None:
    lines = hard.read(written(tmp_path / "pairs.jsonl", ROWS))
    found = hard.tallies(lines, {"portrayal": FakeScorer("portrayal")})
    assert [(tally.phenomenon, tally.task) for tally in found] == [("irony", "portrayal")]
    assert hard.by_phenomenon([]) == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROWS[:1], r"pair 'a' must be two lines"),
        ([ROWS[0], line("a", "negation", "tone", "grim", "negative")], "of one task and phenomenon"),
        ([line("a", "irony", "tone", "glad", "nice")], r"pairs\.jsonl:1: label 'nice' for task 'tone'; tone has neg"),
        ([line("a", "irony", "mood", "glad", "positive")], "for task 'mood'"),
        ([{"pair": "a", "text": "glad"}], r"pairs\.jsonl:1: no phenomenon, task, label; every line has pair"),
    ],
)
def test_a_faulty_file_is_refused_with_the_line(tmp_path: Path, rows: list[dict[str, str]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        hard.read(written(tmp_path / "pairs.jsonl", rows))


def test_our_own_pairs_are_many_and_differ() -> None:
    lines = hard.read()
    assert len({line.pair for line in lines}) >= 300
    assert len({line.phenomenon for line in lines}) >= 10
    assert len({(line.task, line.passage) for line in lines}) == len(lines)
    for line in lines:
        assert line.task != "portrayal" or (line.passage.target or "?").casefold() in line.passage.text.casefold()
        assert line.task != "stance" or line.passage.claim
