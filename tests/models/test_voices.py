"""Whose words a sentence is: constructions, quotation marks, pronouns, and floors on two gold sets."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import sample
from models.reporting_verbs import COMPLEMENTS, REPORTING_VERBS
from models.sentences import split
from models.voices import Attribution, attribute
from models.voices.marks import quoted

OWN = ("own", None, None)
GOLD = Path(__file__).with_name("voice_gold.jsonl")


def read(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(found.voice, found.speaker, found.verb) for found in attribute(text, split(text))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # a quotation with its speaker before, after, between and around
        ('"We will not leave," said Captain Ruhl.', ("quoted", "Captain Ruhl", "said")),
        ('"We will not leave," Captain Ruhl said.', ("quoted", "Captain Ruhl", "said")),
        ('Captain Ruhl said: "We will not leave."', ("quoted", "Captain Ruhl", "said")),
        ('Asked about it twice, Captain Ruhl told the court, "No."', ("quoted", "Captain Ruhl", "told")),
        ('"We stay," said Ruhl, who commands the port, "and we fight."', ("quoted", "Ruhl", "said")),
        ('"We stay," Ruhl, who commands the port, said with a shrug.', ("quoted", "Ruhl", "said")),
        ('"Stay!" the crowd roared.', ("quoted", "the crowd", "roared")),
        ('"I ran," sobbed widow Ada Coe, 83.', ("quoted", "Ada Coe", "sobbed")),
        ('"They ran," the mole purrs.', ("quoted", "the mole", "purrs")),
        ("‘They came at night,’ the nurses’ leader, Ilsa Corr, said.", ("quoted", "Ilsa Corr", "said")),
        ('"It is shut," said a spokesman for the port, who would not be named.', ("quoted", "a spokesman for the port", "said")),
        # reported speech
        ("Captain Ruhl said that the crew would stay.", ("reported", "Captain Ruhl", "said")),
        ("The crew would stay, the ministry said.", ("reported", "the ministry", "said")),
        ("The crew would stay, said the ministry.", ("reported", "the ministry", "said")),
        ("The crew, the ministry said on Friday, would stay.", ("reported", "the ministry", "said")),
        ("According to the ministry, nobody was hurt.", ("reported", "the ministry", "According to")),
        ("Nobody was hurt, according to Ada Coe, a nurse.", ("reported", "Ada Coe", "according to")),
        ("In the minister's view nobody was hurt.", ("reported", "the minister", "In the minister's view")),
        ("Karvenia accused Selmark of piracy.", ("reported", "Karvenia", "accused")),
        ("The admiral denied having been there.", ("reported", "The admiral", "denied")),
        ("The plan was described by critics as a folly.", ("reported", "critics", "described")),
        ("Ruhl was quoted as saying that he would stay.", ("reported", "Ruhl", "saying")),
        ("Ruhl left at noon, adding that he would return.", ("reported", "Ruhl", "adding")),
        ("Ruhl met the crew, and said that they would stay.", ("reported", "Ruhl", "said")),
        ("The interior minister, Lord Pell, said on Monday he would go.", ("reported", "Lord Pell", "said")),
        ("Max Orne, head of the port, a sailor himself, said it was shut.", ("reported", "Max Orne", "said")),
        ("Lena Voss of the Chamber of Trade said ten days were too few.", ("reported", "Lena Voss", "said")),
        ("But on Tuesday evening the mayor said it was shut.", ("reported", "the mayor", "said")),
        ("PORT SABLE, 3 March (Meridian) — The ministry said it was shut.", ("reported", "The ministry", "said")),
        ("Groups that are pushing for a vote said it was late.", ("reported", "Groups", "said")),
        ("Some sheriffs in bordering states say it was late.", ("reported", "Some sheriffs in bordering states", "say")),
        ("Bastian 'Big Broom' Orre said it was late.", ("reported", "Bastian 'Big Broom' Orre", "said")),
        ("Minister Per Oxholm ruled out a vote.", ("reported", "Minister Per Oxholm", "ruled out")),
        ('Ruhl called it "a disgrace for us all".', ("reported", "Ruhl", "called")),
        ('Ruhl promised to hold the pass "to the last".', ("reported", "Ruhl", "promised")),
        # the outlet's own words
        ("The port closed.", OWN),
        ('The so-called "peace boats" left the harbour at dawn.', OWN),
        ('"Freedom" is a large word for a bus pass.', OWN),
        ("The vote is expected to be close, and prices are said to have doubled.", OWN),
        ("The minister did not say why, and would not comment.", OWN),
        ("The minister refused to say who had paid.", OWN),
        ("Needless to say, nobody believed it.", OWN),
        ("Nobody said so, and one wonders why.", OWN),
        ("I say let it rain; our editor thanked nobody.", OWN),
        ("The mayor called a meeting and called off the march.", OWN),
        ("The court ordered him to pay, and she asked no one for help.", OWN),
        ("She told stories before she could read.", OWN),
        ("If the mayor says no, the crowd will go home.", OWN),
        ("The film, which critics have called a masterpiece, lasts five hours.", OWN),
        ("The latest figures suggest that it rained.", OWN),
        ("Reports of claims and calls for talks filled the states' notes.", OWN),
        ("The chancellor, who praised the crew on the radio, has not yet come.", OWN),
        ("The amendment was rejected by 81 votes to 36.", OWN),
        ("The mayor's answers and the bank's claims were late.", OWN),
    ],
)  # fmt: skip
def test_one_sentence(sentence: str, expected: tuple[str, str | None, str | None]) -> None:
    assert read(sentence) == [expected]


RUHL = ("quoted", "Ruhl", "said")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # quotations over several sentences and paragraphs
        ('"We stay. We always did," said Ruhl. He left.', [RUHL, RUHL, OWN]),
        ("“We stay. We always did,” said Ruhl.", [RUHL, RUHL]),
        ('"We stay," said Ruhl. "We always did. We will."', [RUHL, ("quoted", "Ruhl", None), ("quoted", "Ruhl", None)]),
        ('"They took it.\n\n"They took all," said Ruhl.', [RUHL, RUHL]),
        ("“We stay,” Ruhl said.\n\n“We must.\n\n“We will.”", [RUHL, ("quoted", "Ruhl", None), ("quoted", "Ruhl", None)]),
        ('"We stay," said Ruhl.\n\nThe port is calm.', [RUHL, OWN]),
        # pronouns
        ('Mara Quill runs the port. "It is shut until Monday," she said.', [OWN, ("quoted", "Mara Quill", "said")]),
        ("Ada Coe said no. She added that it was late.", [("reported", "Ada Coe", "said"), ("reported", "Ada Coe", "added")]),
        ("Mr Orre met Ms Torrin. She said it was late.", [OWN, ("reported", "Ms Torrin", "said")]),
        ("The ministry said no. It added that it was late.", [("reported", "The ministry", "said"), ("reported", "The ministry", "added")]),
        ("Ada Pell and Emil Sand came. They said it was late.", [OWN, ("reported", None, "said")]),
        ("He said that it was late.", [("reported", None, "said")]),
        ("Ada Coe said no." + " It rained." * 9 + " She said it was late.", [("reported", "Ada Coe", "said"), *[OWN] * 9, ("reported", None, "said")]),
        ("In Lower Tarn it rained. She said it was late.", [OWN, ("reported", None, "said")]),
        ("Ada Coe said no. China has a saying: 'Who forgets the past repeats it.'", [("reported", "Ada Coe", "said"), ("quoted", None, None)]),
        ("Max Orne left. Last week Ms Torrin met him. She said it was late.", [OWN, OWN, ("reported", "Ms Torrin", "said")]),
    ],
)  # fmt: skip
def test_several_sentences(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert read(text) == expected


def test_the_share_of_quoted_words_is_kept_for_every_voice() -> None:
    text = 'Ruhl said it was "far too late". "Yes."'
    assert [found.quoted_share for found in attribute(text, split(text))] == [3 / 7, 1.0]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "a b" and "c".', ["a b", "c"]),
        ("‘It’s ours,’ he said. ‘The nurses’ plan failed.’", ["It’s ours,", "The nurses’ plan failed."]),
        ("It’s the dogs’ ‘own’ bone", ["own"]),
        ("the islanders' 'last' chance", ["last"]),
        ("the '90s and rock 'n' roll, and ‘tis so", []),
        ("'It's in my mum's shed.' Yes", ["It's in my mum's shed."]),
        ("\"He said 'no' to me,\" she said", ["He said 'no' to me,"]),
        ("He said: 'I \"never\" did.'", ['I "never" did.']),
        ("“a ‘b’ c”", ["a ‘b’ c"]),
        ("„Ja“, sagte er. „Nein”", ["Ja", "Nein"]),
        ("»Ja«, sagte er; «Oui», dit-elle; ”Ja”, sa han", ["Ja", "Oui", "Ja"]),
        ('6\' 2" tall and 5" wide', []),
        ('"a\n"b" c', ["a", "b"]),
        ("‘open and never closed", []),
        ('“mixed" end', ["mixed"]),
    ],
)
def test_quotation_marks(text: str, inside: list[str]) -> None:
    flags = quoted(text)
    runs = "".join(char if flag else "\x00" for char, flag in zip(text, flags, strict=True))
    assert [run for run in re.split("\x00+", runs) if run] == inside


@given(st.text(alphabet="aA said.,;\"“”„«»‘’'()\n\x00§—", max_size=60))
def test_every_sentence_gets_an_answer(text: str) -> None:
    spans = split(text)
    found = attribute(text, spans)
    assert len(found) == len(spans)
    assert all(a.voice in ("own", "quoted", "reported") and 0 <= a.quoted_share <= 1 for a in found)
    assert all(a.voice != "own" or (a.speaker, a.verb) == (None, None) for a in found)


@pytest.mark.parametrize(
    "unit",
    ["and said ", "he said, ", "a, b said ", "“a. ", '"No. ', "Mr Orre said. ", "who said, ", "'a ", "according to ",
     "was said as ", "the of ", "X Y Z ", "says, ", "Mr. ", "(said "],
)  # fmt: skip
def test_time_grows_with_length_only(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    started = time.process_time()
    attribute(text, split(text))
    assert time.process_time() - started < 20


def test_reporting_verbs_have_one_of_six_classes() -> None:
    assert set(REPORTING_VERBS.values()) == {"neutral", "doubt", "endorse", "admit", "attack", "urge"}
    assert REPORTING_VERBS["said"] == "neutral"
    assert REPORTING_VERBS["claimed"] == "doubt"
    assert REPORTING_VERBS["confirmed"] == "endorse"
    assert REPORTING_VERBS["conceded"] == "admit"
    assert REPORTING_VERBS["accused"] == "attack"
    assert REPORTING_VERBS["warned"] == "urge"
    assert COMPLEMENTS.keys() <= REPORTING_VERBS.keys()


# Gold ------------------------------------------------------------------------------------------------


@dataclass
class Count:
    voices: Counter[tuple[str, str]] = field(default_factory=Counter)
    speakers: Counter[bool] = field(default_factory=Counter)
    verbs: Counter[bool] = field(default_factory=Counter)
    rows: int = 0
    lost: int = 0

    def add(self, voice: str, speaker: str | None, verb: str | None, found: Attribution | None) -> None:
        self.rows += 1
        if found is None:
            self.lost += 1
            return
        self.voices[voice, found.voice] += 1
        if "own" not in (voice, found.voice):
            if speaker:
                self.speakers[same(speaker, found.speaker)] += 1
            if verb:
                self.verbs[verb.casefold() == (found.verb or "").casefold()] += 1

    def right(self) -> float:
        return sum(n for (gold, said), n in self.voices.items() if gold == said) / self.voices.total()

    def f1(self, voice: str) -> float:
        both = self.voices[voice, voice]
        return 2 * both / sum(n * pair.count(voice) for pair, n in self.voices.items())


def same(gold: str, found: str | None) -> bool:
    """Whether one name's words are all in the other ("Mara Quill", "Minister Mara Quill")."""
    first, second = ({*re.findall(r"\w+", (name or "").casefold())} - {"the", "a", "an"} for name in (gold, found))
    return bool(second) and (first <= second or second <= first)


def rate(counter: Counter[bool]) -> float:
    return counter[True] / counter.total()


def by_sentence(text: str) -> dict[str, Attribution]:
    spans = split(text)
    return {text[s.start : s.end]: a for s, a in zip(spans, attribute(text, spans), strict=True)}


def own_gold() -> Iterator[tuple[str, list[dict[str, str]]]]:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["text"], row["sentences"]


def corpus_gold() -> Iterator[tuple[str, list[dict[str, str]]]]:
    for file in sorted((sample.HERE / "gold").glob("*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for key, article in sample.keyed(file.stem):
            yield article.text, [row for row in rows if row["article"] == key]


def counted(gold: Iterable[tuple[str, list[dict[str, str]]]]) -> Count:
    count = Count()
    for text, rows in gold:
        found = by_sentence(text) if rows else {}
        for row in rows:
            count.add(row["voice"], row["speaker"], row["verb"], found.get(row["sentence"]))
    return count


def test_floors_on_invented_passages() -> None:
    count = counted(own_gold())
    assert count.rows >= 200
    assert count.lost == 0
    assert count.right() >= 0.98
    assert min(count.f1(voice) for voice in ("own", "quoted", "reported")) >= 0.97
    assert rate(count.speakers) >= 0.97
    assert rate(count.verbs) >= 0.98


def test_floors_on_the_teaching_corpus() -> None:
    count = counted(corpus_gold())
    if not count.rows:
        pytest.skip("no gold labels in data/sample/gold")
    assert count.lost / count.rows <= 0.01
    assert count.right() >= 0.94
    assert count.f1("own") >= 0.94
    assert count.f1("quoted") >= 0.97
    assert count.f1("reported") >= 0.90
    assert rate(count.speakers) >= 0.94
    assert rate(count.verbs) >= 0.97
