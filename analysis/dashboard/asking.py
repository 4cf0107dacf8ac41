"""What a workspace asks, and who its outlets are, as tables to edit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from analysis.dashboard import cache, workspaces
from data.schema import Claim, Kind, Outlet, Target, Topic
from data.state import T

LIST_HELP = "several, separated by commas"
CAUGHT = "articles"


def draw(name: str, version: str) -> None:
    """Draw the editors of topics, targets and claims."""
    state = workspaces.named(name).state
    topics, targets, claims = state.items(Topic), state.items(Target), state.items(Claim)
    titles = {topic.id: topic.name for topic in topics}
    st.caption("Add a row to ask something new; after saving, score again: only what is new is computed.")
    st.subheader("Targets: whose portrayal is measured")
    rows = [
        {"name": t.name, "aliases": ", ".join(t.aliases), CAUGHT: cache.naming(name, version, (t.name, *t.aliases))}
        for t in targets
    ]
    edited = _editor("targets", rows, ["name", "aliases"])
    old = {target.name: target for target in targets}
    targets_now = [
        replace(old.get(row["name"], Target(slug(row["name"]), row["name"])), aliases=words(row["aliases"]))
        for row in edited
    ]
    st.button("Save targets", on_click=_save, args=(name, Target, targets_now))

    st.subheader("Claims: what a passage can support or oppose")
    rows = [
        {
            "text": c.text,
            "topics": ", ".join(titles.get(t, t) for t in c.topics),
            "keywords": ", ".join(c.keywords),
            CAUGHT: cache.naming(name, version, c.keywords) if c.keywords else None,
        }
        for c in claims
    ]
    edited = _editor("claims", rows, ["text", "topics", "keywords"])
    ids = {title.casefold(): topic for topic, title in titles.items()}
    known = {claim.text: claim for claim in claims}
    claims_now = [
        replace(
            known.get(row["text"], Claim(slug(row["text"])[:40].strip("-"), row["text"])),
            topics=tuple(ids.get(word.casefold(), slug(word)) for word in words(row["topics"])),
            keywords=words(row["keywords"]),
        )
        for row in edited
    ]
    st.button("Save claims", on_click=_save, args=(name, Claim, claims_now))

    st.subheader("Topics: what articles are about")
    rows = [
        {"name": t.name, "seeds": ", ".join(t.seeds), CAUGHT: cache.naming(name, version, t.seeds) if t.seeds else None}
        for t in topics
    ]
    edited = _editor("topics", rows, ["name", "seeds"])
    named = {topic.name: topic for topic in topics}
    topics_now = [
        replace(named.get(row["name"], Topic(slug(row["name"]), row["name"])), seeds=words(row["seeds"]))
        for row in edited
    ]
    st.button("Save topics", on_click=_save, args=(name, Topic, topics_now))


def draw_outlets(name: str, version: str) -> None:
    """Draw who the outlets of this workspace are, and the form for a label of one's own."""
    known, articles = cache.outlets(name, version), cache.articles(name, version)
    present = sorted({*articles["outlet"], *articles["via"].dropna()})
    rows = []
    for outlet_id in present:
        outlet = known.get(outlet_id)
        rows.append(
            {
                "outlet": outlet.name if outlet else outlet_id,
                "kind": (outlet.kind if outlet else Kind.UNKNOWN).value,
                "country": outlet.country if outlet else None,
                "label from": f"{outlet.label_source} {outlet.label_year or ''}" if outlet else "not in the catalogue",
                "articles": int((articles["outlet"] == outlet_id).sum()),
                "shown by it": int((articles["via"] == outlet_id).sum()),
            }
        )
    st.caption(
        "A label says who owns and steers an outlet. Labels are contestable: yours replaces the shipped one here."
    )
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    if not present:
        return
    with st.form("outlet_label"):
        left, middle, right = st.columns(3)
        chosen = left.selectbox("Outlet", present, format_func=lambda o: _outlet(known.get(o), o).name)
        kind = middle.selectbox("Your label", [k.value for k in Kind])
        country = right.text_input("Country", placeholder="as it is")
        if st.form_submit_button("Use this label in this workspace"):
            outlet = _outlet(known.get(chosen), chosen)
            workspaces.named(name).state.put(
                [
                    replace(
                        outlet,
                        kind=Kind(kind),
                        country=country or outlet.country,
                        label_source="your label",
                        label_year=None,
                    )
                ]
            )
            st.rerun()


def slug(words: str) -> str:
    """An id made of a name: plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or re.sub(r"\W+", "-", words.lower())


def words(cell: object) -> tuple[str, ...]:
    """The entries of a comma-separated cell."""
    return tuple(word.strip() for word in str(cell or "").split(",") if word.strip())


def _editor(key: str, rows: list[dict[str, Any]], columns: list[str]) -> list[dict[str, str]]:
    edited = st.data_editor(
        pd.DataFrame(rows, columns=[*columns, CAUGHT]),
        key=f"ask_{key}",
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        column_config={
            columns[0]: st.column_config.TextColumn(columns[0].capitalize(), required=True, width="medium"),
            **{c: st.column_config.TextColumn(c.capitalize(), help=LIST_HELP, width="large") for c in columns[1:]},
            CAUGHT: st.column_config.NumberColumn("Articles with these words", disabled=True),
        },
    )
    filled = edited[columns].fillna("").astype(str).to_dict("records")
    return [{str(k): str(v).strip() for k, v in row.items()} for row in filled if str(row[columns[0]]).strip()]


def _save(name: str, kind: type[T], items: list[T]) -> None:
    workspaces.named(name).state.replace(kind, items)
    st.toast("Saved. Score again to answer what is new.")


def _outlet(outlet: Outlet | None, printed: str) -> Outlet:
    return outlet or Outlet(id=printed, name=printed)
