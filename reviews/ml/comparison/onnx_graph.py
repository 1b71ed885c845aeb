"""A network of the comparison as an ONNX graph, for one direction or both, to measure it as it would be served."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from reviews.ml.export import GATES, IR_VERSION, OPSET
from reviews.ml.layout import FAR
from reviews.ml.networks import Classifier

Arrays = dict[str, NDArray[Any]]
make = helper.make_node


def write(*, network: Classifier, both_ways: bool, path: Path) -> None:
    """Inputs: ids (n, t) int32, zeros at the right, lengths (n,) int32. Output: log_odds (n,)."""
    cell, units = network.settings["cell"], network.settings["units"]
    arrays = {**_recurrent_arrays(network, cell, both_ways), **_other_arrays(network, units * (2 if both_ways else 1))}
    graph = helper.make_graph(
        [*_states(cell, units, both_ways), *_pooled(), *_head()],
        f"{cell}_compared",
        inputs=[
            helper.make_tensor_value_info("ids", TensorProto.INT32, ["n", "t"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["n"]),
        ],
        outputs=[helper.make_tensor_value_info("log_odds", TensorProto.FLOAT, ["n"])],
        initializer=[numpy_helper.from_array(value, name) for name, value in arrays.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="emosense")
    model.ir_version = IR_VERSION
    path.write_bytes(model.SerializeToString())


def _recurrent_arrays(network: Classifier, cell: str, both_ways: bool) -> Arrays:
    layers = [network.ahead, network.back] if both_ways else [network.ahead]
    parts = [_direction(cell, [np.asarray(weight) for weight in layer.get_weights()]) for layer in layers]
    return {name: np.stack([part[name] for part in parts]) for name in ("kernel", "recurrent_kernel", "bias_rows")}


def _direction(cell: str, weights: list[NDArray[np.float32]]) -> Arrays:
    """Kernels turned and gates in ONNX's order; Keras's LSTM has one bias, its GRU one for input and one for states."""
    kernel, recurrent_kernel, bias = weights
    biases = bias if cell == "gru" else np.stack([bias, np.zeros_like(bias)])
    units = recurrent_kernel.shape[0]
    order = np.concatenate([np.arange(units) + gate * units for gate in GATES[cell]])
    return {
        "kernel": kernel.T[order],
        "recurrent_kernel": recurrent_kernel.T[order],
        "bias_rows": biases[:, order].reshape(-1),
    }


def _other_arrays(network: Classifier, width: int) -> Arrays:
    layers = {"attention": network.attention, "hidden": network.hidden, "output": network.output_layer}
    dense = {name: [np.asarray(weight) for weight in layer.get_weights()] for name, layer in layers.items()}
    return {
        "vectors": np.asarray(network.embedding.get_weights()[0]),
        **{f"{name}_kernel": weights[0] for name, weights in dense.items()},
        **{f"{name}_bias": weights[1] for name, weights in dense.items()},
        "axis_0": np.array([0], np.int64),
        "axis_1": np.array([1], np.int64),
        "axis_2": np.array([2], np.int64),
        "states_shape": np.array([0, 0, width], np.int64),
        "far": np.array(FAR, np.float32),
        "one": np.array(1.0, np.float32),
        "padding": np.array(0, np.int32),
    }


def _states(cell: str, units: int, both_ways: bool) -> list[onnx.NodeProto]:
    """States of every token, time first: (t, n, width)."""
    extra: dict[str, Any] = {"linear_before_reset": 1} if cell == "gru" else {}
    inputs = ["embedded", "kernel", "recurrent_kernel", "bias_rows", "lengths"]
    direction = "bidirectional" if both_ways else "forward"
    return [
        make("Transpose", ["ids"], ["ids_by_time"], perm=[1, 0]),
        make("Gather", ["vectors", "ids_by_time"], ["embedded"]),
        make(cell.upper(), inputs, ["directions"], direction=direction, hidden_size=units, **extra),
        make("Transpose", ["directions"], ["directions_last"], perm=[0, 2, 1, 3]),
        make("Reshape", ["directions_last", "states_shape"], ["states"]),
    ]


def _pooled() -> list[onnx.NodeProto]:
    """Maximum, mean and attention over the tokens, as `Classifier.pooled`."""
    return [
        make("Equal", ["ids_by_time", "padding"], ["is_padding"]),
        make("Not", ["is_padding"], ["is_token"]),
        make("Cast", ["is_token"], ["mask_2d"], to=TensorProto.FLOAT),
        make("Unsqueeze", ["mask_2d", "axis_2"], ["mask"]),
        make("Sub", ["one", "mask"], ["unmasked"]),
        make("Mul", ["unmasked", "far"], ["away"]),
        make("Sub", ["states", "away"], ["shown"]),
        make("ReduceMax", ["shown", "axis_0"], ["maximum"], keepdims=0),
        make("Mul", ["states", "mask"], ["masked"]),
        make("ReduceSum", ["masked", "axis_0"], ["total"], keepdims=0),
        make("ReduceSum", ["mask", "axis_0"], ["tokens"], keepdims=0),
        make("Max", ["tokens", "one"], ["at_least_one"]),
        make("Div", ["total", "at_least_one"], ["mean"]),
        make("MatMul", ["states", "attention_kernel"], ["attention_raw"]),
        make("Add", ["attention_raw", "attention_bias"], ["attention"]),
        make("Sub", ["attention", "away"], ["attention_shown"]),
        make("Softmax", ["attention_shown"], ["weights"], axis=0),
        make("Mul", ["states", "weights"], ["attended"]),
        make("ReduceSum", ["attended", "axis_0"], ["attention_sum"], keepdims=0),
        make("Concat", ["maximum", "mean", "attention_sum"], ["pooled"], axis=1),
    ]


def _head() -> list[onnx.NodeProto]:
    return [
        make("Gemm", ["pooled", "hidden_kernel", "hidden_bias"], ["hidden_raw"]),
        make("Relu", ["hidden_raw"], ["hidden"]),
        make("Gemm", ["hidden", "output_kernel", "output_bias"], ["output"]),
        make("Squeeze", ["output", "axis_1"], ["log_odds"]),
    ]
