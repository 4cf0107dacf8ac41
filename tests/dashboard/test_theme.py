"""The look in .streamlit/config.toml and in the charts: type that is there, and contrasts that can be read."""

from __future__ import annotations

import re
import tomllib

import pytest

from analysis.charts import style
from tests.dashboard.conftest import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
THEME = CONFIG["theme"]
PAPER = {scheme: THEME[scheme]["backgroundColor"] for scheme in ("light", "dark")}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_face_is_a_file_with_its_licence_and_all_are_small() -> None:
    assert CONFIG["server"]["enableStaticServing"]
    files = [ROOT / face["url"].removeprefix("app/") for face in THEME["fontFaces"]]
    assert all(file.is_file() for file in files)
    assert sum(file.stat().st_size for file in files) < 400_000
    assert "SIL OPEN FONT LICENSE" in (ROOT / "static/fonts/OFL.txt").read_text("utf-8")
    assert {face["family"] for face in THEME["fontFaces"]} == {THEME["font"].split(",")[0].strip("'")}


def test_only_the_typeface_is_served_as_files() -> None:
    assert {path.suffix for path in (ROOT / "static").rglob("*") if path.is_file()} == {".ttf", ".txt"}


@pytest.mark.parametrize("scheme", PAPER)
@pytest.mark.parametrize("name", ["textColor", "linkColor", "primaryColor"])
def test_words_of_the_theme_can_be_read(scheme: str, name: str) -> None:
    assert contrast(THEME[scheme][name], PAPER[scheme]) >= 4.5


@pytest.mark.parametrize("expression", [style._INK, style._SOFT], ids=["ink", "soft"])
def test_words_of_the_charts_can_be_read_on_either_paper(expression: str) -> None:
    on_dark, on_light = re.findall("#[0-9a-f]{6}", expression)
    assert luminance(PAPER["dark"]) < 0.4 < luminance(PAPER["light"])
    assert contrast(on_dark, PAPER["dark"]) >= 4.5
    assert contrast(on_light, PAPER["light"]) >= 4.5


@pytest.mark.parametrize("scheme", PAPER)
def test_outlines_can_be_seen_on_either_paper(scheme: str) -> None:
    assert contrast(style.NEUTRAL, PAPER[scheme]) >= 3
