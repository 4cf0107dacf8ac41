"""The report as one HTML page that asks no network for anything and lets no text of others act."""

from __future__ import annotations

import html as markup
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import pandas as pd

from analysis import charts, findings, findings_coverage, pictures
from analysis.measures import MISUSE, SCALES, Scale
from analysis.pictures import DrawingError, Picture
from analysis.report import wording
from analysis.report.gathering import Facts, Gathered, Section
from data.schema import Measure

Drawing = Callable[[Picture], str]
"""From a picture to SVG, or to a sentence that says why there is none."""

ROWS: Final = 20
"""Rows of a table that the page shows; the files hold all."""
PAIRS: Final = 10
SECTIONS: Final = {
    "Overview": (Measure.TONE, Measure.LOADED),
    "Portrayal": (Measure.PORTRAYAL,),
    "Stance": (Measure.STANCE,),
}
ESTIMATES: Final = {
    "outlet_name": "outlet",
    "kind": "kind",
    "estimate": "estimate",
    "low": "low",
    "high": "high",
    "n_families": "texts",
    "n_articles": "articles",
    "n_sentences": "sentences",
    "missing": "why not",
}
BY_TOPIC: Final = {"topic_name": "topic"} | {name: said for name, said in ESTIMATES.items() if name != "kind"}
DIFFERENCES: Final = {
    "a_name": "a",
    "b_name": "b",
    "estimate": "a less b",
    "low": "low",
    "high": "high",
    "p_adjusted": "p, adjusted",
    "n_stories": "shared stories",
    "verdict": "verdict",
    "missing": "why not",
}
COVERAGE: Final = {
    "topic_name": "topic",
    "outlet_name": "outlet",
    "families": "texts on it",
    "of": "of",
    "share": "share",
}
COVERAGE_ENDS: Final = {"low": "low", "high": "high"}
STYLE: Final = """
:root{color-scheme:light}
body{font:17px/1.55 "Liberation Sans",Arial,Helvetica,sans-serif;color:#1c1b1a;background:#fff;
max-width:62rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3{line-height:1.25}h2{margin-top:3rem;border-top:1px solid #dcd8d2;padding-top:1rem}
.said{font-size:1.1rem;font-weight:600}.notice{border-left:4px solid #1c1b1a;padding:.2rem 1rem}
.table{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;margin:1rem 0}
caption{text-align:left;color:#5f5b56;padding:.3rem 0}th,td{text-align:left;padding:.25rem .7rem .25rem 0;
border-bottom:1px solid #dcd8d2;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}
svg{max-width:100%;height:auto}code{overflow-wrap:anywhere}
"""


def html(gathered: Gathered, drawing: Drawing) -> str:
    """The page."""
    body = "\n".join(_body(gathered, drawing))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Parallax report, {safe(gathered.facts.date)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def drawn(picture: Picture) -> str:
    """The picture as SVG, or why it could not be drawn."""
    try:
        return pictures.svg(picture).decode("utf-8")
    except DrawingError as error:
        return f"The picture could not be drawn: {error}."
    except ModuleNotFoundError as error:
        return f"The picture is not here, because {error.name} is not installed; the table has its numbers."


def safe(text: object) -> str:
    """Text of others for HTML: no markup of it acts, and no control or direction character stays."""
    bad = {"Cc", "Cs", "Cf"}
    return markup.escape("".join(" " if unicodedata.category(char) in bad else char for char in str(text)))


def _body(gathered: Gathered, drawing: Drawing) -> Iterator[str]:
    facts = gathered.facts
    yield f"<h1>How {facts.articles['outlet'].nunique():,} outlets tell it</h1>"
    yield f"<p>Parallax report. Data as of {safe(facts.date)}.</p>"
    yield f'<p class="notice">{safe(MISUSE)}</p>'
    number = 0
    for title, measures in SECTIONS.items():
        of = [section for section in gathered.sections if section.question.measure in measures]
        yield f"<h2>{title}</h2>"
        if not of:
            yield "<p>Nothing of this was asked.</p>"
        for section in of:
            yield from _answer(section, facts, drawing, number)
            number += 2
    yield "<h2>By topic</h2>"
    yield from _by_topic(gathered.sections)
    yield "<h2>Coverage</h2>"
    yield from _coverage(gathered.tables["coverage"])
    yield "<h2>Method</h2>"
    yield from _method(gathered)
    yield "<h2>Limits</h2>"
    yield f"<ul>{''.join(f'<li>{safe(limit)}</li>' for limit in wording.LIMITS)}</ul>"
    yield f"<h2>Data</h2><p>SHA-256 of the data: <code>{facts.hash}</code></p>"
    files = "".join(
        f"<li>{name}.csv, {name}.parquet: {len(rows):,} rows</li>" for name, rows in gathered.tables.items()
    )
    yield f"<p>Beside this page lie the tables, and codebook.csv says what each column means.</p><ul>{files}</ul>"


def _answer(section: Section, facts: Facts, drawing: Drawing, number: int) -> Iterator[str]:
    scale = SCALES[section.question.measure]
    yield f"<h3>{safe(scale.name)}{f': {safe(section.name)}' if section.name else ''}</h3>"
    yield f"<p>{safe(scale.question.format(subject=section.name))} {safe(scale.caution)}</p>"
    scored = section.outlets.dropna(subset=["estimate"])
    if scored.empty:
        why = section.outlets["missing"].dropna()
        yield f"<p>{safe(why.iloc[0]) if len(why) else 'There are no articles.'}</p>"
        return
    told = findings.differences(section.pairs, scale)
    yield f'<p class="said">{safe(told)}</p>'
    source = _source(section, facts)
    strip = section.articles.loc[section.articles["sentences"] > 0, ["outlet_name", "mean", "title"]]
    words = scored.assign(
        printed=[findings.printed(row, scale) for _, row in scored.iterrows()],
        size=[findings.rests_on(row) for _, row in scored.iterrows()],
    )
    of_outlets = Picture(
        charts.outlets(words, strip, scale).to_dict(), findings.outlets(section.outlets, scale), source
    )
    yield _figure(drawing(of_outlets), number)
    yield _table(section.outlets, ESTIMATES, scale, f"{scale.name} of each outlet, own words, copies counted once")
    known = section.pairs.dropna(subset=["p"])
    if len(known):
        of_pairs = Picture(charts.differences(known.head(PAIRS), scale).to_dict(), told, source)
        yield _figure(drawing(of_pairs), number + 1)
    yield _table(section.pairs, DIFFERENCES, scale, "Differences, the surest first")
    if len(section.ends):
        shown = {"text": "sentence", "score": "score", "outlet_name": "outlet", "title": "article"}
        yield _table(section.ends, shown, scale, "Sentences at either end of the scale")


def _source(section: Section, facts: Facts) -> str:
    scored = section.articles[section.articles["sentences"] > 0]
    return (
        f"Parallax. Data as of {facts.date}. n = {len(scored):,} articles, {scored['family'].nunique():,} independent "
        f"texts, {int(scored['sentences'].sum()):,} sentences, own words. Model {section.question.model}, revision "
        f"{section.question.model_revision}."
    )


def _by_topic(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        known = section.topics.dropna(subset=["estimate"])
        if len(known):
            scale = SCALES[section.question.measure]
            title = f"{scale.name}{f' of {section.name}' if section.name else ''}, by topic"
            yield _table(known, BY_TOPIC, scale, title)
    if all(section.topics["estimate"].isna().all() for section in sections):
        yield "<p>No topic has a scored text.</p>"


def _coverage(table: pd.DataFrame) -> Iterator[str]:
    if table.empty:
        yield "<p>No article is on a topic.</p>"
        return
    yield f'<p class="said">{safe(findings_coverage.attention(table))}</p>'
    yield _table(table, COVERAGE | COVERAGE_ENDS, None, "Share of an outlet's independent texts that are on a topic")


def _method(gathered: Gathered) -> Iterator[str]:
    facts = gathered.facts
    yield f"<p>{safe(wording.paragraph(facts))}</p>"
    outlets = facts.articles.groupby(["outlet_name", "kind"], sort=True).agg(
        articles=("article", "size"),
        families=("family", "nunique"),
        first=("published", "min"),
        last=("published", "max"),
    )
    outlets = outlets.reset_index()
    outlets[["first", "last"]] = outlets[["first", "last"]].apply(lambda times: times.dt.strftime("%Y-%m-%d"))
    shown = {name: name.replace("_", " ") for name in outlets.columns} | {"families": "independent texts"}
    yield _table(outlets, shown, None, "The sample")
    figures = gathered.tables["models"]
    yield _table(figures, {name: name for name in figures.columns}, None, "The models on public test sets")
    for note in gathered.notes:
        yield f"<p>Labels were not used: {safe(note)}.</p>"
    titles = {
        "corrected": "Estimates corrected by human labels",
        "corrected_differences": "Differences corrected by human labels",
        "agreement": "Agreement of the coders",
        "model_errors": "The model against human labels",
    }
    for name, title in titles.items():
        table = gathered.tables[name]
        if len(table):
            yield _table(table, {column: column for column in table.columns}, None, title)
    if gathered.tables["corrected"].empty and not gathered.notes:
        yield "<p>No sentence here was labelled by a person, so nothing could be corrected.</p>"


def _figure(svg_or_why: str, number: int) -> str:
    if not svg_or_why.startswith("<svg"):
        return f"<p>{safe(svg_or_why)}</p>"
    # Ids are those of the whole page, and every picture counts its own from one.
    apart = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>f{number}-", svg_or_why)
    return f"<figure>{apart}</figure>"


def _table(table: pd.DataFrame, columns: Mapping[str, str], scale: Scale | None, title: str) -> str:
    shown = table[list(columns)].dropna(axis="columns", how="all").head(ROWS)
    more = f" (the first {ROWS} of {len(table):,} rows; the files hold all)" if len(table) > ROWS else ""
    head = "".join(f'<th scope="col">{safe(columns[str(name)])}</th>' for name in shown.columns)
    rows = "".join(
        f"<tr>{''.join(_cell(str(name), value, scale) for name, value in row.items())}</tr>"
        for row in shown.astype(object).to_dict("records")
    )
    return (
        f'<div class="table"><table><caption>{safe(title)}{more}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(column: str, value: object, scale: Scale | None) -> str:
    if isinstance(value, bool):
        return f"<td>{'yes' if value else 'no'}</td>"
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return "<td>–</td>"
    if column == "p_adjusted" and isinstance(value, float):
        return f'<td class="n">{f"{value:.3f}" if value >= 0.001 else "&lt; 0.001"}</td>'
    if isinstance(value, float):
        signed = scale is not None and column in {"estimate", "low", "high", "score"}
        written = scale.written(value) if signed and scale else f"{value + 0.0:.2f}".replace("-", "−")
        return f'<td class="n">{written}</td>'
    return f'<td class="n">{value:,}</td>' if isinstance(value, int) else f"<td>{safe(value)}</td>"
