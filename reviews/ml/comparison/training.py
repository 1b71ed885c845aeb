"""One training run after another on a few compiled networks: weights are drawn anew, graphs are kept."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from reviews.ml import autodiff, schedules
from reviews.ml.classify import known_loss
from reviews.ml.comparison import networks
from reviews.ml.comparison.protocol import Schedule
from reviews.ml.vocabulary import Ids

EVALUATION_BATCH = 512
LOSSES_KEPT = 25
ROUND_WIDTH_TO = 16

Report = Callable[[int], None]
Build = Callable[[], keras.Model]


def silent(steps: int) -> None:
    """Reports nothing."""


@dataclass
class History:
    """loss: mean training loss since the point before, by step; development: accuracy on development films, by step."""

    loss: list[tuple[int, float]] = field(default_factory=list)
    development: list[tuple[int, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Held:
    """Development reviews, ids (n, t) and labels (n,), looked at but not learned from."""

    ids: Ids
    labels: NDArray[np.int8]


class Trainer:
    """One architecture, compiled once. `fit` starts from weights that depend on the seed alone."""

    def __init__(self, *, build: Build, schedule: Schedule) -> None:
        self.build, self.schedule = build, schedule
        self.network = build()
        self.optimizer = keras.optimizers.Adam(learning_rate=0.0, beta_2=0.99, global_clipnorm=1.0)
        self.optimizer.build(self.network.trainable_variables)
        self._step = autodiff.compiled(self._one_step)
        self._read = autodiff.without_gradients(lambda ids: self.network(ids, training=False))

    def _one_step(self, ids: Any, labels: Any, rate: Any) -> Any:
        variables = self.network.trainable_variables

        def loss() -> Any:
            return known_loss(self.network(ids, training=True), labels), [], None

        value, gradients, _, _ = autodiff.value_and_gradients(loss, variables)
        self.optimizer.learning_rate.assign(rate)
        self.optimizer.apply(gradients, variables)
        return value

    def reset(self, *, seed: int) -> None:
        """Weights as the seed draws them, and an optimizer that has seen nothing."""
        keras.utils.set_random_seed(seed)
        networks.copy_weights(source=self.build(), target=self.network)
        for variable in self.optimizer.variables:
            variable.assign(ops.zeros_like(variable.value))
        for variable in self.network.non_trainable_variables:
            if "seed" in variable.path:
                variable.assign(np.array([seed, 0], dtype=variable.dtype))

    def fit(
        self,
        *,
        ids: Ids,
        labels: NDArray[np.int8],
        seed: int,
        held: Held | None = None,
        looks: int = 1,
        report: Report = silent,
    ) -> tuple[History, float]:
        """Trains from the start by the schedule; ids: (n, t). Returns the history and the processor seconds it took."""
        self.reset(seed=seed)
        steps = self.schedule.steps(len(ids))
        rows = batches(reviews=len(ids), size=self.schedule.batch, steps=steps, seed=seed)
        targets, history, spent, losses = labels.astype(np.float32), History(), 0.0, []
        for step in range(1, steps + 1):
            begun = time.process_time()
            rate = np.float32(one_cycle(peak=self.schedule.peak_rate, step=step - 1, steps=steps))
            losses.append(self._step(ids[rows[step - 1]], targets[rows[step - 1]], rate))
            spent += time.process_time() - begun
            if is_mark(step, steps, LOSSES_KEPT):
                history.loss.append((step, round(float(np.mean([float(loss) for loss in losses])), 4)))
                report(len(losses))
                losses = []
            if held is not None and is_mark(step, steps, looks):
                right = np.mean((self.log_odds(held.ids) > 0) == (held.labels == 1))
                history.development.append((step, round(float(right), 4)))
        return history, spent

    def log_odds(self, ids: Ids) -> NDArray[np.float32]:
        """Log-odds of "good" for every row, in order, (n,); rows of like length are read together."""
        lengths = np.maximum(1, np.count_nonzero(ids, axis=1))
        order, found = np.argsort(lengths, kind="stable"), np.zeros(len(ids), dtype=np.float32)
        for start in range(0, len(order), EVALUATION_BATCH):
            rows = order[start : start + EVALUATION_BATCH]
            width = min(ids.shape[1], -(-int(lengths[rows[-1]]) // ROUND_WIDTH_TO) * ROUND_WIDTH_TO)
            found[rows] = self._read(ids[rows, :width])
        return found


def one_cycle(*, peak: float, step: int, steps: int) -> float:
    """Rate at `step` of `steps`: linear up over the first tenth, then a cosine down (Smith 2018)."""
    done = step / max(1, steps)
    if done < schedules.WARM_UP:
        return peak * (schedules.START + (1 - schedules.START) * done / schedules.WARM_UP)
    fallen = 0.5 * (1 + math.cos(math.pi * (done - schedules.WARM_UP) / (1 - schedules.WARM_UP)))
    return peak * (schedules.END + (1 - schedules.END) * fallen)


def batches(*, reviews: int, size: int, steps: int, seed: int) -> list[NDArray[np.intp]]:
    """`steps` batches: all reviews shuffled, again and again, cut into pieces of `size` rows."""
    rng = np.random.default_rng((seed, reviews))
    passes = -(-steps * size // reviews)
    order = np.concatenate([rng.permutation(reviews) for _ in range(passes)])
    return [order[size * step : size * (step + 1)] for step in range(steps)]


def is_mark(step: int, steps: int, marks: int) -> bool:
    """True at `marks` evenly spaced steps, the last one among them."""
    return step * marks // steps > (step - 1) * marks // steps
