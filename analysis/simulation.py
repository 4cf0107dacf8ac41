"""Whether intervals hold the truth and verdicts raise no false alarm: `python -m analysis.simulation differences`.

Corpora are made up as news is: stories that outlets share or do not, several texts of an outlet on one story, copies of
a text in unequal numbers, wire texts that every teller prints, sentences on a bounded scale. The truth is known, so
that one can count how often a 95 % interval holds it, beside the interval that takes sentences for independent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Final

import numpy as np
import pandas as pd
import typer
from scipy import stats

from analysis import aggregate, compare
from analysis.aggregate import LEVEL
from analysis.compare import Verdict

DATASETS: Final = 2_000
SIZES: Final = (5, 8, 12, 20, 50)
"""Stories that both outlets tell (paired), or that each tells alone (unpaired)."""
SCREEN: Final = 6
"""Outlets on a screen for false alarms: fifteen pairs."""
TELLS: Final = 0.8
"""Chance that an outlet of a screen tells a shared story."""
SLANT: Final = 0.10
"""By how much the first outlet's own texts are higher than those of the second."""
GRIM: Final = (1.5, 4.0)
"""Beta distribution of how grim stories are: most mildly, a few gravely, so that outlets' texts are skewed."""
GRIM_BY: Final = 0.7
TELLING: Final = 0.2
"""An outlet's way with one story: uniform, so much to either side."""
TEXT: Final = 0.2
"""What is a text's own: uniform, so much to either side."""
TEXTS: Final = (0.60, 0.25, 0.15)
"""Chances of one, two and three own texts of an outlet on a story."""
WIRE: Final = 0.25
"""Chance that a story has a wire text that every teller prints beside its own."""
COPIES: Final = 0.45
"""Copies of a text are geometric with this chance: 2.2 on average, now and then ten."""
SENTENCES: Final = (5, 40)

OWN_OF_STORY: Final = 1 - WIRE * sum(share / (k + 1) for k, share in enumerate(TEXTS, 1))
"""The share of its own texts in what an outlet has on a story, on average over stories."""
OWN_OF_ALL: Final = 1 - WIRE / (WIRE + sum(share * k for k, share in enumerate(TEXTS, 1)))
"""The share of its own texts in all that an outlet has."""


@dataclass(frozen=True, slots=True)
class Design:
    """Who tells which stories, and whether the table says so."""

    name: str
    shared: bool
    known: bool = True
    more: int = 1
    """How many times as many stories the second outlet tells."""

    @property
    def truth(self) -> float:
        """The difference of the two outlets in an endless corpus: wire texts, which both print, have no slant."""
        return SLANT * (OWN_OF_STORY if self.shared else OWN_OF_ALL)


PAIRED: Final = Design("paired: both tell these stories", shared=True)
UNPAIRED: Final = Design("unpaired: each tells its own", shared=False)
DESIGNS: Final = (
    PAIRED,
    UNPAIRED,
    Design("unpaired, the second tells three times as many", shared=False, more=3),
    Design("unpaired, which texts tell one story is not known", shared=False, known=False),
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of intervals that held the truth, and their mean widths."""

    held: float
    width: float
    naive_held: float
    naive_width: float


@dataclass(frozen=True, slots=True)
class Alarms:
    """Shares of screens without any difference on which some pair was called clear."""

    found: float
    naive: float


app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def simulations() -> None:
    """Make up corpora whose truth is known and count how often the statistics hold it."""


@app.command("differences")
def differences_(
    datasets: Annotated[int, typer.Option("--draws", min=10, help="corpora per row")] = DATASETS,
    seed: Annotated[int, typer.Option(help="of the corpora")] = 0,
) -> None:
    """Print coverage and false alarms of differences between outlets as markdown tables."""
    for line in markdown(datasets, seed):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def markdown(datasets: int, seed: int, sizes: Sequence[int] = SIZES) -> Iterator[str]:
    """The tables, line by line as they are computed."""
    yield "| two outlets | stories | 95 % interval holds the truth | its width | sentences as units | its width |"
    yield "|---|---|---|---|---|---|"
    for design in DESIGNS:
        for stories in sizes:
            c = coverage(design, stories, datasets, seed)
            cells = f"{c.held:.1%} | {c.width:.2f} | {c.naive_held:.1%} | {c.naive_width:.2f}"
            yield f"| {design.name} | {stories} | {cells} |"
    yield ""
    yield f"| {SCREEN} outlets that do not differ | stories | some pair is called clear | sentences as units |"
    yield "|---|---|---|---|"
    for design in (PAIRED, UNPAIRED):
        for stories in sizes:
            a = alarms(design, stories, datasets, seed)
            yield f"| {design.name} | {stories} | {a.found:.1%} | {a.naive:.1%} |"
    yield ""
    yield "| one outlet's own mean, 1.8 texts a story | stories | stories as clusters | texts as clusters |"
    yield "|---|---|---|---|"
    for stories in sizes:
        by_story, by_text = of_one_outlet(stories, datasets, seed)
        yield f"| 95 % interval holds the truth | {stories} | {by_story:.1%} | {by_text:.1%} |"


def coverage(design: Design, stories: int, datasets: int, seed: int) -> Coverage:
    """How often the interval of the difference of two outlets holds the truth."""
    held, widths = np.empty((datasets, 2), dtype=bool), np.empty((datasets, 2))
    for at, rng in enumerate(_generators(seed, datasets, stories)):
        made = corpus(rng, stories, (SLANT / 2, -SLANT / 2), design)
        found = compare.differences(made, seed=at).iloc[0]
        ((naive, error),) = _naive(made)
        half = float(stats.norm.ppf((1 + LEVEL) / 2)) * error
        ends = np.array([[found["low"], found["high"]], [naive - half, naive + half]])
        # Sentences know no stories, so that their truth is that of all texts.
        truth = np.array([design.truth, SLANT * OWN_OF_ALL])
        held[at] = (ends[:, 0] <= truth) & (truth <= ends[:, 1])
        widths[at] = ends[:, 1] - ends[:, 0]
    return Coverage(
        float(held[:, 0].mean()), float(widths[:, 0].mean()), float(held[:, 1].mean()), float(widths[:, 1].mean())
    )


def alarms(design: Design, stories: int, datasets: int, seed: int) -> Alarms:
    """How often a screen of outlets that do not differ has a pair that is called clear."""
    called = np.empty((datasets, 2), dtype=bool)
    for at, rng in enumerate(_generators(seed, datasets, stories)):
        made = corpus(rng, stories, (0.0,) * SCREEN, design, tells=TELLS if design.shared else 1.0)
        called[at, 0] = (compare.differences(made, seed=at)["verdict"] == Verdict.CLEAR).any()
        p = [2 * stats.norm.sf(abs(difference) / error) for difference, error in _naive(made)]
        called[at, 1] = (stats.false_discovery_control(p) < 1 - LEVEL).any()
    return Alarms(float(called[:, 0].mean()), float(called[:, 1].mean()))


def of_one_outlet(stories: int, datasets: int, seed: int) -> tuple[float, float]:
    """How often the interval of an outlet's own mean holds the truth, with stories and with texts as clusters."""
    held = np.empty((datasets, 2), dtype=bool)
    for at, rng in enumerate(_generators(seed, datasets, stories)):
        made = corpus(rng, stories, (0.0,), UNPAIRED)
        for column, estimates in enumerate((compare.estimates, aggregate.by_group)):
            row = estimates(made, ["outlet"], seed=at).iloc[0]
            held[at, column] = row["low"] <= 0 <= row["high"]
    return float(held[:, 0].mean()), float(held[:, 1].mean())


def corpus(
    rng: np.random.Generator, stories: int, slants: Sequence[float], design: Design, *, tells: float = 1.0
) -> pd.DataFrame:
    """Made-up articles of outlets "0", "1" …: article, outlet, story, family, mean, sentences, and their variance."""
    outlets = len(slants)
    counts = np.full(outlets, stories)
    counts[1:2] *= design.more
    teller = np.repeat(np.arange(outlets), counts)
    event = np.concatenate([np.arange(n) for n in counts])
    if not design.shared:
        event = np.arange(len(teller))
    told = rng.random(len(teller)) < tells
    teller, event = teller[told], event[told]
    events = int(event.max()) + 1
    mood = -GRIM_BY * (rng.beta(*GRIM, events) - GRIM[0] / sum(GRIM))
    own = rng.choice(np.arange(1, len(TEXTS) + 1), size=len(teller), p=TEXTS)
    printed = np.flatnonzero((rng.random(events) < WIRE)[event])
    telling = rng.uniform(-TELLING, TELLING, len(teller)) + np.array(slants)[teller]
    of = np.concatenate([np.repeat(np.arange(len(teller)), own), printed])
    wire = np.arange(len(of)) >= own.sum()
    # A wire text is one text, whoever prints it.
    family = np.where(wire, len(of) + event[of], np.arange(len(of)))
    texts, text_of = np.unique(family, return_inverse=True)
    texts_own = rng.uniform(-TEXT, TEXT, len(texts))
    text_mood = np.zeros(len(texts))
    text_mood[text_of] = mood[event[of]] + np.where(wire, 0, telling[of])
    means, variances, lengths = _sentences(rng, text_mood + texts_own)
    copies = rng.geometric(COPIES, len(of))
    article = np.repeat(np.arange(len(of)), copies)
    return pd.DataFrame(
        {
            "article": np.arange(len(article)),
            "outlet": teller[of][article].astype(str),
            "story": event[of][article] if design.known else None,
            "family": family[article],
            "mean": means[text_of][article],
            "variance": variances[text_of][article],
            "sentences": lengths[text_of][article],
        }
    )


def _sentences(
    rng: np.random.Generator, moods: aggregate.Floats
) -> tuple[aggregate.Floats, aggregate.Floats, aggregate.Ints]:
    """Mean, variance and number of the sentences of each text; they lie about its mood and stay within −1 and 1."""
    lengths = rng.integers(*SENTENCES, size=len(moods), endpoint=True)
    noise = (1 - np.abs(moods))[:, None] * rng.uniform(-1, 1, (len(moods), SENTENCES[1]))
    noise[np.arange(SENTENCES[1]) >= lengths[:, None]] = np.nan
    return moods + np.nanmean(noise, axis=1), np.nanvar(noise, axis=1), lengths


def _naive(articles: pd.DataFrame) -> list[tuple[float, float]]:
    """Difference and standard error of every pair of outlets where every sentence counts as independent."""
    outlets = []
    for _, own in articles.groupby("outlet"):
        n, mean = own["sentences"].to_numpy(dtype=float), own["mean"].to_numpy(dtype=float)
        centre = np.average(mean, weights=n)
        spread = np.average((mean - centre) ** 2 + own["variance"].to_numpy(dtype=float), weights=n)
        outlets.append((float(centre), float(spread / n.sum())))
    return [(a - b, float(np.sqrt(of_a + of_b))) for (a, of_a), (b, of_b) in combinations(outlets, 2)]


def _generators(seed: int, datasets: int, stories: int) -> Iterator[np.random.Generator]:
    for number in range(datasets):
        yield np.random.default_rng([seed, stories, number])


if __name__ == "__main__":
    app()
