"""What the embedded models' speed is held against: transformers.pipeline, and the processor's own peak."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime

NO_TORCH: Final = "not measured: needs torch (models/training/requirements.txt)"
NO_WEIGHTS: Final = "not measured: needs --weights, the folder best/ of a training run"
NO_ONNX: Final = "not measured: needs onnx (models/training/requirements.txt)"

SAME_1: Final = "pipeline, same weights, batch 1"
SAME_32: Final = "pipeline, same weights, batch 32"
LARGE_32: Final = "125 M model, pipeline, batch 32"

# Shapes of the encoder's own products and a square one; the peak is the best of them.
PEAK_SHAPES: Final = ((1024, 384, 384), (1024, 384, 1536), (1024, 1536, 384), (1024, 1024, 1024))
PEAK_CALLS: Final = 20

Reader = Callable[[list[str]], object]
"""Reads sentences to the label and throws it away."""


def pipelines(tokenizer: Path, weights: Path | None) -> dict[str, Reader | str]:
    """Every pipeline by its name, or the reason why there is none; ``tokenizer`` is a checkpoint folder."""
    try:
        import torch
        from transformers import pipeline
        from transformers.utils import logging
    except ImportError:
        return dict.fromkeys((SAME_1, SAME_32, LARGE_32), NO_TORCH)
    torch.set_num_threads(os.cpu_count() or 1)
    logging.disable_progress_bar()
    found: dict[str, Reader | str] = {SAME_1: NO_WEIGHTS, SAME_32: NO_WEIGHTS}
    if weights is not None:
        same = pipeline("text-classification", model=str(weights), device="cpu")
        found = {SAME_1: _batched(same, 1), SAME_32: _batched(same, 32)}
    return found | {LARGE_32: _batched(_large(pipeline, tokenizer), 32)}


def operations_per_token(folder: Path) -> int:
    """Multiplications and additions of an encoder's weight matrices for one token; attention itself is left out."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    width, inner = config["hidden_size"], config["intermediate_size"]
    return int(2 * config["num_hidden_layers"] * (4 * width * width + 2 * width * inner))


def int8_peak() -> Callable[[], float] | None:
    """A measurement of the most 8-bit operations a second that ONNX Runtime's integer product does on all cores."""
    try:
        import onnx  # noqa: F401
    except ImportError:
        return None
    products = [(2 * rows * inner * columns, _product(rows, inner, columns)) for rows, inner, columns in PEAK_SHAPES]
    threads = os.cpu_count() or 1

    def measure() -> float:
        with ThreadPoolExecutor(threads) as pool:
            return max(operations * _rate(pool, product, threads) for operations, product in products)

    return measure


def _rate(pool: ThreadPoolExecutor, product: Callable[[], object], threads: int) -> float:
    started = time.perf_counter()
    calls = [pool.submit(product) for _ in range(PEAK_CALLS * threads)]
    for call in calls:
        call.result()
    return len(calls) / (time.perf_counter() - started)


def _product(rows: int, inner: int, columns: int) -> Callable[[], object]:
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(0)
    weights = numpy_helper.from_array(rng.integers(-127, 127, (inner, columns), dtype=np.int8), "w")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["x", "w"], ["y"])],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [rows, inner])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [rows, columns])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feed = {"x": rng.integers(0, 255, (rows, inner), dtype=np.uint8)}
    return lambda: session.run(None, feed)


def _batched(classify: Callable[..., object], batch: int) -> Reader:
    return lambda texts: classify(texts, batch_size=batch)


def _large(pipeline: Callable[..., Any], tokenizer: Path) -> Callable[..., object]:
    """A classifier of RoBERTa-base's size with random weights; it reads our own tokens, which cost it the same."""
    from transformers import AutoTokenizer, RobertaConfig, RobertaForSequenceClassification

    tokens = AutoTokenizer.from_pretrained(tokenizer)
    config = RobertaConfig(
        vocab_size=50_265,
        max_position_embeddings=514,
        type_vocab_size=2,
        num_labels=3,
        pad_token_id=tokens.pad_token_id,
    )
    model = RobertaForSequenceClassification(config).eval()
    classify: Callable[..., object] = pipeline("text-classification", model=model, tokenizer=tokens, device="cpu")
    return classify
