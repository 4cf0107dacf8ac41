"""How a model errs against human labels, outlet by outlet, as it would on all the sentences that were drawn from."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

BINS: Final = 5
"""Bins of equal width between the least confidence and 1: fifty labels fill no more."""

CONFUSION_COLUMNS: Final = ("outlet", "model", "human", "share", "n_labels")
QUALITY_COLUMNS: Final = ("outlet", "accuracy", "bias", "calibration_error", "n_items")
CALIBRATION_COLUMNS: Final = ("outlet", "low", "high", "confidence", "right", "share", "n_items")


def judged(frame: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """One row per human label: outlet, item, model, human, confidence, score, value, weight.

    An item stands for the sentences of its stratum that were not labelled; several coders share its weight.

    Args:
        frame: All sentences that could be drawn: item, outlet, stratum, label (the model's), confidence, score.
        labels: item, label (the coder's) and value, one row per label.
    """
    given = labels[["item", "label", "value"]].rename(columns={"label": "human"})
    columns = ["item", "outlet", "stratum", "label", "confidence", "score"]
    table = given.merge(frame.loc[frame["item"].notna(), columns], on="item").rename(columns={"label": "model"})
    sizes = frame["stratum"].value_counts()
    items = table.drop_duplicates("item")["stratum"].value_counts()
    coders = table["item"].map(table["item"].value_counts())
    return table.assign(weight=table["stratum"].map(sizes / items).astype(float) / coders.astype(float))


def confusion(judged: pd.DataFrame) -> pd.DataFrame:
    """Per outlet, model's label and human label: the share of the outlet's sentences, and labels behind it."""
    cells = judged.groupby(["outlet", "model", "human"], sort=True, observed=True)["weight"].agg(["sum", "size"])
    table = cells.reset_index()
    table["share"] = table["sum"] / table.groupby("outlet")["sum"].transform("sum")
    return table.rename(columns={"size": "n_labels"})[list(CONFUSION_COLUMNS)]


def quality(judged: pd.DataFrame) -> pd.DataFrame:
    """Per outlet: share of labels that are right, how far scores lie above human values, and calibration error."""
    told = judged.assign(right=judged["model"] == judged["human"], over=judged["score"] - judged["value"])
    bins = calibration(judged)
    gaps = (bins["share"] * (bins["right"] - bins["confidence"]).abs()).groupby(bins["outlet"]).sum()
    rows = [
        (
            outlet,
            float(np.average(part["right"], weights=part["weight"])),
            float(np.average(part["over"], weights=part["weight"])),
            float(gaps[outlet]),
            part["item"].nunique(),
        )
        for outlet, part in told.groupby("outlet", sort=True, observed=True)
    ]
    return pd.DataFrame(rows, columns=list(QUALITY_COLUMNS))


def calibration(judged: pd.DataFrame) -> pd.DataFrame:
    """Reliability table: per outlet and bin of confidence, how sure the model was and how often it was right.

    The error of calibration is the mean gap between the two, weighted by share (Guo et al. 2017, section 2).
    """
    least = 1 / max(judged["model"].nunique(), judged["human"].nunique(), 2)
    edges = (
        np.linspace(min(least, judged["confidence"].min()), 1, BINS + 1) if len(judged) else np.linspace(0, 1, BINS + 1)
    )
    at = np.clip(np.searchsorted(edges, judged["confidence"], side="right") - 1, 0, BINS - 1)
    told = judged.assign(
        bin=at,
        sure=judged["weight"] * judged["confidence"],
        right=judged["weight"] * (judged["model"] == judged["human"]),
    )
    table = (
        told.groupby(["outlet", "bin"], sort=True, observed=True)
        .agg(weight=("weight", "sum"), sure=("sure", "sum"), hit=("right", "sum"), n_items=("item", "nunique"))
        .reset_index()
    )
    return pd.DataFrame(
        {
            "outlet": table["outlet"],
            "low": edges[table["bin"]],
            "high": edges[table["bin"] + 1],
            "confidence": table["sure"] / table["weight"],
            "right": table["hit"] / table["weight"],
            "share": table["weight"] / table.groupby("outlet")["weight"].transform("sum"),
            "n_items": table["n_items"],
        }
    )[list(CALIBRATION_COLUMNS)]
