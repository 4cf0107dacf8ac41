"""What only a real browser shows: navigation, links that restore, keyboard, uploads, accessibility."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import browsing

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = (
    "",
    "story",
    "portrayal",
    "stance",
    "language",
    "coverage",
    "classroom",
    "label",
    "sources",
    "methods",
)
SLOW_MS = 30_000


def visit(page: Page, address: str, path: str = "") -> None:
    page.goto(f"{address}/{path}")
    browsing.settle(page)


def test_the_overview_answers_on_the_first_screen(page: Page, address: str) -> None:
    visit(page, address)
    finding = page.get_by_role("heading", level=2).first
    expect(finding).to_contain_text("95 % interval")
    chart = page.get_by_test_id("stVegaLiteChart").first
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    assert box["y"] < 768, "the picture starts below the first screen"
    expect(page.get_by_text("is invented").first).to_be_visible()


def test_navigation_keeps_the_filters(page: Page, address: str) -> None:
    visit(page, address, "?measure=Tone&voice=All+words")
    page.get_by_role("link", name="Story").click()
    browsing.settle(page)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("How bright or grim")
    assert "measure=Tone" in page.url
    assert "voice=All+words" in page.url


def test_filters_outlive_a_page_without_them(page: Page, address: str) -> None:
    visit(page, address, "?measure=Tone")
    page.get_by_role("link", name="Methods").click()
    browsing.settle(page)
    page.get_by_role("link", name="Overview").click()
    browsing.settle(page)
    expect(page.get_by_text("How bright or grim").first).to_be_visible()


def test_a_link_restores_the_view(page: Page, address: str) -> None:
    visit(page, address, "?measure=Portrayal&portrayal_of=Selmark&outlets=Karven+Dispatch&outlets=Voice+of+Selmark")
    expect(page.get_by_text("How do sentences that name Selmark present it?").first).to_be_visible()
    finding = page.get_by_role("heading", level=2).first
    expect(finding).to_contain_text("Karven Dispatch")
    expect(finding).to_contain_text("Voice of Selmark")


def test_from_a_dot_to_its_sentences_by_keyboard(page: Page, address: str) -> None:
    visit(page, address)
    box = page.get_by_role("combobox", name="The sentences behind the dot of")
    box.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("sentences, strongest first").first).to_be_visible(timeout=SLOW_MS)


def test_from_a_dot_to_its_sentences_by_mouse(page: Page, address: str) -> None:
    visit(page, address)
    dot = page.locator("[data-testid=stVegaLiteChart]").first.locator("path[aria-roledescription='circle']").first
    dot.click()
    expect(page.get_by_text("sentences, strongest first").first).to_be_visible(timeout=SLOW_MS)


def test_an_uploaded_table_is_previewed_stored_and_found(page: Page, address: str, tmp_path: Path) -> None:
    visit(page, address, "sources")
    page.get_by_text("Use another workspace for another corpus").click()
    page.get_by_role("textbox", name="Name of a new workspace").fill("uploaded")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Create and open").click()
    expect(page.get_by_text("Workspace uploaded: 0 articles")).to_be_visible(timeout=SLOW_MS)
    table = tmp_path / "mine.csv"
    table.write_text(
        "Headline,Body,Source,Date\n"
        'Port closes,"The port closed on Monday because of a storm. Nobody was hurt, the harbour office said. '
        'Ships waited outside until the wind fell, and the pilots went home at noon.",RT,2026-03-02\n'
        'Port opens,"The port opened again on Tuesday, to the joy of the fishermen. The minister praised the crews, '
        'and the first freighter came in at nine in the morning under a clear sky.",Unheard Herald,2026-03-03\n',
        encoding="utf-8",
    )
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_text("2 articles found; look before you store")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Store and score").click()
    expect(page.get_by_text("Workspace uploaded: 2 articles by 2 outlets")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("All articles are scored.")).to_be_visible(timeout=2 * SLOW_MS)


def test_the_table_under_a_chart_is_what_was_drawn(page: Page, address: str) -> None:
    page.add_init_script("window.showSaveFilePicker = undefined")
    visit(page, address)
    page.get_by_text("The numbers as a table").click()
    browsing.settle(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").last.get_by_role("button").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"outlet_name", "estimate", "low", "high", "n_families"} <= set(rows[0])
    drawn = [float(row["estimate"]) for row in rows if row["estimate"]]
    assert drawn
    assert all(-1 <= value <= 1 for value in drawn)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_accessibility_finding(path: str, scheme: str, chromium, address: str) -> None:
    window = browsing.context(chromium, scheme=scheme)
    opened = window.new_page()
    visit(opened, address, path)
    results = Axe().run(opened)
    window.close()
    serious = [
        f"{violation['id']}: {node['target']}"
        for violation in results.response["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
    assert serious == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_on_a_phone(path: str, chromium, address: str) -> None:
    window = browsing.context(chromium, width=390, height=844)
    opened = window.new_page()
    visit(opened, address, path)
    wider = opened.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    window.close()
    assert not wider
