"""Whether corrected intervals hold the truth: `python -m analysis.simulation_correction` prints the table of the docs.

Outlets publish families of articles of sentences; families differ, longer articles are plainer, and the model errs
differently per outlet. Every replication makes a new corpus and draws and labels a new sample of it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import typer
from scipy import stats

from analysis import correct, sampling
from analysis.agreement import VALUES
from data.schema import Measure

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

REPLICATIONS: Final = 1_000
TRUTH_FAMILIES: Final = 400_000
OUTLETS: Final[dict[str, tuple[float, float, float, float]]] = {
    "A": (0.15, 0.0, 0.9, 0.4),
    "B": (-0.15, 0.55, 0.7, 0.4),
    "C": (-0.15, -0.55, 0.5, 0.8),
}
"""Outlet → its mean mood, and of the model there: how far it leans, how much it sees, how much it is thrown about.
B and C do not differ in truth; the model sees a difference."""
CUTS: Final = (-0.6, 0.6)
"""Mood below which a sentence is negative, and from which it is positive."""
FAMILY_SPREAD: Final = 0.5
ARTICLE_SPREAD: Final = 0.2
COPIES: Final = (0.8, 0.15, 0.05)
"""Shares of families with one, two and three articles."""
SENTENCES: Final = 12
"""Median of an article's sentences; their logarithm has a standard deviation of 0.5."""
APART: Final = 1_000_000
"""Between the numbers of the texts of one outlet and the next."""
PLAINER: Final = 0.25
"""How much less of an outlet's mean mood there is in an article, per unit of the logarithm of its length."""


@dataclass(frozen=True, slots=True)
class Size:
    """Families per outlet and labels in all."""

    families: tuple[int, ...]
    labels: int

    def __str__(self) -> str:
        return f"{' / '.join(map(str, self.families))} texts, {self.labels} labels"


SIZES: Final = (
    Size((40, 40, 40), 60),
    Size((40, 40, 40), 100),
    Size((40, 40, 40), 200),
    Size((40, 40, 40), 400),
    Size((200, 200, 200), 200),
    Size((200, 200, 200), 600),
    Size((1000, 1000, 1000), 300),
    Size((30, 100, 400), 300),
)

app = typer.Typer(add_completion=False)


@app.command()
def main(
    replications: Annotated[int, typer.Option(min=1)] = REPLICATIONS,
    seed: Annotated[int, typer.Option(help="of the made-up corpora")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON line per row")] = False,
) -> None:
    """Print how often each kind of interval holds the truth, for several sizes."""
    found = pd.concat([coverage(size, replications, seed=seed).assign(size=str(size)) for size in SIZES])
    if as_json:
        for row in found.to_dict("records"):
            sys.stdout.write(json.dumps(row) + "\n")
        return
    sys.stdout.write(markdown(found))


def coverage(size: Size, replications: int, *, seed: int = 0) -> pd.DataFrame:
    """How often intervals hold the truth: one row per outlet or pair and method.

    Columns: what, method, coverage, bias, width (mean), given (share of replications with an interval).
    """
    rng = np.random.default_rng(seed)
    tables = []
    for _ in range(replications):
        found = replicate(size, rng)
        by_outlet = found.by_outlet.assign(what=found.by_outlet["outlet"])
        differences = found.differences.assign(what=found.differences["outlet"] + " − " + found.differences["other"])
        tables.append(pd.concat([by_outlet, differences])[["what", "method", "estimate", "low", "high"]])
    drawn = pd.concat(tables)
    known = {name: truth(name) for name in OUTLETS}
    known |= {f"{a} − {b}": known[a] - known[b] for a in OUTLETS for b in OUTLETS}
    drawn["truth"] = drawn["what"].map(known)
    given = drawn.dropna(subset=["low"])
    held = given.assign(
        coverage=given["truth"].between(given["low"], given["high"]),
        bias=given["estimate"] - given["truth"],
        width=given["high"] - given["low"],
    )
    table = held.groupby(["what", "method"], sort=False)[["coverage", "bias", "width"]].mean()
    table["given"] = held.groupby(["what", "method"], sort=False).size() / replications
    return table.reset_index()


def replicate(size: Size, rng: np.random.Generator) -> correct.Estimates:
    """One corpus, a random sample of it labelled, and the three estimates."""
    frame = pd.concat([corpus(name, n, rng) for name, n in zip(OUTLETS, size.families, strict=True)], ignore_index=True)
    drawn, strata = sampling.stratified(frame, ("outlet", "score"), size.labels, rng)
    frame["stratum"] = sampling.strata_of(frame, ("outlet", "score"))
    frame["value"] = frame["truth"].where(frame.index.isin(drawn))
    return correct.estimates(frame, strata)


def corpus(outlet: str, families: int, rng: np.random.Generator) -> pd.DataFrame:
    """Sentences of one outlet with their true label as a number, the model's score and the model's label."""
    mood, leaning, sight, thrown = OUTLETS[outlet]
    first = list(OUTLETS).index(outlet) * APART
    family, sentences, article_mood = _articles(mood, families, rng)
    at = np.repeat(np.arange(len(family)), sentences)
    sentence_mood = article_mood[at] + rng.normal(0, 1, len(at))
    seen = leaning + sight * sentence_mood + rng.normal(0, thrown, len(at))
    # An ordered logit turns what the model sees into probabilities, as a classifier does.
    negative, positive = _logistic(2 * (CUTS[0] - seen)), _logistic(2 * (seen - CUTS[1]))
    shares = np.stack([negative, 1 - negative - positive, positive], axis=1)
    return pd.DataFrame(
        {
            "outlet": outlet,
            "family": family[at] + first,
            "article": at + first,
            "truth": _true(sentence_mood),
            "score": positive - negative,
            "label": pd.Categorical.from_codes(shares.argmax(axis=1), pd.Index(list(VALUES[Measure.TONE]))),
        }
    )


@cache
def truth(outlet: str) -> float:
    """The mean over all families that an outlet could write, from very many of them."""
    rng = np.random.default_rng(1)
    family, _, mood = _articles(OUTLETS[outlet][0], TRUTH_FAMILIES, rng)
    # The mean label of a sentence given its article's mood is known exactly.
    from_mood = stats.norm.cdf(mood - CUTS[1]) - stats.norm.cdf(CUTS[0] - mood)
    return float((np.bincount(family, from_mood) / np.bincount(family)).mean())


def markdown(table: pd.DataFrame) -> str:
    """The coverage table as Markdown: one row per size and outlet or pair, a column per method."""
    lines = [
        "| size | of | " + " | ".join(f"{method}: covers (width)" for method in correct.METHODS) + " |",
        "|---|---|" + "---|" * len(correct.METHODS),
    ]
    for _, part in table.groupby(["size", "what"], sort=False):
        told = part.set_index("method").loc[list(correct.METHODS), ["coverage", "width"]].to_numpy(dtype=float)
        cells = (f"{coverage:.1%} ({width:.2f})" for coverage, width in told)
        named: list[str] = part[["size", "what"]].to_numpy(dtype=object)[0].tolist()
        lines.append("| " + " | ".join([*named, *cells]) + " |")
    return "\n".join(lines) + "\n"


def _articles(mood: float, families: int, rng: np.random.Generator) -> tuple[Ints, Ints, Floats]:
    """Of every article its family, its number of sentences and its mood."""
    copies = rng.choice(len(COPIES), size=families, p=COPIES) + 1
    family = np.repeat(np.arange(families), copies)
    length = rng.normal(0, 0.5, len(family))
    sentences = np.maximum(np.round(SENTENCES * np.exp(length)), 1).astype(np.int64)
    own = rng.normal(0, FAMILY_SPREAD, families)[family] + rng.normal(0, ARTICLE_SPREAD, len(family))
    return family, sentences, mood * (1 - PLAINER * length) + own


def _true(mood: Floats) -> Floats:
    return np.where(mood >= CUTS[1], 1.0, np.where(mood < CUTS[0], -1.0, 0.0))


def _logistic(x: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-x))
    return found


if __name__ == "__main__":
    app()
