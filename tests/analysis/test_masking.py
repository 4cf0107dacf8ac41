"""What tells who published a text is masked; what a coder must read is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.masking import masked, names_of
from data import catalogue
from data.catalogue import Catalogue
from data.schema import Outlet

KNOWN = Catalogue(
    [
        Outlet("harbour-gazette", "Harbour Gazette", aliases=("The HG",), domains=("harbourgazette.example",)),
        Outlet("meridian", "Meridian Wire", aliases=("MW",)),
        Outlet("lantern", "灯塔日报"),
    ]
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The mayor told the Harbour Gazette that it rains.", "The mayor told the [outlet] that it rains."),
        ("The Harbour Gazette’s reporter left.", "The [outlet]’s reporter left."),
        ("HARBOUR GAZETTE: ferry sinks", "[outlet]: ferry sinks"),
        ("Ferry sinks | Harbour Gazette", "Ferry sinks | [outlet]"),
        ("He told MW, and mwah she said.", "He told [outlet], and mwah she said."),
        ("据灯塔日报报道，渡轮停航。", "据[outlet]报道，渡轮停航。"),
        ("More at https://www.harbourgazette.example/a?b=1 today.", "More at [address] today."),
        ("More at harbourgazette.example or www.other.test/x", "More at [address] or [address]"),
        ("Write to desk@harbourgazette.example or @HarbourGaz.", "Write to [address] or [address]."),
        ("PORT SABLE, 4 March (Meridian) — The ferry sank.", "[dateline] The ferry sank."),
        ("PORT SABLE, March 4, 2026 (MW) - The ferry sank.", "[dateline] The ferry sank."),
        ("DROVNY, March 4. /KNA/. The ferry sank.", "[dateline] The ferry sank."),
        ("PORT SABLE — The ferry sank.", "[dateline] The ferry sank."),
        ("Port Sable, 4 March – The ferry sank.", "[dateline] The ferry sank."),
        ("(Meridian) - The ferry sank.", "[dateline] The ferry sank."),
        ("First.\nPORT SABLE (MW) -- The ferry sank.", "First.\n[dateline] The ferry sank."),
        # What is none of it stays as it is.
        ("", ""),
        ("The harbour gazetteer lists 3.5 m of water.", "The harbour gazetteer lists 3.5 m of water."),
        ("The U.S. sent e.g. two ships.They left.", "The U.S. sent e.g. two ships.They left."),
        ("The ferry (an old one) — sank.", "The ferry (an old one) — sank."),
        ("Quill said the ferry - late again - sank.", "Quill said the ferry - late again - sank."),
        ("In March 4 ferries sank – nobody knows why.", "In March 4 ferries sank – nobody knows why."),
    ],
)
def test_what_tells_the_outlet_is_masked(text: str, wanted: str) -> None:
    assert masked(text, KNOWN) == wanted


def test_a_name_that_the_catalogue_does_not_know_can_be_given() -> None:
    text = "The Unheard Times (Unheard) asked; unheard of."
    assert masked(text, KNOWN, names={"The Unheard Times", "Unheard", " "}) == "[outlet] ([outlet]) asked; unheard of."


def test_a_target_that_is_an_outlet_stays_readable() -> None:
    text = "Harbour Gazette sued Meridian Wire."
    assert masked(text, KNOWN, names={"Gazette"}, keep={"Harbour Gazette"}) == "Harbour Gazette sued [outlet]."


def test_names_that_are_patterns_are_taken_as_written() -> None:
    assert masked("a.b and acb (x)", KNOWN, names={"a.b", "(x)"}) == "[outlet] and acb [outlet]"


@pytest.mark.parametrize(
    ("outlet", "names"),
    [
        ("harbour-gazette", {"Harbour Gazette", "The HG", "HG", "harbourgazette.example"}),
        ("The Unheard Times", {"The Unheard Times", "Unheard Times"}),
        (None, set()),
    ],
)
def test_the_names_of_an_outlet(outlet: str | None, names: set[str]) -> None:
    assert names_of(KNOWN, outlet) == names


@pytest.mark.parametrize("text", ["Reuters reported it.", "he told the BBC on Monday", "as Xinhua wrote", "TASS said"])
def test_shipped_outlets_are_masked(text: str) -> None:
    assert "[outlet]" in masked(text, catalogue.load())


@given(st.text(max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = masked(text, KNOWN)
    assert masked(once, KNOWN) == once
