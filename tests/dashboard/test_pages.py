"""Every page with data, without, with one article, with hostile text and with a bad query."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from tests.dashboard.conftest import HOSTILE, articles, own_words

VIEWS = ("overview", "story", "sources", "methods")


def words(at) -> str:
    """Everything that the page says in markdown, headings and messages."""
    parts = [*at.markdown, *at.header, *at.subheader, *at.caption, *at.info, *at.warning, *at.error]
    return "\n".join(str(part.value) for part in parts)


@pytest.mark.parametrize("view", VIEWS)
def test_pages_open_on_data(view: str, fill, app) -> None:
    fill(articles())
    assert not app(view).exception


@pytest.mark.parametrize("view", VIEWS)
def test_pages_open_on_an_empty_workspace_and_say_what_to_do(view: str, home, app) -> None:
    from analysis.dashboard import workspaces

    workspaces.named("mine")
    at = app(view, workspace="mine")
    assert not at.exception
    if view in {"overview", "story"}:
        assert "There is nothing here yet" in words(at)


@pytest.mark.parametrize("view", VIEWS)
def test_pages_open_on_articles_that_are_not_scored_yet(view: str, fill, app) -> None:
    fill(articles(), scored=False)
    assert not app(view).exception


@pytest.mark.parametrize("view", VIEWS)
def test_pages_open_on_one_article(view: str, fill, app) -> None:
    fill(articles(1)[:1])
    at = app(view)
    assert not at.exception
    if view == "overview":
        assert "only 1 independent text" in words(at)


@pytest.mark.parametrize("view", VIEWS)
def test_unknown_values_in_the_address_fall_back(view: str, fill, app) -> None:
    fill(articles())
    at = app(view, measure="spin", voice="nobody", outlets="none", workspace="../../etc", unit="x", portrayal_of="?")
    assert not at.exception


def test_overview_names_both_ends_with_intervals_and_how_sure(fill, app) -> None:
    fill(articles())
    at = app()
    (finding,) = [header.value for header in at.header]
    finding = finding.replace("\\", "")
    assert finding.startswith("The Sunrise is more positive than The Sunset by 1.40 (95 % interval 1.40 to 1.40")
    assert "on 4 stories that both tell" in finding
    assert "suggestive and no more" in finding, "four stories are too few for a clear verdict"


def test_overview_charts_show_every_outlet_with_interval_and_n(fill, app) -> None:
    fill(articles())
    drawn = app().get("vega_lite_chart")[0].proto.datasets
    tables = [pa.ipc.open_stream(part.data.data).read_all().to_pylist() for part in drawn]
    rows = [row for table in tables for row in table if "low" in row]
    assert {row["outlet_name"] for row in rows} == {"The Sunrise", "The Sunset"}
    for row in rows:
        assert row["low"] <= row["estimate"] <= row["high"]
        assert row["n_families"] == 4
        assert "4 texts" in row["size"]


def test_the_voice_switch_charges_quotations_only_when_asked(fill, app) -> None:
    fill(articles())
    own = app(voice="Own words").header[0].value.replace("\\", "")
    everything = app(voice="All words").header[0].value.replace("\\", "")
    assert "by 1.40" in own
    assert "by 1.40" not in everything


def test_from_the_number_to_its_sentences(fill, app) -> None:
    fill(articles())
    at = app()
    at.selectbox(key="overview_outlet").set_value("The Sunset").run()
    assert not at.exception
    table = at.dataframe[0].value
    assert "Orne did a bad thing in harbour 1." in table["text"].tolist()
    assert set(table["voice"]) == {"own"}


def test_filters_in_the_address_restore_the_view(fill, app) -> None:
    fill(articles())
    at = app(measure="Stance", stance_of="The harbour is good.", voice="All words", outlets="The Sunrise")
    assert "The harbour is good" in words(at)
    assert at.multiselect(key="outlets").value == ["sunrise"]


def test_story_puts_tellings_side_by_side_and_escapes_them(fill, app) -> None:
    fill(articles())
    at = app("story")
    drawn = "".join(str(block.proto.body) for block in at.get("html"))
    assert "Orne did a good thing" in drawn
    assert "Orne did a bad thing" in drawn
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "<mark" in drawn


def test_story_without_marks_shows_plain_text(fill, app) -> None:
    fill(articles())
    at = app("story")
    at.toggle(key="marked").set_value(False).run()
    assert "<mark" not in "".join(str(block.proto.body) for block in at.get("html"))


def test_methods_shows_every_card_and_the_misuse_notice(fill, app) -> None:
    from analysis.measures import MISUSE
    from models import registry

    fill(articles())
    at = app("methods")
    labels = [expander.label for expander in at.expander]
    for entry in registry.ENTRIES.values():
        assert any(entry.id in label for label in labels)
    assert MISUSE in words(at)


def test_the_omission_grid_says_who_leaves_what_out(fill, app) -> None:
    shared = "The harbour master closed the northern quay on Tuesday after a crane fell into the water."
    told = [replace(a, text=f"{a.text}\n\n{shared}" if a.outlet == "sunrise" else a.text) for a in articles(1)]
    told.append(replace(told[0], outlet="moon", title="Moon", text=f"{shared} {HOSTILE}\n\n{own_words('moon', 1)}"))
    fill(told)
    at = app("story", omissions="true")
    assert not at.exception
    grid = next(table.value for table in at.dataframe if "Statement" in table.value)
    row = grid[grid["Statement"].str.startswith("The harbour master")].iloc[0]
    assert row["The Sunrise"] == "● says it"
    assert row["The Sunset"] == "○ not found"
    assert any("leaves out" in words.value for words in at.markdown)
