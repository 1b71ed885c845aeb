"""Recurrent networks in Keras: LSTM and GRU on one code path that differs in the cell only."""

from typing import Any, Literal

import keras
from keras import ops

from reviews.ml.layout import FAR
from reviews.ml.vocabulary import PADDING

Cell = Literal["lstm", "gru"]
CELLS: dict[str, type[keras.layers.RNN]] = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
HIDDEN = 64

Tensor = Any


def build(
    *,
    cell: Cell,
    units: int,
    embedding_size: int,
    vocabulary_size: int,
    stride: int = 1,
    dropout: float = 0.5,
    seed: int = 0,
) -> "Classifier":
    """A bidirectional classifier with its weights made, ready for `predict`, `fit_...` or `set_weights`."""
    keras.utils.set_random_seed(seed)
    network = Classifier(
        cell=cell,
        units=units,
        embedding_size=embedding_size,
        vocabulary_size=vocabulary_size,
        stride=stride,
        dropout=dropout,
    )
    network(ops.ones((2, 8), dtype="int32"))
    return network


def reversed_by_length(x: Tensor, lengths: Tensor) -> Tensor:
    """Each sequence backwards inside its own length, padding kept at the right; its own inverse.

    x: (n, t, d); lengths: (n,). Both directions thus read from a real token on, whatever the padding.
    """
    rows, steps = ops.shape(x)[0], ops.shape(x)[1]
    positions = ops.arange(steps, dtype="int32")[None, :]
    mirrored = lengths[:, None] - 1 - positions
    index = ops.where(mirrored >= 0, mirrored, positions) + steps * ops.arange(rows, dtype="int32")[:, None]
    return ops.take(ops.reshape(x, (-1, x.shape[-1])), index, axis=0)  # whole vectors: faster than by element


def token_mask(ids: Tensor) -> Tensor:
    """1.0 at tokens, 0.0 at padding, shape (n, t)."""
    return ops.cast(ops.not_equal(ids, PADDING), "float32")


def _convolution(filters: int, stride: int) -> keras.layers.Conv1D | None:
    """One step over `stride` words reads these and one more on either side; none for a stride of 1."""
    if stride == 1:
        return None
    width = stride + 2
    return keras.layers.Conv1D(filters, width, strides=stride, activation="relu", name="convolution")


@keras.saving.register_keras_serializable(package="emosense")
class Classifier(keras.Model):
    """ids (n, t) int32, zeros at the right -> log-odds of "good", shape (n,).

    Word vectors, one recurrent layer per direction, then maximum, mean and attention over the real tokens
    (Howard & Ruder 2018 pool so; the last state of a padded sequence loses five points), one hidden layer.
    With a `stride` above 1 a convolution first makes one vector of every `stride` words and their neighbours, so that
    the recurrent layers take fewer steps (phrases before recurrence: Zhou et al. 2015).
    """

    def __init__(
        self,
        *,
        cell: Cell,
        units: int,
        embedding_size: int,
        vocabulary_size: int,
        stride: int = 1,
        dropout: float = 0.5,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.settings: dict[str, Any] = {"cell": cell, "units": units, "embedding_size": embedding_size}
        self.settings |= {"vocabulary_size": vocabulary_size, "stride": stride, "dropout": dropout}
        self.embedding = keras.layers.Embedding(vocabulary_size, embedding_size, name="embedding")
        self.stride = stride
        self.convolution = _convolution(embedding_size, stride)
        self.ahead = CELLS[cell](units, return_sequences=True, name="ahead")
        self.back = CELLS[cell](units, return_sequences=True, name="back")
        self.attention = keras.layers.Dense(1, name="attention")
        self.hidden = keras.layers.Dense(HIDDEN, activation="relu", name="hidden")
        self.output_layer = keras.layers.Dense(1, name="output")
        self.dropout = keras.layers.Dropout(dropout)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **self.settings}

    def call(self, ids: Tensor, training: bool = False) -> Tensor:
        return self.log_odds(self.embedding(ids), token_mask(ids), training=training)

    def log_odds(self, embedded: Tensor, mask: Tensor, training: bool = False) -> Tensor:
        """embedded: (n, t, d); mask: (n, t) -> (n,)."""
        pooled = self.pooled(embedded, mask)
        hidden = self.hidden(self.dropout(pooled, training=training))
        return self.output_layer(hidden)[:, 0]

    def pooled(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """Maximum, mean and attention over the tokens, shape (n, 6 * units)."""
        embedded, mask = self.phrases(embedded, mask)
        states = self.states(embedded, mask)
        shown = mask[:, :, None]
        hidden_away = (1.0 - shown) * FAR
        weights = ops.softmax(self.attention(states) - hidden_away, axis=1)
        mean = ops.sum(states * shown, axis=1) / ops.maximum(ops.sum(shown, axis=1), 1.0)
        return ops.concatenate(
            [ops.max(states - hidden_away, axis=1), mean, ops.sum(states * weights, axis=1)], axis=-1
        )

    def phrases(self, embedded: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(n, t, d), (n, t) -> (n, ceil(t / stride), d) and its mask; what follows a row's end has no part in it."""
        if self.convolution is None:
            return embedded, mask
        padded = ops.pad(embedded * mask[:, :, None], [[0, 0], [1, self.stride], [0, 0]])
        return self.convolution(padded), mask[:, :: self.stride]

    def states(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """States of both directions at every token, shape (n, t, 2 * units)."""
        lengths = ops.cast(ops.sum(mask, axis=1), "int32")
        backwards = self.back(reversed_by_length(embedded, lengths))
        return ops.concatenate([self.ahead(embedded), reversed_by_length(backwards, lengths)], axis=-1)


class LanguageModel(keras.Model):
    """Two language models, one per direction, over one table of word vectors, also the output's (Inan et al. 2017).

    `ids` (n, t) -> projections that predict the next and the previous token, each (n, t, d); multiplied by the word
    vectors they are scores of words.
    """

    def __init__(self, *, cell: Cell, units: int, embedding_size: int, vocabulary_size: int, dropout: float) -> None:
        super().__init__()
        self.embedding = keras.layers.Embedding(
            vocabulary_size, embedding_size, embeddings_initializer=keras.initializers.RandomNormal(stddev=0.1)
        )
        self.ahead = CELLS[cell](units, return_sequences=True)
        self.back = CELLS[cell](units, return_sequences=True)
        self.narrow_ahead = keras.layers.Dense(embedding_size)
        self.narrow_back = keras.layers.Dense(embedding_size)
        self.dropout = keras.layers.Dropout(dropout)
        self.word_bias = self.add_weight(shape=(vocabulary_size,), initializer="zeros", name="word_bias")

    def call(self, ids: Tensor, training: bool = False) -> tuple[Tensor, Tensor]:
        lengths = ops.cast(ops.sum(token_mask(ids), axis=1), "int32")
        embedded = self.dropout(self.embedding(ids), training=training)
        ahead = self.dropout(self.ahead(embedded), training=training)
        back = self.dropout(self.back(reversed_by_length(embedded, lengths)), training=training)
        return (
            self.dropout(self.narrow_ahead(ahead), training=training),
            self.dropout(self.narrow_back(back), training=training),
        )
