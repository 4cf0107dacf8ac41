"""Sentences and whose words they are: hard cases, and floors on the teaching corpus."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from data import sample
from models.sentences import split
from models.voices import Attribution, attribute

VOICE_FLOOR, CLASS_FLOOR, SPEAKER_FLOOR, VERB_FLOOR, SENTENCE_FLOOR = 0.88, 0.80, 0.80, 0.90, 0.98


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We stay. We always did," said Ruhl. He left.', ['"We stay.', 'We always did," said Ruhl.', "He left."]),
        ("He came at 3 p.m. on Jan. 5. It rained.", ["He came at 3 p.m. on Jan. 5.", "It rained."]),
        ("Mr. J. R. Dace paid 3.5 million.", ["Mr. J. R. Dace paid 3.5 million."]),
        ("The U.S. Senate met. It voted.", ["The U.S. Senate met.", "It voted."]),
        ("One\n\nTwo", ["One", "Two"]),
        ("‘They came. We ran,’ she said. It’s the men’s.", ["‘They came.", "We ran,’ she said.", "It’s the men’s."]),
        ("Die „Lage“ ist ernst. Dr. Mai ging.", ["Die „Lage“ ist ernst.", "Dr. Mai ging."]),
        ("“Eins. Zwei,” sagte er — ünïcode. Ok.", ["“Eins.", "Zwei,” sagte er — ünïcode.", "Ok."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_nothing_but_white_space_is_lost() -> None:
    text = "".join(article.text for article in sample.articles()[:40])
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_a_megabyte_takes_seconds() -> None:
    text = "The harbour of Orne was closed, the ministry said. " * 20_000
    started = time.monotonic()
    attribute(text, split(text))
    assert time.monotonic() - started < 60


def voices(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(a.voice, a.speaker, a.verb) for a in attribute(text, split(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The port closed.", [("own", None, None)]),
        ('"We will not leave," said Captain Ruhl.', [("quoted", "Captain Ruhl", "said")]),
        ('Captain Ruhl said: "We will not leave the harbour tonight."', [("quoted", "Captain Ruhl", "said")]),
        ("Captain Ruhl said that the crew would stay.", [("reported", "Captain Ruhl", "said")]),
        ("The crew would stay, Captain Ruhl said.", [("reported", "Captain Ruhl", "said")]),
        ("According to the ministry, nobody was hurt.", [("reported", "the ministry", "According to")]),
        ('The so-called "peace boats" left the harbour at dawn.', [("own", None, None)]),
        ("The minister did not comment.", [("own", None, None)]),
        ("The answer was no, and the report was late.", [("own", None, None)]),
        (
            '"We stay. We always did," said Mara Quill. She left.',
            [("quoted", "Mara Quill", "said"), ("quoted", "Mara Quill", "said"), ("own", None, None)],
        ),
        (
            'Mara Quill runs the port. "It is closed until Monday morning," she said.',
            [("own", None, None), ("quoted", "Mara Quill", "said")],
        ),
        ("‘They came at night,’ the nurses’ leader, Ilsa Corr, said.", [("quoted", "Ilsa Corr", "said")]),
        ("“Nobody asked the people of the valley,” Bram Ostley admitted.", [("quoted", "Bram Ostley", "admitted")]),
    ],
)
def test_voices(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert voices(text) == expected


@pytest.mark.parametrize("text", ['"' * 50, "“" * 999, "'''", "said said said", "§ said §", "\x00\x00"])
def test_hostile_marks_are_survived(text: str) -> None:
    assert len(attribute(text, split(text))) == len(split(text))


def test_floors_on_the_teaching_corpus() -> None:
    texts = {article.id: article.text for article in sample.articles()}
    read: dict[str, dict[str, Attribution]] = {}
    pairs: Counter[tuple[str, str]] = Counter()
    speakers: Counter[bool] = Counter()
    verbs: Counter[bool] = Counter()
    lost = 0
    rows = sample.gold()
    for row in rows:
        if row.article not in read:
            spans = split(texts[row.article])
            said = attribute(texts[row.article], spans)
            read[row.article] = {texts[row.article][s.start : s.end]: a for s, a in zip(spans, said, strict=True)}
        found = read[row.article].get(row.sentence)
        if found is None:
            lost += 1
            continue
        pairs[row.voice, found.voice] += 1
        if row.voice != "own" and found.voice != "own":
            if row.speaker:
                speakers[same(row.speaker, found.speaker)] += 1
            if row.verb:
                verbs[(found.verb or "").casefold() == row.verb.casefold()] += 1
    assert 1 - lost / len(rows) >= SENTENCE_FLOOR
    assert sum(n for (gold, said), n in pairs.items() if gold == said) / pairs.total() >= VOICE_FLOOR
    for voice in ("own", "quoted", "reported"):
        both = sum(n for pair, n in pairs.items() if voice in pair) + pairs[voice, voice]
        assert 2 * pairs[voice, voice] / both >= CLASS_FLOOR, voice
    assert speakers[True] / speakers.total() >= SPEAKER_FLOOR
    assert verbs[True] / verbs.total() >= VERB_FLOOR


def same(gold: str, found: str | None) -> bool:
    """Whether one name's words are all in the other ("Mara Quill", "Minister Mara Quill")."""
    first, second = set(gold.casefold().split()), set((found or "").casefold().split())
    return bool(second) and (first <= second or second <= first)
