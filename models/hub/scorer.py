"""A hub checkpoint as a `Scorer`: named cheaply, fetched and loaded at the first prediction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np

from models import encoding
from models.base import LABELS, Failure, Passage, Prediction
from models.hub import loading, reading
from models.hub.choice import Choice
from models.hub.loading import Loaded
from models.hub.plan import Plan, plan
from models.hub.reading import Floats, Piece
from models.hub.source import resolve
from models.hub.windows import windows

Report = Callable[[int, int], None]


class HubScorer:
    """Any sequence-classification or zero-shot NLI checkpoint for one task.

    ``report``, where set, is told how many distinct texts are read and of how many.
    """

    def __init__(self, task: str, name: str) -> None:
        """Name a checkpoint; nothing is loaded, and with a full revision nothing is looked up either.

        Raises:
            HubError: The name is not of the form, or leads nowhere.
        """
        self.task = task
        self._choice = Choice.read(name)
        self._source = resolve(self._choice)
        self.id = self._source.id
        self.revision = self._source.revision + self._choice.settings
        self.report: Report | None = None

    @property
    def pinned(self) -> str:
        """The choice with its exact revision, as a workspace keeps it."""
        return str(replace(self._choice, name=self._source.pinned, revision=self._source.revision))

    def check(self) -> None:
        """Look, without torch and without fetching weights, whether the checkpoint can answer its task.

        Raises:
            HubError: It cannot; the message says what to do.
        """
        self._source.refuse_unsafe()
        _ = self._plan

    def fetch(self) -> None:
        """Download what is not on this machine yet, with a progress bar on standard error.

        Without torch nothing is downloaded: rows that are there can be read all the same.

        Raises:
            HubError: Out of reach or not to be used.
        """
        self.check()
        if loading.installed():
            self._source.fetched()

    @cached_property
    def _plan(self) -> Plan:
        return plan(self.task, self._choice, self._source.config())

    @cached_property
    def _loaded(self) -> Loaded:
        self.check()
        loading.require()
        return loading.load(self._source.fetched(), self._plan.outputs, self._choice.device)

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        """One answer per passage, in order; equal passages are read once.

        Raises:
            HubError: The checkpoint cannot be fetched or loaded.
        """
        answers: dict[Passage, Prediction | Failure] = {}
        read: dict[Passage, list[Piece]] = {}
        for passage in dict.fromkeys(passages):
            try:
                read[passage] = self._pieces(passage)
            except ValueError as error:
                answers[passage] = Failure(str(error))
        pieces = [piece for own in read.values() for piece in own]
        rows = self._rows(pieces)
        at = 0
        for passage, own in read.items():
            answers[passage] = self._pool(rows[at : at + len(own)], [piece.tokens for piece in own])
            at += len(own)
        return [answers[passage] for passage in passages]

    def _pieces(self, passage: Passage) -> list[Piece]:
        """The windows that a passage is read in: one, unless it is too long for that."""
        room = self._loaded.max_tokens
        second = encoding.pair(self.task, passage)[1]
        spans = encoding.mentions(passage) if self.task == "portrayal" else ()
        if self._plan.template:
            second = self._plan.hypothesis(second)
        if second is not None and self._tokens(None, second) > room // 2:
            raise encoding.UnreadablePassageError(f"the target or claim is too long: {room // 2} tokens can be read")
        parts = windows(passage.text, lambda part: self._tokens(part, second) <= room, spans)
        return [Piece(part, second, self._tokens(part, second)) for part in parts]

    def _tokens(self, text: str | None, second: str | None) -> int:
        """The most tokens that are read at once of these texts."""
        words = self._plan.words if second is not None else ()
        seconds = [second.format(word) for word in words] if second is not None and words else [second]
        given = [tuple(part for part in (text, each) if part is not None) for each in seconds]
        return max(len(self._loaded.tokenizer(*texts, verbose=False)["input_ids"]) for texts in given)

    def _rows(self, pieces: list[Piece]) -> Floats:
        if not pieces:
            return np.empty((0, len(LABELS[self.task])))
        done = 0

        def tell(more: int) -> None:
            nonlocal done
            done += more
            if self.report is not None:
                self.report(done, len(pieces))

        return reading.probabilities(self._loaded, self._plan, pieces, tell)

    def _pool(self, rows: Floats, lengths: list[int]) -> Prediction | Failure:
        pooled = np.average(rows, axis=0, weights=lengths)
        if not np.isfinite(pooled).all():
            return Failure("the model's answer is not a number")
        label = LABELS[self.task][int(pooled.argmax())]
        return Prediction(label, tuple(float(p) for p in pooled), pieces=len(lengths))
