"""The questions that can be asked of a passage, and the shape of every answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

LABELS: Final[dict[str, tuple[str, ...]]] = {
    "tone": ("negative", "neutral", "positive"),
    "portrayal": ("negative", "neutral", "positive"),
    "stance": ("against", "neutral", "favour"),
    "loaded": ("neutral", "loaded"),
}
"""Task → its labels, in the order of every probability vector."""

TASKS: Final = tuple(LABELS)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to score, with the target (portrayal) or the claim (stance) it is asked about.

    ``spans`` are the target's mentions as string offsets, end exclusive; where none is given, the
    first literal occurrence of ``target`` is used.
    """

    text: str
    target: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """A label with the probabilities of all labels of its task, in the order of `LABELS`.

    ``pieces`` is the number of parts that a text beyond the model's length was split into; their
    probabilities are pooled by mean, weighted by length. 1 means that the text was read whole.
    """

    label: str
    probabilities: tuple[float, ...]
    pieces: int = 1

    @property
    def score(self) -> float:
        """Signed position in [-1, 1], or the probability of loaded wording in [0, 1]."""
        if len(self.probabilities) == 2:
            return self.probabilities[1]
        return self.probabilities[2] - self.probabilities[0]


@dataclass(frozen=True, slots=True)
class Failure:
    """A passage that could not be scored, and why; it takes the place of a prediction."""

    reason: str


class Scorer(Protocol):
    """A model for one task."""

    @property
    def task(self) -> str:
        """One of `TASKS`."""

    @property
    def id(self) -> str:
        """Name under which every row records this model."""

    @property
    def revision(self) -> str:
        """Address of the exact weights and settings behind the answers."""

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        """One answer per passage, in order."""
