"""A start for the served networks from reviews without labels: what was read foretells the words around it.

Two-view embedding (Johnson & Zhang 2016): the state of each direction at every step predicts which words come just
outside of all that it has read. Frequent words count little, so that the states learn what is said and how it is
judged rather than grammar. The layers are those of the classifier itself, which goes on from them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from reviews.ml import autodiff, classify, loop, networks, schedules, weights
from reviews.ml.pretrain import Negatives
from reviews.ml.vocabulary import UNKNOWN, Ids
from reviews.ml.word_vectors import LENGTH

FREQUENT = 1e-4
HEAD_SPREAD = 0.25
STARTED = ("embedding", "convolution", "ahead", "back")


@dataclass(frozen=True)
class TwoViewSettings:
    """reach: how many words are foretold on either side; negatives: words drawn per step to compare the right ones
    with; the others as in `ClassifySettings`."""

    cell: networks.Cell
    units: int = 128
    embedding_size: int = 128
    stride: int = 2
    epochs: int = 5
    batch: int = 128
    rate: float = 3e-3
    dropout: float = 0.0
    embedding_dropout: float = 0.1
    word_dropout: float = 0.05
    reach: int = 5
    negatives: int = 256
    spread: float = 0.1
    seed: int = 0


class Head(keras.Model):
    """Scores of words from the states of either direction, over one table of output vectors."""

    def __init__(self, *, units: int, vectors: NDArray[np.float32]) -> None:
        super().__init__()
        self.ahead = keras.layers.Dense(vectors.shape[1], name="narrow_ahead")
        self.back = keras.layers.Dense(vectors.shape[1], name="narrow_back")
        self.words = keras.layers.Embedding(*vectors.shape, name="words")
        self.word_bias = self.add_weight(shape=(len(vectors),), initializer="zeros", name="word_bias")
        self.ahead.build((None, None, units))
        self.back.build((None, None, units))
        self.words.build(None)
        self.words.set_weights([HEAD_SPREAD * vectors])

    def score_bias(self, ids: Any, log_expected: Any) -> Any:
        """What is added to the score of each word, its correction for having been drawn among it."""
        return ops.take(self.word_bias, ids) - ops.take(log_expected, ids)


def importance(counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """What a word counts as a target, shape (V,): 1 for rare ones, sqrt(1e-4 / frequency) above (Mikolov et al. 2013);
    nothing for padding and unknown words."""
    share = counts / max(1, counts.sum())
    weighed = np.minimum(1.0, np.sqrt(FREQUENT / np.maximum(share, 1e-12)))
    weighed[: UNKNOWN + 1] = 0.0
    return weighed.astype(np.float32)


def train(
    *,
    sequences: list[Ids],
    counts: NDArray[np.int64],
    settings: TwoViewSettings,
    vectors: NDArray[np.float32],
    report: loop.Report = loop.silent,
    memory: loop.Memory | None = None,
) -> weights.Weights:
    """Weights of word vectors, convolution and both directions, by the names of a classifier's layers.

    sequences: word numbers of reviews; counts: of each word, shape (V,); vectors: word vectors to begin with, (V, d).
    """
    network = classify.new_network(
        settings=settings, vocabulary_size=len(counts), start={"embedding/embeddings": vectors}
    )
    head = Head(units=settings.units, vectors=vectors)
    variables = _variables(network, head)
    passes: list[loop.Pass] = [(sequences, None)] * settings.epochs
    optimizer = schedules.adam(peak=settings.rate, steps=loop.steps_of(passes=passes, batch=settings.batch))
    optimizer.build(variables)
    noise = classify.Noise(settings)
    negatives = Negatives(counts=counts, size=settings.negatives, seed=settings.seed)
    foreseen = Foreseen(network, head, noise, negatives, ops.convert_to_tensor(importance(counts)), settings)
    loop.run(
        step=autodiff.compiled(_step(foreseen, optimizer, variables)),
        passes=passes,
        batch=settings.batch,
        seed=settings.seed,
        variables=[*variables, *optimizer.variables, noise.seeds.state, negatives.seeds.state],
        report=report,
        memory=memory,
    )
    return started(weights.read(network), counts)


def _variables(network: networks.Classifier, head: Head) -> list[keras.Variable]:
    layers = [getattr(network, name) for name in STARTED]
    return [v for layer in [*layers, head] if layer is not None for v in layer.trainable_variables]


def _step(foreseen: "Foreseen", optimizer: keras.optimizers.Optimizer, variables: Any) -> Callable[[Any], Any]:
    def step(ids: Any) -> Any:
        ids = ops.convert_to_tensor(ids)
        loss, gradients, _, _ = autodiff.value_and_gradients(lambda: (foreseen.loss(ids), [], None), variables)
        optimizer.apply(gradients, variables)
        return loss

    return step


@dataclass(frozen=True)
class Foreseen:
    """The loss of the words around each step, against words drawn at random (sampled softmax, Jean et al. 2015).

    A drawn word that happens to be the right one stays among the drawn: with many right words per step that costs
    less than to look for it, and frequent words, the likely ones, count little.
    """

    network: networks.Classifier
    head: Head
    noise: classify.Noise
    negatives: Negatives
    importance: Any
    settings: TwoViewSettings

    def loss(self, ids: Any) -> Any:
        """Mean cross-entropy in nats, both directions; ids: (n, t)."""
        mask = networks.token_mask(ids)
        embedded = self.network.embedding(self.noise.drop_words(ids))
        embedded = embedded * self.noise.keep(ids, self.settings.embedding_size)
        states = self.network.states(*self.network.phrases(embedded, mask))
        ahead, back = ops.split(states, 2, axis=-1)
        stride, reach = self.settings.stride, self.settings.reach
        losses = [
            self._loss(said, around(ids, offsets=offsets, stride=stride, steps=ops.shape(said)[1]))
            for said, offsets in (
                (self.head.ahead(ahead), after(stride, reach)),
                (self.head.back(back), before(stride, reach)),
            )
        ]
        return 0.5 * (losses[0] + losses[1])

    def _loss(self, said: Any, words: Any) -> Any:
        """said: (n, s, d); words: (n, s, k), the right words of each step."""
        scores = ops.sum(said[:, :, None, :] * self.head.words(words), axis=-1)
        scores = scores + self.head.score_bias(words, self.negatives.log_expected)
        losses = ops.logaddexp(self._others(said)[:, :, None], scores) - scores
        counted = ops.take(self.importance, words)
        return ops.sum(counted * losses) / ops.maximum(ops.sum(counted), 1.0)

    def _others(self, said: Any) -> Any:
        """log of the summed scores of drawn words at each step, (n, s)."""
        drawn = self.negatives.draw()
        scores = ops.matmul(said, ops.transpose(self.head.words(drawn)))
        return ops.logsumexp(scores + self.head.score_bias(drawn, self.negatives.log_expected), axis=-1)


def after(stride: int, reach: int) -> list[int]:
    """Where, from a step's first word on, the words stand that follow all that the direction ahead has read."""
    last_read = 0 if stride == 1 else stride
    return [last_read + apart for apart in range(1, reach + 1)]


def before(stride: int, reach: int) -> list[int]:
    """The same for the words that precede all that the direction back has read."""
    first_read = 0 if stride == 1 else -1
    return [first_read - apart for apart in range(1, reach + 1)]


def around(ids: Any, *, offsets: list[int], stride: int, steps: Any) -> Any:
    """The words at `stride` * i + offset of every step i, (n, t) -> (n, steps, offsets); padding outside of the row."""
    room = max(abs(offset) for offset in offsets) + stride
    padded = ops.pad(ids, [[0, 0], [room, room]])
    found = [padded[:, room + offset : room + offset + stride * steps : stride] for offset in offsets]
    return ops.stack(found, axis=-1)


def started(found: weights.Weights, counts: NDArray[np.int64]) -> weights.Weights:
    """The layers that were trained, with word vectors 4 long on average over the text, so that the length of an
    adversarial step means the same as with vectors from counts; the layer above them undoes it."""
    kept = {name: value for name, value in found.items() if name.split("/")[0] in STARTED}
    table = kept["embedding/embeddings"]
    scale = LENGTH / np.sqrt((counts / counts.sum()) @ np.sum(table**2, axis=1))
    kept["embedding/embeddings"] = table * scale
    for name in ("convolution/kernel",) if "convolution/kernel" in kept else ("ahead/kernel", "back/kernel"):
        kept[name] = kept[name] / scale
    return {name: value.astype(np.float32) for name, value in kept.items()}
