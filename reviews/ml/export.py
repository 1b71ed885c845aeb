"""A classifier as an ONNX graph over its stored weights, for ONNX Runtime."""

import struct
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from reviews.ml import weights
from reviews.ml.layout import FAR

OPSET = 18
IR_VERSION = 9
GATES = {"lstm": (0, 3, 1, 2), "gru": (0, 1, 2)}  # ONNX's order i o f c and z r h, from Keras's i f c o and z r h
HEADER = 30


def write(*, weights_path: Path, graph_path: Path, cell: str) -> None:
    """Writes the graph beside `weights_path`, an uncompressed .npz in half precision, and points into that file.

    Inputs: ids (n, t) int32 with zeros at the right, lengths (n,) int32. Output: log_odds (n,) float32. The recurrent
    operator is told the lengths, so a row's result does not depend on the rows beside it.
    """
    shape = weights.shape(weights.load(path=weights_path))
    vectors = [*_vectors(), *phrases(shape["stride"])]
    nodes = [*vectors, *recurrent(cell, units=shape["units"]), *pooling(), *_head()]
    graph = helper.make_graph(
        nodes,
        f"{cell}_classifier",
        inputs=[
            helper.make_tensor_value_info("ids", TensorProto.INT32, ["n", "t"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["n"]),
        ],
        outputs=[helper.make_tensor_value_info("log_odds", TensorProto.FLOAT, ["n"])],
        initializer=[*stored(weights_path), *constants(cell, **shape)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="emosense")
    model.ir_version = IR_VERSION
    graph_path.write_bytes(model.SerializeToString())


def stored(weights_path: Path) -> list[onnx.TensorProto]:
    """Every array of the .npz as an external tensor of half precision, by its name."""
    with zipfile.ZipFile(weights_path) as archive, weights_path.open("rb") as stream:
        return [_external(info, stream, weights_path.name) for info in archive.infolist()]


def _external(info: zipfile.ZipInfo, stream: IO[bytes], location: str) -> onnx.TensorProto:
    stream.seek(info.header_offset)
    name_length, extra_length = struct.unpack("<HH", stream.read(HEADER)[26:30])
    stream.seek(info.header_offset + HEADER + name_length + extra_length)
    version = np.lib.format.read_magic(stream)
    reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran, dtype = reader(stream)
    if fortran or dtype != np.float16 or info.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{info.filename} must be stored by rows, in half precision, uncompressed.")
    tensor = TensorProto(name=info.filename.removesuffix(".npy"), dims=shape, data_type=TensorProto.FLOAT16)
    tensor.data_location = TensorProto.EXTERNAL
    size = int(np.prod(shape)) * 2
    for key, value in (("location", location), ("offset", str(stream.tell())), ("length", str(size))):
        tensor.external_data.add(key=key, value=value)
    return tensor


def constants(cell: str, *, units: int, embedding_size: int, stride: int) -> list[onnx.TensorProto]:
    columns = np.concatenate([np.arange(units) + gate * units for gate in GATES[cell]])
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "gates": columns.astype(np.int64),
        "axis_0": np.array([0], np.int64),
        "axis_1": np.array([1], np.int64),
        "axis_2": np.array([2], np.int64),
        "bias_row": np.array([1, -1], np.int64),
        "far": np.array(FAR, np.float32),
        "one": np.array(1.0, np.float32),
        "padding": np.array(0, np.int32),
        "states_shape": np.array([0, 0, 2 * units], np.int64),
        "no_bias": np.zeros(len(columns), np.float32),
        "stride": np.array([stride], np.int64),
        "stride_of_lengths": np.array(stride, np.int32),
        "stride_less_one": np.array(stride - 1, np.int32),
        "end": np.array([np.iinfo(np.int64).max], np.int64),
    }
    return [numpy_helper.from_array(value, name) for name, value in arrays.items()]


def cast(name: str) -> onnx.NodeProto:
    return helper.make_node("Cast", [name], [f"{name}:single"], to=TensorProto.FLOAT)


def _vectors() -> list[onnx.NodeProto]:
    """Word vectors, time first, (t, n, d), and what is a token, (t, n)."""
    make = helper.make_node
    return [
        make("Transpose", ["ids"], ["ids_by_time"], perm=[1, 0]),
        make("Equal", ["ids_by_time", "padding"], ["is_padding"]),
        make("Not", ["is_padding"], ["is_token"]),
        make("Cast", ["is_token"], ["tokens_2d"], to=TensorProto.FLOAT),
        cast("embedding/embeddings"),
        make("Gather", ["embedding/embeddings:single", "ids_by_time"], ["word_vectors"]),
    ]


def phrases(stride: int) -> list[onnx.NodeProto]:
    """`Classifier.phrases`: vectors (t', n, d), their mask (t', n) and how many of them each row has."""
    make = helper.make_node
    if stride == 1:
        names = (("word_vectors", "vectors"), ("tokens_2d", "mask_2d"), ("lengths", "steps"))
        return [make("Identity", [whole], [name]) for whole, name in names]
    return [
        make("Unsqueeze", ["tokens_2d", "axis_2"], ["tokens"]),
        make("Mul", ["word_vectors", "tokens"], ["words_alone"]),
        make("Transpose", ["words_alone"], ["words_last"], perm=[1, 2, 0]),
        *(cast(f"convolution/{part}") for part in ("kernel", "bias")),
        make("Transpose", ["convolution/kernel:single"], ["convolution/kernel:onnx"], perm=[2, 1, 0]),
        make(
            "Conv",
            ["words_last", "convolution/kernel:onnx", "convolution/bias:single"],
            ["convolved"],
            strides=[stride],
            pads=[1, stride],
        ),
        make("Relu", ["convolved"], ["phrases_last"]),
        make("Transpose", ["phrases_last"], ["vectors"], perm=[2, 0, 1]),
        make("Slice", ["tokens_2d", "axis_0", "end", "axis_0", "stride"], ["mask_2d"]),
        make("Add", ["lengths", "stride_less_one"], ["lengths_up"]),
        make("Div", ["lengths_up", "stride_of_lengths"], ["steps"]),
    ]


def recurrent(cell: str, *, units: int) -> list[onnx.NodeProto]:
    """States of both directions, (t, n, 2 * units); the weights' layout is folded when the session starts."""
    nodes = [node for direction in ("ahead", "back") for node in _direction(cell, direction)]
    nodes += [
        helper.make_node("Concat", [f"ahead/{part}:onnx", f"back/{part}:onnx"], [f"{part}:both"], axis=0)
        for part in ("kernel", "recurrent_kernel", "bias")
    ]
    inputs = ["vectors", "kernel:both", "recurrent_kernel:both", "bias:both", "steps"]
    extra: dict[str, Any] = {"linear_before_reset": 1} if cell == "gru" else {}
    nodes.append(
        helper.make_node(cell.upper(), inputs, ["directions"], direction="bidirectional", hidden_size=units, **extra)
    )
    nodes.append(helper.make_node("Transpose", ["directions"], ["directions_last"], perm=[0, 2, 1, 3]))
    nodes.append(helper.make_node("Reshape", ["directions_last", "states_shape"], ["states"]))
    return nodes


def _direction(cell: str, name: str) -> list[onnx.NodeProto]:
    nodes = [cast(f"{name}/{part}") for part in ("kernel", "recurrent_kernel", "bias")]
    for part in ("kernel", "recurrent_kernel"):
        whole, turned = f"{name}/{part}:single", f"{name}/{part}:turned"
        nodes.append(helper.make_node("Transpose", [whole], [turned], perm=[1, 0]))
        nodes.append(helper.make_node("Gather", [turned, "gates"], [f"{turned}:gates"], axis=0))
        nodes.append(helper.make_node("Unsqueeze", [f"{turned}:gates", "axis_0"], [f"{name}/{part}:onnx"]))
    return nodes + _bias(cell, f"{name}/bias")


def _bias(cell: str, name: str) -> list[onnx.NodeProto]:
    """ONNX wants an input and a recurrent bias in one row; Keras's LSTM has one bias, its GRU two rows."""
    if cell == "gru":
        return [helper.make_node("Reshape", [f"{name}:single", "bias_row"], [f"{name}:onnx"])]
    return [
        helper.make_node("Gather", [f"{name}:single", "gates"], [f"{name}:gates"], axis=0),
        helper.make_node("Concat", [f"{name}:gates", "no_bias"], [f"{name}:row"], axis=0),
        helper.make_node("Unsqueeze", [f"{name}:row", "axis_0"], [f"{name}:onnx"]),
    ]


def pooling() -> list[onnx.NodeProto]:
    """Maximum, mean and attention over the real tokens, (n, 6 * units), as `Classifier.pooled` does."""
    make = helper.make_node
    return [
        make("Unsqueeze", ["mask_2d", "axis_2"], ["mask"]),
        make("Sub", ["one", "mask"], ["unmasked"]),
        make("Mul", ["unmasked", "far"], ["away"]),
        make("Sub", ["states", "away"], ["states_shown"]),
        make("ReduceMax", ["states_shown", "axis_0"], ["maximum"], keepdims=0),
        make("Mul", ["states", "mask"], ["states_masked"]),
        make("ReduceSum", ["states_masked", "axis_0"], ["total"], keepdims=0),
        make("ReduceSum", ["mask", "axis_0"], ["count"], keepdims=0),
        make("Max", ["count", "one"], ["count_at_least_one"]),
        make("Div", ["total", "count_at_least_one"], ["mean"]),
        *(cast(f"attention/{part}") for part in ("kernel", "bias")),
        make("MatMul", ["states", "attention/kernel:single"], ["attention_raw"]),
        make("Add", ["attention_raw", "attention/bias:single"], ["attention_scores"]),
        make("Sub", ["attention_scores", "away"], ["attention_shown"]),
        make("Softmax", ["attention_shown"], ["attention_weights"], axis=0),
        make("Mul", ["states", "attention_weights"], ["attended"]),
        make("ReduceSum", ["attended", "axis_0"], ["attention_sum"], keepdims=0),
        make("Concat", ["maximum", "mean", "attention_sum"], ["pooled"], axis=1),
    ]


def _head() -> list[onnx.NodeProto]:
    make = helper.make_node
    return [
        *(cast(f"{layer}/{part}") for layer in ("hidden", "output") for part in ("kernel", "bias")),
        make("Gemm", ["pooled", "hidden/kernel:single", "hidden/bias:single"], ["hidden_raw"]),
        make("Relu", ["hidden_raw"], ["hidden"]),
        make("Gemm", ["hidden", "output/kernel:single", "output/bias:single"], ["output"]),
        make("Squeeze", ["output", "axis_1"], ["log_odds"]),
    ]
