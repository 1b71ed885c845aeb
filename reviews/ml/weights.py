"""Weights of a classifier as named arrays, stored in half precision."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reviews.ml.layout import LAYERS

if TYPE_CHECKING:
    from reviews.ml.networks import Classifier

Weights = dict[str, NDArray[np.float32]]


def _layer(network: "Classifier", name: str) -> Any:
    return network.output_layer if name == "output" else getattr(network, name)


def read(network: "Classifier") -> Weights:
    """Every weight by "layer/weight"."""
    return {
        f"{layer}/{name}": np.asarray(value, dtype=np.float32)
        for layer, names in LAYERS.items()
        if _layer(network, layer) is not None
        for name, value in zip(names, _layer(network, layer).get_weights(), strict=True)
    }


def write(network: "Classifier", weights: Weights) -> None:
    """Sets the layers that `weights` names in full; other layers keep what they have."""
    for layer, names in LAYERS.items():
        values = [weights.get(f"{layer}/{name}") for name in names]
        if _layer(network, layer) is not None and all(value is not None for value in values):
            _layer(network, layer).set_weights(values)


def shape(weights: Weights) -> dict[str, int]:
    """units, embedding_size and stride of the network that these are the weights of."""
    convolution = weights.get("convolution/kernel")
    return {
        "units": int(weights["ahead/recurrent_kernel"].shape[0]),
        "embedding_size": int(weights["embedding/embeddings"].shape[1]),
        "stride": 1 if convolution is None else int(convolution.shape[0]) - 2,
    }


def save(*, path: Path, weights: Weights) -> None:
    """Half precision, not compressed, so that an ONNX graph can point into the file."""
    halves = {name: value.astype(np.float16) for name, value in weights.items()}
    np.savez(path, **halves)  # type: ignore[arg-type]  # the stubs read the names as options


def load(*, path: Path) -> Weights:
    with np.load(path) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
