"""Pictures are files with everything in them: the chart, what it says, what it rests on, in type that is drawn."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from lxml import etree
from PIL import Image

from analysis import charts, pictures
from analysis.measures import SCALES
from analysis.pictures import DrawingError, Kind, Picture

SVG = "{http://www.w3.org/2000/svg}"
TABLE = pd.DataFrame(
    {
        "outlet_name": ["Gazette", "Вести <b>&"],
        "estimate": [-0.4, 0.6],
        "low": [-0.6, 0.4],
        "high": [-0.2, 0.8],
        "n_families": [4, 5],
        "kind": "private",
        "printed": ["a", "b"],
        "size": ["4 texts", "5 texts"],
    }
)
ARTICLES = pd.DataFrame({"outlet_name": ["Gazette"], "mean": [-0.4], "title": ["One"]})
TITLE = "Gazette is more negative than Вести <b>&: their intervals do not overlap"
SOURCE = "Parallax, workspace “teaching”. n = 9 texts. Model parallax-portrayal, revision ccac5549aade."


def spec() -> dict[str, Any]:
    return charts.outlets(TABLE, ARTICLES, SCALES["portrayal"]).to_dict()


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return pictures.svg(Picture(spec(), TITLE, SOURCE))


def words(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def texts(svg: bytes) -> list[str]:
    return [words(element) for element in etree.fromstring(svg).iter(f"{SVG}text")]


def pixels(png: bytes) -> np.ndarray:
    """How bright every pixel is."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("L")).astype(int)


def test_title_source_n_and_every_name_stand_in_the_picture(drawn: bytes) -> None:
    said = " ".join(texts(drawn))
    for part in (TITLE, SOURCE, "Gazette", "Вести <b>&", "4 texts", "5 texts", "← negative", "−0.5"):
        assert part in said
    root = etree.fromstring(drawn)
    assert root.findtext(f"{SVG}title") == TITLE
    assert root.findtext(f"{SVG}desc") == SOURCE


def test_the_same_picture_has_the_same_bytes_whatever_was_drawn_between(drawn: bytes) -> None:
    pictures.svg(Picture(charts.votes(pd.DataFrame({"option": [], "round": [], "votes": []}), ["a"]).to_dict(), "", ""))
    assert pictures.svg(Picture(spec(), TITLE, SOURCE)) == drawn


def test_paper_is_white_and_every_stack_of_fonts_ends_in_one_that_is_there(drawn: bytes) -> None:
    root = etree.fromstring(drawn)
    assert {element.get("font-family") for element in root.iter(f"{SVG}text")} == {pictures.FONT}
    assert pictures.FONT.endswith("sans-serif")
    assert "#161719" not in drawn.decode()
    assert "#f0eeea" not in drawn.decode()


def test_a_png_is_as_wide_as_two_columns_and_holds_ink_where_title_and_source_stand() -> None:
    width, scale = pictures.WIDTH, int(pictures.SCALE)
    picture, mute = (pixels(pictures.png(Picture(spec(), *said))) for said in ((TITLE, SOURCE), ("", "")))
    assert picture.shape[1] == mute.shape[1] == width * scale
    band = slice(pictures.MARGIN * scale, (pictures.MARGIN + pictures.TITLE_SIZE) * scale)
    assert (picture[band] < 100).sum() > 2_000
    foot = slice(picture.shape[0] - (pictures.MARGIN + pictures.SOURCE_SIZE) * scale, None)
    assert (picture[foot] < 150).sum() > 500
    assert (mute < 150).sum() < (picture < 150).sum()


def test_text_is_drawn_on_a_machine_without_any_font(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not Path("/usr/share/fonts").is_dir():
        pytest.skip("hiding the fonts of the machine needs root on Linux")
    command = f"mount -t tmpfs none /usr/share/fonts && exec {sys.executable} -m analysis.pictures png"
    asked = '{"spec": {"mark": "text", "data": {"values": [{}]}, "encoding": {}}, "title": "All of this is drawn", "source": ""}'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command], input=asked.encode(), capture_output=True, cwd=pictures.ROOT
    )
    if b"unshare" in done.stderr or b"mount" in done.stderr:
        pytest.skip("hiding the fonts of the machine is not allowed here")
    assert (pixels(done.stdout) < 100).sum() > 1_000


@pytest.mark.parametrize(
    "source", ["word " * 200, "x" * 900, "漢字" * 200, "a\n\nb", "", "control \x00\x1b characters, \ud800 too"]
)
def test_a_long_source_wraps_and_none_of_it_is_lost(source: str) -> None:
    flat = {"mark": "point", "data": {"values": []}, "height": 10, "width": "container"}
    svg = pictures.svg(Picture(flat, "", source))
    root = etree.fromstring(svg)
    lines = [e for e in root.iter(f"{SVG}text") if float(e.get("y", "0")) > 20]
    letters = "".join(source.split()).replace("\x00", "").replace("\x1b", "").replace("\ud800", "")
    assert "".join("".join(words(e).split()) for e in lines) == letters
    assert all(pictures._length(words(e)) <= 141 for e in lines)
    assert max((float(e.get("y", "0")) for e in lines), default=0) < float(root.get("height", "0"))


def test_no_request_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a picture asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert pictures.svg(Picture(spec(), TITLE, SOURCE))


def test_a_picture_drawn_apart_is_the_same(drawn: bytes) -> None:
    assert pictures.apart(Picture(spec(), TITLE, SOURCE), Kind.SVG) == drawn


def test_what_is_no_chart_is_refused_with_the_reason() -> None:
    with pytest.raises(DrawingError, match="no chart"):
        pictures.svg(Picture({"mark": "nonsense"}, "", ""))
    with pytest.raises(DrawingError, match="only 6"):
        pictures.svg(Picture({"$schema": "https://vega.github.io/schema/vega-lite/v4.json"}, "", ""))


def test_vl_convert_is_loaded_only_to_draw() -> None:
    code = "import sys, analysis.pictures; sys.exit('vl_convert' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=pictures.ROOT).returncode == 0


def test_altair_and_vl_convert_speak_the_same_vega_lite() -> None:
    assert alt.SCHEMA_VERSION.partition(".")[0] == f"v{pictures._version({}).partition('.')[0]}"
