"""Run an embedded checkpoint with ONNX Runtime: tokenise, bucket by length, score, calibrate, pool."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

from models import encoding
from models.base import LABELS, Failure, Passage, Prediction

Floats = npt.NDArray[np.float32]

# Calls of 256 to 512 tokens are the fastest per core (2,048: 10 % slower), and of the small ones even a
# single article gives every core its share.
BATCH_TOKENS: Final = 256
# At other widths the int8 kernels round otherwise for one passage alone than for many: by up to .014.
PAD_TO: Final = 8
INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a checkpoint folder says of itself in settings.json.

    ``temperature`` divides the logits (Guo et al. 2017, "On Calibration of Modern Neural
    Networks"); it was fitted on development data.
    """

    task: str
    max_tokens: int
    temperature: float

    @classmethod
    def read(cls, folder: Path) -> Settings:
        """The settings of a checkpoint folder."""
        return cls(**json.loads((folder / "settings.json").read_text(encoding="utf-8")))


_UNREAD: Final = Failure("not read yet")


class EmbeddedScorer:
    """A quantised checkpoint as a `Scorer`; its weights are read at the first prediction."""

    def __init__(self, model_id: str, revision: str, folder: Path, *, threads: int | None = None) -> None:
        self.id = model_id
        self.revision = revision
        self._folder = folder
        self._threads = threads or os.cpu_count() or 1
        self._settings = Settings.read(folder)
        self.task = self._settings.task

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        return session(self._folder / "model.onnx")

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()  # the encoder's own file pads everything to 128
        tokenizer.enable_truncation(self._settings.max_tokens, strategy="only_first")
        return tokenizer

    def predict(
        self, passages: list[Passage], *, progress: Callable[[int], None] | None = None
    ) -> list[Prediction | Failure]:
        """One answer per passage, in order; equal passages are read once.

        ``progress`` is called with the number of distinct passages read since its last call.
        """
        distinct = list(dict.fromkeys(passages))
        answers = dict(zip(distinct, self._predict_distinct(distinct, progress), strict=True))
        return [answers[passage] for passage in passages]

    def _predict_distinct(
        self, passages: list[Passage], progress: Callable[[int], None] | None
    ) -> list[Prediction | Failure]:
        answers: list[Prediction | Failure] = []
        pieces: list[Encoding] = []
        read: dict[int, range] = {}
        for index, passage in enumerate(passages):
            try:
                own = self._pieces(*encoding.pair(self.task, passage))
            except ValueError as error:
                answers.append(Failure(str(error)))
                continue
            answers.append(_UNREAD)
            read[index] = range(len(pieces), len(pieces) + len(own))
            pieces += own
        probabilities = self._probabilities(pieces, progress)
        for index, at in read.items():
            answers[index] = self._pool(probabilities[at.start : at.stop], [len(pieces[i].ids) for i in at])
        return answers

    def _pool(self, probabilities: Floats, lengths: list[int]) -> Prediction:
        pooled = np.average(probabilities, axis=0, weights=lengths)
        label = LABELS[self.task][int(pooled.argmax())]
        return Prediction(label, tuple(float(p) for p in pooled), pieces=len(lengths))

    def _pieces(self, first: str, second: str | None) -> list[Encoding]:
        """The windows that a pair is read in: one, unless the first text is too long for that."""
        room = self._settings.max_tokens // 2
        if second is not None and len(self._tokenizer.encode(second).ids) > room:
            raise encoding.UnreadablePassageError(f"the target or claim is too long: {room} tokens can be read")
        whole = self._tokenizer.encode(first) if second is None else self._tokenizer.encode(first, second)
        windows = [whole, *whole.overflowing]
        if self.task != "portrayal" or len(windows) == 1:
            return windows
        marker = self._tokenizer.token_to_id(encoding.MARKER)
        return [window for window in windows if marker in window.ids]

    def _probabilities(self, pieces: list[Encoding], progress: Callable[[int], None] | None) -> Floats:
        out = np.zeros((len(pieces), len(LABELS[self.task])), dtype=np.float32)
        for batch, logits in outputs(self._session, "logits", pieces, self._threads):
            out[batch] = _softmax(logits / self._settings.temperature)
            if progress is not None:
                progress(len(batch))
        return out


def session(file: Path) -> onnxruntime.InferenceSession:
    """A model to be called from several threads at once, each call on one.

    Threads that share a call wait for each other at every layer, and on a busy machine for the slowest.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def outputs(
    model: onnxruntime.InferenceSession, name: str, pieces: list[Encoding], threads: int
) -> Iterator[tuple[list[int], Floats]]:
    """A named output for all pieces, batch by batch, each with the indices of its pieces."""
    batches = list(buckets([len(piece.ids) for piece in pieces]))

    def run(batch: list[int]) -> Floats:
        output: Floats = model.run([name], padded([pieces[i] for i in batch]))[0]
        return output

    with ThreadPoolExecutor(threads) as pool:
        yield from zip(batches, pool.map(run, batches), strict=True)


def buckets(lengths: list[int]) -> Iterator[list[int]]:
    """Indices in batches of like length, each at most `BATCH_TOKENS` when padded."""
    batch: list[int] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        longest = max(longest, lengths[index])
        if batch and longest * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch, longest = [], lengths[index]
        batch.append(index)
    if batch:
        yield batch


def padded(pieces: list[Encoding]) -> dict[str, npt.NDArray[np.int64]]:
    """The inputs of one call, shape (pieces, width), filled up with padding."""
    width = -(-max(len(piece.ids) for piece in pieces) // PAD_TO) * PAD_TO
    inputs = {name: np.zeros((len(pieces), width), dtype=np.int64) for name in INPUTS}
    for row, piece in enumerate(pieces):
        length = len(piece.ids)
        inputs["input_ids"][row, :length] = piece.ids
        inputs["attention_mask"][row, :length] = 1
        inputs["token_type_ids"][row, :length] = piece.type_ids
    return inputs


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Floats = (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32)
    return result
