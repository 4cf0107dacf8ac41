"""Article text is hostile input: nothing of it may act."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis.dashboard import text
from analysis.measures import SCALES

TONE = SCALES["tone"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "</mark></div><iframe src=//evil.example>",
        "&lt;already escaped&gt;",
    ],
)
def test_article_text_is_escaped(hostile: str) -> None:
    body = f"Before. {hostile} After."
    marked = text.article(body, [text.Highlight(0, len(body), "negative", -0.8)], TONE)
    for drawn in (text.article(body, [], TONE), marked, text.headline(hostile, None, TONE), text.badge(hostile)):
        assert hostile not in drawn
        for tag in ("<script", "<img", "<svg", "<iframe"):
            assert tag not in drawn


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("![x](http://evil.example/p.png)", r"\!\[x\]\(http\://evil\.example/p\.png\)"),
        ("# Not a heading", r"\# Not a heading"),
        ("$$\\frac{1}{2}$$", r"\$\$\\frac\{1\}\{2\}\$\$"),
        ("two\nlines", "two lines"),
        (None, ""),
    ],
)
def test_plain_takes_the_power_from_markdown(words: str | None, shown: str) -> None:
    assert text.plain(words) == shown


def test_marks_carry_label_value_and_keep_the_words() -> None:
    drawn = text.article("Good. Bad news.", [text.Highlight(6, 15, "negative", -0.734)], TONE)
    assert "Good. <mark" in drawn
    assert "Bad news.<span" in drawn
    assert "negative −0.73" in drawn


def test_overlapping_marks_never_repeat_text() -> None:
    marks = [text.Highlight(0, 10, "negative", -1.0), text.Highlight(5, 15, "positive", 1.0)]
    drawn = text.article("0123456789ABCDE", marks, TONE)
    assert drawn.count("56789") == 1


def test_highlights_begin_at_the_threshold() -> None:
    sentences = pd.DataFrame(
        {"start": [0, 5, 9], "end": [4, 8, 12], "label": ["negative", "neutral", "positive"], "score": [-0.6, 0.1, 0.5]}
    )
    assert [mark.score for mark in text.highlights(sentences, threshold=0.5)] == [-0.6, 0.5]


@pytest.mark.parametrize(
    ("score", "expected"), [(-1.0, "#542788"), (0.0, "#f7f7f7"), (1.0, "#b35806"), (5.0, "#b35806")]
)
def test_colour_is_the_nearest_step_and_never_outside(score: float, expected: str) -> None:
    assert text.colour(score, TONE) == expected


@pytest.mark.parametrize(
    ("sentence", "term", "marked"),
    [
        ("The Brazen regime fell.", "brazen regime", "The <mark>Brazen regime</mark> fell."),
        ("A well-known port", "well known", "A <mark>well-known</mark> port"),
        ("They won’t go", "won't", "They <mark>won’t</mark> go"),
        ("A report on ports, port by port", "port", "A report on ports, <mark>port</mark> by <mark>port</mark>"),
        ("<b>port</b>", "port", "&lt;b&gt;<mark>port</mark>&lt;/b&gt;"),
        ("a+b (", "+b (", "a+b ("),
        ("port", "", "port"),
    ],
)
def test_a_term_is_marked_in_its_sentence_and_all_else_escaped(sentence: str, term: str, marked: str) -> None:
    drawn = text.quotation(sentence, term, "<i>Paper</i>")
    assert marked in re.sub(r"<mark style=[^>]*>", "<mark>", drawn)
    assert "&lt;i&gt;Paper" in drawn
