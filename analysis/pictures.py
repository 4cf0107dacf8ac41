"""Charts as files for paper and slides: SVG and PNG of a specification, its title above and its source below, in light.

Vega-Lite is drawn by vl-convert, with no browser and no network. Type is Liberation Sans, which it brings along, so
that text is drawn on a machine without any font; it has Latin, Greek and Cyrillic letters, and for other scripts the
machine needs a font of its own, or a PNG shows boxes. An SVG names Arial and Helvetica, which are as wide, for
readers that lack Liberation Sans. The same specification, title and source give the same bytes on one machine.
"""

from __future__ import annotations

import html
import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
"""vl-convert draws no text at all for a family that it does not know, unless a known one stands in the list."""
WIDTH: Final = 960
"""Pixels of a whole picture: two columns of a journal at 135 to the inch, three times as many in a PNG."""
SCALE: Final = 2.0
MARGIN: Final = 24
TITLE_SIZE: Final = 19
SOURCE_SIZE: Final = 13
LEADING: Final = 1.35
LETTER: Final = {"normal": 0.5, "bold": 0.55}
"""Mean width of a letter of Liberation Sans as a share of its size, rounded up; CJK letters count twice."""
INK: Final = "#1c1b1a"
SOFT: Final = "#5f5b56"
LIMIT_S: Final = 60.0
"""Longest that a drawing may take in a process of its own; the largest charts take two seconds on two cores."""
THEME: Final[dict[str, Any]] = {
    "background": "#ffffff",
    "font": FONT,
    "autosize": {"type": "fit", "contains": "padding"},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "titleFontWeight": 400,
        "labelFontSize": 13,
        "labelPadding": 10,
        "titlePadding": 12,
        "labelLimit": 0,
        "ticks": False,
        "domain": False,
        "gridColor": "#dcd8d2",
    },
    "view": {"stroke": None},
}


class Kind(StrEnum):
    """What a picture can be saved as."""

    SVG = "svg"
    PNG = "png"


class DrawingError(RuntimeError):
    """A picture that could not be drawn, and why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with what a reader of its file must know: what it says, and what it rests on.

    Args:
        spec: Vega-Lite with its data inside, as `to_dict` of a chart gives it.
        title: The takeaway, above the chart.
        source: What it was made from (workspace, filters, models and revisions, dates) and n, below the chart.
    """

    spec: Mapping[str, Any]
    title: str
    source: str


def svg(picture: Picture) -> bytes:
    """The picture as SVG, with title and description for screen readers."""
    import vl_convert

    try:
        drawn = vl_convert.vegalite_to_svg(_light(picture.spec), vl_version=_version(picture.spec))
    except ValueError as error:
        raise DrawingError(f"this is no chart that Vega-Lite can draw: {error}") from error
    return _framed(drawn, picture).encode()


def png(picture: Picture) -> bytes:
    """The picture as PNG, `SCALE` times as fine as its SVG."""
    import vl_convert

    done: bytes = vl_convert.svg_to_png(svg(picture).decode(), scale=SCALE)
    return done


def apart(picture: Picture, kind: Kind) -> bytes:
    """The picture drawn in a process of its own.

    vl-convert holds the interpreter while it draws, for seconds at the first time, and keeps 100 MB: in a web
    process every other viewer would wait.

    Raises:
        DrawingError: It could not be drawn, or not in `LIMIT_S` seconds.
    """
    command = [sys.executable, "-m", "analysis.pictures", kind.value]
    asked = json.dumps(asdict(picture)).encode()
    try:
        done = subprocess.run(  # noqa: S603
            command, input=asked, capture_output=True, cwd=ROOT, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingError(f"drawing took longer than {LIMIT_S:.0f} seconds and was stopped") from error
    if done.returncode:
        raise DrawingError(done.stderr.decode(errors="replace").strip().splitlines()[-1])
    return done.stdout


def _light(spec: Mapping[str, Any]) -> dict[str, Any]:
    config = {**THEME, **spec.get("config", {})}
    config["axis"] = {**THEME["axis"], **spec.get("config", {}).get("axis", {})}
    return {**spec, "width": WIDTH - 2 * MARGIN, "padding": 0, "background": THEME["background"], "config": config}


def _version(spec: Mapping[str, Any]) -> str:
    """The newest version of Vega-Lite that is there, whose major version must be the specification's."""
    import vl_convert

    newest: str = vl_convert.get_vegalite_versions()[-1]
    schema = str(spec.get("$schema", f"v{newest}"))
    if f"v{newest.partition('.')[0]}" not in schema:
        raise DrawingError(f"the specification is for {schema.rpartition('/')[2]}, and only {newest} can be drawn")
    return newest


def _framed(drawn: str, picture: Picture) -> str:
    """A drawn chart between its title and its source, all of which wrap to the width."""
    head, chart = drawn.split(">", 1)
    width, height = (float(part) for part in head.split('viewBox="0 0 ')[1].split('"')[0].split())
    whole = max(WIDTH, round(width) + 2 * MARGIN)
    title = _wrapped(picture.title, (whole - 2 * MARGIN) / (TITLE_SIZE * LETTER["bold"]))
    source = _wrapped(picture.source, (whole - 2 * MARGIN) / (SOURCE_SIZE * LETTER["normal"]))
    top = MARGIN + len(title) * TITLE_SIZE * LEADING + (12 if title else 0)
    foot = top + height + 18
    end = round(foot + len(source) * SOURCE_SIZE * LEADING + MARGIN)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" role="img"'
        f' width="{whole}" height="{end}" viewBox="0 0 {whole} {end}">'
        f"<title>{_safe(picture.title)}</title><desc>{_safe(picture.source)}</desc>"
        f'<rect width="{whole}" height="{end}" fill="{THEME["background"]}"/>'
        + _lines(title, MARGIN, TITLE_SIZE, INK, "bold")
        + f'<g transform="translate({MARGIN},{top:.0f})">{chart.rpartition("</svg>")[0]}</g>'
        + _lines(source, foot, SOURCE_SIZE, SOFT, "normal")
        + "</svg>"
    )


def _lines(lines: list[str], top: float, size: int, colour: str, weight: str) -> str:
    return "".join(
        f'<text x="{MARGIN}" y="{top + (i + 0.8) * size * LEADING:.1f}" font-family="{FONT}" font-size="{size}px"'
        f' font-weight="{weight}" fill="{colour}">{_safe(line)}</text>'
        for i, line in enumerate(lines)
    )


def _wrapped(text: str, room: float) -> list[str]:
    """Lines of so many letters at most; a word that fits in none is broken, and nothing is left out."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in filter(None, paragraph.split(" ")):
            for part in _parts(word, room):
                if line and _length(f"{line} {part}") > room:
                    lines.append(line)
                    line = part
                else:
                    line = f"{line} {part}" if line else part
        lines.append(line)
    return lines


def _parts(word: str, room: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and _length(parts[-1] + letter) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def _length(text: str) -> float:
    return sum(1.85 if unicodedata.east_asian_width(letter) in "WF" else 1.0 for letter in text)


def _safe(text: str) -> str:
    """Text that is safe inside XML, without the control characters that XML cannot hold."""
    return html.escape("".join(" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in text))


def _main() -> None:
    picture = Picture(**json.load(sys.stdin.buffer))
    sys.stdout.buffer.write({Kind.SVG: svg, Kind.PNG: png}[Kind(sys.argv[1])](picture))


if __name__ == "__main__":
    _main()
