"""A small student learns what its teachers believe of every review and of pieces of it (Hinton et al. 2015)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops
from numpy.typing import NDArray

from reviews.ml import autodiff, classify, loop, networks, weights
from reviews.ml.vocabulary import MAX_TOKENS, Ids

SHORTEST_PIECE = 16


@dataclass(frozen=True)
class DistilSettings:
    """epsilon: length of the adversarial step on word vectors, 0 for none; the others as in `ClassifySettings`."""

    cell: networks.Cell
    units: int = 128
    embedding_size: int = 128
    stride: int = 1
    epochs: int = 24
    batch: int = 256
    rate: float = 2e-3
    head_rate: float = 2e-3
    dropout: float = 0.2
    embedding_dropout: float = 0.1
    word_dropout: float = 0.05
    epsilon: float = 0.0
    weight_decay: float = 0.0
    spread: float = 0.1
    seed: int = 0


def pieces(*, sequences: list[Ids], rng: np.random.Generator) -> list[Ids]:
    """For every review a random piece of 20 to 100 % of it, at times with a piece of another review after it."""
    return [_piece(ids, sequences[rng.integers(len(sequences))], rng) for ids in sequences]


def _piece(ids: Ids, other: Ids, rng: np.random.Generator) -> Ids:
    piece = _span(ids, rng)
    if rng.random() < 0.25:
        piece = np.concatenate([piece, _span(other, rng)])
    return piece[-MAX_TOKENS:]


def _span(ids: Ids, rng: np.random.Generator) -> Ids:
    length = max(min(len(ids), SHORTEST_PIECE), int(len(ids) * rng.uniform(0.2, 1.0)))
    start = rng.integers(0, len(ids) - length + 1)
    return ids[start : start + length]


def narrowed(*, table: NDArray[np.float32], counts: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    """Word vectors in `size` dimensions that keep most of the variance under the words' frequencies (PCA)."""
    share = np.sqrt(np.maximum(counts, 1))
    share = share / share.sum()
    centred = table - share @ table
    _, axes = np.linalg.eigh((centred * share[:, None]).T @ centred)
    narrow = centred @ axes[:, ::-1][:, :size]
    return (narrow / np.sqrt(share @ narrow**2 + 1e-12).mean()).astype(np.float32)


def order_of_pools(*, epochs: int, pools: int) -> list[int]:
    """Pool of each pass: pieces and whole reviews in turn, each pool of pieces in its turn, whole reviews last."""
    left = range(epochs - 1, -1, -1)
    return [0 if pools == 1 or before % 2 == 0 else 1 + before // 2 % (pools - 1) for before in left]


def train(
    *,
    pools: list[tuple[list[Ids], NDArray[np.float32]]],
    vocabulary_size: int,
    settings: DistilSettings,
    start: weights.Weights | None = None,
    report: loop.Report = loop.silent,
    memory: loop.Memory | None = None,
) -> networks.Classifier:
    """Fits a student to the teachers' probabilities: every second pass, and the last, reads whole reviews (pool 0)."""
    network = classify.new_network(settings=settings, vocabulary_size=vocabulary_size, start=start)
    passes: list[loop.Pass] = [pools[number] for number in order_of_pools(epochs=settings.epochs, pools=len(pools))]
    classify.fit(network, make_step, passes, settings, report, memory)
    return network


def make_step(
    network: networks.Classifier, optimizers: classify.Optimizers, noise: classify.Noise, settings: DistilSettings
) -> Callable[..., Any]:
    variables = network.trainable_variables

    def step(ids: Any, believed: Any) -> Any:
        ids, believed = noise.drop_words(ops.convert_to_tensor(ids)), ops.convert_to_tensor(believed)
        mask, keep = networks.token_mask(ids), noise.keep(ids, settings.embedding_size)

        def plain() -> Any:
            embedded = network.embedding(ids) * keep
            scores = network.log_odds(embedded, mask, training=True)
            return classify.mean_divergence(believed, scores), [embedded], scores

        loss, gradients, inner, scores = autodiff.value_and_gradients(plain, variables)
        if settings.epsilon:
            doubt = towards_doubt(inner[0], scores, believed)
            push = classify.adversarial_step(doubt, mask, settings.epsilon)
            said = ops.stop_gradient(ops.sigmoid(scores))

            def pushed() -> Any:
                moved = network.log_odds(network.embedding(ids) * keep + push, mask, training=True)
                return classify.mean_divergence(0.5 * (believed + said), moved), [], None

            _, more, _, _ = autodiff.value_and_gradients(pushed, variables)
            gradients = autodiff.add(gradients, more)
        classify.apply(optimizers, gradients, variables)
        return loss

    return step


def towards_doubt(gradient: Any, scores: Any, believed: Any) -> Any:
    """Turns the gradient of the divergence, (n, t, d), so that a step along it lowers what the teachers believe.

    Where the student is surer than its teachers, the step that raises the divergence would make it surer still.
    """
    surplus = ops.sigmoid(scores) - believed
    wrong_way = surplus * (believed - 0.5) > 0
    return gradient * ops.where(wrong_way, -1.0, 1.0)[:, None, None]
