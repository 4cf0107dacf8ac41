"""The omission grid: what at least one outlet says in a story, and outlet by outlet whether it says so as well.

A statement is a sentence and those that make the same statement, each aligned with that sentence directly, so that
every cell rests on one comparison. A silence counts only where there was an opportunity to speak.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.statements import alignment, facts
from analysis.statements.alignment import SAME_FROM, Compared
from data.schema import digest
from models import embedding

SAID: Final = "said"
NOT_FOUND: Final = "not found"
NO_OPPORTUNITY: Final = "no opportunity"
COLUMNS: Final = (
    "statement", "representative", "n_outlets", "n_families", "n_not_found", "outlet", "state", "sentence", "article",
    "start", "end", "voice", "similarity", "reason",
)  # fmt: skip
ID_LETTERS: Final = 8

Embed = Callable[[list[str]], npt.NDArray[np.floating]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What an outlet makes of a statement."""

    outlet: str
    state: str
    sentence: str | None = None
    article: str | None = None
    start: int | None = None
    end: int | None = None
    voice: str | None = None
    similarity: float | None = None
    reason: str = ""


def grid(
    sentences: pd.DataFrame, articles: pd.DataFrame, *, outlets: Sequence[str] = (), embed: Embed | None = None
) -> pd.DataFrame:
    """One row per statement of a story and outlet, the statements that most outlets make but not all of them first.

    Args:
        sentences: Of the story's articles: article, sentence, start, end, text, voice and speaker; sentence 0 is the
            headline, which can say something but represents no statement.
        articles: The story's: article, outlet, family, snippet and published.
        outlets: Columns of the grid; without any, those that have an article in the story.
        embed: Texts to unit vectors, instead of the embedded encoder.

    Returns:
        `COLUMNS`. ``start`` and ``end`` are offsets in the article's text; ``similarity`` is the likeness of the
        sentence to the representative, for "not found" that of the nearest one.
    """
    known = articles.set_index("article")
    told = sentences[sentences["article"].isin(known.index)].sort_values(["article", "sentence"], ignore_index=True)
    columns = list(outlets) or sorted(set(articles["outlet"]))
    if told.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    told["outlet"] = told["article"].map(known["outlet"])
    told["family"] = told["article"].map(known["family"])
    vectors = (embed or embedding.embed)([facts.told(text) for text in told["text"]])
    speakers = [speaker if isinstance(speaker, str) else None for speaker in told["speaker"]]
    compared = Compared(told["text"].tolist(), vectors, speakers)
    chances = {outlet: _Chance.of(outlet, articles) for outlet in columns}
    rows: list[dict[str, object]] = []
    for row, alike in _statements(told, compared):
        rows += _rows(told, known, row, alike, chances)
    return _ranked(pd.DataFrame(rows, columns=list(COLUMNS)).astype({"start": "Int64", "end": "Int64"}))


def _statements(told: pd.DataFrame, compared: Compared) -> Iterator[tuple[int, alignment.Singles]]:
    """Representatives with their likeness to every sentence; who is aligned with one represents nothing itself.

    First comes the sentence whose statement most outlets make, among those the one most like the others.
    """
    pairs = compared.pairs(SAME_FROM)
    near: dict[int, dict[int, float]] = {row: {row: 1.0} for row in range(len(told))}
    for one, other, likeness in zip(pairs.one.tolist(), pairs.other.tolist(), pairs.likeness.tolist(), strict=True):
        near[one][other] = near[other][one] = likeness
    outlets = told["outlet"].tolist()
    open_rows = set(np.flatnonzero(compared.speaking & (told["sentence"] > 0).to_numpy()).tolist())

    def weight(row: int) -> tuple[int, float, int]:
        return -len({outlets[at] for at in near[row]}), -sum(near[row].values()), row

    waiting = [weight(row) for row in sorted(open_rows)]
    heapq.heapify(waiting)
    while waiting:
        row = heapq.heappop(waiting)[2]
        if row in open_rows:
            open_rows -= near[row].keys()
            yield row, compared.to(row)


@dataclass(frozen=True, slots=True)
class _Chance:
    """What an outlet had to say something in, in this story."""

    none_because: str | None
    until: pd.Timestamp | None = None
    """When its last full text came out; None where a time is not known."""

    @classmethod
    def of(cls, outlet: str, articles: pd.DataFrame) -> _Chance:
        own = articles[articles["outlet"] == outlet]
        if own.empty:
            return cls("no article of it is in this story")
        full = own[~own["snippet"].astype(bool)]
        if full.empty:
            return cls("only snippets of it are in this story")
        return cls(None, None if full["published"].isna().any() else full["published"].max())


def _rows(
    told: pd.DataFrame, known: pd.DataFrame, row: int, alike: alignment.Singles, chances: Mapping[str, _Chance]
) -> Iterator[dict[str, object]]:
    """The rows of one statement."""
    saying = np.flatnonzero(alike >= SAME_FROM)
    times = told["article"].iloc[saying].map(known["published"])
    first = None if times.isna().any() else times.min()
    best = pd.Series(alike).groupby(told["outlet"].to_numpy(), sort=True).idxmax()
    cells = [_cell(told, alike, best.get(outlet), outlet, chance, first) for outlet, chance in chances.items()]
    statement = {
        "statement": digest(told["article"].iloc[row], str(told["sentence"].iloc[row]))[:ID_LETTERS],
        "representative": told["text"].iloc[row],
        "n_outlets": int(told["outlet"].iloc[saying].nunique()),
        "n_families": int(told["family"].iloc[saying].nunique()),
        "n_not_found": sum(cell.state == NOT_FOUND for cell in cells),
    }
    for cell in cells:
        yield {**statement, **asdict(cell)}


def _cell(
    told: pd.DataFrame,
    alike: alignment.Singles,
    nearest: int | None,
    outlet: str,
    chance: _Chance,
    first: pd.Timestamp | None,
) -> Cell:
    likeness = None if nearest is None else round(float(alike[nearest]), 3)
    if nearest is not None and alike[nearest] >= SAME_FROM:
        found = told.iloc[nearest]
        return Cell(
            outlet,
            SAID,
            sentence=found["text"],
            article=found["article"],
            start=int(found["start"]),
            end=int(found["end"]),
            voice=found["voice"],
            similarity=likeness,
            reason="in the headline" if found["sentence"] == 0 else "",
        )
    if chance.none_because:
        return Cell(outlet, NO_OPPORTUNITY, similarity=likeness, reason=chance.none_because)
    if chance.until is not None and first is not None and chance.until < first:
        return Cell(outlet, NO_OPPORTUNITY, similarity=likeness, reason="its last text came before anybody said this")
    return Cell(outlet, NOT_FOUND, similarity=likeness, reason=f"its nearest sentence is at {likeness:.2f}")


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Statements by how many outlets make them where at least one that could does not, then the others."""
    order = table.assign(
        _told=table["n_outlets"].where(table["n_not_found"] > 0, 0),
        _column=table.groupby("statement", sort=False).cumcount(),
    )
    order = order.sort_values(
        ["_told", "n_outlets", "n_not_found", "statement", "_column"],
        ascending=[False, False, False, True, True],
        ignore_index=True,
    )
    return order[list(COLUMNS)]
