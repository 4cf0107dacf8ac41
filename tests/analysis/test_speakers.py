"""Who speaks: names merged with care, shares with denominators, verbs by what they lend."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import aggregate, speakers
from models.reporting_verbs import REPORTING_VERBS


def said(article: str, sentence: int, speaker: str | None, verb: str | None, text: str = "one two three four", voice: str = "quoted") -> dict[str, Any]:  # fmt: skip
    return {"article": article, "sentence": sentence, "text": text, "voice": voice, "speaker": speaker, "verb": verb}


def articles(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["article", "outlet", "family"])
    return table.assign(original=True, snippet=False, story="s")


def heard(rows: list[dict[str, Any]], of: pd.DataFrame) -> pd.DataFrame:
    columns = ["article", "sentence", "text", "voice", "speaker", "verb"]
    return speakers.spoken(pd.DataFrame(rows, columns=columns), of)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (["Captain Ruhl", "Ruhl"], ["Captain Ruhl", "Captain Ruhl"]),
        (["Ruhl", "Joost Ruhl", "Captain Ruhl"], ["Joost Ruhl"] * 3),
        (["Captain Joost Ruhl", "Mr Ruhl"], ["Joost Ruhl"] * 2),
        (["Anna Ruhl", "Joost Ruhl", "Ruhl"], ["Anna Ruhl", "Joost Ruhl", "Ruhl"]),  # whose?
        (["Mr Ruhl", "Mrs Ruhl"], ["Mr Ruhl", "Mrs Ruhl"]),
        (["Mr Ruhl", "Mrs Ruhl", "Ruhl"], ["Mr Ruhl", "Mrs Ruhl", "Ruhl"]),
        (["Captain Ruhl", "Minister Ruhl"], ["Captain Ruhl", "Minister Ruhl"]),
        (["Energy Minister Jorun Tesk", "Minister Tesk", "Tesk"], ["Jorun Tesk"] * 3),
        (["Chancellor Edda Marrow", "Marrow’s"], ["Edda Marrow"] * 2),
        (["the Royal Grid Office", "the Grid Office"], ["Royal Grid Office"] * 2),
        (
            ["the Justice Ministry", "the Foreign Ministry", "the Ministry"],
            ["Justice Ministry", "Foreign Ministry", "Ministry"],
        ),
        (["officials", "port officials"], ["officials", "port officials"]),  # no names
        (["Mannruhl", "Ruhl"], ["Mannruhl", "Ruhl"]),
        (["the President", "President Voskan"], ["President", "President Voskan"]),
        ([None, "", " "], [speakers.UNNAMED] * 3),
        (["习近平", "平"], ["习近平", "平"]),
    ],
)
def test_names_within_an_article(printed: list[str | None], names: list[str]) -> None:
    assert speakers.one_name(["a"] * len(printed), printed) == names


def test_names_of_different_articles_are_not_merged() -> None:
    assert speakers.one_name(["a", "b"], ["Joost Ruhl", "Ruhl"]) == ["Joost Ruhl", "Ruhl"]


@given(
    st.lists(
        st.sampled_from(["Ruhl", "Captain Ruhl", "Joost Ruhl", "Anna Ruhl", "Mrs Ruhl", "the Port Office"]), max_size=6
    )
)
def test_merging_does_not_depend_on_the_order(printed: list[str]) -> None:
    forwards = speakers.one_name(["a"] * len(printed), printed)
    backwards = speakers.one_name(["a"] * len(printed), printed[::-1])
    assert forwards == backwards[::-1]


def test_a_speakers_row() -> None:
    spoken = heard(
        [
            said("1", 1, "Captain Ruhl", "said"),
            said("1", 2, "Ruhl", "claimed", voice="reported"),
            said("1", 3, None, None, text="one two"),
            said("1", 4, "own words do not count", "said", voice="own"),
            said("2", 1, "Captain Ruhl", "Insisted", text="one two three four five six"),
            said("2", 2, "Lise Foss", "according to", voice="reported"),
        ],
        articles(("1", "a", "f1"), ("2", "a", "f2")),
    )
    table = speakers.table(spoken)
    ruhl = table.iloc[0].to_dict()
    want = {
        "speaker": "Captain Ruhl", "n_sentences": 3, "n_families": 2, "words": 14, "of_words": 20, "share": 0.7, "direct": 2,
        "reported": 1, "neutral": 1, "doubting": 1, "asserting": 1, "attacking": 0, "other": 0, "no_verb": 0,
        "verbs": (("claimed", 1), ("insisted", 1), ("said", 1)),
    }  # fmt: skip
    assert {name: ruhl[name] for name in want} == want
    rows = {row["speaker"]: row for row in table.to_dict("records")}
    assert (rows[speakers.UNNAMED]["words"], rows[speakers.UNNAMED]["no_verb"]) == (2, 1)
    assert rows["Lise Foss"]["other"] == 1


def test_a_family_gives_room_once_in_each_outlet() -> None:
    of = articles(("1", "a", "f"), ("2", "a", "f"), ("3", "b", "f"))
    spoken = heard([said(article, 1, "Ruhl", "said") for article in "123"], of)
    assert sorted(zip(spoken["outlet"], spoken["article"], strict=True)) == [("a", "1"), ("b", "3")]
    together = speakers.table(spoken, by=[])
    assert together[["n_sentences", "n_families"]].to_numpy().tolist() == [[2, 1]]


@pytest.mark.parametrize(
    ("verb", "group"),
    [("said", "neutral"), ("told", "neutral"), ("claimed", "doubting"), ("alleged", "doubting"), ("admitted", "conceding"),
     ("insisted", "asserting"), ("warned", "asserting"), ("accused", "attacking"), ("According to", "other"), ("CLAIMED", "doubting")],
)  # fmt: skip
def test_verbs_by_what_they_lend(verb: str, group: str) -> None:
    assert speakers.verb_group(verb) == group


def test_every_listed_verb_has_a_group() -> None:
    assert {speakers.verb_group(verb) for verb in REPORTING_VERBS} == set(speakers.GROUPS) - {"other"}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("12"), st.sampled_from(["Ruhl", "Lise Foss", None]), st.sampled_from(["said", "claimed", None]), st.integers(0, 5)), max_size=20))  # fmt: skip
def test_shares_and_verbs_add_up(rows: list[tuple[str, str | None, str | None, int]]) -> None:
    sentences = [said(a, at, who, verb, " ".join(["word"] * n)) for at, (a, who, verb, n) in enumerate(rows)]
    table = speakers.table(heard(sentences, articles(("1", "a", "f1"), ("2", "b", "f2"))))
    assert table["n_sentences"].sum() == len(rows)
    assert (table[[*speakers.GROUPS, "no_verb"]].sum(axis=1) == table["n_sentences"]).all()
    assert (table["direct"] + table["reported"] == table["n_sentences"]).all()
    for _, group in table.groupby("outlet"):
        assert group["share"].sum() == pytest.approx(1) or group["words"].sum() == 0


def test_capitals_alone_make_no_other_speaker() -> None:
    rows = [
        said("1", 1, "The ministry", "said"),
        said("2", 1, "the Ministry", "said"),
        said("3", 1, "the ministry", "said"),
    ]
    of = articles(("1", "a", "1"), ("2", "a", "2"), ("3", "a", "3"))
    assert set(heard(rows, of)["speaker"]) == {"ministry"}


def test_words_are_counted_in_every_script() -> None:
    rows = [said("1", 1, "A", None, "हिन्दी में"), said("1", 2, "A", None, "北京市"), said("1", 3, "A", None, "")]
    assert heard(rows, articles(("1", "a", "1")))["words"].tolist() == [2, 3, 0]


def test_nobody_speaks() -> None:
    spoken = heard([], articles(("1", "a", "f")))
    assert spoken.empty
    assert speakers.table(spoken).empty
    assert speakers.table(spoken, by=[]).empty


def test_on_which_side_they_are() -> None:
    of = articles(*((str(n), "a", f"f{n}") for n in range(5)))
    spoken = heard([said(str(n), 1, "Ruhl", "said") for n in range(5)] + [said("0", 2, "Lise Foss", "said")], of)
    scores = pd.DataFrame({"article": [str(n) for n in range(5)], "sentence": 1, "score": [0.1, 0.2, 0.3, 0.2, np.nan]})
    table = aggregate.by_group(speakers.sides(spoken, scores), ["outlet", "speaker"])
    foss, ruhl = table.to_dict("records")
    assert ruhl["estimate"] == pytest.approx(0.2)
    assert (ruhl["n_families"], ruhl["n_sentences"]) == (4, 4)
    assert ruhl["low"] < 0.2 < ruhl["high"]
    assert "none of 1 article" in foss["missing"]
