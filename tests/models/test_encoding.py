"""What an encoder reads of a passage, and which passages it cannot read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import encoding
from models.base import Passage
from models.encoding import UnreadablePassageError


@pytest.mark.parametrize(
    ("task", "passage", "expected"),
    [
        ("tone", Passage("All calm."), ("All calm.", None)),
        ("portrayal", Passage("Orne fell.", target="Orne"), ("@ Orne @ fell.", "Orne")),
        ("portrayal", Passage("The ORNE fell.", target="Orne"), ("The @ ORNE @ fell.", "Orne")),
        ("portrayal", Passage("A, A.", target="A", spans=((0, 1), (3, 4))), ("@ A @, @ A @.", "A")),
        ("portrayal", Passage("Orre, he won.", target="Orre", spans=((6, 8),)), ("Orre, @ he @ won.", "Orre")),
        ("portrayal", Passage("C++ (old) won.", target="C++ (old)"), ("@ C++ (old) @ won.", "C++ (old)")),
        # Lower-casing makes some letters longer; the offsets must be those of the text as printed.
        ("portrayal", Passage("ßßß Orre won.", target="Orre"), ("ßßß @ Orre @ won.", "Orre")),
        ("portrayal", Passage("İİİ Orre won.", target="orre"), ("İİİ @ Orre @ won.", "orre")),
        ("portrayal", Passage("ﬁﬂ Orre won.", target="Orre"), ("ﬁﬂ @ Orre @ won.", "Orre")),
        ("portrayal", Passage("👩‍👩‍👧 Orre won.", target="Orre"), ("👩‍👩‍👧 @ Orre @ won.", "Orre")),
        ("loaded", Passage("It rains.", target="It", claim="x"), ("It rains.", None)),
        ("stance", Passage("Open it.", claim="It opens."), ("Open it.", "It opens.")),
    ],
)
def test_pairs(task: str, passage: Passage, expected: tuple[str, str | None]) -> None:
    assert encoding.pair(task, passage) == expected


@given(st.text(alphabet=st.characters(exclude_characters="@"), min_size=1), st.data())
def test_marking_changes_nothing_but_the_marks(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    marked = encoding.mark(text, ((start, end),))
    assert marked == f"{text[:start]}@ {text[start:end]} @{text[end:]}"


@pytest.mark.parametrize(
    ("task", "passage", "reason"),
    [
        ("tone", Passage(""), "empty"),
        ("loaded", Passage(" \n\t\u00a0"), "empty"),
        ("stance", Passage("", claim="x"), "empty"),
        ("portrayal", Passage("Orre won."), "needs a target"),
        ("portrayal", Passage("Orre won.", target=""), "needs a target"),
        ("portrayal", Passage("Orre won.", target="Torrin"), "'Torrin' does not occur"),
        ("stance", Passage("Orre won."), "needs a claim"),
        ("stance", Passage("Orre won.", claim=""), "needs a claim"),
        ("tone", Passage("half \ud800"), "half of a character"),
        ("stance", Passage("whole", claim="half \udfff"), "half of a character"),
        ("portrayal", Passage("Orre", target="\udfff"), "half of a character"),
    ],
)
def test_what_cannot_be_read_says_why(task: str, passage: Passage, reason: str) -> None:
    with pytest.raises(UnreadablePassageError, match=reason):
        encoding.pair(task, passage)


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ((), "ab cd"),
        (((3, 5), (0, 2)), "@ ab @ @ cd @"),
        (((0, 5),), "@ ab cd @"),
        (((2, 2),), "ab@  @ cd"),
    ],
)
def test_every_span_stands_between_markers(spans: tuple[tuple[int, int], ...], marked: str) -> None:
    assert encoding.mark("ab cd", spans) == marked


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, tuple[tuple[int, int], ...]]:
    text = draw(st.text(st.characters(exclude_characters="@"), max_size=60))
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return text, tuple(zip(ends[::2], ends[1::2], strict=False))


@given(texts_with_spans())
def test_taking_the_markers_out_gives_the_text_back(drawn: tuple[str, tuple[tuple[int, int], ...]]) -> None:
    text, spans = drawn
    marked = encoding.mark(text, spans)
    assert re.sub(r"@ (.*?) @", r"\1", marked, flags=re.DOTALL) == text
    assert [found[1] for found in re.finditer(r"@ (.*?) @", marked, re.DOTALL)] == [text[a:b] for a, b in spans]
