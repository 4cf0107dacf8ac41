"""The doors on the page: what came in, read again whenever the user says something of it, then stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from itertools import chain, islice
from typing import Any, Final

import streamlit as st

from analysis.dashboard import cache, mending, process, text, workspaces
from data import ingest
from data.catalogue import Catalogue
from data.ingest import pasted
from data.ingest.base import Proposal, RefusedError
from data.schema import Article
from data.store import BusyError

DOORS: Final = ("Files", "Paste a page", "Address or feed")
PREVIEWED: Final = 200
"""Articles that are shown for mending; what a source holds beyond them is stored as it is read."""
READ: Final = "intake_read"
PASTED: Final = "pasted text"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A source that the user handed over, with what the user says of it."""

    name: str
    content: bytes | str | None
    captured: datetime | None
    via: str | None
    outlet: str | None

    def proposals(self, known: Catalogue) -> Iterator[Proposal]:
        """Read it, with the user's corrections of headlines or columns, if there are any."""
        if isinstance(self.content, str):
            headlines = mending.headlines(self.name)
            read = pasted.read if headlines is None else partial(pasted.split_at, titles=headlines)
            yield read(self.content, source=self.name, catalogue=known, captured=self.captured, via=self.via)
            return
        yield from ingest.propose(
            self.name if self.content is None else (self.name, self.content),
            catalogue=known,
            captured=self.captured,
            via=self.via,
            outlet=self.outlet,
            mapping=mending.mapping(self.name),
        )


def draw(name: str, version: str) -> None:
    """Draw the doors, and the preview of what came through them."""
    known = cache.outlets(name, version)
    door = st.segmented_control(
        "Door", DOORS, default=DOORS[0], required=True, key="intake_door", label_visibility="collapsed"
    )
    incoming = _door(door, known)
    if incoming:
        st.button("Read", type="primary", on_click=_read, args=(incoming,))
    read: list[Incoming] = st.session_state.get(READ, [])
    if read:
        _preview(name, known, read)


def _door(door: str, known: Catalogue) -> list[Incoming]:
    """What waits behind the chosen door."""
    files: list[Any] = []
    words = address = ""
    if door == DOORS[0]:
        files = st.file_uploader(
            "Text, HTML, RSS or Atom, CSV, JSON lines, Parquet", accept_multiple_files=True, key="intake_files"
        )
    elif door == DOORS[1]:
        words = st.text_area("The text of a page, copied whole", height=240, key="intake_text")
    else:
        address = st.text_input("Address of an article, a page or a feed", key="intake_url", placeholder="https://…")
    with st.expander("When was it captured, who shows it, who wrote it – where the source does not say"):
        first, second, third, fourth = st.columns(4)
        help_ = "“3 hours ago” counts back from here. Left empty: now for what you paste or fetch."
        day = first.date_input("Captured on", value=None, key="intake_day", help=help_)
        hour = second.time_input("at (UTC)", value=time(12), key="intake_hour")
        via = third.text_input("Shown by the aggregator", key="intake_via", placeholder="as recognised")
        outlet = fourth.text_input("Written by", key="intake_outlet", placeholder="as recognised")
    captured = datetime.combine(day, hour, UTC) if day else datetime.now(UTC)
    who = (captured, mending.outlet_id(known, via), mending.outlet_id(known, outlet))
    if words.strip():
        return [Incoming(PASTED, words, *who)]
    if address.strip():
        return [Incoming(address.strip(), None, *who)]
    return [Incoming(file.name, file.getvalue(), *who) for file in files]


def _read(incoming: list[Incoming]) -> None:
    mending.forget()
    st.session_state[READ] = incoming


def _preview(name: str, known: Catalogue, read: list[Incoming]) -> None:
    proposals: list[Proposal] = []
    with st.spinner("Reading …"):
        for source in read:
            try:
                proposals += _first(source.proposals(known))
            except (RefusedError, OSError) as error:
                st.error(f"{text.plain(source.name)}: {text.plain(str(error))}")
    articles = [article for proposal in proposals for article in proposal.articles]
    if proposals:
        st.subheader(f"{len(articles):,} articles found; look before you store")
        mending.explain(proposals)
    for source in read:
        if isinstance(source.content, str):
            mending.draw_headlines(source.name, source.content, known)
        elif isinstance(source.content, bytes):
            mending.draw_mapping(source.name, source.content)
    if not articles:
        st.button("Throw away", on_click=_forget)
        return
    kept = mending.draw_articles(articles[:PREVIEWED], known)
    more = len(articles) > PREVIEWED
    if more:
        st.caption(f"The first {PREVIEWED} are shown; everything after them is stored as it is read.")
    store, drop = st.columns([2, 6])
    store.button("Store and score", type="primary", on_click=_store, args=(name, known, read, kept, more))
    drop.button("Throw away", on_click=_forget)


def _first(proposals: Iterator[Proposal]) -> list[Proposal]:
    """As many proposals as the preview needs, without reading a long table to its end."""
    found: list[Proposal] = []
    for proposal in proposals:
        found.append(proposal)
        if sum(len(p.articles) for p in found) > PREVIEWED:
            break
    return found


def _store(name: str, known: Catalogue, read: list[Incoming], kept: list[Article], more: bool) -> None:
    workspace = workspaces.named(name)
    everything = (article for source in read for p in source.proposals(known) for article in p.articles)
    rest = islice(everything, PREVIEWED, None) if more else iter(())
    try:
        added = workspace.add(article for article in chain(kept, rest) if article.text)
    except (BusyError, RefusedError) as error:
        st.toast(str(error))
        return
    _forget()
    process.start(workspace)
    before = f" {len(added.duplicates):,} were there already." if added.duplicates else ""
    st.toast(f"{len(added.stored):,} articles stored.{before}")


def _forget() -> None:
    mending.forget()
    st.session_state.pop(READ, None)
