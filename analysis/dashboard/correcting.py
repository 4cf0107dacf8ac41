"""What labels tell: how far coders agree, how the model errs, and estimates that the labels correct."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis import agreement, charts, correct, export, labelling, samples, validation
from analysis.charts.style import reach
from analysis.correct import CORRECTED, LABELS_ONLY, RAW
from analysis.dashboard import cache, coding, evidence, saving, text, workspaces
from analysis.dashboard.filters import UNITS, VOICES
from analysis.measures import SCALES, Scale
from data.schema import Sample

SHOWN: Final = 50
PAIRS: Final = 6
"""Differences drawn: the widest apart; the table holds all of them."""
RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff 2004, Content Analysis, section 11.4.2: to rely on, and for tentative conclusions only."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that a sample's labels tell, as tables that name outlets as they are printed."""

    by_outlet: pd.DataFrame
    differences: pd.DataFrame
    agreement: pd.DataFrame
    pairs: pd.DataFrame
    quality: pd.DataFrame
    confusion: pd.DataFrame
    calibration: pd.DataFrame
    disagreements: pd.DataFrame


def draw(name: str, version: str, sample: Sample, title: DeltaGenerator) -> None:
    """Draw what the labels tell, once the viewer has said that coding is over."""
    if not st.toggle("Show it: whoever still codes is blind no longer", key=f"label_shown_{sample.id}"):
        title.header("Agreement and correction are hidden, so that coders stay blind")
        return
    unit = st.segmented_control(
        "Count", list(UNITS), format_func=UNITS.__getitem__, default="family", required=True, key="label_unit"
    )
    try:
        found = results(name, version, workspaces.named(name).state.labels_version(), sample.id, unit)
    except ValueError as error:
        title.header("These labels cannot be evaluated yet")
        st.info(text.plain(str(error)))
        return
    scale = SCALES[sample.measure]
    finding = said(found.by_outlet, found.differences, scale)
    title.header(text.plain(finding))
    _three_ways(name, sample, unit, found, finding)
    _agreement(found)
    _model(found)


@st.cache_data(max_entries=16, show_spinner="Correcting by the labels …")
def results(name: str, version: str, labelled: str, sample_id: str, unit: str) -> Results:  # noqa: ARG001
    """Agreement, the model's errors and corrected estimates of a sample.

    Raises:
        ValueError: There are no labels, or the chances of being drawn are no longer known.
    """
    workspace = workspaces.named(name)
    sample = samples.named(workspace, sample_id)
    labels = labelling.labels(workspace, sample.id)
    if labels.empty:
        raise ValueError("this sample has no labels yet; code some sentences, or hand in a sheet")
    frame = labelling.frame(workspace, sample)
    strata = {stratum.name: stratum.size for stratum in sample.strata}
    found = correct.estimates(frame, strata, unit=unit, bounds=SCALES[sample.measure].domain)
    judged = validation.judged(frame, labels)
    articles = cache.articles(name, version)
    names = dict(zip(articles["outlet"], articles["outlet_name"], strict=True))

    def printed(table: pd.DataFrame) -> pd.DataFrame:
        columns = [c for c in ("outlet", "other") if c in table]
        return table.assign(**{c: table[c].map(lambda o: names.get(o, o)) for c in columns}).rename(
            columns={"outlet": "outlet_name", "other": "other_name"}
        )

    return Results(
        by_outlet=printed(found.by_outlet),
        differences=printed(found.differences),
        agreement=agreement.table(labels, sample.measure),
        pairs=agreement.pairs(labels, sample.measure),
        quality=printed(validation.quality(judged)),
        confusion=printed(validation.confusion(judged)),
        calibration=printed(validation.calibration(judged)),
        disagreements=disagreements(labels, frame, coding.items_of(name, sample, "")),
    )


def disagreements(labels: pd.DataFrame, frame: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """The items that coders labelled differently, the furthest apart first: item, text, model, one column per coder."""
    values = labels.groupby("item")["value"].agg(["min", "max"])
    apart = (values["max"] - values["min"]).loc[lambda gap: gap > 0].sort_values(ascending=False, kind="stable")
    wide = labels.set_index(["item", "coder"])["label"].unstack("coder").reindex(apart.index)  # noqa: PD010
    wide.columns = pd.Index([f"coder {coder}" for coder in wide.columns])
    texts = items.set_index("item")["text"]
    model = frame.dropna(subset=["item"]).set_index("item")["label"]
    wide.insert(0, "text", texts.reindex(wide.index))
    wide.insert(1, "model", model.reindex(wide.index))
    return wide.reset_index()


def said(by_outlet: pd.DataFrame, differences: pd.DataFrame, scale: Scale) -> str:
    """The one sentence of what is left of the model's finding once labels correct it."""
    outlets = by_outlet[by_outlet["method"] == CORRECTED]
    known = outlets.dropna(subset=["low"])
    if known.empty:
        reasons = [f" {row['outlet_name']}: {row['missing']}." for _, row in outlets.head(1).iterrows()]
        return "".join(["No estimate can be corrected yet.", *reasons])
    pairs = differences[differences["method"] == CORRECTED].dropna(subset=["low"])
    if pairs.empty:
        row = known.iloc[0]
        return (
            f"Corrected by {row['n_labels']:,} labels, {row['outlet_name']} comes to {_interval(row, scale)}; "
            "no second outlet can be corrected, so there is no difference to report."
        )
    apart = pairs[(pairs["low"] > 0) | (pairs["high"] < 0)]
    if apart.empty and len(pairs) > 1:
        return (
            f"Once corrected by labels, none of {len(pairs)} pairs of outlets can be told apart: "
            "every interval of a difference holds zero."
        )
    if apart.empty:
        row = pairs.iloc[0]
        return (
            f"Once corrected by {row['n_labels']:,} labels, {row['outlet_name']} and {row['other_name']} cannot be "
            "told apart: the interval of their difference holds zero."
        )
    widest = apart.iloc[int(apart["estimate"].abs().argmax())]
    return _apart(widest, scale, len(apart), len(pairs))


def _apart(row: pd.Series, scale: Scale, n: int, of: int) -> str:
    sign = -1 if row["estimate"] < 0 else 1
    more, less = (row["outlet_name"], row["other_name"])[::sign]
    low, high = sorted((sign * row["low"], sign * row["high"]))
    among = "" if of == 1 else f" {n} of {of} pairs are apart so; with many pairs some are by chance."
    return (
        f"Corrected by {row['n_labels']:,} labels, {more} is {scale.more} than {less} by "
        f"{abs(row['estimate']):.2f} (95 % interval {low:.2f} to {high:.2f}).{among}"
    )


def _interval(row: pd.Series, scale: Scale) -> str:
    return (
        f"{scale.written(row['estimate'])}, 95 % interval {scale.written(row['low'])} to {scale.written(row['high'])}"
    )


def _three_ways(name: str, sample: Sample, unit: str, found: Results, finding: str) -> None:
    scale = SCALES[sample.measure]
    source = _source(name, sample, unit, found)
    spec = _spec(found.by_outlet, sample.measure, apart=False)
    st.vega_lite_chart(spec, key="label_outlets", alt=finding, width="stretch")
    st.caption(
        "Three ways to the same mean: circle, the model alone (raw); diamond, the model corrected by the labels; "
        "square, the labels alone. Bars are 95 % intervals; that of the raw estimate knows nothing of the model's "
        f"errors. {scale.caution}"
    )
    saving.picture("label_outlets", spec, found.by_outlet, finding, source)
    with st.expander("The numbers as a table"):
        evidence.table(found.by_outlet, f"{sample.measure}-three-ways", scale)
    if found.differences.empty:
        return
    st.subheader("Differences between outlets, three ways")
    widest = found.differences[found.differences["method"] == RAW]["estimate"].abs()
    shown = found.differences.loc[widest.sort_values(ascending=False, kind="stable").index[:PAIRS]]
    keys = ["outlet_name", "other_name"]
    table = shown[keys].merge(found.differences, on=keys)
    table = table.assign(outlet_name=[f"{a} less {b}" for a, b in table[keys].to_numpy()]).drop(columns="other_name")
    spec = _spec(table, sample.measure, apart=True)
    st.vega_lite_chart(spec, key="label_differences", alt=finding, width="stretch")
    if len(widest) > PAIRS:
        st.caption(f"The {PAIRS} widest of {len(widest)} differences as the model has them; the table holds all.")
    saving.picture("label_differences", spec, table, finding, source)
    with st.expander("All differences as a table"):
        evidence.table(found.differences, f"{sample.measure}-differences-three-ways", scale)


@st.cache_data(max_entries=32, show_spinner=False)
def _spec(table: pd.DataFrame, measure: str, *, apart: bool) -> dict[str, Any]:
    """The drawn specification of estimates, or of differences, which have two sides."""
    scale = SCALES[measure]
    if apart:
        far = reach(table[["estimate", "low", "high"]], scale)
        scale = replace(scale, domain=(-far, far), low=f"second {scale.more}", high=f"first {scale.more}")
    return charts.three_ways(table, scale).to_dict()


def _agreement(found: Results) -> None:
    st.subheader("Do coders agree?")
    best = found.agreement.iloc[-1]
    st.write(alpha_said(best))
    st.caption(
        f"Krippendorff's alpha: 1 is perfect, 0 is chance. His rule: from {RELIABLE} labels can be relied on, from "
        f"{TENTATIVE} for tentative conclusions; the low end of the interval is what counts."
    )
    evidence.counts(found.agreement, "agreement")
    if len(found.pairs):
        st.markdown("**Coder by coder**")
        evidence.counts(found.pairs, "agreement-by-pairs")
    if found.disagreements.empty:
        return
    n = len(found.disagreements)
    with st.expander(f"{n:,} sentences that coders read differently" if n > 1 else "One that coders read differently"):
        rows = found.disagreements.head(SHOWN).to_dict("records")
        st.html("".join(text.quotation(str(row["text"]), "", _who_said_what(row)) for row in rows))
        st.download_button(
            "Download as CSV",
            export.csv(found.disagreements),
            "parallax-disagreements.csv",
            "text/csv",
            key="csv-disagreements",
            on_click="ignore",
        )


def alpha_said(row: pd.Series) -> str:
    """How far coders agree, in one sentence that goes no further than the interval."""
    if pd.isna(row["alpha"]):
        return f"Agreement cannot be told: {row['missing']}."
    start = f"Alpha is {row['alpha']:.2f} on {row['n_units']:,} sentences with labels of two coders or more"
    if pd.isna(row["low"]):
        return f"{start}; {row['missing']}."
    rule = "enough to rely on" if row["low"] >= RELIABLE else "enough for tentative conclusions"
    judged = rule if row["low"] >= TENTATIVE else "not surely enough for conclusions"
    return f"{start} (95 % interval {row['low']:.2f} to {row['high']:.2f}): {judged}."


def _who_said_what(row: dict[Any, Any]) -> str:
    coders = {str(key): value for key, value in row.items() if str(key).startswith("coder ")}
    read = [f"{key.removeprefix('coder ')}: {value}" for key, value in coders.items() if pd.notna(value)]
    return " · ".join([*read, f"the model: {row['model']}"])


def _model(found: Results) -> None:
    st.subheader("How does the model err?")
    st.write(
        "Weighted as if all sentences had been coded. Bias is how far the model's score lies above the coders'; "
        "an equal bias at two outlets leaves their difference as it is."
    )
    evidence.counts(found.quality.round(3), "model-errors")
    outlet = st.selectbox("Look closer at", found.quality["outlet_name"].tolist(), key="label_outlet")
    left, right = st.columns(2)
    with left:
        st.markdown("**What coders said where the model said so**")
        cells = found.confusion[found.confusion["outlet_name"] == outlet]
        evidence.counts(cells.drop(columns="outlet_name").round(3), "confusion")
    with right:
        st.markdown("**How sure the model was, and how often right**")
        bins = found.calibration[found.calibration["outlet_name"] == outlet]
        evidence.counts(bins.drop(columns="outlet_name").round(3), "calibration")


def _source(name: str, sample: Sample, unit: str, found: Results) -> str:
    """What the pictures rest on, for the line beneath them."""
    about = f" of “{sample.about}”" if sample.about else ""
    labels = found.by_outlet[found.by_outlet["method"] == LABELS_ONLY]["n_labels"].sum()
    coders = int(found.agreement["n_coders"].iloc[0])
    return (
        f"Parallax, workspace “{name}”. {SCALES[sample.measure].name}{about}: {VOICES[sample.voice].lower()}, "
        f"{UNITS[unit].lower()}. Sample {sample.id} of {sample.size:,} sentences, drawn {sample.drawn_at[:10]}: "
        f"{labels:,} labels used, {coders} {'coder' if coders == 1 else 'coders'}. "
        f"Model {sample.model}, revision {sample.model_revision}."
    )
