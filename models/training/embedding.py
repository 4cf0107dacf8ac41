"""Turn all-MiniLM-L6-v2, as it is, into the embedded sentence encoder: `python -m models.training.embedding`."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from transformers import AutoModel

from models.embedding import FOLDER, OUTPUT
from models.registry import address
from models.runtime import INPUTS
from models.training.export import OPSET
from models.training.train import minilm

MAX_TOKENS: Final = 128  # what the encoder was tuned on
# The word table is half of the file. In 4 bits, blocks of 32, vectors keep a cosine of .9975 with
# fp32 (least .995 of 300 sentences) and the five checkpoints together stay below 120 MB.
TABLE_BITS: Final = 4
TABLE_BLOCK: Final = 32
# Closest to fp32 of what was tried; a vector is computed once a text, so speed matters less than with labels.
MATRIX_BITS: Final = 8
MATRIX_BLOCK: Final = 128
INT8_ACTIVATIONS: Final = 4  # "accuracy level" of the operator


class _Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """The encoder with the mean over its tokens, as the model was trained to be read."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Mean of the token vectors, shape (batch, width)."""
        hidden = self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        shares = attention_mask.unsqueeze(-1).float()
        mean: torch.Tensor = (hidden * shares).sum(1) / shares.sum(1)
        return mean


def main() -> None:
    """Write the checkpoint folder and print its address."""
    source = minilm()
    sample = torch.ones((2, 8), dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS} | {OUTPUT: {0: "batch"}}
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, torch.no_grad():
        raw = Path(scratch) / "fp32.onnx"
        torch.onnx.export(
            _Pooled(source),
            (sample, sample, sample * 0),
            str(raw),
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        model = _in_blocks(raw)
    _shrink_table(model.graph)
    onnx.save(model, FOLDER / "model.onnx")
    shutil.copy(source / "tokenizer.json", FOLDER)
    settings = {"task": "embedding", "max_tokens": MAX_TOKENS, "temperature": 1.0}
    (FOLDER / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FOLDER.name} {address(FOLDER)} {(FOLDER / 'model.onnx').stat().st_size / 1e6:.1f} MB\n")


def _in_blocks(source: Path) -> onnx.ModelProto:
    """The ONNX encoder of a file with its matrices in 8-bit blocks."""
    quantizer = MatMulNBitsQuantizer(
        onnx.load(source),
        bits=MATRIX_BITS,
        block_size=MATRIX_BLOCK,
        is_symmetric=True,
        accuracy_level=INT8_ACTIVATIONS,
        op_types_to_quantize=("MatMul",),
    )
    quantizer.process()
    return quantizer.model.model


def _shrink_table(graph: onnx.GraphProto) -> None:
    """Store the word table in blocks of 4-bit numbers, read by GatherBlockQuantized."""
    table = max(
        (i for i in graph.initializer if len(i.dims) == 2 and i.data_type == TensorProto.FLOAT),
        key=lambda i: int(np.prod(i.dims)),
    )
    weights = numpy_helper.to_array(table)
    words, width = weights.shape
    blocks = weights.reshape(words, width // TABLE_BLOCK, TABLE_BLOCK)
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(2)[..., None], 2)[..., 0]
    scales = np.where(furthest == 0, 1e-8, furthest / -8)
    digits = (np.clip(np.round(blocks / scales[..., None]), -8, 7) + 8).astype(np.uint8).reshape(words, width)
    gather = next(node for node in graph.node if node.op_type == "Gather" and node.input[0] == table.name)
    at, ids, out = list(graph.node).index(gather), gather.input[1], gather.output[0]
    graph.initializer.remove(table)
    graph.node.remove(gather)
    graph.initializer.extend(
        [
            numpy_helper.from_array(digits[:, 0::2] | (digits[:, 1::2] << 4), "word_rows"),
            numpy_helper.from_array(scales.astype(np.float32), "word_scales"),
        ]
    )
    attributes = {"bits": TABLE_BITS, "block_size": TABLE_BLOCK, "gather_axis": 0, "quantize_axis": 1}
    inputs = ["word_rows", ids, "word_scales"]
    node = helper.make_node("GatherBlockQuantized", inputs, [out], domain="com.microsoft", **attributes)
    graph.node.insert(at, node)


if __name__ == "__main__":
    main()
