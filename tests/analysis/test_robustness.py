"""The robustness dial: the finding first, every setting counted or named, and nothing scored."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import charts, comparison, robustness, scoring
from analysis.commands import app
from analysis.compare import Verdict
from analysis.comparison import Asked
from analysis.measures import SCALES
from data.schema import Claim
from data.store import Workspace
from models import registry
from models.base import Failure, Passage, Prediction
from tests.invented import STOP, FakeScorer, article, fakes, fill

PAIR = ("harbour-gazette", "karvenia-today")
TONE = Asked("tone", outlets=PAIR)
WORDED = Claim("no-ferry", "No ferry should sail.", ("ferry",), ("ferry",))
BAKER = Claim("bread", "Bread is too dear.", ("bread",), ("bread",))


class Contrary(FakeScorer):
    """Another model, which reads glad as grim."""

    def __init__(self, task: str) -> None:
        super().__init__(task)
        self.id = f"contrary-{task}"

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        answers = super().predict(passages)
        return [
            answer if isinstance(answer, Failure) else Prediction(answer.label, answer.probabilities[::-1])
            for answer in answers
        ]


@pytest.fixture
def told(tmp_path: Path) -> Workspace:
    """Twelve stories told gladly by one outlet and grimly by the other, scored."""
    workspace = fill(tmp_path / "w")
    workspace.state.put([WORDED, BAKER])
    workspace.add(
        article(number % 9, outlet, mood, title=f"Report {outlet} {number}", story=f"day-{number}")
        for outlet, mood in zip(PAIR, ("glad", "grim"), strict=True)
        for number in range(12)
    )
    scoring.score(workspace, fakes())
    return workspace


def test_the_first_setting_is_the_finding_itself(told: Workspace) -> None:
    found = robustness.curve(told, fakes(), TONE, PAIR)
    pair = comparison.pairs(told, fakes(), TONE).iloc[0]
    first = found.table.iloc[0]
    assert first[["voice", "duplicates", "threshold", "headline"]].tolist() == ["own", "family", "all sentences", "in"]
    assert first["estimate"] == pytest.approx(pair["estimate"])
    assert (first["low"], first["high"]) == pytest.approx((pair["low"], pair["high"]))
    assert first["verdict"] == pair["verdict"] == Verdict.CLEAR


@pytest.mark.parametrize(
    ("setting", "asked"),
    [
        ({"voice": "all"}, Asked("tone", voice="all", outlets=PAIR)),
        ({"duplicates": "article"}, Asked("tone", unit="article", outlets=PAIR)),
    ],
)
def test_a_setting_is_what_would_come_out_if_it_were_asked_for(
    told: Workspace, setting: dict[str, str], asked: Asked
) -> None:
    chosen = {"voice": "own", "duplicates": "family", "threshold": "all sentences", "headline": "in"} | setting
    table = robustness.curve(told, fakes(), TONE, PAIR).table
    row = table[(table[list(chosen)] == pd.Series(chosen)).all(axis=1)].iloc[0]
    pair = comparison.pairs(told, fakes(), asked).iloc[0]
    assert row["estimate"] == pytest.approx(pair["estimate"])
    assert (row["low"], row["high"]) == pytest.approx((pair["low"], pair["high"]))


def test_all_words_cancel_out_and_the_dial_says_so(told: Workspace) -> None:
    """Each text quotes the opposite of what it says itself."""
    found = robustness.curve(told, fakes(), TONE, PAIR)
    assert (found.dial.n, found.dial.left_out) == (16, 0)
    assert found.dial.share_sign is not None
    assert found.dial.share_sign < 1
    assert found.dial.said.startswith("That Harbour Gazette is more positive than Karvenia Today comes out in ")


def test_the_pair_can_be_named_the_other_way_round(told: Workspace) -> None:
    one, other = (robustness.curve(told, fakes(), TONE, pair).table for pair in (PAIR, PAIR[::-1]))
    assert other["estimate"].tolist() == pytest.approx((-one["estimate"]).tolist())
    assert other["low"].tolist() == pytest.approx((-one["high"]).tolist())


def test_the_strongest_pair_is_taken_where_none_is_named(told: Workspace) -> None:
    first = robustness.curve(told, fakes(), Asked("tone")).table.iloc[0]
    assert {first["a_name"], first["b_name"]} == {"Harbour Gazette", "Karvenia Today"}


def test_a_model_that_has_read_all_is_a_setting_and_one_that_has_not_is_named(
    told: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    scoring.score(told, {"tone": Contrary("tone")})
    told.add([article(3, "harbour-gazette", "glad", title="A late report", story="late")])
    scoring.score(told, {"tone": fakes()["tone"]})
    found = robustness.curve(told, fakes(), TONE, PAIR)
    behind = found.table[found.table["model"] == "contrary-tone, 1"]
    assert (found.dial.n, found.dial.left_out, len(behind)) == (16, 16, 16)
    assert set(behind["missing"]) == {"contrary-tone has read 31 of 32 articles for this"}
    assert "16 more could not be computed, first of all because contrary-tone has read" in found.dial.said
    scoring.score(told, {"tone": Contrary("tone")})
    caught_up = robustness.curve(told, fakes(), TONE, PAIR)
    assert (caught_up.dial.n, caught_up.dial.left_out) == (32, 0)
    assert caught_up.dial.share_sign is not None
    assert caught_up.dial.share_sign <= 0.5


def test_nothing_is_scored(told: Workspace) -> None:
    watching = fakes()
    version = told.version()
    robustness.curve(told, watching, TONE, PAIR)
    assert told.version() == version
    assert not any(scorer.history for scorer in watching.values())


def test_other_wordings_of_a_claim_are_settings(told: Workspace) -> None:
    asked = Asked("stance", STOP.id, outlets=PAIR)
    found = robustness.curve(told, fakes(), asked, PAIR, wordings=[WORDED.id])
    assert sorted(found.table["wording"].unique()) == [WORDED.text, STOP.text]
    assert "wording" in robustness.varied(found.table)
    assert "model" not in robustness.varied(found.table)


@pytest.mark.parametrize(
    ("asked", "wordings", "message"),
    [
        (Asked("stance", STOP.id), [BAKER.id], "'bread' is no other claim on the topics of 'stop-ferry'; there are"),
        (Asked("stance", STOP.id), [STOP.id], "'stop-ferry' is no other claim"),
        (Asked("tone"), [STOP.id], "wordings are of a claim, and tone asks about none"),
        (Asked("portrayal", "nobody"), [], "portrayal of 'nobody' is not asked here"),
        (Asked("tone", outlets=("port-courier",)), [], "there are no two outlets to compare here"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(
    told: Workspace, asked: Asked, wordings: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        robustness.curve(told, fakes(), asked, wordings=wordings)


def test_a_finding_that_cannot_be_computed_has_no_dial(told: Workspace) -> None:
    found = robustness.curve(told, fakes(), Asked("tone"), ("harbour-gazette", "port-courier"))
    assert found.dial.share_sign is None
    assert found.dial.left_out == len(found.table)
    assert found.dial.said.startswith("With the settings chosen there is no difference to hold or fall: only 1 ")


def test_what_others_are_quoted_with_is_never_mixed_with_own_words(told: Workspace) -> None:
    table = robustness.curve(told, fakes(), Asked("tone", voice="quoted", outlets=PAIR), PAIR).table
    assert set(table["voice"]) == {"quoted"}


def test_loaded_wording_is_decided_by_its_distance_from_even(told: Workspace) -> None:
    """0.1 is as decided as 0.9."""
    table = robustness.curve(told, fakes(), Asked("loaded", outlets=PAIR), PAIR).table
    by = {name: part["estimate"].tolist() for name, part in table.groupby("threshold")}
    assert by["decided by 0.2"] == pytest.approx(by["all sentences"])


def test_the_curve_is_drawn(told: Workspace) -> None:
    table = robustness.curve(told, fakes(), TONE, PAIR).table
    spec = charts.specification(table, robustness.varied(table), SCALES["tone"]).to_dict()
    assert "voice" in json.dumps(spec)


def test_the_command_prints_every_setting_and_the_dial(told: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "scorers", lambda _=None: fakes())
    arguments = ["robustness", "-W", str(told.root), "--measure", "tone", "--outlets", ",".join(PAIR), "--json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert [row["type"] for row in rows] == ["setting"] * 16 + ["dial"]
    assert rows[-1]["n"] == 16
    plain = CliRunner().invoke(app, arguments[:-1])
    assert rows[-1]["said"].split(" comes out")[0] in " ".join(plain.stdout.split())


@pytest.mark.parametrize("wrong", [["--outlets", "harbour-gazette"], ["--target", "nobody"], ["--band", "2"]])
def test_the_command_refuses_in_words(told: Workspace, monkeypatch: pytest.MonkeyPatch, wrong: list[str]) -> None:
    monkeypatch.setattr(registry, "scorers", lambda _=None: fakes())
    done = CliRunner().invoke(app, ["robustness", "-W", str(told.root), "--measure", "tone", *wrong])
    assert done.exit_code == 2
