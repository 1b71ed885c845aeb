"""Positive, neutral or negative: a head for short texts on a trained encoder, in Keras.

The encoder is the binary network's own: its recurrent layers and attention are trained on at a low rate, its word
vectors stay as they are, so that words which the short texts lack keep their place beside the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from reviews.ml import autodiff, batches, classify, loop, networks, schedules, short_texts, weights
from reviews.ml.vocabulary import Ids

LEVELS = 5  # of the Stanford treebank: very negative to very positive
CLASS_OF_LEVEL = short_texts.CLASS_OF_LEVEL.astype(np.float32)
AVERAGING = 0.99
LOG_ODDS_SCALE = 3.0  # the binary network's log-odds enter the head divided by this

Levels = NDArray[np.integer]
Logits = NDArray[np.float32]


@dataclass(frozen=True)
class ThreeSettings:
    """rate: peak for the recurrent layers, head_rate: for what lies above; balance: exponent of the classes' inverse
    frequencies as weights; levels: weight of the loss of five levels beside that of the three classes."""

    epochs: int = 8
    batch: int = 64
    rate: float = 1e-3
    head_rate: float = 3e-3
    width: int = 64
    dropout: float = 0.5
    embedding_dropout: float = 0.2
    word_dropout: float = 0.1
    balance: float = 0.5
    levels: float = 0.5
    seed: int = 0


class ThreeClasses(keras.Model):
    """ids (n, t) int32, zeros at the right -> logits of the five levels, (n, 5).

    What the encoder pools, what its hidden layer makes of it, and its log-odds of "good" are the features.
    """

    def __init__(self, *, encoder: networks.Classifier, width: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.short_hidden = keras.layers.Dense(width, activation="relu", name="short_hidden")
        self.short_output = keras.layers.Dense(LEVELS, name="short_output")
        self.dropout = keras.layers.Dropout(dropout)

    def call(self, ids: Any, training: bool = False) -> Any:
        return self.levels(self.encoder.embedding(ids), networks.token_mask(ids), training=training)

    def levels(self, embedded: Any, mask: Any, training: bool = False) -> Any:
        """embedded: (n, t, d); mask: (n, t) -> (n, 5)."""
        pooled = self.encoder.pooled(embedded, mask)
        known = self.encoder.hidden(pooled)
        log_odds = self.encoder.output_layer(known) / LOG_ODDS_SCALE
        found = self.short_hidden(self.dropout(pooled, training=training))
        features = ops.concatenate([found, known, log_odds], axis=-1)
        return self.short_output(self.dropout(features, training=training))


def build(
    *, cell: networks.Cell, encoder: weights.Weights, settings: ThreeSettings, head: weights.Weights | None = None
) -> ThreeClasses:
    """A network on the encoder's weights, whatever their shape; `head` overwrites what a trained head brings."""
    base = networks.build(
        cell=cell,
        vocabulary_size=len(encoder["embedding/embeddings"]),
        dropout=0.0,
        seed=settings.seed,
        **weights.shape(encoder),
    )
    weights.write(base, {**encoder, **(head or {})})
    network = ThreeClasses(encoder=base, width=settings.width, dropout=settings.dropout)
    network(ops.ones((2, 8), dtype="int32"))
    if head is not None:
        for layer in (network.short_hidden, network.short_output):
            layer.set_weights([head[f"{layer.name}/{part}"] for part in ("kernel", "bias")])
    return network


def trained_weights(network: ThreeClasses) -> weights.Weights:
    """Everything but the word vectors, which stay the encoder's."""
    found = {name: value for name, value in weights.read(network.encoder).items() if not name.startswith("embedding/")}
    for layer in (network.short_hidden, network.short_output):
        for part, value in zip(("kernel", "bias"), layer.get_weights(), strict=True):
            found[f"{layer.name}/{part}"] = np.asarray(value, dtype=np.float32)
    return found


def train(
    *,
    cell: networks.Cell,
    encoder: weights.Weights,
    sequences: Sequence[Ids],
    levels: Levels,
    settings: ThreeSettings,
    report: loop.Report = loop.silent,
) -> ThreeClasses:
    """Fits the head and the recurrent layers to the levels 0 to 4 of short texts; sequences: word numbers."""
    network = build(cell=cell, encoder=encoder, settings=settings)
    passes: list[loop.Pass] = [(list(sequences), levels.astype(np.float32))] * settings.epochs
    steps = loop.steps_of(passes=passes, batch=settings.batch)
    optimizers = _optimizers(network, settings, steps)
    loop.run(
        step=autodiff.compiled(_step(network, optimizers, level_weights(levels, settings.balance), settings)),
        passes=passes,
        batch=settings.batch,
        seed=settings.seed,
        variables=[],
        report=report,
    )
    for optimizer, variables in optimizers:
        optimizer.finalize_variable_values(variables)
    return network


def level_weights(levels: Levels, balance: float) -> NDArray[np.float32]:
    """Weight of a text by its level, shape (5,): rare classes weigh more, the mean over the texts is 1."""
    classes = CLASS_OF_LEVEL[levels]
    share = np.maximum(classes.mean(axis=0), 1e-6)
    by_class = share**-balance
    return (CLASS_OF_LEVEL @ (by_class / (by_class * share).sum())).astype(np.float32)


def _optimizers(network: ThreeClasses, settings: ThreeSettings, steps: int) -> classify.Optimizers:
    encoder = network.encoder
    low = [layer for layer in (encoder.convolution, encoder.ahead, encoder.back) if layer is not None]
    high = [encoder.attention, encoder.hidden, encoder.output_layer, network.short_hidden, network.short_output]
    pairs = []
    for layers, peak in ((low, settings.rate), (high, settings.head_rate)):
        variables = [variable for layer in layers for variable in layer.trainable_variables]
        optimizer = schedules.adam(peak=peak, steps=steps, averaged=AVERAGING)
        optimizer.build(variables)
        pairs.append((optimizer, variables))
    return pairs


def _step(network: ThreeClasses, optimizers: classify.Optimizers, by_level: Any, settings: ThreeSettings) -> Any:
    noise = classify.Noise(settings)
    variables = [variable for _, own in optimizers for variable in own]
    size = int(network.encoder.embedding.embeddings.shape[1])

    def step(ids: Any, levels: Any) -> Any:
        ids = noise.drop_words(ops.convert_to_tensor(ids))
        targets = ops.one_hot(ops.cast(levels, "int32"), LEVELS)
        mask, keep = networks.token_mask(ids), noise.keep(ids, size)

        def plain() -> Any:
            found = network.levels(network.encoder.embedding(ids) * keep, mask, training=True)
            return loss_of(found, targets, by_level, settings.levels), [], None

        loss, gradients, _, _ = autodiff.value_and_gradients(plain, variables)
        classify.apply(optimizers, gradients, variables)
        return loss

    return step


def loss_of(logits: Any, targets: Any, by_level: Any, share_of_levels: float) -> Any:
    """Weighted cross-entropy of the three classes plus `share_of_levels` times that of the five levels."""
    by_five = ops.log_softmax(logits, axis=-1)
    by_three = ops.log(ops.matmul(ops.exp(by_five), CLASS_OF_LEVEL) + 1e-9)
    row_weights = ops.matmul(targets, by_level[:, None])[:, 0]
    of_three = ops.sum(ops.matmul(targets, CLASS_OF_LEVEL) * by_three, axis=-1)
    of_five = ops.sum(targets * by_five, axis=-1)
    return -ops.mean(row_weights * (of_three + share_of_levels * of_five))


def level_logits(*, network: ThreeClasses, sequences: Sequence[Ids], size: int = 256) -> Logits:
    """Logits of the five levels of every sequence, in order, shape (n, 5)."""
    run = autodiff.without_gradients(lambda ids: network(ids, training=False))
    found = np.zeros((len(sequences), LEVELS), dtype=np.float32)
    for rows in batches.in_order_of_length(lengths=batches.lengths_of(sequences), size=size):
        found[rows] = run(batches.padded(sequences, rows))
    return found
