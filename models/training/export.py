"""Turn a trained run into an embedded checkpoint: ONNX, 8-bit weights, calibration, settings."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import AutoModelForSequenceClassification, AutoTokenizer, PreTrainedModel

from models.base import LABELS
from models.cards import TRAINING
from models.datasets import DATASETS
from models.runtime import INPUTS
from models.training.rowwise import quantise_matrices
from models.training.train import Recipe, logits

log = logging.getLogger(__name__)

SMALLEST_TEMPERATURE, LARGEST_TEMPERATURE = 0.5, 5.0
OPSET = 17


def export(recipe: Recipe, run: Path, folder: Path, data: Path) -> None:
    """Write the checkpoint folder of a finished run."""
    model = AutoModelForSequenceClassification.from_pretrained(run / "best", attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(run / "best")
    dev = [e for name in recipe.dev for e in DATASETS[name].read(data, "dev")][:4000]
    gold = torch.tensor([LABELS[recipe.task].index(e.label) for e in dev])
    temperature = fit_temperature(logits(model, tokenizer, recipe, dev), gold)
    folder.mkdir(parents=True, exist_ok=True)
    raw = run / "fp32.onnx"
    _to_onnx(model, raw)
    quantise(raw, folder / "model.onnx")
    _record(recipe, run, folder)
    shutil.copy(run / "best" / "config.json", folder)
    shutil.copy(run / "best" / "tokenizer.json", folder)
    settings = {"task": recipe.task, "max_tokens": recipe.max_tokens, "temperature": round(temperature, 4)}
    (folder / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    log.info("%s: temperature %.3f, %.1f MB", folder.name, temperature, (folder / "model.onnx").stat().st_size / 1e6)


def _record(recipe: Recipe, run: Path, folder: Path) -> None:
    """Keep what the run recorded, with the sets of the runs that it started from."""
    training = json.loads((run / "figures.json").read_text(encoding="utf-8"))
    before: list[str] = []
    start = recipe.start
    while start:
        earlier = json.loads((run.parent / start / "figures.json").read_text(encoding="utf-8"))["recipe"]
        before += earlier["train"]
        start = earlier["start"]
    if before:
        training["started_from"] = list(dict.fromkeys(before))
    (folder / TRAINING).write_text(json.dumps(training, indent=1) + "\n", encoding="utf-8")


def fit_temperature(outputs: torch.Tensor, gold: torch.Tensor) -> float:
    """The divisor of the logits that minimises the negative log-likelihood of the gold labels."""
    candidates = np.geomspace(SMALLEST_TEMPERATURE, LARGEST_TEMPERATURE, 200)
    losses = [float(torch.nn.functional.cross_entropy(outputs / t, gold)) for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def quantise(source: Path, target: Path) -> None:
    """Store matrices and the embedding table of an ONNX encoder in 8 bits."""
    model = quantise_matrices(source)
    _quantise_embedding(model.graph)
    onnx.save(model, target)


def _quantise_embedding(graph: onnx.GraphProto) -> None:
    """Replace the word table by int8 rows and one scale a row, multiplied after the look-up."""
    table = max(
        (i for i in graph.initializer if len(i.dims) == 2 and i.data_type == TensorProto.FLOAT),
        key=lambda i: i.dims[0] * i.dims[1],
    )
    weights = numpy_helper.to_array(table)
    scale = np.abs(weights).max(axis=1, keepdims=True).clip(1e-8) / 127
    rows = np.round(weights / scale).astype(np.int8)
    gather = next(node for node in graph.node if node.op_type == "Gather" and node.input[0] == table.name)
    ids, out = gather.input[1], gather.output[0]
    at = list(graph.node).index(gather)
    graph.initializer.remove(table)
    graph.node.remove(gather)
    graph.initializer.extend(
        [
            numpy_helper.from_array(rows, "word_rows"),
            numpy_helper.from_array(scale.astype(np.float32), "word_scales"),
        ]
    )
    nodes = [
        helper.make_node("Gather", ["word_rows", ids], ["word_int8"]),
        helper.make_node("Cast", ["word_int8"], ["word_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["word_scales", ids], ["word_scale"]),
        helper.make_node("Mul", ["word_float", "word_scale"], [out]),
    ]
    for offset, node in enumerate(nodes):
        graph.node.insert(at + offset, node)


class _Logits(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """The classifier with the three inputs in a fixed order, as the exporter wants it."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Logits, shape (batch, labels)."""
        out: torch.Tensor = self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).logits
        return out


def _to_onnx(model: PreTrainedModel, path: Path) -> None:
    sample = torch.ones((2, 8), dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS} | {"logits": {0: "batch"}}
    with torch.no_grad():
        torch.onnx.export(
            _Logits(model),
            (sample, sample, sample * 0),
            str(path),
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,  # the traced graph is the one that the quantiser was measured on
        )
