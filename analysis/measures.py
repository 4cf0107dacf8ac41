"""What each measure means and how it is drawn: the one table that pages, charts and reports read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from data.schema import Measure


@dataclass(frozen=True, slots=True)
class Scale:
    """How a measure is named, explained and drawn."""

    measure: Measure
    name: str
    question: str
    low: str
    high: str
    domain: tuple[float, float]
    more: str
    """The comparative for a higher value, as in "more positive than"."""
    less: str
    caution: str

    @property
    def signed(self) -> bool:
        """Whether the measure has a zero between two opposites."""
        return self.domain[0] < 0

    def written(self, value: float) -> str:
        """The value as it is printed everywhere: with its sign, a true minus, and never −0.00."""
        rounded = round(value, 2) + 0.0
        if not self.signed:
            return f"{rounded:.2f}"
        return "0.00" if rounded == 0 else f"{rounded:+.2f}".replace("-", "−")


SCALES: Final[dict[str, Scale]] = {
    Measure.TONE: Scale(
        Measure.TONE,
        "Tone",
        "How bright or grim are the sentences, about nothing in particular?",
        "negative",
        "positive",
        (-1.0, 1.0),
        "more positive",
        "more negative",
        "Bad news is negative in tone. Tone says nothing about whom an outlet blames or supports.",
    ),
    Measure.PORTRAYAL: Scale(
        Measure.PORTRAYAL,
        "Portrayal",
        "How do sentences that name {subject} present it?",
        "negative",
        "positive",
        (-1.0, 1.0),
        "more positive",
        "more negative",
        "A portrayal is how a sentence reads, not whether it is true or deserved.",
    ),
    Measure.STANCE: Scale(
        Measure.STANCE,
        "Stance",
        "Do passages support or oppose the claim “{subject}”?",
        "against",
        "in favour",
        (-1.0, 1.0),
        "more in favour",
        "more against",
        "The wording of the claim matters: try another wording before you rely on a difference.",
    ),
    Measure.LOADED: Scale(
        Measure.LOADED,
        "Loaded language",
        "How much of the wording takes sides or pushes emotion?",
        "plain",
        "loaded",
        (0.0, 1.0),
        "more loaded",
        "plainer",
        "Loaded wording is a matter of style; a plain text can mislead by what it leaves out.",
    ),
}

MISUSE: Final = (
    "Parallax reports differences between texts, never anybody's intent, honesty or quality. "
    "Do not use it to rank outlets, to score persons, or to decide what may be published."
)
