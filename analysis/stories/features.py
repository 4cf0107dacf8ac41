"""What of a text bears on the event it reports: its beginning as a vector, and the names and numbers in there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Singles = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Codes = npt.NDArray[np.uint32]

LEAD_WORDS: Final = 120
"""News puts the event first; the rest is background, which other events share."""
NAMED_WORDS: Final = 400
"""Names are looked for further down: a column comes to its event late, and they cost nothing."""
NAME_BINS: Final = 512
"""Names are hashed into so many signed sums (Weinberger et al. 2009): cosines are then right to about .04."""
NAMES_WEIGHT: Final = 0.5
"""Share of names and numbers in the similarity of two texts; the rest is the cosine of their embeddings."""
_SIGN: Final = np.uint32(0x80000000)

# Names of days and months and the first words of sentences say little; so does whatever most texts have.
_TOKEN: Final = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[-’'][^\W\d_]+)*|\d[\d.,]*\d|\d")
_POSSESSIVE: Final = re.compile(r"['’]s$")
_COMMON: Final = frozenset(
    """the and but for with from that this these those his her its our their they she you not all any one two new mr mrs
    ms dr who what when where why how after before over under more most than then there here said says say was were are
    has have had will would could can may might did does been being into about out off also just only some such many
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""".split()
)


def lead(title: str, text: str) -> str:
    """The headline and the first words, by which a text is compared."""
    return f"{title}\n{' '.join(text.split(maxsplit=LEAD_WORDS)[:LEAD_WORDS])}".strip()


def names(text: str) -> frozenset[str]:
    """The capitalised words and the numbers of a text, in small letters, without what is common to all texts."""
    found = {_POSSESSIVE.sub("", token).casefold().replace(",", "") for token in _TOKEN.findall(text)}
    return frozenset(name for name in found if name not in _COMMON)


def codes(title: str, text: str) -> Codes:
    """The names and numbers of a headline and a text's first words, each as a number of 32 bits, in order."""
    words = " ".join(text.split(maxsplit=NAMED_WORDS)[:NAMED_WORDS])
    return np.array(sorted({zlib.crc32(name.encode()) for name in names(f"{title}\n{words}")}), dtype=np.uint32)


def combined(embeddings: Floats, named: Sequence[Codes]) -> Halves:
    """One vector per text whose dot product with another's is their similarity, at most 1.

    It weighs the cosine of the embeddings and the cosine of the names, rare ones counting more (Salton and
    Buckley 1988). Of a text without an embedding everything is zero.

    Args:
        embeddings: One row per text, of unit length or zeros.
        named: From `codes`, one per text.
    """
    texts = len(named)
    parts = np.zeros((texts, NAME_BINS), dtype=np.float32)
    if texts and any(map(len, named)):
        rows = np.repeat(np.arange(texts), [len(own) for own in named])
        every = np.concatenate(named)
        _, place, holders = np.unique(every, return_inverse=True, return_counts=True)
        signed = np.where(every & _SIGN, np.float32(1), np.float32(-1)) * np.log1p(texts / holders)[place]
        np.add.at(parts, (rows, every % NAME_BINS), signed.astype(np.float32))
    norms = np.linalg.norm(parts, axis=1, keepdims=True)
    np.divide(parts, norms, out=parts, where=norms > 0)
    parts *= np.sqrt(NAMES_WEIGHT) * embeddings.any(axis=1, keepdims=True)
    whole: Halves = np.hstack([(embeddings * np.sqrt(1 - NAMES_WEIGHT)).astype(np.float16), parts.astype(np.float16)])
    return whole
