import pytest

from data.ingest.suggest import suggestion
from tests.data.ingest.invented import CATALOGUE

PROSE = "The council met on Monday and agreed on the plan for the outer harbour."


def _suggested(
    *,
    title: str = "The plan for the harbour",
    text: str = PROSE,
    agency: str | None = None,
    beside: tuple[str, ...] = (),
    imprint: tuple[str, ...] = (),
    neighbours: tuple[str | None, ...] = (),
    source: str = "page.txt",
) -> tuple[str | None, str]:
    found, why = suggestion(
        title,
        text,
        agency=agency,
        beside=beside,
        imprint=imprint,
        neighbours=neighbours,
        source=source,
        catalogue=CATALOGUE,
    )
    assert found is None or found.evidence == why
    return (found.outlet if found else None), why


def test_the_imprint_and_the_address_all_but_say_it() -> None:
    assert _suggested(imprint=("© 2025 Harbour Gazette",))[0] == "harbour-gazette"
    outlet, why = _suggested(source="https://portcourier.example/plan")
    assert outlet == "port-courier"
    assert "A guess" not in why


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        (PROSE + ' "It is agreed," the mayor told the Harbour Gazette.', "harbour-gazette"),
        (PROSE + " A Port Courier correspondent was there.", "port-courier"),
        (PROSE + " The Lantern has learned that two members were asleep.", "the-lantern"),
        (PROSE + " In an article in Karvenia Today, the mayor had said so before.", None),
    ],
)
def test_an_outlet_that_speaks_of_itself_is_told_from_one_that_is_cited(text: str, outlet: str | None) -> None:
    assert _suggested(text=text)[0] == outlet


def test_a_page_of_one_outlet_hints_at_it_and_says_that_it_is_a_guess() -> None:
    outlet, why = _suggested(title="Voice from Lowmark: Why the sea unites us", neighbours=("karvenia-today",) * 3)
    assert outlet == "karvenia-today"
    assert "A guess" in why
    assert "all 3 articles" in why
    assert "“Voice from Lowmark”" in why  # is no proof of an outlet of Lowmark …
    assert "Lowmark Radio" in why  # … but the user may know better


@pytest.mark.parametrize(
    "neighbours",
    [
        (),
        (None, None, None),
        ("karvenia-today",),  # one is no pattern
        ("karvenia-today", "karvenia-today", "port-courier"),
        ("Coast Weekly", "Coast Weekly"),  # not in the catalogue
    ],
)
def test_neighbours_of_several_outlets_hint_at_nothing(neighbours: tuple[str | None, ...]) -> None:
    outlet, why = _suggested(title="Voice from Lowmark: Why the sea unites us", neighbours=neighbours)
    assert outlet is None
    assert "Nothing on the page" in why
    assert "Voice from Lowmark" in why


def test_an_aggregator_never_wrote_the_article() -> None:
    assert _suggested(beside=("Ask Newsraft",), imprint=("© 2025 Newsraft",))[0] is None


def test_contrary_evidence_is_told() -> None:
    outlet, why = _suggested(
        text=PROSE + ' "It is agreed," the mayor told the Harbour Gazette.', imprint=("© 2025 Port Courier",)
    )
    assert outlet == "port-courier"
    assert "Against that" in why
    assert "told the Harbour Gazette" in why


def test_a_credited_agency_is_the_likeliest() -> None:
    outlet, why = _suggested(text=PROSE + ' "Yes," he told the Harbour Gazette.', agency="Meridian Wire")
    assert outlet == "meridian-wire"
    assert "Harbour Gazette" in why
