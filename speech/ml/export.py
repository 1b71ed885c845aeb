"""A trained network as an ONNX graph for ONNX Runtime, built by hand from its arrays; batch normalisation is folded."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from speech.ml import features, frames, targets
from speech.ml.windows import WINDOW_FRAMES

OPSET = 18
IR_VERSION = 9
GATES = {"lstm": (0, 3, 1, 2), "gru": (0, 1, 2)}  # ONNX's order i o f c and z r h, from Keras's i f c o and z r h
BATCH_NORM_EPSILON = 1e-3
KERNEL_SIZE, STRIDE, MEL_STEP = 5, 2, 2
VARIANCE_FLOOR = 1e-4

Arrays = Mapping[str, NDArray[np.float32]]


def write(*, arrays: Arrays, path: Path, cell: str) -> None:
    """Writes the graph of `network.build(cell=cell)` with `network.arrays`.

    Inputs: log_mels (n, WINDOW_FRAMES, N_MELS, 2), beside (n, WINDOW_FRAMES, DESCRIPTORS). Output: logits (n, COLUMNS).
    """
    graph = Graph(arrays, cell)
    model = helper.make_model(graph.built(), opset_imports=[helper.make_opsetid("", OPSET)], producer_name="emosense")
    model.ir_version = IR_VERSION
    path.write_bytes(model.SerializeToString())


class Graph:
    """Nodes and constants as they come."""

    def __init__(self, arrays: Arrays, cell: str) -> None:
        self.arrays, self.cell = arrays, cell
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def built(self) -> onnx.GraphProto:
        sequence = self.sequence()
        states = self.recurrent(sequence)
        self.head(self.pooled(states))
        shapes = {"log_mels": [features.N_MELS, 2], "beside": [frames.DESCRIPTORS]}
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", WINDOW_FRAMES, *shape])
            for name, shape in shapes.items()
        ]
        outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", targets.COLUMNS])]
        return helper.make_graph(self.nodes, f"speech_{self.cell}", inputs, outputs, self.constants)

    def add(self, kind: str, *inputs: str, to: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [to], **attributes))
        return to

    def constant(self, name: str, value: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weights(self, name: str) -> NDArray[np.float32]:
        """The one array whose path ends so."""
        (found,) = [value for path, value in self.arrays.items() if f"/{path}".endswith(f"/{name}")]
        return np.asarray(found, dtype=np.float32)

    def scale(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Factor and shift that batch normalisation comes to."""
        parts = ("gamma", "beta", "moving_mean", "moving_variance")
        gamma, beta, mean, variance = (self.weights(f"{name}/{part}") for part in parts)
        factor = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
        return factor, beta - mean * factor

    def sequence(self) -> str:
        """What the recurrent layer reads, time first: (t, n, d)."""
        mels = features.N_MELS // MEL_STEP
        paired = self.constant("paired", np.array([0, WINDOW_FRAMES, mels, MEL_STEP, 2], np.int64))
        flat = self.constant("flat", np.array([0, WINDOW_FRAMES, mels * 2], np.int64))
        self.add("Reshape", "log_mels", paired, to="pairs")
        self.add("ReduceMean", "pairs", self.constant("pair_axis", np.array([3], np.int64)), to="halved", keepdims=0)
        self.add("Transpose", self.add("Reshape", "halved", flat, to="bins"), to="bins_first", perm=[0, 2, 1])
        x = self.convolution("bins_first", name="mel_1", stride=STRIDE, length=WINDOW_FRAMES)
        x = self.convolution(x, name="mel_2", stride=STRIDE, length=WINDOW_FRAMES // STRIDE)
        factor, shift = self.scale("beside_scale")
        self.add("Mul", "beside", self.constant("beside_factor", factor), to="beside_scaled")
        self.add("Add", "beside_scaled", self.constant("beside_shift", shift), to="beside_even")
        self.add("Transpose", "beside_even", to="beside_first", perm=[0, 2, 1])
        y = self.convolution("beside_first", name="beside_1", stride=STRIDE * STRIDE, length=WINDOW_FRAMES)
        self.add("Concat", x, y, to="both", axis=1)
        return self.add("Transpose", "both", to="sequence", perm=[2, 0, 1])

    def convolution(self, x: str, *, name: str, stride: int, length: int) -> str:
        """(n, bins, length) to (n, filters, length / stride); padded as Keras's "same" does, more at the end."""
        factor, shift = self.scale(f"{name}_scale")
        kernel = self.weights(f"{name}/kernel") * factor
        missing = max(0, (length // stride - 1) * stride + KERNEL_SIZE - length)
        pads = [missing // 2, missing - missing // 2]
        inputs = (x, self.constant(f"{name}_kernel", kernel.transpose(2, 1, 0)), self.constant(f"{name}_bias", shift))
        self.add("Conv", *inputs, to=f"{name}_raw", strides=[stride], pads=pads)
        return self.add("Relu", f"{name}_raw", to=f"{name}_out")

    def recurrent(self, sequence: str) -> str:
        """States of both directions, (t, n, 2 * units)."""
        both = [self._direction(direction) for direction in ("forward", "backward")]
        units = both[0][1].shape[1]
        names = [
            self.constant(f"recurrent_{part}", np.stack([one[place] for one in both]))
            for place, part in enumerate(("kernel", "recurrent_kernel", "bias"))
        ]
        extra: dict[str, Any] = {"linear_before_reset": 1} if self.cell == "gru" else {}
        self.add(
            self.cell.upper(), sequence, *names, to="directions", direction="bidirectional", hidden_size=units, **extra
        )
        self.add("Transpose", "directions", to="directions_last", perm=[0, 2, 1, 3])
        shape = self.constant("states_shape", np.array([0, 0, 2 * units], np.int64))
        return self.add("Reshape", "directions_last", shape, to="states")

    def _direction(self, direction: str) -> list[NDArray[np.float32]]:
        """Kernel (gates, in), recurrent kernel (gates, units) and both biases in one row, gates in ONNX's order."""
        cell = f"{direction}_{self.cell}/{self.cell}_cell"
        kernel, recurrent, bias = (self.weights(f"{cell}/{part}") for part in ("kernel", "recurrent_kernel", "bias"))
        units = recurrent.shape[0]
        order = np.concatenate([np.arange(units) + gate * units for gate in GATES[self.cell]])
        rows = bias if self.cell == "gru" else np.stack([bias, np.zeros_like(bias)])
        return [kernel.T[order], recurrent.T[order], rows[:, order].ravel()]

    def pooled(self, states: str) -> str:
        """Attention, mean, deviation and maximum over time, (n, 8 * units)."""
        first = self.constant("time_axis", np.array([0], np.int64))
        hidden = self.add("Tanh", self.dense(states, "attention_hidden"), to="attention_tanh")
        self.add("Softmax", self.dense(hidden, "attention"), to="attention_weights", axis=0)
        self.add("Mul", states, "attention_weights", to="weighed")
        self.add("ReduceSum", "weighed", first, to="attended", keepdims=0)
        self.add("ReduceMean", states, first, to="mean", keepdims=0)
        self.add("Mul", states, states, to="squares")
        self.add("ReduceMean", "squares", first, to="mean_square", keepdims=0)
        self.add("Mul", "mean", "mean", to="squared_mean")
        self.add("Relu", self.add("Sub", "mean_square", "squared_mean", to="variance"), to="variance_above")
        self.add("Add", "variance_above", self.constant("floor", np.float32(VARIANCE_FLOOR)), to="variance_floored")
        self.add("Sqrt", "variance_floored", to="deviation")
        self.add("ReduceMax", states, first, to="maximum", keepdims=0)
        return self.add("Concat", "attended", "mean", "deviation", "maximum", to="pooled", axis=1)

    def head(self, pooled: str) -> str:
        hidden = self.add("Relu", self.dense(pooled, "hidden"), to="hidden_above")
        return self.add("Identity", self.dense(hidden, "output"), to="logits")

    def dense(self, x: str, name: str) -> str:
        self.add("MatMul", x, self.constant(f"{name}_kernel", self.weights(f"{name}/kernel")), to=f"{name}_product")
        return self.add(
            "Add", f"{name}_product", self.constant(f"{name}_bias", self.weights(f"{name}/bias")), to=f"{name}_sum"
        )
