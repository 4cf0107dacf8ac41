"""The one place that turns article text into something drawn: everything is escaped first."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis.charts import DIVERGING, SEQUENTIAL
from analysis.measures import Scale

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")
_BREAK: Final = re.compile(r"\n\s*\n|\n")
# A highlight holds its own dark ink, so that it reads the same on a light and on a dark page.
_MARK: Final = "background:{colour};color:#1c1b1a;border-bottom:3px {line} {ink};padding:.05em .2em;border-radius:.2em"
_TERM: Final = "background:#fbe6cf;color:#1c1b1a;font-weight:700;padding:.05em .2em;border-radius:.2em"
_TAG: Final = (
    "font-size:.72em;font-weight:700;white-space:nowrap;padding:0 .4em;margin-left:.3em;"
    "border:1px solid currentColor;border-radius:.6em"
)


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of text to mark, with the value that it carries."""

    start: int
    end: int
    label: str
    score: float


def plain(words: str | None) -> str:
    """Text made safe for markdown: shown as it is, no link, image or formula in it works."""
    return _MARKDOWN.sub(r"\\\1", (words or "").replace("\n", " "))


def article(body: str, highlights: Sequence[Highlight], scale: Scale) -> str:
    """An article's text as HTML, with the sentences that carry the score marked."""
    pieces: list[str] = []
    at = 0
    for mark in sorted(highlights, key=lambda m: m.start):
        if mark.start < at:
            continue
        pieces += [_escaped(body[at : mark.start]), _marked(body[mark.start : mark.end], mark, scale)]
        at = mark.end
    pieces.append(_escaped(body[at:]))
    return f'<div style="line-height:1.6;overflow-wrap:anywhere">{"".join(pieces)}</div>'


def headline(words: str, mark: Highlight | None, scale: Scale) -> str:
    """An article's headline as HTML, marked when it carries the score."""
    inner = _marked(words, mark, scale) if mark else _escaped(words)
    return f'<div style="font-size:1.25em;font-weight:700;line-height:1.35;overflow-wrap:anywhere">{inner}</div>'


def highlights(sentences: pd.DataFrame, *, threshold: float) -> list[Highlight]:
    """The scored sentences at or beyond a threshold, as marks."""
    strong = sentences[sentences["score"].abs() >= threshold]
    columns = (strong[column].tolist() for column in ("start", "end", "label", "score"))
    return [Highlight(*values) for values in zip(*columns, strict=True)]


def quotation(words: str, term: str, source: str) -> str:
    """A sentence as HTML, a word or phrase of it marked, and beneath it where it stands."""
    apart = r"[\s-]+".join(re.escape(word).replace("'", "['’]") for word in term.split())
    pieces = re.split(rf"(?i)(?<!\w)({apart})(?!\w)", words) if apart else [words]
    marked = "".join(
        f'<mark style="{_TERM}">{_escaped(p)}</mark>' if at % 2 else _escaped(p) for at, p in enumerate(pieces)
    )
    return (
        f'<div style="line-height:1.5;overflow-wrap:anywhere;margin:.7em 0">{marked}'
        f'<div style="font-size:.82em;opacity:.8">{html.escape(source)}</div></div>'
    )


def badge(words: str) -> str:
    """A short fact about an article as HTML."""
    return (
        '<span style="display:inline-block;font-size:.8em;padding:.05em .6em;margin:.1em .3em .1em 0;'
        f'border:1px solid currentColor;border-radius:1em">{html.escape(words)}</span>'
    )


def colour(score: float, scale: Scale) -> str:
    """The palette's colour for a value, by the nearest step."""
    colours = DIVERGING if scale.signed else SEQUENTIAL
    low, high = scale.domain
    step = round((score - low) / (high - low) * (len(colours) - 1))
    return colours[min(max(step, 0), len(colours) - 1)]


def _marked(words: str, mark: Highlight, scale: Scale) -> str:
    line = "dotted" if mark.score < 0 else "solid"
    strong = colour(mark.score, scale)
    ink = "#ffffff" if _is_dark(strong) else "#1c1b1a"
    style = _MARK.format(colour=strong, line=line, ink="#1c1b1a").replace("color:#1c1b1a", f"color:{ink}")
    tag = f'<span style="{_TAG}">{html.escape(mark.label)} {html.escape(scale.written(mark.score))}</span>'
    return f'<mark style="{style}">{_escaped(words)}{tag}</mark>'


def _escaped(words: str) -> str:
    return _BREAK.sub("<br><br>", html.escape(words))


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
