"""What a door proposes, shown with its reasons, and mended by the user before it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis.dashboard import text
from data.catalogue import Catalogue
from data.ingest import mapping as columns
from data.ingest import page, tables
from data.ingest.base import Proposal, RefusedError
from data.schema import Article, PublishedBasis

HEADLINES: Final = "mend_headlines"
MAPPING: Final = "mend_mapping"
EDITOR: Final = "mend_articles"
REFUSALS_SHOWN: Final = 50
NO_COLUMN: Final = "(no column)"


def headlines(source: str) -> list[int] | None:
    """The lines that the user said are headlines of a pasted page, or None where nothing was said."""
    return dict(st.session_state.get(HEADLINES, {})).get(source)


def mapping(source: str) -> columns.Mapping | None:
    """The columns that the user chose for a table, or None where they are guessed."""
    return dict(st.session_state.get(MAPPING, {})).get(source)


def forget() -> None:
    """Drop every correction."""
    for key in list(st.session_state):
        if str(key).startswith("mend_"):
            del st.session_state[key]


def explain(proposals: Sequence[Proposal]) -> None:
    """Say what was recognised and why, what was left out, and where to look."""
    if not all(proposal.sure for proposal in proposals):
        st.warning("Parallax is not sure of this reading. Look at titles and texts below, and mend what is wrong.")
    with st.expander("What was recognised, and why", expanded=True):
        for line in dict.fromkeys(line for proposal in proposals for line in proposal.evidence):
            st.markdown(f"- {text.plain(line)}")
        left_out = [(p.source, refusal) for p in proposals for refusal in p.refusals]
        for source, refusal in left_out[:REFUSALS_SHOWN]:
            st.markdown(f"- left out: {text.plain(f'{source}, {refusal.where}: {refusal.reason}')}")
        if len(left_out) > REFUSALS_SHOWN:
            st.markdown(f"- and {len(left_out) - REFUSALS_SHOWN:,} more left out")


def draw_headlines(source: str, words: str, known: Catalogue) -> None:
    """Let the user say which lines of a pasted page are headlines."""
    try:
        blocks = page.blocks(words, known, titles=headlines(source))
    except RefusedError:
        return
    titles = {block.first for block in blocks if block.role == page.BlockRole.TITLE}
    roles = {line: block.role.value for block in blocks for line in range(block.first, block.last + 1)}
    lines = [(number, line) for number, line in enumerate(words.splitlines()) if line.strip()]
    with st.expander("Split in the wrong place? Say which lines are headlines"):
        edited = st.data_editor(
            pd.DataFrame(
                {
                    "line": [number for number, _ in lines],
                    "headline": [number in titles for number, _ in lines],
                    "read as": [roles.get(number, "") for number, _ in lines],
                    "text": [line for _, line in lines],
                }
            ),
            key=f"mend_lines_{len(titles)}",
            hide_index=True,
            width="stretch",
            height=320,
            disabled=["line", "read as", "text"],
            column_config={
                "line": st.column_config.NumberColumn("Line", width="small"),
                "headline": st.column_config.CheckboxColumn("Headline", width="small"),
                "read as": st.column_config.TextColumn("Read as", width="small"),
                "text": st.column_config.TextColumn("Text", width="large"),
            },
        )
        chosen = [int(number) for number in edited.loc[edited["headline"], "line"]]
        st.button("Split again", on_click=_keep, args=(HEADLINES, source, chosen), disabled=not chosen)


def draw_mapping(source: str, content: bytes) -> None:
    """Let the user say which column of a table holds what; draws nothing for what is no table."""
    try:
        sample = tables.peek(content, source)
    except RefusedError:
        return
    used = mapping(source) or columns.guess(sample.columns, sample.rows)
    with st.expander(f"Columns of {text.plain(source)}"):
        st.dataframe(pd.DataFrame(list(sample.rows)).astype(str).head(5), hide_index=True)
        chosen: dict[str, str | None] = {}
        for place, field in zip(st.columns(4) * (len(columns.FIELDS) // 4 + 1), columns.FIELDS, strict=False):
            options = [NO_COLUMN, *sample.columns]
            now = getattr(used, field) or NO_COLUMN
            picked = place.selectbox(field.capitalize(), options, options.index(now), key=f"mend_{source}_{field}")
            chosen[field] = None if picked == NO_COLUMN else picked
        wanted = columns.Mapping(**chosen, day_first=used.day_first)
        st.button("Read with these columns", on_click=_keep, args=(MAPPING, source, wanted), disabled=wanted == used)


def draw_articles(articles: Sequence[Article], known: Catalogue) -> list[Article]:
    """The articles as a table to mend; those that the user keeps, as mended."""
    edited = st.data_editor(
        pd.DataFrame([_row(article, known) for article in articles]),
        key=EDITOR,
        hide_index=True,
        width="stretch",
        row_height=60,
        column_config={
            "keep": st.column_config.CheckboxColumn("Store", width="small"),
            "title": st.column_config.TextColumn("Title", width="medium"),
            "outlet": st.column_config.TextColumn("Outlet", help="A name or id; leave empty when it is not known."),
            "suggestion": st.column_config.TextColumn("Suggested outlet, and why", disabled=True, width="medium"),
            "via": st.column_config.TextColumn("Via"),
            "slot": st.column_config.TextColumn("Slot", width="small"),
            "published": st.column_config.DatetimeColumn("Published (UTC)", format="YYYY-MM-DD HH:mm"),
            "basis": st.column_config.TextColumn("Time is", disabled=True, width="small"),
            "text": st.column_config.TextColumn("Text", width="large"),
            "marks": st.column_config.TextColumn("Marks", disabled=True),
        },
    )
    rows = edited.to_dict("records")
    return [mended(article, row, known) for article, row in zip(articles, rows, strict=True) if row["keep"]]


def mended(article: Article, row: Mapping[Any, Any], known: Catalogue) -> Article:
    """An article as the user left its row in the preview."""
    published = None if pd.isna(row["published"]) else pd.Timestamp(row["published"]).to_pydatetime()
    if published is not None:
        published = published.replace(tzinfo=UTC) if published.tzinfo is None else published.astimezone(UTC)
    basis = article.published_basis
    if published != article.published:
        basis = PublishedBasis.STATED if published else PublishedBasis.UNKNOWN
    return replace(
        article,
        title=str(row["title"] or "").strip(),
        text=str(row["text"] or "").strip(),
        outlet=outlet_id(known, row["outlet"]),
        via=outlet_id(known, row["via"]),
        slot=row["slot"] or None,
        published=published,
        published_basis=basis,
    )


def outlet_id(known: Catalogue, words: object) -> str | None:
    """The outlet's id where the words name a known one, otherwise the words; None for none."""
    stripped = words.strip() if isinstance(words, str) else ""
    if not stripped:
        return None
    outlet = known.get(stripped) or known.recognise(stripped)
    return outlet.id if outlet else stripped


def _row(article: Article, known: Catalogue) -> dict[str, Any]:
    suggestion = article.suggestion
    return {
        "keep": True,
        "title": article.title,
        "outlet": known.printed(article.outlet),
        "suggestion": f"{known.printed(suggestion.outlet)}: {suggestion.evidence}" if suggestion else "",
        "via": known.printed(article.via),
        "slot": article.slot,
        "published": article.published,
        "basis": article.published_basis.value,
        "text": article.text,
        "marks": "; ".join(article.warnings),
    }


def _keep(key: str, source: str, correction: object) -> None:
    st.session_state[key] = {**st.session_state.get(key, {}), source: correction}
    st.session_state.pop(EDITOR, None)
