"""Language: words that set outlets apart, loaded wording, and who speaks, each with its sentences."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from analysis import findings
from analysis.dashboard import cache, covering, evidence, filters, frame, picking, saving, text, wording, workspaces
from analysis.measures import SCALES
from data.schema import Measure

name, version = frame.chosen()
if workspaces.named(name).is_empty():
    frame.nothing_yet()
    st.stop()

chosen = filters.chosen()
asked, loaded = chosen.asked, SCALES[Measure.LOADED]
words = wording.table(name, version, wording.worded(asked))
if len(asked.outlets) == 1:
    words = words[(words["outlet"] == asked.outlets[0]) | words["outlet"].isna()]
compared = "all others" if len(asked.outlets) < 2 else "the others chosen"

st.markdown("##### Which words set an outlet apart from the others?")
waiting = cache.waiting(name, version) if words["term"].isna().all() else 0
if waiting:
    st.header(f"{waiting:,} articles are not scored yet")
    st.write("Words are read as articles are scored. Scoring is started on the page Sources, if it is not running.")
    st.stop()
finding = findings.words(words)
st.header(text.plain(finding))

left, right = st.columns([6, 5], gap="large")
listed = words.dropna(subset=["outlet"]).drop_duplicates("outlet")
names = dict(zip(listed["outlet"], listed["outlet_name"], strict=True))
with left:
    strongest = words[words["beyond_null"].astype("boolean").fillna(value=False)]
    first = strongest["outlet"].iloc[int(strongest["z"].abs().argmax())] if len(strongest) else next(iter(names), None)
    outlet = st.selectbox(
        "The words of",
        list(names),
        index=list(names).index(first) if first else None,
        format_func=names.__getitem__,
        key="words_of",
        bind="query-params",
    )
    own = words[(words["outlet"] == outlet) & words["term"].notna()] if outlet else words.head(0)
    if outlet and own.empty:
        st.info(words.loc[words["outlet"] == outlet, "missing"].dropna().iloc[0])
    elif outlet:
        terms = own.sort_values("z", ascending=False)["term"].tolist()
        spec = wording.spec(own.drop(columns=["outlet", "outlet_name"]))
        st.vega_lite_chart(
            spec,
            key="language_words",
            on_select=picking.into("language_words", f"term_of_{outlet}", ["term"], terms),
            selection_mode="picked",
            alt=f"Words that {names[outlet]} prints more, and less, than {compared}. {finding}",
            width="stretch",
        )
        unknown = own["missing"].dropna()
        st.caption(
            f"Against {compared}; z of the log-odds ratio; × is how often {names[outlet]} prints it. "
            + (f"{unknown.iloc[0]}." if len(unknown) else "Bold and filled: beyond what random halves of stories do.")
            + f" Words counted: {filters.VOICES[asked.voice].lower()}; copies once."
        )
        what = f"Words that {names[outlet]} prints more and less than {compared}, {filters.VOICES[asked.voice].lower()}"
        counted = covering.whole(name, version, covering.counted(asked))
        saving.picture("language_words", spec, own, finding, covering.source(name, version, asked, counted, what=what))
        term = st.selectbox(
            "The sentences that hold",
            terms,
            index=None,
            key=f"term_of_{outlet}",
            placeholder="choose a word, or click a dot",
        )
        if term:
            more = bool(own.loc[own["term"] == term, "z"].iloc[0] > 0)
            st.caption(
                f"From {text.plain(names[outlet])}:" if more else f"{names[outlet]} prints it less; from the rest:"
            )
            evidence.holding(wording.examples(name, version, wording.worded(asked), outlet, term, more=more), term)

with right:
    st.subheader("Loaded wording")
    wanted = replace(chosen, asked=replace(asked, measure=Measure.LOADED.value, subject=""))
    articles = cache.scored_articles(name, version, wanted.asked)
    labels = articles.drop_duplicates("outlet").set_index("outlet")
    table = cache.estimates(name, version, wanted.asked, ("outlet",))
    table = table.assign(
        outlet_name=table["outlet"].map(labels["outlet_name"]),
        kind=table["outlet"].map(labels["kind"]),
        size=[findings.rests_on(row) for _, row in table.iterrows()],
        printed=[findings.printed(row, loaded) for _, row in table.iterrows()],
    )
    said = findings.outlets(table, loaded)
    st.write(text.plain(said))
    scored = table.dropna(subset=["estimate"])
    if len(scored):
        options = scored.sort_values("estimate", ascending=False)["outlet_name"].tolist()
        strip = articles[articles["sentences"] > 0][["outlet_name", "mean", "title"]]
        spec = cache.outlets_spec(scored.drop(columns=["outlet", "missing", "spread"]), strip, loaded.measure)
        st.vega_lite_chart(
            spec,
            key="language_loaded",
            on_select=picking.into("language_loaded", "loaded_of", ["outlet_name"], options),
            selection_mode="picked",
            alt=said,
            width="stretch",
        )
        st.caption(f"Dot: mean of independent texts; bar: 95 % interval; ticks: single articles. {loaded.caution}")
        what = f"Loaded language, {filters.VOICES[asked.voice].lower()}"
        saving.picture(
            "language_loaded", spec, scored, said, covering.source(name, version, asked, articles, what=what)
        )
        of = st.selectbox(
            "The loaded sentences of", options, index=None, key="loaded_of", placeholder="choose, or click a dot"
        )
        if of:
            evidence.sentences(wanted, articles[articles["outlet_name"] == of], loaded)

st.subheader("Who speaks, how much, and with which verbs")
scale = SCALES[asked.measure]
everybody = covering.whole(name, version, covering.counted(asked))
heard = dict(zip(everybody["outlet"], everybody["outlet_name"], strict=True))
speaking = st.selectbox(
    "The speakers in",
    list(heard),
    index=list(heard).index(outlet) if outlet in heard else 0,
    format_func=heard.__getitem__,
    key="speakers_in",
    bind="query-params",
)
table = wording.speakers_of(name, version, asked, speaking)
st.markdown(f"**{text.plain(findings.speakers(table, heard[speaking]))}**")
if len(table):
    side = f"{scale.name} of what they say"
    event = st.dataframe(
        pd.DataFrame(
            {
                "Speaker": table["speaker"],
                "Share of words": 100 * table["share"],
                "Texts": table["n_families"],
                "Direct": table["direct"],
                "Reported": table["reported"],
                "Verbs": [", ".join(f"{verb} {n}" for verb, n in verbs[:4]) for verbs in table["verbs"]],
                side: [findings.brief(row, scale) for _, row in table.iterrows()],
            }
        ),
        hide_index=True,
        width="stretch",
        key=f"speakers_{speaking}",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "Share of words": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100),
            "Direct": st.column_config.NumberColumn(help="sentences in quotation marks"),
            "Reported": st.column_config.NumberColumn(help="sentences in indirect speech"),
        },
    )
    st.caption(
        f"Select a speaker to read what stands behind the row. {scale.question.format(subject=chosen.subject_name)}"
    )
    for at in event["selection"]["rows"][:1]:
        everything = wording.spoken(name, version, wording.heard(asked))
        theirs = everything[(everything["outlet"] == speaking) & (everything["speaker"] == table["speaker"].iloc[at])]
        st.markdown(f"What **{text.plain(table['speaker'].iloc[at])}** says in {text.plain(heard[speaking])}")
        evidence.said(theirs)

with st.expander("The words as a table"):
    evidence.counts(words.drop(columns=["outlet"]), "words")
