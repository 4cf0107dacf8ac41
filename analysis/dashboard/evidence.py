"""Under every number: the sentences that carry it, and the table that was drawn."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis import export
from analysis.dashboard import cache, text
from analysis.dashboard.filters import Filters
from analysis.measures import SCALES, Scale

SHOWN = 200


def sentences(chosen: Filters, articles: pd.DataFrame, scale: Scale) -> None:
    """The scored sentences of some articles, strongest first, in a table that can be searched."""
    found = cache.sentences(chosen.workspace, chosen.version, chosen.asked, tuple(articles["article"]))
    failed = found["missing"].notna().sum() if len(found) else 0
    found = found[found["missing"].isna()] if len(found) else found
    if found.empty:
        st.info("No sentence of these articles was scored for this question.")
        return
    joined = found.merge(articles[["article", "outlet_name", "title", "story"]], on="article")
    st.caption(f"{len(joined)} sentences, strongest first." + (f" {failed} could not be read." if failed else ""))
    shown = joined.head(SHOWN).assign(score=[scale.written(s) for s in joined["score"].head(SHOWN)])
    st.dataframe(
        shown[["score", "label", "text", "voice", "speaker", "title"]],
        hide_index=True,
        width="stretch",
        row_height=56,
        column_config={
            "score": st.column_config.TextColumn("Score", width="small"),
            "label": st.column_config.TextColumn("Label", width="small"),
            "text": st.column_config.TextColumn("Sentence", width="large"),
            "voice": st.column_config.TextColumn("Voice", width="small"),
            "speaker": st.column_config.TextColumn("Speaker", width="small"),
            "title": st.column_config.TextColumn("Article", width="medium"),
        },
    )


def table(numbers: pd.DataFrame, name: str, scale: Scale) -> None:
    """A table of estimates with a safe download of it."""
    st.dataframe(numbers, hide_index=True, width="stretch", column_config=_formats(numbers))
    st.download_button(
        "Download as CSV",
        export.csv(numbers),
        f"parallax-{name}.csv",
        "text/csv",
        key=f"csv-{name}",
        help=scale.caution,
    )


def counts(numbers: pd.DataFrame, name: str) -> None:
    """A table of counts and shares with a safe download of it."""
    st.dataframe(numbers, hide_index=True, width="stretch")
    st.download_button("Download as CSV", export.csv(numbers), f"parallax-{name}.csv", "text/csv", key=f"csv-{name}")


def _formats(numbers: pd.DataFrame) -> dict[str, Any]:
    names = {
        "outlet_name": "Outlet",
        "topic_name": "Topic",
        "estimate": "Estimate",
        "low": "Low",
        "high": "High",
        "n_families": "Texts",
        "n_articles": "Articles",
        "n_sentences": "Sentences",
        "missing": "Why missing",
        "kind": "Kind",
        "printed": "In words",
    }
    return {
        column: st.column_config.NumberColumn(names.get(column, column), format="%+.2f")
        if column in {"estimate", "low", "high"}
        else names.get(column, column)
        for column in numbers.columns
    }


def holding(found: pd.DataFrame, term: str) -> None:
    """Sentences that hold a word or phrase, which is marked, each with its outlet and headline."""
    if found.empty:
        st.info("No sentence of these articles holds it.")
        return
    rows = found[["text", "outlet_name", "title"]].itertuples(index=False, name=None)
    st.html("".join(text.quotation(sentence, term, f"{outlet}: {title}") for sentence, outlet, title in rows))


def said(found: pd.DataFrame) -> None:
    """Sentences in which somebody speaks, in a table that can be searched."""
    st.caption(f"{len(found):,} sentences." + (f" The first {SHOWN} are shown." if len(found) > SHOWN else ""))
    st.dataframe(
        found.head(SHOWN)[["text", "verb", "voice", "title"]],
        hide_index=True,
        width="stretch",
        row_height=56,
        column_config={
            "text": st.column_config.TextColumn("Sentence", width="large"),
            "verb": st.column_config.TextColumn("Verb", width="small"),
            "voice": st.column_config.TextColumn("Voice", width="small"),
            "title": st.column_config.TextColumn("Article", width="medium"),
        },
    )


def articles(found: pd.DataFrame, key: str, chosen: Filters) -> None:
    """Articles in a table; the one that is selected, by mouse or keyboard, is shown below with its text."""
    if found.empty:
        st.info("No article stands behind this.")
        return
    shown = found.sort_values("published").head(SHOWN).reset_index(drop=True)
    more = f" The first {SHOWN} are shown." if len(found) > SHOWN else ""
    st.caption(f"{len(found):,} {'article' if len(found) == 1 else 'articles'}. Select one to read it.{more}")
    event = st.dataframe(
        shown[["title", "outlet_name", "published", "via_name", "slot"]].dropna(axis="columns", how="all"),
        hide_index=True,
        width="stretch",
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "title": st.column_config.TextColumn("Article", width="large"),
            "outlet_name": "Outlet",
            "published": st.column_config.DatetimeColumn("Published (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC"),
            "via_name": "Via",
            "slot": "Slot",
        },
    )
    for at in event["selection"]["rows"][:1]:
        row = shown.iloc[at]
        scale = SCALES[chosen.asked.measure]
        with st.container(border=True):
            st.html(text.headline(row["title"], None, scale))
            st.html(text.article(cache.article_text(chosen.workspace, chosen.version, row["article"]), [], scale))
