"""What the last row reads in five seconds: votes as dots with their count, as escaped HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Final

from analysis.lessons import Key, Lesson, Material, Question, Sentence, Text, tally
from analysis.lessons.tally import Parting, Spread
from analysis.measures import Scale

# The middle steps of the palette's two arms, that can be told from white and from near-black alike.
INKS: Final[dict[str, str]] = {"negative": "#8073ac", "neutral": "#8b8b8b", "positive": "#d9770b"}
INK: Final = "#8b8b8b"
MOST_DOTS: Final = 60
"""Beyond a full class one dot stands for several votes, and the legend says so."""
NAMED: Final = 48
"""Letters of a headline that stand beside a letter in two lines."""
_CELL: Final = "padding:.35em .6em;vertical-align:top;border-bottom:1px solid rgba(128,128,128,.35);text-align:left"
_TABLE: Final = "width:100%;border-collapse:collapse;table-layout:fixed"


def spread(
    lesson: Lesson,
    question: Question,
    now: Mapping[str, Spread],
    before: Mapping[str, Spread] | None,
    words: Mapping[str, str],
    named: Mapping[str, str],
) -> str:
    """Texts × answers: a dot per vote and the count; the earlier round's count beneath where there is one.

    Args:
        lesson: Its texts are the rows.
        question: Its answers are the columns.
        now: Letter → votes.
        before: Letter → votes of an earlier round.
        words: Letter → the row in one sentence.
        named: Letter → the outlet, for what is revealed.
    """
    shown = [text for text in lesson.texts if text.letter in now]
    top = max((max(now[text.letter].values(), default=0) for text in shown), default=0)
    each = max(1, -(-top // MOST_DOTS))
    head = "".join(f'<th scope="col" style="{_CELL};font-size:1.05em">{_e(o)}</th>' for o in question.options.values())
    rows = []
    for text in shown:
        given, earlier = now[text.letter], before[text.letter] if before else {}
        cells = "".join(_count(given[option], each, option, earlier.get(option)) for option in question.options)
        rows.append(
            f'<tr><th scope="row" style="{_CELL}">{_letter(text, named.get(text.letter))}</th>{cells}'
            f'<td style="{_CELL};font-size:.95em">{_e(words.get(text.letter, ""))}</td></tr>'
        )
    legend = f'<caption style="caption-side:bottom;text-align:left;opacity:.8">One dot: {each} votes.</caption>'
    return (
        f'<table style="{_TABLE}">{legend if each > 1 else ""}<thead><tr><th style="{_CELL};width:16%">'
        f"{'Sentence' if lesson.plan.material == Material.SENTENCES else 'Text'}</th>{head}"
        f'<th style="{_CELL};width:22%">In words</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def unveiled(text: Text, words: str) -> str:
    """A text's card after the reveal."""
    key = text.key
    facts = [key.kind, key.country, key.published or "time not known"]
    if key.via:
        facts.append(f"via {key.via}")
    return _card(
        text.letter,
        f'<div style="font-size:1.5em;font-weight:700;line-height:1.2">{_e(key.outlet)}</div>'
        f'<div style="margin:.3em 0">{_e(" · ".join(facts))}</div>'
        f'<div style="opacity:.85;font-size:.85em">{_e(_labelled(key))}</div>'
        f'<div style="margin-top:.4em;font-weight:600">{_e(words)}</div>',
    )


def veiled(text: Text) -> str:
    """A text's card before the reveal."""
    hidden = '<div style="font-size:1.5em;font-weight:700;opacity:.6">?</div>'
    return _card(text.letter, hidden + f"<div>{_e(text.title or text.body)}</div>")


def beside(parting: Parting, question: Question, scale: Scale, named: str | None) -> str:
    """Class and model on one text, each with its counts, and the sentence that carries the score."""
    model = tally.readings(parting.reading, list(question.options))
    mean = parting.reading.mean
    score = f"mean {scale.written(mean)}, " if mean is not None else ""
    lines = [
        ("Class", parting.spread, f"{tally.n(parting.spread)} votes"),
        ("Model", model, f"{score}{len(parting.reading.sentences)} sentence{'' if sum(model.values()) == 1 else 's'}"),
    ]
    rows = "".join(
        f'<tr><th scope="row" style="{_CELL};width:12%">{who}</th>'
        + "".join(_count(given[option], 1, option, None) for option in question.options)
        + f'<td style="{_CELL};width:20%">{_e(of)}</td></tr>'
        for who, given, of in lines
    )
    head = "".join(f'<th scope="col" style="{_CELL}">{_e(o)}</th>' for o in question.options.values())
    last = f'<td style="{_CELL};width:20%"></td>'
    return (
        f'<div style="margin-bottom:1.6em"><div style="font-size:1.1em">{_letter(parting.text, named)}</div>'
        f'<table style="{_TABLE}"><thead><tr><td style="{_CELL};width:12%"></td>{head}{last}'
        f"</tr></thead><tbody>{rows}</tbody></table>"
        f'<div style="font-weight:700;margin:.4em 0">{_e(parting.said)}</div>'
        f"{_carrier(parting.carrier, scale)}</div>"
    )


def strip(rows: Sequence[tuple[str, float]], scale: Scale) -> str:
    """Names with a dot on the measure's fixed axis and the value in print."""
    low, high = scale.domain
    drawn = []
    for name, score in rows:
        at = (min(max(score, low), high) - low) / (high - low) * 100
        middle = (0 - low) / (high - low) * 100
        dot = (
            f'<span style="position:absolute;left:calc({at:.1f}% - .45em);top:.1em;width:.9em;height:.9em;'
            f'border-radius:50%;background:{INKS["negative" if score < 0 else "positive"]}"></span>'
        )
        zero = f'<span style="position:absolute;left:{middle:.1f}%;top:0;bottom:0;border-left:2px dashed {INK}"></span>'
        drawn.append(
            f'<tr><th scope="row" style="{_CELL};width:28%">{_e(name)}</th><td style="{_CELL}">'
            f'<div style="position:relative;height:1.2em;background:rgba(128,128,128,.12)">{zero}{dot}</div></td>'
            f'<td style="{_CELL};width:12%;font-weight:700">{scale.written(score)}</td></tr>'
        )
    head = (
        f'<tr><td style="{_CELL}"></td><td style="{_CELL}"><div style="display:flex;justify-content:space-between">'
        f"<span>← {_e(scale.low)}</span><span>{_e(scale.high)} →</span></div></td><td></td></tr>"
    )
    return f'<table style="{_TABLE}"><tbody>{head}{"".join(drawn)}</tbody></table>'


def code(letters: str) -> str:
    """A code that can be read from the last row."""
    return (
        '<div style="font-size:min(5.5rem,20vw);font-weight:800;letter-spacing:.12em;line-height:1.1;'
        f'font-family:monospace">{_e(letters)}</div>'
    )


def address(url: str) -> str:
    """An address to type, broken only where it may be."""
    return f'<div style="font-size:1.5em;font-weight:600;overflow-wrap:anywhere">{_e(url)}</div>'


def clock(seconds: int) -> str:
    """What is left of the time, in large figures."""
    words = f"{seconds // 60}:{seconds % 60:02d}" if seconds > 0 else "0:00 · time is up"
    return f'<div role="timer" style="font-size:1.9rem;font-weight:800;line-height:1.2">{words}</div>'


def big(words: str) -> str:
    """What the class is to do, in large type."""
    return f'<div style="font-size:1.45em;font-weight:600;line-height:1.35;max-width:60ch">{_e(words)}</div>'


def _count(times: int, each: int, option: str, before: int | None) -> str:
    """A cell: the count, the earlier one where there was a vote before, and the dots."""
    style = f"display:inline-block;width:.72em;height:.72em;border-radius:50%;margin:.08em;background:{_ink(option)}"
    dots = f'<span style="{style}"></span>' * round(times / each)
    earlier = "" if before is None else f'<span style="opacity:.8;font-size:.8em"> before {before}</span>'
    return (
        f'<td style="{_CELL}"><span style="font-size:1.35em;font-weight:700">{times}</span>{earlier}'
        f'<div style="line-height:1" aria-hidden="true">{dots}</div></td>'
    )


def _ink(option: str) -> str:
    return INKS.get(option, INK)


def _letter(text: Text, outlet: str | None) -> str:
    name = outlet or text.title or text.body
    short = name if len(name) <= NAMED else f"{name[:NAMED].rstrip()}…"
    weight = "700" if outlet else "400"
    return (
        f'<span style="font-size:1.4em;font-weight:800">{_e(text.letter)}</span> '
        f'<span style="font-size:.85em;font-weight:{weight}">{_e(short)}</span>'
    )


def _card(letter: str, inner: str) -> str:
    return (
        '<div style="border:2px solid rgba(128,128,128,.5);border-radius:.6em;padding:.7em 1em;height:100%">'
        f'<div style="font-size:2.2em;font-weight:800;line-height:1">{_e(letter)}</div>{inner}</div>'
    )


def _labelled(key: Key) -> str:
    if not key.label_source:
        return "No source for this label is known."
    year = f", {key.label_year}" if key.label_year else ""
    return f"Label by: {key.label_source}{year}. Labels can be disputed."


def _carrier(sentence: Sentence | None, scale: Scale) -> str:
    if sentence is None:
        return ""
    own = "" if sentence.voice == "own" else f" · {sentence.voice} words"
    style = f"margin:0;padding:.3em .8em;border-left:.35em solid {_ink(sentence.label)}"
    return (
        f'<blockquote style="{style}">{_e(sentence.text)}'
        f'<div style="font-size:.85em;opacity:.85">The sentence that carries the score: {_e(sentence.label)} '
        f"{scale.written(sentence.score)}{_e(own)}</div></blockquote>"
    )


def _e(words: str) -> str:
    return html.escape(words)
