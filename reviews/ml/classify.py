"""Classifiers from labelled and unlabelled reviews by a mixed objective (Sachan et al. 2019; Miyato et al. 2017)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from reviews.ml import autodiff, batches, loop, networks, schedules, weights
from reviews.ml.corpus import UNLABELLED, Reviews
from reviews.ml.vocabulary import UNKNOWN, Ids, Reading

AVERAGING = 0.995


@dataclass(frozen=True)
class ClassifySettings:
    """epsilon: length of the adversarial step on normalised word vectors, 0 for none;
    entropy: weight of entropy minimisation; rate, head_rate: peaks for the encoder and for what lies above it;
    spread: standard deviation of word vectors that start at random."""

    cell: networks.Cell
    units: int = 128
    embedding_size: int = 128
    stride: int = 1
    epochs: int = 8
    batch: int = 128
    rate: float = 1e-3
    head_rate: float = 2e-3
    dropout: float = 0.5
    embedding_dropout: float = 0.2
    word_dropout: float = 0.05
    epsilon: float = 5.0
    entropy: float = 1.0
    weight_decay: float = 0.0
    spread: float = 0.1
    seed: int = 0


def train(
    *,
    reviews: list[Reviews],
    vocabulary_size: int,
    settings: ClassifySettings,
    start: weights.Weights | None = None,
    report: loop.Report = loop.silent,
    memory: loop.Memory | None = None,
) -> networks.Classifier:
    """Fits one classifier to all `reviews`, labelled or not, from the weights `start`."""
    sequences = [ids for part in reviews for ids in part.all_read()]
    labels = np.concatenate([part.labels for part in reviews]).astype(np.float32)
    network = new_network(settings=settings, vocabulary_size=vocabulary_size, start=start)
    fit(network, make_step, [(sequences, labels)] * settings.epochs, settings, report, memory)
    return network


def fit(
    network: networks.Classifier,
    make_step: Any,
    passes: list[loop.Pass],
    settings: Any,
    report: Any,
    memory: Any,
    after_pass: loop.AfterPass | None = None,
) -> None:
    """Runs the passes with the step that `make_step` makes, then puts the averaged weights in place."""
    steps = loop.steps_of(passes=passes, batch=settings.batch)
    optimizers = split_optimizers(network=network, settings=settings, steps=steps)
    noise = Noise(settings)
    loop.run(
        step=autodiff.compiled(make_step(network, optimizers, noise, settings)),
        passes=passes,
        batch=settings.batch,
        seed=settings.seed,
        variables=[
            *network.variables,
            *(v for optimizer, _ in optimizers for v in optimizer.variables),
            noise.seeds.state,
        ],
        report=report,
        memory=memory,
        after_pass=after_pass,
    )
    finish(network, optimizers)


def new_network(*, settings: Any, vocabulary_size: int, start: weights.Weights | None) -> networks.Classifier:
    network = networks.build(
        cell=settings.cell,
        units=settings.units,
        embedding_size=settings.embedding_size,
        vocabulary_size=vocabulary_size,
        stride=settings.stride,
        dropout=settings.dropout,
        seed=settings.seed,
    )
    weights.write(network, start or _random_vectors(settings, vocabulary_size))
    return network


def of_weights(found: weights.Weights, *, cell: str) -> networks.Classifier:
    """The network of these weights, to be asked."""
    network = networks.build(
        cell=cell,  # type: ignore[arg-type]  # a card says which of the two
        vocabulary_size=len(found["embedding/embeddings"]),
        **weights.shape(found),
    )
    weights.write(network, found)
    return network


def _random_vectors(settings: Any, vocabulary_size: int) -> weights.Weights:
    drawn = np.random.default_rng(settings.seed).normal(size=(vocabulary_size, settings.embedding_size))
    return {"embedding/embeddings": (settings.spread * drawn).astype(np.float32)}


Optimizers = list[tuple[keras.optimizers.Optimizer, list[keras.Variable]]]


def split_optimizers(*, network: networks.Classifier, settings: Any, steps: int) -> Optimizers:
    """One optimizer for the encoder and one, with a higher rate, for the layers above (Howard & Ruder 2018)."""
    layers = (network.embedding, network.convolution, network.ahead, network.back)
    encoder = [v for layer in layers if layer is not None for v in layer.trainable_variables]
    inside = {id(variable) for variable in encoder}
    head = [variable for variable in network.trainable_variables if id(variable) not in inside]
    pairs = []
    for variables, peak in ((encoder, settings.rate), (head, settings.head_rate)):
        optimizer = schedules.adam(peak=peak, steps=steps, weight_decay=settings.weight_decay, averaged=AVERAGING)
        optimizer.build(variables)
        pairs.append((optimizer, variables))
    return pairs


def apply(optimizers: Optimizers, gradients: list[Any], variables: list[keras.Variable]) -> None:
    by_variable = {id(variable): gradient for variable, gradient in zip(variables, gradients, strict=True)}
    for optimizer, own in optimizers:
        optimizer.apply([by_variable[id(variable)] for variable in own], own)


def finish(network: networks.Classifier, optimizers: Optimizers) -> None:
    """Puts the averaged weights in place."""
    for optimizer, variables in optimizers:
        optimizer.finalize_variable_values(variables)


def make_step(
    network: networks.Classifier, optimizers: Optimizers, noise: "Noise", settings: ClassifySettings
) -> Callable[..., Any]:
    variables = network.trainable_variables

    def step(ids: Any, labels: Any) -> Any:
        ids, labels = noise.drop_words(ops.convert_to_tensor(ids)), ops.convert_to_tensor(labels)
        mask, keep = networks.token_mask(ids), noise.keep(ids, settings.embedding_size)

        def plain() -> Any:
            embedded = network.embedding(ids) * keep
            scores = network.log_odds(embedded, mask, training=True)
            return known_loss(scores, labels) + settings.entropy * mean_entropy(scores), [embedded], scores

        loss, gradients, inner, scores = autodiff.value_and_gradients(plain, variables)
        if settings.epsilon:
            push = adversarial_step(inner[0], mask, settings.epsilon)
            believed = ops.stop_gradient(ops.sigmoid(scores))

            def pushed() -> Any:
                moved = network.log_odds(network.embedding(ids) * keep + push, mask, training=True)
                return known_loss(moved, labels) + mean_divergence(believed, moved), [], None

            _, more, _, _ = autodiff.value_and_gradients(pushed, variables)
            gradients = autodiff.add(gradients, more)
        apply(optimizers, gradients, variables)
        return loss

    return step


class Noise:
    """Words become unknown; the same dimensions of word vectors drop all along a review (Gal & Ghahramani 2016)."""

    def __init__(self, settings: Any) -> None:
        self.words, self.vectors = settings.word_dropout, settings.embedding_dropout
        self.seeds = keras.random.SeedGenerator(settings.seed)

    def drop_words(self, ids: Any) -> Any:
        drawn = keras.random.uniform(ops.shape(ids), seed=self.seeds)
        return ops.where(ops.logical_and(drawn < self.words, ids > 0), ops.full_like(ids, UNKNOWN), ids)

    def keep(self, ids: Any, size: int) -> Any:
        """Factors for word vectors of `size`, shape (n, 1, size): 0 for a dropped dimension, else 1 / (1 - rate)."""
        drawn = keras.random.uniform((ops.shape(ids)[0], 1, size), seed=self.seeds)
        return ops.cast(drawn >= self.vectors, "float32") / (1.0 - self.vectors)


def known_loss(scores: Any, labels: Any) -> Any:
    """Mean cross-entropy over the labelled rows; scores, labels: (n,), label -1 where unknown."""
    known = ops.cast(ops.not_equal(labels, UNLABELLED), "float32")
    losses = ops.softplus(scores) - scores * ops.maximum(labels, 0.0)
    return ops.sum(losses * known) / ops.maximum(ops.sum(known), 1.0)


def mean_entropy(scores: Any) -> Any:
    """Mean entropy, in nats, of the probabilities with log-odds `scores`."""
    return ops.mean(ops.softplus(scores) - scores * ops.sigmoid(scores))


def mean_divergence(believed: Any, scores: Any) -> Any:
    """Mean KL divergence from `believed` probabilities to those with log-odds `scores`, up to a constant."""
    return ops.mean(ops.softplus(scores) - scores * believed)


def adversarial_step(gradient: Any, mask: Any, epsilon: float) -> Any:
    """The step of length `epsilon` per review that raises the loss most; gradient: (n, t, d).

    With one log-odds per review every loss has the same direction by the word vectors, so the gradient of
    cross-entropy and entropy serves adversarial and virtual adversarial training alike, without the power
    iteration of Miyato et al. 2017.
    """
    masked = gradient * mask[:, :, None]
    largest = ops.max(ops.abs(masked), axis=(1, 2), keepdims=True) + 1e-30
    scaled = masked / largest
    length = ops.sqrt(ops.sum(ops.square(scaled), axis=(1, 2), keepdims=True)) + 1e-12
    return ops.stop_gradient(epsilon * scaled / length)


def log_odds(*, network: networks.Classifier, sequences: list[Ids], size: int = 512) -> NDArray[np.float32]:
    """Log-odds of every sequence, in order, shape (n,)."""
    run = autodiff.without_gradients(lambda ids: network(ids, training=False))
    found = np.zeros(len(sequences), dtype=np.float32)
    for rows in batches.in_order_of_length(lengths=batches.lengths_of(sequences), size=size):
        found[rows] = run(batches.padded(sequences, rows))
    return found


def read(*, network: networks.Classifier, sequences: list[Ids], reading: Reading) -> NDArray[np.float32]:
    """Log-odds of every sequence, cut as `reading` cuts, in as many phases as it has."""
    return reading.said(sequences, by=lambda some: log_odds(network=network, sequences=list(some)))
