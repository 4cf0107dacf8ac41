"""What outlets say in a story is aligned, and a silence counts only where there was an opportunity to speak."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from analysis import scoring, statements
from analysis.benchmark.statements import TUNED_ON, judge, precision_recall
from analysis.commands import app
from analysis.statements import NO_OPPORTUNITY, NOT_FOUND, SAID, alignment, facts, grid
from data import sample
from data.schema import Article
from data.store import Workspace
from models import embedding

GOLD = [json.loads(line) for line in (Path(__file__).parent / "statement_gold.jsonl").read_text("utf-8").splitlines()]
HELD_OUT = ("border-bill", "gas-price")  # two of the stories that nothing was tuned on; all are in the benchmark
PRECISION_FLOOR, RECALL_FLOOR, ALIGNED_FLOOR = 0.95, 0.5, 0.8

NOON = pd.Timestamp("2026-03-02T12:00:00Z")


def embed(texts: Sequence[str]) -> np.ndarray:
    """Texts with many words in common come out near each other, as with the encoder, at no cost."""
    rows = np.zeros((len(texts), 384), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in set(re.findall(r"[^\W\d_]{4,}", text.lower())):
            row += np.random.default_rng(zlib.crc32(word[:6].encode())).standard_normal(384)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    np.divide(rows, norms, out=rows, where=norms > 0)
    return rows


# Facts


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Some 31 per cent, thirty-one boats", {"31"}),
        ("Two hundred and forty operations", {"240"}),
        ("nineteen hundred men, 1,900 women", {"1900"}),
        ("2.1 million people and two million more", {"2.1e+06", "2e+06"}),
        ("four, five or six", {"4", "5", "6"}),
        ("On 14 April 2027 and since 1988", set()),
        ("At 18:42 and at 9:14 p.m.", {"18:42", "9:14"}),
        ("One of them, no one else", set()),
        ("one hundred and one", {"101"}),
        ("a thousand and a million", set()),
        ("thirty thousand two hundred", {"30200"}),
        ("", set()),
        ("…!?", set()),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(sentence: str, expected: set[str]) -> None:
    assert {value for value, _ in facts.figures(sentence)} == expected


def test_a_number_comes_with_what_it_counts() -> None:
    assert facts.figures("Two ships and 63 of the officials") == [("2", "ships"), ("63", "officials")]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_figures(text: str) -> None:
    assert facts.figures(text) is not None
    assert facts.figures(facts.told(text)) is not None


@given(st.integers(2, 999_999).filter(lambda n: not 1900 <= n < 2100))
def test_a_number_with_and_without_separators_is_one(number: int) -> None:
    assert facts.figures(f"{number} boats") == facts.figures(f"{number:,} boats")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("PORT SABLE, 4 March (Meridian) — A crane fell.", "A crane fell."),
        ("DROVNY — A crane fell.", "A crane fell."),
        ("A crane — it was rusty — fell.", "A crane — it was rusty — fell."),
        ("The crane fell.", "The crane fell."),
    ],
)
def test_a_dateline_is_not_told(sentence: str, told: str) -> None:
    assert facts.told(sentence) == told


def test_titles_are_no_part_of_a_speakers_name() -> None:
    assert facts.speaker_names("Prime Minister Maela Torrin") & facts.speaker_names("Mrs Torrin")
    assert facts.speaker_names("the minister") == {"the", "minister"}
    assert facts.speaker_names(None) == frozenset()


# Alignment


def alike(one: str, other: str, *others: str, speakers: Sequence[str | None] = (None, None)) -> float:
    told = [one, other, *others, "Children painted a whale on the quay wall of the upper school."]
    voices = [*speakers, *[None] * (len(told) - 2)]
    return float(alignment.Compared(told, embed(told), voices).to(0)[1])


SANK = "The trawler Grey Heron sank fifty minutes after the collision in thick fog."
SANK_TOO = "In thick fog the trawler sank some 50 minutes after the collision."


def test_one_statement_in_other_words_is_aligned() -> None:
    assert alike(SANK, SANK_TOO) >= statements.SAME_FROM


def test_figures_that_contradict_part_two_sentences() -> None:
    assert alike(SANK, SANK_TOO.replace("50", "90")) < alike(SANK, SANK_TOO)
    assert alike("Six people have died.", "Eight people have died.") < alike(
        "Six people have died.", "Six people died."
    )


def test_two_speakers_part_two_sentences() -> None:
    same, two = ("Bo Tarn", "Tarn"), ("Bo Tarn", "Ida Vesk")
    assert alike(SANK, SANK_TOO, speakers=two) < alike(SANK, SANK_TOO, speakers=same)


def test_a_name_in_common_is_no_statement_in_common() -> None:
    one = "On Monday the Prime Minister Maela Torrin praised dockers."
    assert alike(one, "In autumn the Prime Minister Maela Torrin lost an umbrella.") < statements.SAME_FROM


@pytest.mark.parametrize("short", ["Torrin?", "No light.", "…", "", "Why?"])
def test_what_says_nothing_by_itself_is_aligned_with_nothing(short: str) -> None:
    assert alike(SANK, short) == 0.0


def test_pairs_are_those_of_the_full_table(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [
        SANK,
        SANK_TOO,
        "Nobody was hurt when the trawler sank in fog.",
        "Why?",
        "Eleven boats cannot leave the harbour.",
    ]
    compared = alignment.Compared(told, embed(told), [None] * len(told))
    whole = compared.pairs(0.2)
    monkeypatch.setattr(alignment, "ROWS", 2)
    parts = compared.pairs(0.2)
    assert (whole.one.tolist(), whole.other.tolist()) == (parts.one.tolist(), parts.other.tolist())
    assert (whole.one < whole.other).all()
    assert alignment.Compared([], embed([]), []).pairs(0.5).one.size == 0


def test_gold_pairs_are_sentences_of_two_outlets() -> None:
    articles = {story: dict(sample.keyed(story)) for story in {pair["story"] for pair in GOLD}}
    for pair in GOLD:
        one, other = (articles[pair["story"]][pair[f"{side}_article"]] for side in "ab")
        assert one.outlet != other.outlet
        assert pair["a"] == one.title or pair["a"] in one.text
        assert pair["b"] == other.title or pair["b"] in other.text


@pytest.mark.parametrize("story", HELD_OUT)
def test_the_alignment_keeps_its_floors_on_stories_that_nothing_was_tuned_on(story: str) -> None:
    assert story not in TUNED_ON
    judged = list(judge(story, GOLD))
    precision, recall = precision_recall([j for j in judged if j.drawn == "read"])
    assert precision >= PRECISION_FLOOR
    assert recall >= RECALL_FLOOR - 0.1
    assert precision_recall([j for j in judged if j.drawn == "aligned"])[0] >= ALIGNED_FLOOR


# The grid


def article(
    name: str, outlet: str, *, hours: float | None = 0, snippet: bool = False, family: str = ""
) -> dict[str, object]:
    when = pd.NaT if hours is None else NOON + pd.Timedelta(hours=hours)
    return {"article": name, "outlet": outlet, "family": family or name, "snippet": snippet, "published": when}


def sentences(**texts: Sequence[str]) -> pd.DataFrame:
    rows = []
    for name, told in texts.items():
        start = 0
        for number, text in enumerate(told):
            span = (0, 0) if number == 0 else (start, start + len(text))
            rows.append((name, number, *span, text, "own", None))
            start = span[1] + (1 if number else 0)
    return pd.DataFrame(rows, columns=["article", "sentence", "start", "end", "text", "voice", "speaker"])


RUST = "An inspection in January had found rust on the crane."
TOLD = {
    "a": ("Crane falls", SANK, RUST),
    "b": ("Fog", SANK_TOO),
    "c": ("Umbrellas", "Nothing else was in the papers but a list of lost umbrellas."),
}
ARTICLES = [article("a", "gazette"), article("b", "courier", hours=1), article("c", "herald", hours=2)]


def made(
    articles: Sequence[dict[str, object]] = ARTICLES, *, outlets: Sequence[str] = (), **told: Sequence[str]
) -> pd.DataFrame:
    return grid(sentences(**(told or TOLD)), pd.DataFrame(articles), outlets=outlets, embed=embed)


def cell(table: pd.DataFrame, representative: str, outlet: str) -> pd.Series:
    found = table[(table["representative"] == representative) & (table["outlet"] == outlet)]
    assert len(found) == 1
    return found.iloc[0]


def sinking(table: pd.DataFrame) -> str:
    return str(table[table["representative"].isin([SANK, SANK_TOO])]["representative"].iloc[0])


def test_who_says_it_and_who_does_not() -> None:
    table = made()
    text = sinking(table)
    gazette, courier, herald = (cell(table, text, outlet) for outlet in ("gazette", "courier", "herald"))
    assert [gazette["state"], courier["state"], herald["state"]] == [SAID, SAID, NOT_FOUND]
    assert (gazette["n_outlets"], gazette["n_families"], gazette["n_not_found"]) == (2, 2, 1)
    assert (gazette["sentence"], gazette["article"], gazette["voice"]) == (SANK, "a", "own")
    assert (courier["start"], courier["end"]) == (0, len(SANK_TOO))
    assert pd.isna(herald["sentence"])
    assert herald["similarity"] < statements.SAME_FROM
    assert "nearest" in herald["reason"]


def test_what_most_outlets_say_but_not_all_comes_first() -> None:
    table = made()
    assert table["representative"].iloc[0] == sinking(table)
    assert table["outlet"].tolist()[:3] == ["courier", "gazette", "herald"]
    everybody = made(a=("T", SANK, RUST), b=("T", SANK), c=("T", SANK_TOO))
    assert everybody["representative"].iloc[0] == RUST  # the other one is said by all


def test_only_snippets_or_no_article_is_no_opportunity() -> None:
    table = made([*ARTICLES[:2], article("c", "herald", snippet=True)], outlets=["gazette", "herald", "absent"])
    text = sinking(table)
    assert cell(table, text, "herald")[["state", "reason"]].tolist() == [
        NO_OPPORTUNITY, "only snippets of it are in this story"]  # fmt: skip
    assert cell(table, text, "absent")[["state", "reason"]].tolist() == [
        NO_OPPORTUNITY, "no article of it is in this story"]  # fmt: skip
    assert set(table["outlet"]) == {"gazette", "herald", "absent"}


def test_a_snippet_can_say_something() -> None:
    table = made([ARTICLES[0], article("b", "courier", snippet=True), ARTICLES[2]])
    assert cell(table, sinking(table), "courier")["state"] == SAID


@pytest.mark.parametrize(("hours", "state"), [(-5, NO_OPPORTUNITY), (5, NOT_FOUND), (0, NOT_FOUND), (None, NOT_FOUND)])
def test_who_wrote_before_anybody_said_it_could_not_know(hours: float | None, state: str) -> None:
    table = made([*ARTICLES[:2], article("c", "herald", hours=hours)])
    assert cell(table, sinking(table), "herald")["state"] == state


def test_copies_are_one_voice() -> None:
    table = made([article("a", "gazette", family="f"), article("b", "courier", family="f"), ARTICLES[2]])
    assert cell(table, sinking(table), "gazette")[["n_outlets", "n_families"]].tolist() == [2, 1]


def test_a_headline_can_say_it_but_represents_nothing() -> None:
    table = made(a=("Crane falls", SANK), b=(SANK_TOO, "Eleven boats cannot leave."), c=TOLD["c"])
    assert SANK_TOO not in set(table["representative"])
    found = cell(table, SANK, "courier")
    assert (found["state"], found["reason"]) == (SAID, "in the headline")


def test_every_statement_has_one_row_per_outlet_and_every_sentence_a_statement() -> None:
    table = made()
    assert (table.groupby("statement")["outlet"].nunique() == 3).all()
    assert table["statement"].nunique() == table["representative"].nunique()
    assert RUST in set(table["representative"])


def test_nothing_in_nothing_out() -> None:
    empty = sentences(a=())
    assert grid(empty, pd.DataFrame(ARTICLES), embed=embed).empty
    assert made([ARTICLES[0]], a=("Only a headline",)).empty


# On the command line


def test_the_command_shows_the_grid_of_a_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Workspace(tmp_path / "w")
    store.add(
        Article(
            f"Crane report {number}", f"{text} Detail {number} is nobody else's.", outlet, language="en", story="crane"
        )
        for number, (outlet, text) in enumerate((("gazette", SANK), ("courier", SANK_TOO), ("herald", RUST)))
    )
    monkeypatch.setattr(embedding, "embed", embed)
    scoring.score(store, {})
    run = CliRunner().invoke(app, ["statements", "-W", str(store.root), "--story", "crane", "--json"])
    rows = [json.loads(line) for line in run.output.splitlines()]
    assert {row["outlet"] for row in rows} == {"gazette", "courier", "herald"}
    said = next(row for row in rows if row["sentence"] == SANK)
    assert (said["state"], said["start"], said["end"]) == (SAID, 0, len(SANK))
    listed = CliRunner().invoke(app, ["stories", "-W", str(store.root), "--json"])
    assert [json.loads(line)["n_outlets"] for line in listed.output.splitlines()] == [3]
    assert CliRunner().invoke(app, ["statements", "-W", str(store.root), "--story", "crane"]).exit_code == 0
    unknown = CliRunner().invoke(app, ["statements", "-W", str(store.root), "--story", "fog"])
    assert unknown.exit_code == 2
    assert "crane" in unknown.output
