"""Writes the ONNX graph of a BERT sentence encoder from its plain weights, without torch.

The graph ends in mean pooling over the real tokens and unit length (Sentence-BERT, Reimers 2019); asked for, it
also gives the same of the layers before the last, which tell intents apart better than the last alone. Token types
are always zero, so their one embedding is folded into the positions. Opset 20 is the first with Gelu; scalars
stay 0-dimensional.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
DEEP_LAYERS = 4  # the last ones; the output "deep" has them side by side, the last layer last
LAYER_NORM_EPSILON = 1e-12
MASKED = (
    -1e4
)  # added to the attention score of padding: far below any real score, safe in int8 and half precision

Weights = Mapping[str, NDArray[np.float32]]


class _Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, operator: str, *inputs: str, outputs: int = 1, **attributes: Any) -> str:
        name = f"{operator}_{len(self.nodes)}"
        names = [name] + [f"{name}_{i}" for i in range(1, outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, name=name, **attributes))
        return name

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def numbers(self, *values: int) -> str:
        return self.constant("i_" + "_".join(str(x) for x in values), np.array(values, dtype=np.int64))

    def scalar(self, value: float) -> str:
        return self.constant(f"f_{value}", np.array(value, dtype=np.float32))

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def linear(self, x: str, name: str) -> str:
        """x @ W.T + b; torch keeps W as (out, in)."""
        matrix = self.constant(f"{name}.kernel", self.weights[f"{name}.weight"].T)
        return self.add("Add", self.add("MatMul", x, matrix), self.weight(f"{name}.bias"))

    def layer_norm(self, x: str, name: str) -> str:
        return self.add(
            "LayerNormalization",
            x,
            self.weight(f"{name}.weight"),
            self.weight(f"{name}.bias"),
            axis=-1,
            epsilon=LAYER_NORM_EPSILON,
        )


def encoder_graph(weights: Weights, *, heads: int, layers: int) -> onnx.ModelProto:
    """Build the model: input_ids, attention_mask (n, tokens) int64 -> vectors (n, size), deep (n, layers x size).

    Every block of `size` columns has unit length.
    """
    graph = _Graph(weights)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    bias = _attention_bias(graph, mask)
    x = _embeddings(graph)
    pooled: list[str] = []
    for number in range(layers):
        x = _layer(graph, x, bias, f"encoder.layer.{number}", heads)
        if layers - number <= DEEP_LAYERS:
            pooled.append(_pooled(graph, x, mask))
    graph.nodes.append(helper.make_node("Identity", [pooled[-1]], ["vectors"], name="last"))
    graph.nodes.append(helper.make_node("Concat", pooled, ["deep"], name="all", axis=1))
    size = weights["embeddings.word_embeddings.weight"].shape[1]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "sentence_encoder",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "tokens"]),
                helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["n", "tokens"]),
            ],
            [
                helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", size]),
                helper.make_tensor_value_info("deep", TensorProto.FLOAT, ["n", size * len(pooled)]),
            ],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=9,
    )
    onnx.checker.check_model(model)
    return model


def _attention_bias(graph: _Graph, mask: str) -> str:
    """(n, 1, 1, tokens): 0 for real tokens, MASKED for padding."""
    padding = graph.add("Sub", graph.scalar(1.0), mask)
    return graph.add("Mul", graph.add("Unsqueeze", padding, graph.numbers(1, 2)), graph.scalar(MASKED))


def _embeddings(graph: _Graph) -> str:
    positions = graph.weights["embeddings.position_embeddings.weight"]
    first_type = graph.weights["embeddings.token_type_embeddings.weight"][0]
    table = graph.constant("positions", positions + first_type)
    length = graph.add("Shape", "input_ids", start=1, end=2)
    rows = graph.add("Slice", table, graph.numbers(0), length, graph.numbers(0))
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    return graph.layer_norm(graph.add("Add", words, rows), "embeddings.LayerNorm")


def _layer(graph: _Graph, x: str, bias: str, name: str, heads: int) -> str:
    attended = graph.linear(
        _attention(graph, x, bias, f"{name}.attention.self", heads), f"{name}.attention.output.dense"
    )
    x = graph.layer_norm(graph.add("Add", attended, x), f"{name}.attention.output.LayerNorm")
    inner = graph.add("Gelu", graph.linear(x, f"{name}.intermediate.dense"))
    return graph.layer_norm(
        graph.add("Add", graph.linear(inner, f"{name}.output.dense"), x), f"{name}.output.LayerNorm"
    )


def _attention(graph: _Graph, x: str, bias: str, name: str, heads: int) -> str:
    size = graph.weights[f"{name}.query.weight"].shape[0]

    def split(part: str, order: list[int]) -> str:
        cut = graph.add(
            "Reshape", graph.linear(x, f"{name}.{part}"), graph.numbers(0, 0, heads, size // heads)
        )
        return graph.add("Transpose", cut, perm=order)

    query, value = split("query", [0, 2, 1, 3]), split("value", [0, 2, 1, 3])
    key = split("key", [0, 2, 3, 1])
    scores = graph.add("Mul", graph.add("MatMul", query, key), graph.scalar(float((size // heads) ** -0.5)))
    shares = graph.add("Softmax", graph.add("Add", scores, bias), axis=-1)
    joined = graph.add("Transpose", graph.add("MatMul", shares, value), perm=[0, 2, 1, 3])
    return graph.add("Reshape", joined, graph.numbers(0, 0, size))


def _pooled(graph: _Graph, x: str, mask: str) -> str:
    """Mean over real tokens, then unit length; the division by the count would cancel, so it is left out."""
    summed = graph.add(
        "ReduceSum",
        graph.add("Mul", x, graph.add("Unsqueeze", mask, graph.numbers(2))),
        graph.numbers(1),
        keepdims=0,
    )
    return graph.add("LpNormalization", summed, axis=-1, p=2)
