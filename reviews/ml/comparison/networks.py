"""The four networks: the product's classifier, with one direction or both, over word vectors that stay as they are."""

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from reviews.ml.comparison.protocol import Architecture
from reviews.ml.networks import Classifier

Tensor = Any


class BothWays(Classifier):
    """The classifier as the product has it, with rows moved whole when a sequence is turned round: half as slow."""

    def states(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """States of both directions at every token, shape (n, t, 2 * units)."""
        places = mirrored_places(ops.cast(ops.sum(mask, axis=1), "int32"), ops.shape(mask)[0], ops.shape(mask)[1])
        backwards = moved(self.back(moved(embedded, places)), places)
        return ops.concatenate([self.ahead(embedded), backwards], axis=-1)


def mirrored_places(lengths: Tensor, rows: Any, width: Any) -> Tensor:
    """Where each of the rows * width tokens finds its mirror inside its own sequence; padding stays. Shape (n * t,)."""
    positions = ops.arange(width, dtype="int32")[None, :]
    mirrored = lengths[:, None] - 1 - positions
    inside = ops.where(mirrored >= 0, mirrored, positions)
    return ops.reshape(inside + width * ops.arange(rows, dtype="int32")[:, None], (-1,))


def moved(x: Tensor, places: Tensor) -> Tensor:
    """x: (n, t, d) with the token at place k taken from place places[k]."""
    size = x.shape[-1]
    return ops.reshape(ops.take(ops.reshape(x, (-1, size)), places, axis=0), ops.shape(x))


class OneWay(Classifier):
    """The classifier with its layer from left to right alone; pooling and head are the same code."""

    def build(self, input_shape: Any) -> None:
        """Only what is used has weights."""
        self.built = True

    def states(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """States at every token, shape (n, t, units)."""
        return self.ahead(embedded)


class Averages(keras.Model):
    """ids (n, t) -> log-odds, (n,): the mean of trained word vectors and one linear layer (Joulin et al. 2017)."""

    def __init__(self, *, vocabulary_size: int, embedding_size: int) -> None:
        super().__init__()
        self.embedding = keras.layers.Embedding(vocabulary_size, embedding_size, name="embedding")
        self.output_layer = keras.layers.Dense(1, name="output")

    def call(self, ids: Tensor, training: bool = False) -> Tensor:
        shown = ops.cast(ids > 0, "float32")[:, :, None]
        mean = ops.sum(self.embedding(ids) * shown, axis=1) / ops.maximum(ops.sum(shown, axis=1), 1.0)
        return self.output_layer(mean)[:, 0]


def recurrent(*, architecture: Architecture, vectors: NDArray[np.float32], dropout: float) -> Classifier:
    """A built network; vectors: (vocabulary, d), not trained."""
    kind = BothWays if architecture.both_ways else OneWay
    network = kind(
        cell=architecture.cell,
        units=architecture.units,
        embedding_size=vectors.shape[1],
        vocabulary_size=vectors.shape[0],
        dropout=dropout,
    )
    network(ops.ones((2, 8), dtype="int32"))
    network.embedding.set_weights([vectors])
    network.embedding.trainable = False
    return network


def averages(*, vectors: NDArray[np.float32]) -> Averages:
    """Starts from the same word vectors, which it trains."""
    network = Averages(vocabulary_size=vectors.shape[0], embedding_size=vectors.shape[1])
    network(ops.ones((2, 8), dtype="int32"))
    network.embedding.set_weights([vectors])
    return network


def copy_weights(*, source: keras.Model, target: keras.Model) -> None:
    """Gives `target` every trained weight of `source`, a network of the same shape."""
    for kept, fresh in zip(target.trainable_variables, source.trainable_variables, strict=True):
        kept.assign(fresh.value)


def parameters(network: keras.Model) -> int:
    """How many numbers are trained."""
    return sum(int(np.prod(variable.shape)) for variable in network.trainable_variables)
