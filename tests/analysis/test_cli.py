"""`python -m analysis` as a user runs it: what it stores, prints and returns."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from analysis.commands import app
from data import sample
from data.schema import Claim, Outlet, Story, Target, Topic
from data.store import Workspace
from models import registry
from models.registry import UnknownModelError
from tests.invented import FakeScorer, fakes

ROOT = Path(__file__).parents[2]
BODY = "The mayor spoke in the harbour about the ferry and many other things that day. " * 12
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line with scorers that answer by a plain rule."""

    def chosen(models: Mapping[str, str] | None = None) -> dict[str, FakeScorer]:
        for task in models or {}:
            if task not in fakes():
                raise UnknownModelError(f"no task {task!r}")
        return fakes()

    monkeypatch.setattr(registry, "scorers", chosen)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def printed(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def said(result: Result) -> str:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join(result.stderr.split())


def jsonl(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_demo_fills_a_workspace_once(tmp_path: Path, run: Run) -> None:
    first = run("demo", "-W", tmp_path / "w")
    again = run("demo", "-W", tmp_path / "w")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert f"teaching corpus: {len(sample.articles())} articles added" in said(first)
    assert "teaching corpus: 0 articles added" in said(again)
    state = Workspace(tmp_path / "w").state
    world = sample.world()
    kinds: list[Any] = [Outlet, Topic, Target, Claim, Story]
    assert [state.items(kind) for kind in kinds] == [
        world.outlets,
        world.topics,
        world.targets,
        world.claims,
        world.stories,
    ]
    assert state.setting("notice") == world.notice


def test_score_answers_everything_once_and_says_how_it_went(workspace: Workspace, run: Run) -> None:
    (first,) = printed(run("score", "-W", workspace.root, "--json", "--quiet"))
    (again,) = printed(run("score", "-W", workspace.root, "--json", "--quiet"))
    assert (first["articles"], first["of"], first["state"]) == (10, 10, "done")
    assert first["passages"] > 0
    assert (again["articles"], again["of"], again["passages"]) == (0, 0, 0)
    told = workspace.read_progress()
    assert told
    assert (told["state"], told["of"]) == ("done", 0)


def test_score_in_words(workspace: Workspace, run: Run) -> None:
    result = run("score", "-W", workspace.root)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "10 articles," in said(result)


def test_compare_prints_a_line_per_outlet(scored: Workspace, run: Run) -> None:
    rows = printed(run("compare", "-W", scored.root, "--measure", "portrayal", "--target", "quill", "--json"))
    found = {row["outlet"]: row for row in rows if row["type"] == "outlet"}
    glad, plain = found["harbour-gazette"], found["port-courier"]
    assert (glad["estimate"], glad["n_families"], glad["n_articles"]) == (pytest.approx(0.6), 3, 4)
    assert glad["low"] <= glad["estimate"] <= glad["high"]
    assert (plain["low"], plain["missing"]) == (None, "only 1 independent text: an interval needs at least 3")


@pytest.mark.parametrize(
    ("options", "outlets"),
    [
        (("--topic", "bread"), {"(outlet not known)"}),
        (("--outlets", "port-courier,karvenia-today"), {"port-courier", "karvenia-today"}),
        (("--topic", "nothing"), set()),
    ],
)
def test_compare_filters(scored: Workspace, run: Run, options: tuple[str, ...], outlets: set[str]) -> None:
    rows = printed(run("compare", "-W", scored.root, "--measure", "tone", "--json", *options))
    assert {row["outlet"] for row in rows if row["type"] == "outlet"} == outlets


PAIR = (
    "a b estimate low high n_families n_articles n_sentences verdict p p_adjusted probability paired n_stories more missing"
).split()


def test_compare_prints_a_line_per_pair(scored: Workspace, run: Run) -> None:
    rows = printed(run("compare", "-W", scored.root, "--measure", "tone", "--json", "--kinds-compare"))
    pairs = [row for row in rows if row["type"] == "pair"]
    assert [(row["a"], row["b"]) for row in pairs] == [
        ("harbour-gazette", "karvenia-today"),
        ("harbour-gazette", "port-courier"),
        ("karvenia-today", "port-courier"),
    ]
    assert all(set(PAIR) <= set(row) for row in pairs)
    first = pairs[0]
    assert (first["n_families"], first["n_articles"], first["verdict"], first["more"]) == (6, 7, "suggestive", 2)
    assert pairs[1]["missing"] == "only 1 independent story or text of port-courier: an interval needs at least 3"
    (kinds,) = (row for row in rows if row["type"] == "kinds")
    assert (kinds["a"], kinds["b"], kinds["p"]) == ("private", "state-controlled", None)
    assert {row["kind"] for row in rows if row["type"] == "outlet"} == {"private", "state-controlled", None}


def test_compare_within_a_period_says_what_it_leaves_out(scored: Workspace, run: Run) -> None:
    result = run(
        "compare",
        "-W",
        scored.root,
        "--measure",
        "tone",
        "--json",
        "--start",
        "2026-03-02T12:00",
        "--end",
        "2026-03-03",
    )
    assert {row["outlet"] for row in printed(result) if row["type"] == "outlet"} == {"karvenia-today", "port-courier"}
    assert said(result) == "1 articles without a time of publication are in no period and left out"


def test_compare_opens_with_one_sentence(scored: Workspace, run: Run) -> None:
    result = run("compare", "-W", scored.root, "--measure", "tone", "--kinds-compare")
    assert result.stdout.startswith(
        "Harbour Gazette is more positive than Karvenia Today by 0.40 (95 % interval 0.40 to 0.40"
    )
    assert "pairs of outlets" in result.stdout
    assert "pairs of kinds" in result.stdout
    assert "nan" not in result.stdout.casefold()


def test_compare_as_a_table(scored: Workspace, run: Run) -> None:
    result = run("compare", "-W", scored.root, "--measure", "tone", "--voice", "quoted")
    assert result.exit_code == 0
    assert "tone by outlet, quoted words, unit family" in result.stdout
    assert "−0.60" in result.stdout
    assert "nan" not in result.stdout.casefold()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", "--measure", "mood"), "measure is 'mood'; it can be tone, portrayal, stance, loaded"),
        (("compare", "--measure", "tone", "--voice", "x"), "voice is 'x'; it can be own, quoted, all"),
        (("compare", "--measure", "portrayal"), "is not asked here; subjects are quill"),
        (("compare", "--measure", "stance", "--claim", "no"), "is not asked here; subjects are stop-ferry"),
        (("compare",), "--measure"),
        (("compare", "--measure", "tone", "--start", "yesterday"), "wanted is a day or an instant, e.g. 2026-03-02"),
        (("compare", "--measure", "tone", "--start", "2026-03-02", "--end", "2026-03-01"), "not after its start"),
        (("score", "--model", "mood=x"), "no task 'mood'"),
        (("ingest", "page.txt", "--captured", "yesterday"), "wanted is e.g."),
    ],
)
def test_a_wrong_option_is_refused_with_what_would_be_right(
    workspace: Workspace, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = run(*arguments, "--workspace", workspace.root)
    assert result.exit_code == 2
    assert message in said(result).replace(" │ │ ", " ")


def test_a_folder_of_other_things_is_no_workspace(tmp_path: Path, run: Run) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    for command in (("score",), ("demo",), ("compare", "--measure", "tone")):
        result = run(*command, "-W", tmp_path)
        assert result.exit_code == 2
        assert "not a Parallax workspace" in said(result).replace(" │ │ ", " ")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_scoring_what_is_being_scored_is_refused(workspace: Workspace, run: Run) -> None:
    with workspace.lock("scoring"):
        result = run("score", "-W", workspace.root, "--quiet")
    assert result.exit_code == 2
    assert "another process is writing the scoring of" in said(result)


def test_ingest_prints_one_line_per_article_and_knows_them_again(tmp_path: Path, run: Run) -> None:
    source = jsonl(
        tmp_path / "in.jsonl",
        {"title": "One", "text": BODY + "One.", "outlet": "Harbour Gazette", "published": "2026-03-02T08:00:00Z"},
        {"title": "Two", "text": BODY + "Two.", "outlet": "Harbour Gazette", "published": "2026-03-02T09:00:00Z"},
    )
    result = run("ingest", source, "-W", tmp_path / "w", "--json")
    assert result.exit_code == 0
    lines = printed(result)
    wanted = {
        "id",
        "outlet",
        "via",
        "slot",
        "title",
        "published",
        "published_basis",
        "language",
        "snippet",
        "characters",
    }
    assert all(wanted <= set(line) for line in lines)
    assert [(line["title"], line["duplicate"]) for line in lines] == [("One", False), ("Two", False)]
    assert lines[0]["published"] == "2026-03-02T08:00:00+00:00"
    again = printed(run("ingest", source, "-W", tmp_path / "w", "--json"))
    assert [line["duplicate"] for line in again] == [True, True]


def test_a_dry_run_stores_nothing(tmp_path: Path, run: Run) -> None:
    source = jsonl(tmp_path / "in.jsonl", {"title": "One", "text": BODY, "outlet": "Gazette"})
    assert len(printed(run("ingest", source, "-W", tmp_path / "w", "--dry-run", "--json"))) == 1
    assert Workspace(tmp_path / "w").is_empty()


def test_a_source_that_is_refused_does_not_stop_the_others(tmp_path: Path, run: Run) -> None:
    good = jsonl(tmp_path / "good.jsonl", {"title": "One", "text": BODY, "outlet": "Gazette"})
    (tmp_path / "empty.txt").touch()
    result = run("ingest", tmp_path / "nowhere.csv", tmp_path / "empty.txt", good, "-W", tmp_path / "w")
    assert result.exit_code == 1
    assert said(result).count("refused /") == 2
    assert "stored One — Gazette" in said(result)
    assert len(Workspace(tmp_path / "w").connect().execute("SELECT * FROM articles").fetchall()) == 1


@pytest.mark.parametrize(
    ("title", "outlet"),
    [
        ("Plain", "Gazette"),
        ("[/b] closes nothing", "Gazette"),
        ("[red]painted[/red]", "Gazette"),
        ("Plain", "[/x]"),
        ("\x1b[2J clears the screen", "Gazette"),
    ],
)
def test_text_of_others_is_printed_and_never_acts(tmp_path: Path, run: Run, title: str, outlet: str) -> None:
    source = jsonl(tmp_path / "in.jsonl", {"title": title, "text": BODY, "outlet": outlet})
    result = run("ingest", source, "-W", tmp_path / "w")
    assert result.exit_code == 0
    assert "\x1b" not in result.stderr
    assert f"{title} — {outlet}".replace("\x1b", "") in said(result)


def test_half_a_character_refuses_its_source_and_not_the_run(tmp_path: Path, run: Run) -> None:
    bad = jsonl(tmp_path / "bad.jsonl", {"title": "half \ud800", "text": BODY, "outlet": "Gazette"})
    good = jsonl(tmp_path / "good.jsonl", {"title": "One", "text": BODY, "outlet": "Gazette"})
    result = run("ingest", bad, good, "-W", tmp_path / "w", "--json")
    assert [line["title"] for line in printed(result)][-1] == "One"


@pytest.mark.parametrize("command", ["ingest", "score", "compare", "demo"])
def test_every_command_has_help(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "--workspace" in result.stdout


def test_the_real_command_starts_and_is_silent_about_warnings(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "analysis", "demo", "--workspace", str(tmp_path / "w")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "articles added" in done.stderr
