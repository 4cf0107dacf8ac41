"""8-bit products with activations quantised row by row, in plain ONNX operators.

Dynamic quantisation by row (Dettmers et al. 2022, "LLM.int8()", section 2, vector-wise) leaves a token's
figures independent of what else is in the batch, as ONNX Runtime's dynamic quantisation by tensor does
not, and runs on its fast integer product, as its operator for weights in blocks does not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

# Seven bits: a processor without VNNI adds two products of 8-bit numbers in 16 bits, and there
# 255 · 64 · 2 still fits, so that every processor computes the same sums.
LARGEST_WEIGHT: Final = 64
LARGEST_ACTIVATION: Final = 127
MIDDLE: Final = 128
"""What stands for zero among the unsigned activations."""
SMALLEST_SCALE: Final = 1e-8
_FUSED: Final = "com.microsoft"


def quantise_matrices(source: Path) -> onnx.ModelProto:
    """An ONNX encoder whose products with constant matrices are 8-bit ones, one scale a row and a column."""
    model = onnx.load(source)
    graph = model.graph
    matrices = {i.name: i for i in graph.initializer}
    constants = {
        "row_middle": np.float32(MIDDLE + 0.5),  # the cast cuts off, and so rounds
        "row_zero": np.uint8(MIDDLE),
        "row_one": np.float32(1),
        "row_steps": np.float32(1 / LARGEST_ACTIVATION),
        "row_smallest": np.float32(SMALLEST_SCALE),
        "column_zero": np.int8(0),
    }
    graph.initializer.extend(numpy_helper.from_array(np.array(value), name) for name, value in constants.items())
    nodes: list[onnx.NodeProto] = []
    quantised: set[str] = set()
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in matrices:
            nodes.append(node)
            continue
        rows, weights = node.input
        if rows not in quantised:
            nodes += _by_row(rows)
            quantised.add(rows)
        matrix = numpy_helper.to_array(matrices[weights])
        graph.initializer.extend(_by_column(matrix, weights))
        nodes += _product(rows, weights, node.output[0])
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [i for i in graph.initializer if i.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    model.opset_import.append(helper.make_opsetid(_FUSED, 1))
    onnx.checker.check_model(model)
    return model


def _by_row(rows: str) -> list[onnx.NodeProto]:
    """Quantise the last axis of a tensor to NAME_8bit, with one NAME_scale for each row."""
    return [
        helper.make_node("Abs", [rows], [f"{rows}_size"]),
        helper.make_node("ReduceMax", [f"{rows}_size"], [f"{rows}_peak"], axes=[-1], keepdims=1),
        helper.make_node("Mul", [f"{rows}_peak", "row_steps"], [f"{rows}_step"]),
        helper.make_node("Max", [f"{rows}_step", "row_smallest"], [f"{rows}_scale"]),
        helper.make_node("Reciprocal", [f"{rows}_scale"], [f"{rows}_inverse"]),
        helper.make_node("Mul", [rows, f"{rows}_inverse"], [f"{rows}_scaled"]),
        helper.make_node("Add", [f"{rows}_scaled", "row_middle"], [f"{rows}_moved"]),
        helper.make_node("Cast", [f"{rows}_moved"], [f"{rows}_8bit"], to=TensorProto.UINT8),
    ]


def _by_column(matrix: npt.NDArray[np.float32], name: str) -> list[onnx.TensorProto]:
    scale = np.abs(matrix).max(axis=0).clip(SMALLEST_SCALE) / LARGEST_WEIGHT
    columns = np.round(matrix / scale).astype(np.int8)
    return [
        numpy_helper.from_array(columns, f"{name}_8bit"),
        numpy_helper.from_array(scale.astype(np.float32), f"{name}_scale"),
    ]


def _product(rows: str, weights: str, output: str) -> list[onnx.NodeProto]:
    inputs = [f"{rows}_8bit", f"{weights}_8bit", "row_one", f"{weights}_scale", "row_zero", "column_zero"]
    return [
        helper.make_node("MatMulIntegerToFloat", inputs, [f"{output}_unscaled"], domain=_FUSED),
        helper.make_node("Mul", [f"{output}_unscaled", f"{rows}_scale"], [output]),
    ]
