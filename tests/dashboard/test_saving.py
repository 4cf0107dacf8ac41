"""A picture is made when it is asked for, once for everybody, and says what it rests on."""

from __future__ import annotations

import threading

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analysis import pictures
from analysis.comparison import Asked
from analysis.dashboard import saving
from analysis.dashboard.filters import Filters
from analysis.pictures import Kind, Picture
from tests.dashboard.conftest import START, articles

DATA = pd.DataFrame({"outlet_name": ["=cmd()", "Gazette"], "estimate": [0.25, None], "n_families": [4.0, None]})


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pictures that were drawn."""
    made: list[str] = []

    def drawn(picture: Picture, kind: Kind) -> bytes:
        made.append(f"{picture.title}.{kind}")
        return kind.encode()

    monkeypatch.setattr(pictures, "apart", drawn)
    saving._kept.cache_clear()
    return made


def page() -> None:
    from analysis.dashboard import saving
    from tests.dashboard.test_saving import DATA

    saving.picture("some_chart", {"mark": "point"}, DATA, "All is well", "Parallax, n = 2")


def test_a_page_offers_three_files_and_draws_none_of_them(drawings: list[str]) -> None:
    at = AppTest.from_function(page).run()
    assert not at.exception
    assert [button.proto.label for button in at.get("download_button")] == ["PNG", "SVG", "CSV"]
    assert at.text[0].value == "Parallax, n = 2"
    assert drawings == []


def test_a_class_that_asks_at_once_is_served_by_one_drawing(drawings: list[str]) -> None:
    made = Picture({"mark": "point"}, "All is well", "")
    threads = [threading.Thread(target=saving._drawn, args=(made, Kind.PNG)) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawings == ["All is well.png"]
    saving._drawn(Picture({"mark": "rule"}, "All is well", ""), Kind.PNG)
    assert len(drawings) == 2


def test_the_table_keeps_whole_counts_and_runs_no_formula() -> None:
    assert saving._csv(DATA).decode("utf-8-sig").splitlines() == [
        "outlet_name,estimate,n_families",
        "'=cmd(),0.25,4",
        "Gazette,,",
    ]


def test_the_source_names_workspace_filters_dates_n_and_model(fill, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(articles())
    table = pd.DataFrame(
        {
            "outlet": ["sunset", "sunset", "sunrise"],
            "outlet_name": ["The Sunset", "The Sunset", "The Sunrise"],
            "sentences": [2, 3, 0],
            "family": ["a", "a", "b"],
            "published": [START, None, START],
        }
    )
    asked = Asked("portrayal", "orne", outlets=("sunset",), topics=("port",), stories=("s1",), start=START)
    chosen = Filters("teaching", "v1", asked, "Orne", {})
    said = saving.source(chosen, table).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "workspace “teaching”",
        "Portrayal of “Orne”: own words, independent texts",
        "Only outlets The Sunset; topics Port; stories Harbour story 1; time from 02 Mar 2026",
        "Published 02 Mar 2026 to 02 Mar 2026",
        "n = 2 articles, 1 independent text, 5 sentences",
        "Model parallax-portrayal, revision ",
    ):
        assert words in said
    everything = saving.source(Filters("teaching", "v1", Asked("tone"), "", {}), table, scored=False)
    assert "All articles" in everything
    assert "n = 3 articles, 2 independent texts." in everything.replace("\N{NO-BREAK SPACE}", " ")
    assert "Model" not in everything


def test_articles_without_a_time_are_said_to_have_none() -> None:
    assert saving._published(pd.Series([], dtype="datetime64[us, UTC]")) == "Times of publication not known"
