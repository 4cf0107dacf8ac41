"""Sentences as offsets: hard ends, quotations, other languages, and nothing lost."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sentences import split


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        # abbreviations, initials, numbers
        ("The U.S. Senate voted on Monday.", "It passed."),
        ("He moved to the U.S.", "He liked it there."),
        ("The U.S. is large.", "The U.S. has states."),
        ("He met J. R. R. Dace in Orne.", "They talked."),
        ("Mr. Smith and Dr. Jones met Gen. Hald at 5 p.m. on Friday.", "They left at 6 p.m.", "It was short."),
        ("Lt. Col. Brandt spoke to Capt. Ruhl.", "It was brief."),
        ("Mr. Voss’s brother, Maj. Gen. A. B. Voss Jr., died in Feb. 1999 in St. Orne.", "He was 80."),
        ("Acme Inc. said profits fell.", "Beta Ltd. agreed."),
        ("Prices rose 3.5 percent, to 4.75 crowns.", "Nobody cheered."),
        ("It rose by .5 percent.", "Good."),
        ("It cost $1.5m.", "That is a lot."),
        ("Resolution No. 5 was adopted.", "No. 6 failed."),
        ("1. The first point.", "2. The second point."),
        ("The agreement, i.e. the treaty, e.g. Art. 5, is dead.", "So be it."),
        ("See parallax.example.com for more.", "It is good."),
        ("Sen. Ada Vane (R-Orne) said no.", "He left."),
        ("He scored 5 goals vs. Selmark.", "They won."),
        ("The war ended in 1945.", "Nobody cheered."),
        ("They came on May 3.", "It rained in May.", "Many were ill.", "Eleven died.", "So tell me.", "Chance helps."),
        ("So did I.", "You know."),
        ("iPhone sales fell.", "iPad sales rose."),
        # datelines, brackets, dots
        ("DROVNY — The ministry spoke on 3 March.", "It said nothing."),
        ("PORT SABLE, 3 March (Meridian) — Two boats collided.", "Nobody died."),
        ("The vote (there were three.) was close.", "It passed."),
        ("He said (they came. They saw.) it twice.", "Then left."),
        ("He left.", "(Nobody noticed.)"),
        ("Then came the vote.[3]", "It failed."),
        ("He waited … and waited.", "Nothing came."),
        ("He trailed off…", "Nobody spoke."),
        ("He waited... and waited.", "Then, nothing."),
        ("Is it true?", "Yes!", "Really?!", "No."),
        # quotations: closing marks belong to the sentence that they close
        ('"We will not leave.', 'We never did," said Ruhl.'),
        ("“We will not leave.", "We never did,” said Ruhl."),
        ('He said: "We will not leave."', "Then he left."),
        ('He called it "a disgrace".', "Then he left."),
        ('He said "no."', 'She said "yes."'),
        ('"Will they come?" she asked.', "Nobody answered."),
        ('"Is it true?" Captain Ruhl asked.', "Nobody knew."),
        ('"No.', 'We never did," said Ruhl.'),
        ("‘Never!’ the crowd shouted.", "It meant it."),
        ('"Well... I do not know," he said.', "He paused."),
        ('"No."', '"Yes."', "They argued."),
        ('"Stop!"', '"Why?"'),
        ("“We will go,” he said.", "“And we will stay.”"),
        ("He asked, “Why did she say ‘never’?”", "Nobody knew."),
        ("“He told me ‘we stay.", "We stay here.’", "I believed him,” she said."),
        ("‘We will not leave,’ he said.", "‘We never did.’"),
        ("‘It’s ours.", "We keep it,’ said Ruhl."),
        ("He met the nurses’ union.", "The dogs’ barks woke us.", "It ended."),
        # other languages
        ("„Wir gehen nicht.", "Wir bleiben“, sagte Ruhl."),
        ("Er kam am 3. März nach Orne.", "Dann ging er."),
        ("Er kam im 20. Jahrhundert.", "Das ist z. B. nicht wahr.", "Vgl. Art. 5 Abs. 2 Nr. 3 des Gesetzes."),
        ("Elle a dit : « Non. »", "Puis elle est partie."),
        ("Il est arrivé à 5 h. avec M. Dupré.", "Mme. Durand l'attendait."),
        ("El Sr. García llegó.", "¿Quién lo esperaba?", "¡Nadie!"),
        ("Dijo: «No.", "Nunca».", "Y se fue."),
        ("«Мы не уйдём.", "Мы останемся», — сказал капитан."),
        ("В 2020 г. он уехал.", "Т. е. навсегда."),
        ("В ст. 5 закона сказано иначе.", "Это важно."),
        ("日本は行かない。", "我々は残る。"),
    ],
    ids=lambda sentences: sentences[0][:24],
)
def test_hard_ends(sentences: tuple[str, ...]) -> None:
    assert cut(" ".join(sentences)) == list(sentences)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\r\n ", []),
        ("One\n\nTwo", ["One", "Two"]),
        ("One line\r\nand the next.\u2028Third", ["One line", "and the next.", "Third"]),
        ('"Open here.\n"And again," he said.', ['"Open here.', '"And again," he said.']),
        ("all in small letters. the next one. and a last", ["all in small letters.", "the next one.", "and a last"]),
        ("The end.Next came the vote.", ["The end.", "Next came the vote."]),
        ("word " * 5000, [("word " * 5000).strip()]),  # over-long sentences stay whole
        ("...", ["..."]),
    ],
)
def test_layout(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(st.text(alphabet="aA.!?…\"“”„«»‘’'() \n\t1é–Я。\x00", max_size=80))
def test_only_white_space_is_left_out_and_order_is_kept(text: str) -> None:
    spans = split(text)
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    assert all(left.end <= right.start for left, right in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "unit",
    [
        "The harbour of Orne was shut, he said. ",
        "“a. ",
        "‘a ",
        '"',
        "a. ",
        "(",
        "«a. ",
        "„a. “",
        "A.",
        ". ",
        "\n",
        "x",
        "1. ",
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    text = unit * (600_000 // len(unit))
    started = time.process_time()
    split(text)
    assert time.process_time() - started < 10
