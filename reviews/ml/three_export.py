"""The networks of a three-class head as one ONNX graph over their weights and their encoder's word vectors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from reviews.ml import export, weights
from reviews.ml.three_classes import LOG_ODDS_SCALE

SHARED = {"ids", "lengths", "tokens_2d", "word_vectors"}
VECTORS = "embedding/embeddings"


def save(*, path: Path, networks: Sequence[weights.Weights]) -> None:
    """Stores the weights of several networks in one file, named by the network's number."""
    weights.save(
        path=path, weights={f"{k}/{name}": value for k, found in enumerate(networks) for name, value in found.items()}
    )


def load(*, path: Path) -> list[weights.Weights]:
    stored = weights.load(path=path)
    count = 1 + max(int(name.split("/")[0]) for name in stored)
    return [
        {name.removeprefix(f"{k}/"): value for name, value in stored.items() if name.startswith(f"{k}/")}
        for k in range(count)
    ]


def write(*, weights_path: Path, encoder_path: Path, graph_path: Path, cell: str) -> None:
    """Writes the graph beside both weights' files and points into them.

    Inputs: ids (n, t) int32 with zeros at the right, lengths (n,) int32. Output: levels (members, n, 5) float32.
    """
    networks = load(path=weights_path)
    encoder = weights.load(path=encoder_path)
    shape = weights.shape({**encoder, **networks[0]})
    graph = helper.make_graph(
        [*_vectors(), *(node for k in range(len(networks)) for node in _member(k, cell, shape)), _together(networks)],
        f"{cell}_three_classes",
        inputs=[
            helper.make_tensor_value_info("ids", TensorProto.INT32, ["n", "t"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["n"]),
        ],
        outputs=[helper.make_tensor_value_info("levels", TensorProto.FLOAT, ["members", "n", 5])],
        initializer=[
            *(tensor for tensor in export.stored(encoder_path) if tensor.name == VECTORS),
            *export.stored(weights_path),
            *export.constants(cell, **shape),
            numpy_helper.from_array(np.array(LOG_ODDS_SCALE, np.float32), "log_odds_scale"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", export.OPSET)], producer_name="emosense")
    model.ir_version = export.IR_VERSION
    graph_path.write_bytes(model.SerializeToString())


def _vectors() -> list[onnx.NodeProto]:
    """As `export` finds word vectors, but only those of the text leave half precision: the table is read by many."""
    make = helper.make_node
    return [
        make("Transpose", ["ids"], ["ids_by_time"], perm=[1, 0]),
        make("Equal", ["ids_by_time", "padding"], ["is_padding"]),
        make("Not", ["is_padding"], ["is_token"]),
        make("Cast", ["is_token"], ["tokens_2d"], to=TensorProto.FLOAT),
        make("Gather", [VECTORS, "ids_by_time"], ["half_vectors"]),
        make("Cast", ["half_vectors"], ["word_vectors"], to=TensorProto.FLOAT),
    ]


def _member(number: int, cell: str, shape: dict[str, int]) -> list[onnx.NodeProto]:
    """One network; names of its own begin with its number, as its weights' do."""
    nodes = [
        *export.phrases(shape["stride"]),
        *export.recurrent(cell, units=shape["units"]),
        *export.pooling(),
        *_head(),
    ]
    constants = {tensor.name for tensor in export.constants(cell, **shape)} | {"log_odds_scale"}
    for node in nodes:
        for names in (node.input, node.output):
            names[:] = [name if name in SHARED | constants else f"{number}/{name}" for name in names]
    return nodes


def _head() -> list[onnx.NodeProto]:
    make = helper.make_node
    layers = ("hidden", "output", "short_hidden", "short_output")
    return [
        *(export.cast(f"{layer}/{part}") for layer in layers for part in ("kernel", "bias")),
        make("Gemm", ["pooled", "hidden/kernel:single", "hidden/bias:single"], ["known_raw"]),
        make("Relu", ["known_raw"], ["known"]),
        make("Gemm", ["known", "output/kernel:single", "output/bias:single"], ["log_odds_raw"]),
        make("Div", ["log_odds_raw", "log_odds_scale"], ["log_odds"]),
        make("Gemm", ["pooled", "short_hidden/kernel:single", "short_hidden/bias:single"], ["found_raw"]),
        make("Relu", ["found_raw"], ["found"]),
        make("Concat", ["found", "known", "log_odds"], ["features"], axis=1),
        make("Gemm", ["features", "short_output/kernel:single", "short_output/bias:single"], ["logits"]),
        make("Unsqueeze", ["logits", "axis_0"], ["levels"]),
    ]


def _together(networks: Sequence[weights.Weights]) -> onnx.NodeProto:
    return helper.make_node("Concat", [f"{k}/levels" for k in range(len(networks))], ["levels"], axis=0)
