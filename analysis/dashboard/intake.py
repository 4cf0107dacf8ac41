"""The doors on the page: what was recognised and why, mended by the user, then stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis.dashboard import cache, process, text, workspaces
from data import ingest
from data.catalogue import Catalogue
from data.ingest import pasted
from data.ingest.base import Proposal, RefusedError
from data.schema import Article, PublishedBasis
from data.store import BusyError

DOORS: Final = ("Files", "Paste a page", "Address or feed")
PREVIEWED: Final = 200
"""Articles that are shown for mending; a longer source is stored as it was read, after a sample."""
FOUND: Final = "intake_found"
PROBLEMS: Final = "intake_problems"


def draw(name: str, version: str) -> None:
    """Draw the doors, and the preview of what came through the last one."""
    known = cache.outlets(name, version)
    door = st.segmented_control("Door", DOORS, default=DOORS[0], required=True, key="intake_door")
    left, right = st.columns(2)
    with left:
        day = st.date_input(
            "Captured on",
            value=None,
            key="intake_day",
            help="The day on which a page was saved or copied; “3 hours ago” counts from here.",
        )
        hour = st.time_input("at (UTC)", value=time(12), key="intake_hour", disabled=day is None)
    with right:
        via = st.text_input("Shown by the aggregator", key="intake_via", placeholder="left empty: as recognised")
        outlet = st.text_input("Written by", key="intake_outlet", placeholder="left empty: as recognised")
    captured = datetime.combine(day, hour, UTC) if day else None
    stated = {"catalogue": known, "captured": captured, "via": _id(known, via)}
    if door == "Files":
        files = st.file_uploader(
            "Text, HTML, RSS or Atom, CSV, JSON lines, Parquet", accept_multiple_files=True, key="intake_files"
        )
        st.button(
            "Read", on_click=_read_files, args=(files, {**stated, "outlet": _id(known, outlet)}), disabled=not files
        )
    elif door == "Paste a page":
        words = st.text_area("The text of a page, copied whole", height=260, key="intake_text")
        st.button("Read", on_click=_read_pasted, args=(words, stated), disabled=not words.strip())
    else:
        address = st.text_input("Address of an article, a page or a feed", key="intake_url", placeholder="https://…")
        st.button(
            "Fetch", on_click=_read_url, args=(address, {**stated, "outlet": _id(known, outlet)}), disabled=not address
        )
    for problem in st.session_state.get(PROBLEMS, []):
        st.error(text.plain(problem))
    if st.session_state.get(FOUND):
        _preview(name, known)


def _preview(name: str, known: Catalogue) -> None:
    proposals: list[Proposal] = st.session_state[FOUND]
    articles = [article for proposal in proposals for article in proposal.articles]
    refusals = [(p.source, refusal) for p in proposals for refusal in p.refusals]
    st.subheader(f"{len(articles):,} articles found; look before you store")
    if not all(proposal.sure for proposal in proposals):
        st.warning("Parallax is not sure of this split. Compare titles and texts below with the source, and mend them.")
    with st.expander("What was recognised, and why", expanded=True):
        for line in dict.fromkeys(line for proposal in proposals for line in proposal.evidence):
            st.markdown(f"- {text.plain(line)}")
        for source, refusal in refusals[:PREVIEWED]:
            st.markdown(f"- left out: {text.plain(source)}, {text.plain(refusal.where)}: {text.plain(refusal.reason)}")
    edited = st.data_editor(
        pd.DataFrame([_row(article, known) for article in articles[:PREVIEWED]]),
        key="intake_editor",
        hide_index=True,
        width="stretch",
        row_height=60,
        column_config={
            "keep": st.column_config.CheckboxColumn("Store", width="small"),
            "title": st.column_config.TextColumn("Title", width="medium"),
            "outlet": st.column_config.TextColumn("Outlet", help="A name or id; leave empty when it is not known."),
            "suggestion": st.column_config.TextColumn("Suggested outlet, and why", disabled=True, width="medium"),
            "via": st.column_config.TextColumn("Via"),
            "slot": st.column_config.TextColumn("Slot"),
            "published": st.column_config.DatetimeColumn("Published (UTC)", format="YYYY-MM-DD HH:mm"),
            "basis": st.column_config.TextColumn("Time is", disabled=True),
            "text": st.column_config.TextColumn("Text", width="large"),
            "marks": st.column_config.TextColumn("Marks", disabled=True),
        },
    )
    rest = articles[PREVIEWED:]
    if rest:
        st.caption(f"{len(rest):,} further articles are stored as they were read.")
    store, drop = st.columns([2, 5])
    store.button("Store and score", type="primary", on_click=_store, args=(name, articles, edited, rest, known))
    drop.button("Throw away", on_click=_forget)


def _row(article: Article, known: Catalogue) -> dict[str, Any]:
    suggestion = article.suggestion
    return {
        "keep": True,
        "title": article.title,
        "outlet": _name(known, article.outlet),
        "suggestion": f"{_name(known, suggestion.outlet)}: {suggestion.evidence}" if suggestion else "",
        "via": _name(known, article.via),
        "slot": article.slot,
        "published": article.published,
        "basis": article.published_basis.value,
        "text": article.text,
        "marks": "; ".join(article.warnings),
    }


def mended(article: Article, row: Mapping[Any, Any], known: Catalogue) -> Article:
    """An article as the user left it in the preview."""
    published = None if pd.isna(row["published"]) else pd.Timestamp(row["published"]).to_pydatetime()
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    changed = published != article.published
    return replace(
        article,
        title=str(row["title"] or "").strip(),
        text=str(row["text"] or "").strip(),
        outlet=_id(known, row["outlet"]),
        via=_id(known, row["via"]),
        slot=row["slot"] or None,
        published=published,
        published_basis=(PublishedBasis.STATED if published else PublishedBasis.UNKNOWN)
        if changed
        else article.published_basis,
    )


def _store(name: str, articles: list[Article], edited: pd.DataFrame, rest: list[Article], known: Catalogue) -> None:
    kept = [
        mended(article, row, known)
        for article, row in zip(articles, edited.to_dict("records"), strict=False)
        if row["keep"]
    ]
    workspace = workspaces.named(name)
    try:
        added = workspace.add([article for article in [*kept, *rest] if article.text])
    except BusyError as error:
        st.session_state[PROBLEMS] = [str(error)]
        return
    _forget()
    process.start(workspace)
    known_before = f" {len(added.duplicates)} were there already." if added.duplicates else ""
    st.toast(f"{len(added.stored)} articles stored.{known_before}")


def _forget() -> None:
    for key in (FOUND, PROBLEMS, "intake_editor"):
        st.session_state.pop(key, None)


def _read_files(files: Iterable[Any], stated: dict[str, Any]) -> None:
    _collect([(file.name, partial(ingest.propose, (file.name, file.getvalue()), **stated)) for file in files])


def _read_pasted(words: str, stated: dict[str, Any]) -> None:
    stated = {**stated, "captured": stated["captured"] or datetime.now(UTC)}
    _collect([("pasted text", lambda: [pasted.read(words, source="pasted text", **stated)])])


def _read_url(address: str, stated: dict[str, Any]) -> None:
    _collect([(address, lambda: ingest.propose(address, **stated))])


def _collect(sources: list[tuple[str, Callable[[], Iterable[Proposal]]]]) -> None:
    found: list[Proposal] = []
    problems: list[str] = []
    for source, read in sources:
        try:
            found += read()
        except (RefusedError, OSError) as error:
            problems.append(f"{source}: {error}")
    st.session_state[FOUND] = found
    st.session_state[PROBLEMS] = problems
    st.session_state.pop("intake_editor", None)


def _id(known: Catalogue, words: object) -> str | None:
    """The outlet's id where the words name a known one, otherwise the words."""
    stripped = str(words).strip() if isinstance(words, str) else ""
    if not stripped:
        return None
    outlet = known.get(stripped) or known.recognise(stripped)
    return outlet.id if outlet else stripped


def _name(known: Catalogue, outlet_id: str | None) -> str:
    outlet = known.get(outlet_id)
    return outlet.name if outlet else outlet_id or ""
