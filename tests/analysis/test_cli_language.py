"""`contrast`, `coverage` and `speakers` as a user runs them, and the queries below them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from analysis import corpus, scoring
from analysis.commands import app
from data.schema import Article, Outlet
from data.store import Workspace
from models import registry
from tests import invented

Run = Callable[..., Result]
HABITS = {"harbour-gazette": "regime", "karvenia-today": "side", "port-courier": "bread"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(registry, "scorers", lambda _=None: invented.fakes())
    monkeypatch.setenv("COLUMNS", "220")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def large(tmp_path: Path) -> Workspace:
    """Three outlets with a habit each, ten texts of each, cut into sentences."""
    workspace = Workspace(tmp_path / "large")
    workspace.state.put(list(invented.OUTLETS))
    details = [word for detail in invented.DETAILS for word in detail.split()]
    articles = []
    for at, (outlet, habit) in enumerate(HABITS.items()):
        for number in range(10):
            own = [" ".join(details[(number * 31 + at * 7 + n * 11) % 150 :][:9]) for n in range(6)]
            text = ". ".join(f"Then the {habit} {words}" for words in own) + "."
            articles.append(Article(f"Report {at}{number}", text, outlet, language="en", story=f"{number}"))
    workspace.add(articles)
    scoring.score(workspace, invented.fakes())
    return workspace


def printed(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def said(result: Result) -> str:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join(result.stderr.replace("│", " ").split())


def test_sentences_come_in_batches_in_order(scored: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = corpus.articles(scored)["article"].tolist()
    rows = [row for batch in corpus.voiced(scored, ids, "all") for row in batch.itertuples()]
    assert [(row.article, row.sentence) for row in rows] == sorted((row.article, row.sentence) for row in rows)
    own, quoted = (
        [text for batch in corpus.voiced(scored, ids, voice) for text in batch["text"]] for voice in ("own", "quoted")
    )
    assert len(own) + len(quoted) == len(rows)
    assert all("sinks" in text for text in quoted)
    held = [text for batch in corpus.voiced(scored, ids, "all", holding="GLAD") for text in batch["text"]]
    assert held
    assert all("glad" in text for text in held)
    assert list(corpus.voiced(scored, [], "all")) == []


def test_an_outlets_names(scored: Workspace) -> None:
    scored.state.put([Outlet("port-courier", "Port Courier", aliases=("The Courier",), domains=("courier.example",))])
    names = corpus.mastheads(scored, {"port-courier", "Nobody's Paper"})
    assert names == {
        "port-courier": ("Port Courier", "The Courier", "courier.example"),
        "Nobody's Paper": ("Nobody's Paper",),
    }


def test_contrast_finds_the_habits_with_examples(large: Workspace, run: Run) -> None:
    rows = printed(run("contrast", "-W", large.root, "--top", 1, "--examples", 2, "--json"))
    tops = {row["outlet"]: row for row in rows if row["z"] > 0}
    assert {outlet: row["term"] for outlet, row in tops.items()} == HABITS
    assert all(row["beyond_null"] and row["count"] == 60 for row in tops.values())
    assert all(len(row["examples"]) == 2 and "regime" in row["examples"][0] for o, row in tops.items() if o[0] == "h")
    again = run("contrast", "-W", large.root, "--top", 1)
    assert again.exit_code == 0
    assert "regime" in again.stdout


def test_coverage_of_a_topic_over_time_and_of_a_story(scored: Workspace, run: Run) -> None:
    attention = {
        row["outlet"]: row for row in printed(run("coverage", "-W", scored.root, "--topic", "ferry", "--json"))
    }
    assert (attention["harbour-gazette"]["families"], attention["harbour-gazette"]["of"]) == (3, 3)
    assert attention["harbour-gazette"]["high"] == 1.0
    weeks = printed(run("coverage", "-W", scored.root, "--topic", "ferry", "--period", "week", "--json"))
    assert {row["period"] for row in weeks} == {"2026-03-02T00:00:00"}
    story = printed(run("coverage", "-W", scored.root, "--story", "opening", "--json"))
    assert {row["state"] for row in story} == {"covered"}
    silent = printed(run("coverage", "-W", scored.root, "--topic", "bread", "--silent", "--json"))
    assert {row["state"] for row in silent} == {"no opportunity"}  # the only text on it has no time


def test_coverage_of_an_aggregator(scored: Workspace, run: Run) -> None:
    rows = {row["outlet"]: row for row in printed(run("coverage", "-W", scored.root, "--via", "newsraft", "--json"))}
    assert rows["harbour-gazette"]["lifted"] == 1
    slots = printed(run("coverage", "-W", scored.root, "--via", "newsraft", "--slots", "--json"))
    assert [(row["outlet"], row["slot"], row["share"]) for row in slots] == [("harbour-gazette", "main", 1.0)]
    (tone,) = printed(run("coverage", "-W", scored.root, "--via", "newsraft", "--measure", "tone", "--json"))
    assert tone["n_lifted"] == 1
    assert (tone["low"], tone["missing"]) == (None, "only 1 lifted and 2 left: an interval needs at least 3 of each")


def test_speakers_with_the_side_they_are_on(scored: Workspace, run: Run) -> None:
    rows = printed(run("speakers", "-W", scored.root, "--measure", "tone", "--json"))
    gazette = next(row for row in rows if row["outlet"] == "harbour-gazette")
    assert (gazette["speaker"], gazette["n_families"], gazette["share"], gazette["verbs"]) == (
        "Bo Tarn",
        3,
        1.0,
        [["said", 3]],
    )
    assert gazette["estimate"] == pytest.approx(-0.6, abs=1e-6)
    assert gazette["n_scored_families"] == 3
    (tarn,) = printed(run("speakers", "-W", scored.root, "--together", "--json"))
    assert tarn["neutral"] == tarn["n_sentences"]
    assert "said" in run("speakers", "-W", scored.root, "--story", "opening").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("contrast", "--voice", "x"), "voice is 'x'; it can be own, quoted, all"),
        (("contrast", "--topic", "nothing"), "a contrast needs two outlets or more; there is none in this selection"),
        (("coverage", "--silent"), "--silent needs a --topic"),
        (("coverage", "--story", "x"), "no article is on a story 'x'; stories are opening"),
        (("coverage", "--period", "year"), "period is 'year'; it can be day, week, month"),
        (("coverage", "--via", "x"), "nothing came through 'x' here; texts were republished by newsraft"),
        (("coverage", "--via", "newsraft", "--measure", "mood"), "measure is 'mood'"),
        (("speakers", "--topic", "nothing"), "nobody is quoted in this selection"),
        (("speakers", "--measure", "mood"), "measure is 'mood'; it can be tone"),
        (("speakers", "--measure", "stance"), "name a target or claim by --subject"),
    ],
)
def test_a_wrong_option_is_refused_with_what_would_be_right(
    scored: Workspace, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = run(*arguments, "--workspace", scored.root)
    assert result.exit_code == 2
    assert message in said(result)


@pytest.mark.parametrize("command", ["contrast", "coverage", "speakers"])
def test_an_empty_workspace(tmp_path: Path, run: Run, command: str) -> None:
    Workspace(tmp_path / "empty")
    result = run(command, "-W", tmp_path / "empty", "--json")
    assert result.exit_code == (0 if command == "coverage" else 2)
    assert result.stdout == ""
