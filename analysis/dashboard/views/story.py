"""Story: one event, up to six outlets side by side, with the sentences that carry the score."""

import pandas as pd
import streamlit as st

from analysis.dashboard import cache, filters, frame, omissions, text, workspaces
from analysis.measures import SCALES

MOST = 6
FIRST = 3

name, version = frame.chosen()
if workspaces.named(name).is_empty():
    frame.nothing_yet()
    st.stop()

chosen = filters.chosen()
asked, scale = chosen.asked, SCALES[chosen.asked.measure]
articles = cache.scored_articles(name, version, asked)

told = articles.dropna(subset=["story"]).groupby("story")["outlet"].nunique()
titles = cache.story_titles(name, version)
stories = [story for story in [*titles, *told.index] if told.get(story, 0) >= 2]
stories = list(dict.fromkeys(stories))
if stories:
    left, right = st.columns([4, 7], vertical_alignment="top")
    with left:
        story = st.selectbox("Story", stories, format_func=lambda s: titles.get(s, s), key="story", bind="query-params")
    telling = articles[articles["story"] == story].sort_values(["via", "published"], na_position="first")
    names = dict(zip(telling["outlet"], telling["outlet_name"], strict=True))
    furthest = telling.dropna(subset=["mean"]).groupby("outlet")["mean"].mean().sort_values().index.tolist()
    apart = list(dict.fromkeys([*furthest[:1], *furthest[-1:], *names]))
    with right:
        outlets = st.pills(
            "Outlets side by side",
            list(names),
            format_func=lambda outlet: text.plain(names[outlet]),
            default=apart[:FIRST],
            selection_mode="multi",
            key=f"tellers_{story}",
        )
    if len(outlets) > MOST:
        st.caption(f"The first {MOST} of {len(outlets)} outlets are shown; more would be too narrow to read.")
        outlets = outlets[:MOST]
    columns = [telling[telling["outlet"] == outlet] for outlet in outlets]
else:
    st.info(
        "No story is known in this workspace yet: no event has articles of two outlets. Choose articles to compare."
    )
    labels = {row.article: f"{row.outlet_name}: {row.title}" for row in articles.itertuples()}
    picked = st.multiselect(
        "Articles side by side",
        list(labels),
        format_func=labels.__getitem__,
        default=list(labels)[:2],
        max_selections=MOST,
    )
    columns = [articles[articles["article"] == article] for article in picked]
if not columns:
    st.info("Choose at least one outlet.")
    st.stop()

marking, strength = st.columns([2, 3], vertical_alignment="center")
with marking:
    marked = st.toggle("Mark the sentences that carry the score", value=True, key="marked", bind="query-params")
with strength:
    threshold = st.slider(
        "Mark from a strength of", 0.1, 0.95, 0.2, 0.05, key="threshold", bind="query-params", disabled=not marked
    )

st.header(chosen.question)
st.caption(f"Words counted: {filters.VOICES[asked.voice].lower()}. {scale.caution}")


def show(row: pd.Series) -> None:
    """One article: what it is, its score, its text."""
    facts = [str(row["kind"])]
    if pd.notna(row["published"]):
        facts.append(f"{row['published']:%d %b %Y, %H:%M} UTC")
    if isinstance(row["agency"], str):
        facts.append(f"agency copy: {row['agency']}")
    if isinstance(row["via_name"], str):
        facts.append(f"via {row['via_name']}, {row['slot']}")
    if row["snippet"]:
        facts.append("snippet: cut short by the aggregator")
    st.html("".join(text.badge(fact) for fact in [*facts, *row["warnings"]]))
    if row["sentences"]:
        value = scale.written(row["mean"])
        n = int(row["sentences"])
        st.markdown(f"**{scale.name} {value}** · {n} sentence{'' if n == 1 else 's'}")
    else:
        reason = row["missing"] if isinstance(row["missing"], str) else "no sentence of these words is about it"
        st.markdown(f"**{scale.name}: not measured** · {text.plain(reason)}")
    found = cache.sentences(name, version, asked, (row["article"],))
    marks = text.highlights(found.dropna(subset=["score"]), threshold=threshold) if marked and len(found) else []
    if marked and row["sentences"] and not marks:
        st.caption(f"No sentence of these words reaches a strength of {threshold:.2f}.")
    in_title = next((mark for mark in marks if mark.end == 0), None)
    st.html(text.headline(row["title"], in_title, scale))
    st.html(text.article(cache.article_text(name, version, row["article"]), [m for m in marks if m.end > 0], scale))


for column, rows in zip(st.columns(len(columns)), columns, strict=True):
    with column, st.container(border=True):
        first, rest = rows.iloc[0], rows.iloc[1:]
        st.markdown(f"### {text.plain(first['outlet_name'])}")
        show(first)
        for _, row in rest.iterrows():
            with st.expander(
                text.plain(row["title"])
                + (f" (via {text.plain(row['via_name'])})" if isinstance(row["via_name"], str) else "")
            ):
                show(row)

if stories:
    st.subheader("Who says what, and who leaves it out")
    omissions.draw(name, version, story, cache.articles(name, version))
