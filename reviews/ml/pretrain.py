"""Language models of film reviews, forwards and backwards, from which the classifiers start (Dai & Le 2015)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from reviews.ml import autodiff, loop, networks, schedules
from reviews.ml.corpus import Reviews
from reviews.ml.layout import FAR
from reviews.ml.vocabulary import Ids

WINDOW = 400
SHORTEST = 8
POOL = 1 << 21
FLATTENED = 0.75


@dataclass(frozen=True)
class PretrainSettings:
    """units: states per direction; rate: peak of the one-cycle rate; dropout: on word vectors, states and projections;
    negatives: words drawn per step to compare the right word with."""

    cell: networks.Cell
    units: int = 256
    embedding_size: int = 256
    epochs: int = 8
    batch: int = 128
    rate: float = 2e-3
    dropout: float = 0.2
    negatives: int = 4096
    seed: int = 0


def windows(reviews: Reviews) -> list[Ids]:
    """Every review cut into pieces of at most 400 tokens; pieces under 8 tokens are left out."""
    return [piece for index in range(len(reviews)) for piece in _cut(reviews.whole(index))]


def _cut(ids: Ids) -> Iterator[Ids]:
    for start in range(0, len(ids), WINDOW):
        piece = ids[start : start + WINDOW]
        if len(piece) >= SHORTEST:
            yield piece


def train(
    *,
    sequences: list[Ids],
    counts: NDArray[np.int64],
    settings: PretrainSettings,
    report: loop.Report = loop.silent,
    memory: loop.Memory | None = None,
) -> networks.LanguageModel:
    """Fits both directions to predict the next and the previous word; counts: of each word, shape (V,)."""
    network = _network(settings, len(counts))
    negatives = Negatives(counts=counts, size=settings.negatives, seed=settings.seed)
    passes: list[loop.Pass] = [(sequences, None)] * settings.epochs
    steps = loop.steps_of(passes=passes, batch=settings.batch)
    optimizer = schedules.adam(peak=settings.rate, steps=steps)
    optimizer.build(network.trainable_variables)
    loop.run(
        step=autodiff.compiled(_step(network, optimizer, negatives)),
        passes=passes,
        batch=settings.batch,
        seed=settings.seed,
        variables=[*network.variables, *optimizer.variables, negatives.seeds.state],
        report=report,
        memory=memory,
    )
    return network


def _network(settings: PretrainSettings, vocabulary_size: int) -> networks.LanguageModel:
    keras.utils.set_random_seed(settings.seed)
    network = networks.LanguageModel(
        cell=settings.cell,
        units=settings.units,
        embedding_size=settings.embedding_size,
        vocabulary_size=vocabulary_size,
        dropout=settings.dropout,
    )
    network(ops.ones((2, 8), dtype="int32"))
    return network


class Negatives:
    """Words drawn with probability p ~ count ** 0.75, and log(p * size), by which sampled scores are corrected."""

    def __init__(self, *, counts: NDArray[np.int64], size: int, seed: int) -> None:
        share = counts.astype(np.float64) ** FLATTENED
        share /= share.sum()
        drawn = np.random.default_rng(seed).choice(len(counts), size=POOL, p=share)
        self.pool = ops.convert_to_tensor(drawn.astype(np.int32))
        self.log_expected = ops.convert_to_tensor(np.log(share * size + 1e-12).astype(np.float32))
        self.size = size
        self.seeds = keras.random.SeedGenerator(seed)

    def draw(self) -> Any:
        """The next `size` words, from a random place of a pool drawn beforehand."""
        start = keras.random.randint((), 0, POOL - self.size, seed=self.seeds)
        return ops.take(self.pool, start + ops.arange(self.size, dtype="int32"))


def _step(
    network: networks.LanguageModel, optimizer: keras.optimizers.Optimizer, negatives: Negatives
) -> Callable[[Any], Any]:
    variables = network.trainable_variables

    def step(ids: Any) -> Any:
        ids, drawn = ops.convert_to_tensor(ids), negatives.draw()
        loss, gradients, _, _ = autodiff.value_and_gradients(
            lambda: (prediction_loss(network, ids, drawn, negatives.log_expected), [], None), variables
        )
        optimizer.apply(gradients, variables)
        return loss

    return step


def prediction_loss(network: networks.LanguageModel, ids: Any, drawn: Any, log_expected: Any) -> Any:
    """Mean cross-entropy, in nats, of the next and the previous token against the drawn words, over ids (n, t)."""
    mask = networks.token_mask(ids)
    lengths = ops.cast(ops.sum(mask, axis=1), "int32")
    ahead, back = network(ids, training=True)
    mirrored = networks.reversed_by_length(ids[:, :, None], lengths)[:, :, 0]
    losses = [
        _next_word_loss(network, projected, tokens, mask, drawn, log_expected)
        for projected, tokens in ((ahead, ids), (back, mirrored))
    ]
    return 0.5 * (losses[0] + losses[1])


def _next_word_loss(network: Any, projected: Any, ids: Any, mask: Any, drawn: Any, log_expected: Any) -> Any:
    """Sampled softmax (Jean et al. 2015): the right word against drawn ones, those equal to it left out."""
    flat = ops.reshape(projected[:, :-1], (-1, ops.shape(projected)[-1]))
    targets, shown = ops.reshape(ids[:, 1:], (-1,)), ops.reshape(mask[:, 1:], (-1,))
    right = ops.sum(flat * network.embedding(targets), axis=-1)
    right = right + ops.take(network.word_bias, targets) - ops.take(log_expected, targets)
    others = ops.matmul(flat, ops.transpose(network.embedding(drawn)))
    others = others + (ops.take(network.word_bias, drawn) - ops.take(log_expected, drawn))[None, :]
    others = ops.where(targets[:, None] == drawn[None, :], -FAR, others)
    losses = ops.logaddexp(ops.logsumexp(others, axis=-1), right) - right
    return ops.sum(losses * shown) / ops.maximum(ops.sum(shown), 1.0)


def encoder_weights(network: networks.LanguageModel, counts: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
    """Word vectors and recurrent weights for a classifier, by the names of its layers' weights.

    The word vectors are shifted and scaled to mean 0 and variance 1 under the words' frequencies (Miyato et al. 2017),
    so that a perturbation has a size that means something; the input kernels undo it, so the states stay the same.
    """
    table = ops.convert_to_numpy(network.embedding.embeddings)
    share = np.maximum(counts, 1) / np.maximum(counts, 1).sum()
    mean = share @ table
    scale = np.sqrt(share @ (table - mean) ** 2) + 1e-6
    weights = {"embedding/embeddings": ((table - mean) / scale).astype(np.float32)}
    for name, layer in (("ahead", network.ahead), ("back", network.back)):
        kernel, recurrent, bias = (ops.convert_to_numpy(weight) for weight in layer.get_weights())
        weights |= {f"{name}/kernel": scale[:, None] * kernel, f"{name}/recurrent_kernel": recurrent}
        weights[f"{name}/bias"] = _shifted(bias, mean @ kernel)
    return {name: value.astype(np.float32) for name, value in weights.items()}


def _shifted(bias: NDArray[Any], shift: NDArray[Any]) -> NDArray[Any]:
    """A GRU keeps two rows of biases: the first is the input's."""
    if bias.ndim == 1:
        return bias + shift
    return np.stack([bias[0] + shift, bias[1]])
