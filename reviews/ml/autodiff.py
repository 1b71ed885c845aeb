"""The one place that knows which backend Keras runs on: gradients on TensorFlow here, on PyTorch where a GPU is."""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

Tensor = Any


def value_and_gradients(
    function: Callable[[], tuple[Tensor, list[Tensor], Any]], variables: Sequence[keras.Variable]
) -> tuple[Tensor, list[Tensor], list[Tensor], Any]:
    """Runs `function`, which returns (loss, inner tensors, anything else).

    Returns the loss, its gradients by `variables`, its gradients by the inner tensors, and the rest.
    """
    if keras.backend.backend() == "torch":
        return _by_torch(function, variables)
    return _by_tensorflow(function, variables)


def _by_torch(function: Any, variables: Any) -> Any:
    import torch

    with torch.enable_grad():
        loss, inner, rest = function()
        found = torch.autograd.grad(loss, [variable.value for variable in variables] + inner, allow_unused=True)
    count = len(variables)
    return loss.detach(), list(found[:count]), list(found[count:]), rest


def _by_tensorflow(function: Any, variables: Any) -> Any:
    import tensorflow as tf

    with tf.GradientTape() as tape:
        loss, inner, rest = function()
    count = len(variables)
    found = tape.gradient(loss, [variable.value for variable in variables] + inner)
    return (
        loss,
        [tf.convert_to_tensor(grad) if grad is not None else None for grad in found[:count]],
        found[count:],
        rest,
    )


def add(first: Sequence[Tensor], second: Sequence[Tensor]) -> list[Tensor]:
    """Sums two lists of gradients; a missing gradient counts as zero."""
    return [b if a is None else a if b is None else a + b for a, b in zip(first, second, strict=True)]


def compiled(step: Callable[..., Any]) -> Callable[..., Any]:
    """The step as a graph on TensorFlow; unchanged on PyTorch, which is fast without."""
    if keras.backend.backend() == "torch":
        return step
    import tensorflow as tf

    graph = tf.function(step, reduce_retracing=True)
    return lambda *arrays: graph(*(tf.convert_to_tensor(array) for array in arrays))


def without_gradients(function: Callable[..., Tensor]) -> Callable[..., np.ndarray[Any, Any]]:
    """`function` of arrays as a function that returns a NumPy array and keeps nothing for a backward pass."""
    if keras.backend.backend() == "torch":
        return _without_torch_gradients(function)
    run = compiled(function)
    return lambda *arrays: np.asarray(run(*arrays))


def _without_torch_gradients(function: Any) -> Any:
    import torch

    def run(*arrays: Any) -> Any:
        with torch.no_grad():
            return keras.ops.convert_to_numpy(function(*(keras.ops.convert_to_tensor(array) for array in arrays)))

    return run


def prefer_speed() -> None:
    """Lets a GPU multiply float32 matrices on its tensor cores (TF32)."""
    if keras.backend.backend() == "torch":
        import torch

        torch.set_float32_matmul_precision("high")
