"""Products quantised by row: near the exact ones, and blind to what else is in the batch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

onnx = pytest.importorskip("onnx", reason="needs onnx (models/training/requirements.txt)")

WIDTH = 64


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[onnxruntime.InferenceSession, np.ndarray]:
    from onnx import TensorProto, helper, numpy_helper

    from models.training import rowwise

    rng = np.random.default_rng(0)
    weights = rng.normal(size=(WIDTH, 16)).astype(np.float32)
    shape = ["batch", "tokens", WIDTH]
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"]), helper.make_node("MatMul", ["x", "x_turned"], ["z"])],
        "two products, of which one has no constant",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("x_turned", TensorProto.FLOAT, ["batch", WIDTH, "tokens"]),
        ],
        [
            helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", "tokens", 16]),
            helper.make_tensor_value_info("z", TensorProto.FLOAT, ["batch", "tokens", "tokens"]),
        ],
        [numpy_helper.from_array(weights, "w")],
    )
    file = tmp_path_factory.mktemp("rowwise") / "fp32.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10), file)
    made = rowwise.quantise_matrices(Path(file))
    assert {i.name for i in made.graph.initializer}.isdisjoint({"w"})
    assert [node.op_type for node in made.graph.node].count("MatMul") == 1
    return onnxruntime.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"]), weights


def product(model, x: np.ndarray) -> np.ndarray:
    found: np.ndarray = model[0].run(["y"], {"x": x, "x_turned": x.transpose(0, 2, 1)})[0]
    return found


def test_a_product_is_near_the_exact_one_whatever_the_size_of_a_row(model) -> None:
    x = np.random.default_rng(1).normal(size=(3, 5, WIDTH)).astype(np.float32)
    x *= np.float32(10.0) ** np.arange(-6, 9).reshape(3, 5, 1)
    exact = x @ model[1]
    error = np.abs(product(model, x) - exact).max(axis=2) / np.abs(exact).max(axis=2)
    assert error.max() < 0.05


def test_a_row_does_not_depend_on_its_neighbours(model) -> None:
    x = np.random.default_rng(2).normal(size=(4, 7, WIDTH)).astype(np.float32)
    x[3] *= 1000
    assert (product(model, x)[1] == product(model, x[1:2])[0]).all()


def test_nothing_stays_nothing(model) -> None:
    assert (product(model, np.zeros((1, 1, WIDTH), dtype=np.float32)) == 0).all()
