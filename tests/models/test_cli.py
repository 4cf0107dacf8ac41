"""`python -m models score` as a user runs it: a process, lines in, lines out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from models.base import LABELS

ROOT = Path(__file__).parents[2]


def run(stdin: str | bytes, *arguments: str, encoding: str | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "models", "score", *arguments],
        cwd=ROOT,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=120,
        check=False,
        env={"PYTHONIOENCODING": encoding} if encoding else None,
    )


def answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


@pytest.mark.parametrize(
    ("task", "row"),
    [
        ("tone", {"text": "A day of joy."}),
        ("portrayal", {"text": "The brilliant Quill saved us.", "target": "Quill"}),
        ("stance", {"text": "The ferry must stop at once.", "claim": "The ferry should be stopped."}),
        ("loaded", {"text": "The shameless regime lies again."}),
    ],
)
def test_every_task_answers(task: str, row: dict[str, str]) -> None:
    done = run(json.dumps(row) + "\n", "--task", task)
    assert (done.returncode, done.stderr) == (0, b"")
    (answer,) = answers(done)
    assert row.items() <= answer.items()
    assert answer["label"] in LABELS[task]
    assert len(answer["probabilities"]) == len(LABELS[task])  # type: ignore[arg-type]
    assert str(answer["model"]).startswith(f"parallax-{task}@")


def test_order_is_kept_and_bad_lines_are_answered_and_reported_by_number() -> None:
    good = [{"text": f"Mara Quill {verb}.", "target": "Quill"} for verb in ("won", "lost", "left")] * 200
    raw = [json.dumps(row | {"n": n}) for n, row in enumerate(good)]
    raw[100], raw[555] = "{broken", json.dumps({"text": "Nobody left.", "target": "Quill", "n": 555})
    raw.insert(300, "")
    done = run("\n".join(raw), "--task", "portrayal")
    found = answers(done)
    assert done.returncode == 1
    assert [a.get("n", a.get("line")) for a in found] == [n if n != 100 else 101 for n in range(600)]
    assert [n for n, a in enumerate(found) if "error" in a] == [100, 555]
    assert all(("error" in a) != ("label" in a) for a in found)
    reported = done.stderr.decode().splitlines()
    assert [line.split(":")[0] for line in reported] == ["line 101", "line 557"]
    assert "'Quill' does not occur" in reported[1]


def test_hostile_lines_bring_nothing_down() -> None:
    raw = b"\n".join(
        [
            b"\xef\xbb\xbf" + b'{"text": "A byte order mark."}',
            b'{"text": "\xff\xfe broken bytes"}',
            b'{"text": "half \\ud800"}',
            b'{"text": "nul \\u0000"}',
            "{“text”: “typographic”}".encode(),
            b'{"text": "' + b"x" * 10_000 + b'"}',
            '{"text": "a\u2028b 轮渡 👩‍👩‍👧"}'.encode(),
            b"[" * 50_000,
            b'{"text": "the end"}',
        ]
    )
    done = run(raw, "--task", "loaded", encoding="ascii")
    found = answers(done)
    assert done.returncode == 1
    assert ["error" in answer for answer in found] == [False, False, True, False, True, False, False, True, False]
    assert [line.split(":")[0] for line in done.stderr.decode().splitlines()] == ["line 3", "line 5", "line 8"]
    assert (found[2]["text"], found[6]["text"]) == ("half \ud800", "a\u2028b 轮渡 👩‍👩‍👧")


def test_nothing_in_nothing_out() -> None:
    done = run("", "--task", "loaded")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--task", "mood"), "no task 'mood'"),
        (("--task", "loaded", "--model", "nobody"), "no model 'nobody'"),
        ((), "--task"),
    ],
)
def test_an_unknown_task_or_model_is_refused_before_anything_is_read(arguments: tuple[str, ...], message: str) -> None:
    done = run('{"text": "x"}', *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in " ".join(done.stderr.decode().split())
