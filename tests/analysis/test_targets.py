"""Names as whole words, and which sentences a claim is asked of."""

from __future__ import annotations

import itertools
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.targets import mentions, relevant
from data.schema import Claim, Target


def found(text: str, *names: str) -> list[str]:
    target = Target("t", names[0], names[1:])
    return [text[start:end] for start, end in mentions(text, target)]


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (("Karvenia", "Karvenian"), "Karvenia's fleet and Karvenia’s Karvenian crews", ["Karvenia", "Karvenia", "Karvenian"]),
        (("Karvenian",), "an anti-Karvenian, Karvenian-built, pro-Karvenian boat", ["Karvenian"] * 3),
        (("Karven",), "Karvenia and Karvens and KarvenX and _Karven", []),
        (("Karvenia",), "KARVENIA and karvenia are written otherwise", []),
        (("US",), "tell us that the US left", ["US"]),
        (("migrants", "asylum seekers"), "Migrants and MIGRANTS and asylum\nseekers", ["Migrants", "MIGRANTS", "asylum\nseekers"]),
        (("migrant",), "immigrant, migrants, migrant's", ["migrant"]),
        (("Voskan", "President Voskan", "Ilmar Voskan"), "President Voskan met Ilmar Voskan. Voskan left", ["President Voskan", "Ilmar Voskan", "Voskan"]),
        (("the Union",), "The Union and the Union, not the union", ["The Union", "the Union"]),
        (("nurses' union", "Nurses’ Union"), "the nurses’ union, the nurses' union, the Nurses' Union", ["nurses’ union", "nurses' union", "Nurses' Union"]),
        (("St. Orne",), "In St. Orne, St. Orne’s mayor; not St Orne nor StX Orne", ["St. Orne", "St. Orne"]),
        (("U.S.",), "the U.S. and the U.S.A", ["U.S."]),
        (("C++ (language)", "a|b", ".*", "[x]", "\\d"), "C++ (language), a|b, .*, [x], \\d, 7", ["C++ (language)", "a|b", ".*", "[x]", "\\d"]),
        (("Orné",), "Orné and Orne", ["Orné"]),
        (("Orne",), "Orné", []),
        (("Москва",), "Москва, Москвой", ["Москва"]),
        (("カルヴェニア", "卡爾"), "昨日カルヴェニアは卡爾軍を送った", ["カルヴェニア", "卡爾"]),
        (("NATO",), "それはNATOの軍だ NATOS", ["NATO"]),
        (("한국",), "한국은 크다", ["한국"]),
        (("Twin-Port",), "Twin-Port and Twin‑Port", ["Twin-Port", "Twin‑Port"]),
        (("", "  ", "Orre"), "Orre", ["Orre"]),
        (("",), "anything at all", []),
    ],
)  # fmt: skip
def test_mentions(names: tuple[str, ...], text: str, expected: list[str]) -> None:
    assert found(text, *names) == expected


def test_accents_coded_in_two_ways_are_the_same_name() -> None:
    composed, apart = unicodedata.normalize("NFC", "Orné"), unicodedata.normalize("NFD", "Orné")
    assert found(f"{composed} {apart}", composed) == found(f"{composed} {apart}", apart) == [composed, apart]
    assert found(apart, "Orne") == []


@given(st.text(min_size=1, max_size=12), st.text(max_size=30))
def test_any_name_is_found_where_it_stands_alone(name: str, rest: str) -> None:
    stripped = name.strip()
    spans = mentions(f" {name} \n{rest}", Target("t", name))
    assert not stripped or spans[0][0] <= 1 + len(name) - len(name.lstrip())
    assert all(0 <= start < end for start, end in spans)
    assert list(spans) == sorted(spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


def test_many_targets_over_many_sentences_are_quick() -> None:
    targets = [Target(str(n), f"Name{n}", (f"name {n}", f"N{n}.")) for n in range(100)]
    started = time.process_time()
    for _ in range(200):
        for target in targets:
            mentions("Name7 met name 8 and N9. on the quay of Port Sable, where nobody else was.", target)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("keywords", "text", "expected"),
    [
        ((), "Anything.", True),
        (("sanctions",), "SANCTIONS now!", True),
        (("sanctions",), "A sanctionsbuster.", False),
        (("export ban",), "the export  ban", True),
        (("exports",), "an export", False),
        (("(x",), "a (x b", True),
        (("", " "), "Anything.", True),
        (("制裁",), "新制裁案", True),
    ],
)
def test_a_claim_is_asked_of_sentences_with_its_keywords(keywords: tuple[str, ...], text: str, expected: bool) -> None:
    assert relevant(text, Claim("c", "It should stay.", keywords=keywords)) is expected
