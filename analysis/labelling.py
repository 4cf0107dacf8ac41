"""Samples in the hands of human coders: shown blind, labelled, and joined with what the model says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from analysis import agreement, coding, corpus, masking, samples, sampling
from analysis.coding import Checker, RefusedLabelError
from data.schema import Label, Measure, Sample, Target
from data.store import Workspace

LABEL_COLUMNS: Final = ("item", "coder", "label", "value", "instant", "article", "sentence", "stratum", "probability")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a file of labels."""

    samples: tuple[str, ...] = ()
    stored: int = 0
    known: int = 0
    """Rows that say what is stored already."""
    empty: int = 0
    """Rows without a label yet."""
    refused: tuple[tuple[int, str], ...] = ()
    """Line and reason."""


def items(workspace: Workspace, sample: str, *, coder: str | None = None) -> pd.DataFrame:
    """What a coder is shown, in the random order: item, text (masked), about, and the label that the coder gave.

    Args:
        workspace: That holds the sample.
        sample: Its id.
        coder: Only the items that this coder is asked to label; None for all, without labels.
    """
    drawn = samples.named(workspace, sample)
    chosen = [
        item for item in workspace.state.sample_items(sample) if not (coder and item.coders) or coder in item.coders
    ]
    table = pd.DataFrame(
        {
            "item": pd.Series([item.id for item in chosen], dtype="str"),
            "article": pd.Series([item.article for item in chosen], dtype="str"),
            "sentence": pd.Series([item.sentence for item in chosen], dtype="int64"),
        }
    )
    given = {label.item: label.label for label in workspace.state.labels(sample) if label.coder == coder}
    known = corpus.outlets(workspace)
    with workspace.connect() as db:
        db.register("chosen", table)
        texts = db.execute(
            """SELECT item, any_value(sentences.text) AS text, any_value(articles.outlet) AS outlet,
                      any_value(articles.via) AS via, any_value(articles.agency) AS agency
               FROM chosen JOIN sentences USING (article, sentence) JOIN articles ON articles.id = chosen.article
               WHERE sentences.revision = ? GROUP BY item ORDER BY item""",
            [drawn.cut_revision],
        ).df()
    keep = _kept(workspace, drawn)
    mended = [value for _, field, value in workspace.state.corrections() if field in {"outlet", "via"}]
    texts["text"] = [
        masking.masked(text, known, names=masking.names_of(known, *who, *mended), keep=keep)
        for text, *who in texts[["text", "outlet", "via", "agency"]].astype(object).replace({np.nan: None}).to_numpy()
    ]
    texts["about"] = drawn.about
    texts["label"] = [given.get(item, "") for item in texts["item"]]
    return texts[["item", "text", "about", "label"]]


def record(workspace: Workspace, sample: str, item: str, coder: str, label: str, instant: datetime) -> None:
    """Store what a coder made of an item.

    Raises:
        RefusedLabelError: The label, the item or the coder is not one of the sample's, or the item has a label.
    """
    workspace.state.add_labels([_checker(workspace, sample).checked(item, coder, label, instant)])


def take(workspace: Workspace, raw: bytes, instant: datetime, *, coder: str | None = None) -> Taken:
    """Store the labels of a CSV file: those that can be taken, and why the others cannot.

    Args:
        workspace: That holds the samples.
        raw: The file.
        instant: When the labels came in.
        coder: Who labelled, where the file does not say it.

    Raises:
        RefusedLabelError: It is no file of labels.
    """
    rows = coding.read(raw)
    known_here = {sample.id for sample in workspace.state.samples()}
    of = {row.item: row.item.rpartition("-")[0] for row in rows}
    checkers = {name: _checker(workspace, name) for name in dict.fromkeys(of.values()) if name in known_here}
    stored: list[Label] = []
    refused: list[tuple[int, str]] = []
    seen: set[tuple[str, str]] = set()
    known = empty = 0
    for row in rows:
        who = row.coder or coder or ""
        try:
            if not row.label:
                empty += 1
            elif row.coder and coder and row.coder != coder:
                raise RefusedLabelError(f"the file says that {row.coder} labelled, not {coder}")
            elif of[row.item] not in checkers:
                raise RefusedLabelError(
                    f"{row.item or 'a row without an item'!r} is no item of a sample here: the chance that its "
                    "sentence was drawn is not known, so it cannot correct an estimate"
                )
            elif (row.item, who) in seen:
                raise RefusedLabelError(f"{row.item} stands in the file twice for {who}")
            elif checkers[of[row.item]].knows(row.item, who, row.label):
                known += 1
            else:
                stored.append(checkers[of[row.item]].checked(row.item, who, row.label, instant))
            seen.add((row.item, who))
        except RefusedLabelError as error:
            refused.append((row.line, str(error)))
    workspace.state.add_labels(stored)
    return Taken(tuple(checkers), len(stored), known, empty, tuple(refused))


def undo(workspace: Workspace, sample: str, coder: str) -> str | None:
    """Forget the last label that a coder gave; the item it was of, or None where there is none."""
    last = next((given for given in reversed(workspace.state.labels(sample)) if given.coder == coder), None)
    if last is None:
        return None
    workspace.state.remove_label(last.item, coder)
    return last.item


def labels(workspace: Workspace, sample: str) -> pd.DataFrame:
    """All labels of a sample, one row each, with `LABEL_COLUMNS`; value is the label on the measure's scale."""
    drawn = samples.named(workspace, sample)
    of = {item.id: item for item in workspace.state.sample_items(sample)}
    values = agreement.VALUES[drawn.measure]
    rows = [
        (
            *(given.item, given.coder, given.label, values[given.label], given.instant),
            *(of[given.item].article, of[given.item].sentence, of[given.item].stratum, of[given.item].probability),
        )
        for given in workspace.state.labels(sample)
    ]
    return pd.DataFrame(rows, columns=list(LABEL_COLUMNS)).astype({"value": "float64", "sentence": "int64"})


def frame(workspace: Workspace, sample: Sample) -> pd.DataFrame:
    """Every sentence that could be drawn, with its score, and the mean of its labels where it has any.

    Columns: article, sentence, outlet, family, stratum, label (the model's), confidence, score, item, value.

    Raises:
        ValueError: The sentences that could be drawn can no longer be told.
    """
    found = samples.scored(workspace, sample)
    if len(found) != sample.size:
        raise ValueError(
            f"sample {sample.id} was drawn from {sample.size:,} sentences, and {len(found):,} are found now: outlets "
            "of articles have been corrected since, so the chances of being drawn are no longer known; draw again"
        )
    given = labels(workspace, sample.id)
    means = given.groupby("item", as_index=False)["value"].mean()
    drawn = pd.DataFrame(
        [(item.id, item.article, item.sentence, item.stratum) for item in workspace.state.sample_items(sample.id)],
        columns=["item", "article", "sentence", "drawn_in"],
    ).astype({"sentence": "int64"})
    joined = found.merge(drawn.merge(means, on="item", how="left"), on=["article", "sentence"], how="left")
    # An outlet's label can have been mended since; the chance of being drawn is that of the day.
    stratum = joined["drawn_in"].fillna(sampling.strata_of(joined, sample.stratified_by))
    return joined.assign(stratum=stratum).drop(columns="drawn_in")


def _checker(workspace: Workspace, sample: str) -> Checker:
    return Checker(
        samples.named(workspace, sample), workspace.state.sample_items(sample), workspace.state.labels(sample)
    )


def _kept(workspace: Workspace, sample: Sample) -> Sequence[str]:
    """Words that must stay readable: the names of the target."""
    return [
        name
        for target in workspace.state.items(Target)
        if target.id == sample.subject and sample.measure == Measure.PORTRAYAL
        for name in (target.name, *target.aliases, sample.about)
    ]
