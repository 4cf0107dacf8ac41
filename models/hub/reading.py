"""Texts in, probabilities out: a classification head, or `transformers.pipeline` for zero-shot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from models.base import LABELS
from models.hub.loading import Loaded
from models.hub.plan import Plan

Floats = npt.NDArray[np.float64]
Tell = Callable[[int], None]

# Tokens per call, padding included: on a CPU more only leaves the cache; a GPU is idle with less.
CPU_TOKENS: Final = 2_048
GPU_TOKENS: Final = 32_768


class Piece(NamedTuple):
    """One text that fits, with its second text (a target, claim or hypothesis) and the length of both in tokens."""

    text: str
    second: str | None
    tokens: int


def probabilities(loaded: Loaded, plan: Plan, pieces: Sequence[Piece], tell: Tell) -> Floats:
    """One row per piece, in the order of the task's labels.

    ``tell`` is called with the number of pieces read since its last call.
    """
    out = np.zeros((len(pieces), len(LABELS[plan.task])))
    read = _entailing(loaded, plan) if plan.template else _classifying(loaded, plan)
    for batch in _batches(pieces, CPU_TOKENS if loaded.model.device.type == "cpu" else GPU_TOKENS):
        out[batch] = read([pieces[i] for i in batch])
        tell(len(batch))
    return out


def _batches(pieces: Sequence[Piece], tokens: int) -> Iterator[list[int]]:
    """Indices in batches of like length, the longest first, so that what memory cannot hold shows at once."""
    order = sorted(range(len(pieces)), key=lambda i: (-pieces[i].tokens, pieces[i].second or ""))
    at = 0
    while at < len(order):
        size = max(1, tokens // pieces[order[at]].tokens)
        yield order[at : at + size]
        at += size


def _classifying(loaded: Loaded, plan: Plan) -> Callable[[Sequence[Piece]], Floats]:
    import torch

    meant = np.array([[output == label for label in LABELS[plan.task]] for output in plan.outputs], dtype=np.float64)

    def read(pieces: Sequence[Piece]) -> Floats:
        seconds = [piece.second or "" for piece in pieces] if plan.pair else None
        inputs = loaded.tokenizer([piece.text for piece in pieces], seconds, padding=True, return_tensors="pt")
        with torch.inference_mode():
            logits = loaded.model(**inputs.to(loaded.model.device)).logits
        own: Floats = logits.double().softmax(-1).cpu().numpy()
        return own @ meant

    return read


def _entailing(loaded: Loaded, plan: Plan) -> Callable[[Sequence[Piece]], Floats]:
    """Each word's share of how far the text entails the words' hypotheses.

    Yin, Hay and Roth (2019), "Benchmarking Zero-shot Text Classification", as transformers does it.
    """
    from transformers import pipeline

    ask: Any = pipeline(
        "zero-shot-classification", model=loaded.model, tokenizer=loaded.tokenizer, device=loaded.model.device
    )

    def read(pieces: Sequence[Piece]) -> Floats:
        rows = np.zeros((len(pieces), len(plan.words)))
        order = sorted(range(len(pieces)), key=lambda i: pieces[i].second or "")
        for hypothesis, group in groupby(order, key=lambda i: pieces[i].second or ""):
            at = list(group)
            answers = ask(
                [pieces[i].text for i in at],
                candidate_labels=list(plan.words),
                hypothesis_template=hypothesis,
                batch_size=len(at),
            )
            for i, answer in zip(at, answers, strict=True):
                share = dict(zip(answer["labels"], answer["scores"], strict=True))
                rows[i] = [share[word] for word in plan.words]
        return rows

    return read
