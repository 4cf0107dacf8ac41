"""Made-up articles of realistic lengths, a fifth of them near copies of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.families import Text

# Realistic for news: a few words make up most of a text, an article has about 350 of them.
VOCABULARY: Final = 60_000
ZIPF: Final = 1.05
MEDIAN_WORDS: Final = 350
SPREAD: Final = 0.5
SENTENCE_WORDS: Final = (8, 28)
PARAGRAPH_SENTENCES: Final = (1, 4)
QUOTED: Final = 0.2
NEAR_COPIES: Final = 0.2
OUTLETS: Final = 120
FOOTED: Final = 0.5
"""Share of the outlets that put a footer under every article."""
DELETED: Final = 0.25
REPLACED: Final = 0.05
SNIPPET_WORDS: Final = (40, 70)
START: Final = datetime(2026, 1, 1, tzinfo=UTC)


def articles(n: int, seed: int = 0) -> Iterator[Text]:
    """Made-up articles with ids "FAMILY/NUMBER", made one at a time so that they need no memory."""
    rng = np.random.default_rng(seed)
    chances = 1 / np.arange(1, VOCABULARY + 1) ** ZIPF
    cumulated = np.cumsum(chances / chances.sum())
    originals: list[int] = []
    for number in range(n):
        if originals and rng.random() < NEAR_COPIES:
            # Squared: some texts are copied by many, most by none.
            of = originals[int(len(originals) * rng.random() ** 2)]
            text = perturbed(_made(of, seed, cumulated), rng)
        else:
            of = number
            originals.append(number)
            text = _made(number, seed, cumulated)
        outlet = int(rng.integers(OUTLETS))
        if outlet < FOOTED * OUTLETS:
            text += "\n\n" + _made(-1 - outlet, seed, cumulated)[:300]
        yield Text(
            article=f"{of}/{number}",
            title=text[:60],
            text=text,
            published=START + timedelta(minutes=number),
            outlet=f"outlet {outlet}",
        )


def perturbed(text: str, rng: np.random.Generator) -> str:
    """A near copy of the kinds that occur, one of them by chance."""
    return list(PERTURBATIONS.values())[int(rng.integers(len(PERTURBATIONS)))](text, rng)


def _as_it_is(text: str, _: np.random.Generator) -> str:
    return text


def _sentences_deleted(text: str, rng: np.random.Generator) -> str:
    kept = [[s for s in sentences if rng.random() >= DELETED] for sentences in _paragraphs(text)]
    return "\n\n".join(" ".join(sentences) for sentences in kept if sentences)


def _paragraphs_reordered(text: str, rng: np.random.Generator) -> str:
    paragraphs = [" ".join(sentences) for sentences in _paragraphs(text)]
    return "\n\n".join(paragraphs[at] for at in rng.permutation(len(paragraphs)))


def _cut_to_a_snippet(text: str, rng: np.random.Generator) -> str:
    return " ".join(text.split()[: int(rng.integers(*SNIPPET_WORDS, endpoint=True))]) + " …"


def _words_replaced(text: str, rng: np.random.Generator) -> str:
    pool = text.split()
    kept = [word if rng.random() >= REPLACED else pool[int(rng.integers(len(pool)))] for word in text.split(" ")]
    return " ".join(kept)


def _dateline_put_before(text: str, _: np.random.Generator) -> str:
    return f"PORT SABLE (Agency) — {text}"


PERTURBATIONS: Final[dict[str, Callable[[str, np.random.Generator], str]]] = {
    "as it is": _as_it_is,
    "sentences deleted": _sentences_deleted,
    "paragraphs reordered": _paragraphs_reordered,
    "cut to a snippet": _cut_to_a_snippet,
    "words replaced": _words_replaced,
    "dateline put before": _dateline_put_before,
}
"""Ways in which one text becomes a near copy of another."""


def _paragraphs(text: str) -> list[list[str]]:
    return [re.split(r"(?<=[.!?])\s+", paragraph) for paragraph in text.split("\n\n")]


def _made(number: int, seed: int, cumulated: NDArray[np.float64]) -> str:
    """The made-up text of this number, the same whenever it is asked for."""
    rng = np.random.default_rng((seed, abs(number), int(number < 0)))
    length = int(np.clip(rng.lognormal(np.log(MEDIAN_WORDS), SPREAD), 40, 2_000))
    words = [f"w{index}" for index in np.searchsorted(cumulated, rng.random(length)).tolist()]
    text, at = [], 0
    while at < length:
        sentences = []
        for _ in range(int(rng.integers(*PARAGRAPH_SENTENCES, endpoint=True))):
            until = at + int(rng.integers(*SENTENCE_WORDS))
            said = " ".join(words[at:until])
            if said:
                sentences.append(f"“{said},” w{number} said." if rng.random() < QUOTED else f"{said}.")
            at = until
        text.append(" ".join(sentences))
    return "\n\n".join(text)
