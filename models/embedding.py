"""Texts as unit vectors, near each other when they mean alike: all-MiniLM-L6-v2 on ONNX Runtime."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from models import runtime

Floats = npt.NDArray[np.float32]

FOLDER: Final = Path(__file__).parent / "checkpoints" / "all-minilm-l6-v2"
OUTPUT: Final = "mean"
WIDTH: Final = 384


def embed(texts: list[str]) -> Floats:
    """One unit vector per text, shape (texts, 384); the dot product of two is their cosine similarity.

    A text longer than the encoder was tuned on (128 tokens) is the length-weighted mean of its
    windows. A text without a word has no direction and comes back as zeros. Equal texts are read once.
    """
    distinct = list(dict.fromkeys(texts))
    vectors = np.zeros((len(distinct), WIDTH), dtype=np.float32)
    pieces, owners = [], []
    for owner, text in enumerate(distinct):
        whole = _tokenizer().encode(text)
        windows = [whole, *whole.overflowing] if text.strip() else []
        pieces += windows
        owners += [owner] * len(windows)
    for batch in runtime.buckets([len(piece.ids) for piece in pieces]):
        means = _session().run([OUTPUT], runtime.padded([pieces[i] for i in batch]))[0]
        lengths = np.array([len(pieces[i].ids) for i in batch], dtype=np.float32)
        np.add.at(vectors, [owners[i] for i in batch], means * lengths[:, None])
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, norms, out=vectors, where=norms > 0)
    place = {text: row for row, text in enumerate(distinct)}
    found: Floats = vectors[[place[text] for text in texts]] if texts else vectors
    return found


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(FOLDER / "model.onnx"), options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(runtime.Settings.read(FOLDER).max_tokens)
    return tokenizer
