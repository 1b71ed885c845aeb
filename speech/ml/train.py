"""Fits one network: augmented crops, one cycle of the learning rate, averaged weights, a memory after every pass."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.random import Generator
from numpy.typing import NDArray

from speech.ml import augment, ensemble, measures, network, targets, windows
from speech.ml.dataset import VARIANTS, Dataset

Array = NDArray[np.float32]
Report = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Settings:
    """One network's recipe; `passes` over the clips of both corpora."""

    cell: str
    seed: int
    passes: int = 30
    batch: int = 32
    rate: float = 3e-3
    weight_decay: float = 0.02
    dropout: float = 0.3
    label_smoothing: float = 0.1
    mixup: float = 0.0
    masked_frames: int = 12
    masked_bins: int = 8
    shifted_bins: int = 3
    averaged_from: float = 0.5  # share of the steps after which weights are averaged
    averaging: float = 0.98  # every AVERAGE_EVERY steps


AVERAGE_EVERY = 5  # steps
EVALUATE_EVERY = 5  # passes
WARM_UP = 0.1


class Run:
    """The state of one training: network, optimiser, averaged weights; kept in `memory` after every pass."""

    def __init__(self, *, settings: Settings, dataset: Dataset, rows: NDArray[np.integer], memory: Path) -> None:
        keras.utils.set_random_seed(settings.seed)
        self.settings, self.dataset, self.rows, self.memory = settings, dataset, rows, memory
        self.targets = targets.smoothed(targets.probabilities(dataset.clips), by=settings.label_smoothing)
        self.model = network.build(cell=settings.cell, dropout=settings.dropout)
        self.optimizer = keras.optimizers.AdamW(1e-3, weight_decay=settings.weight_decay, clipnorm=1.0)
        self.optimizer.build(self.model.trainable_variables)
        self.average: dict[str, Any] = {}
        self.losses: list[float] = []
        self.recalls: list[tuple[int, float]] = []
        self.step = tf.function(self._step)
        self.infer = tf.function(self._infer, reduce_retracing=True)
        self.steps_per_pass = -(-len(rows) // settings.batch)

    def _step(self, inputs: Any, wanted: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = loss_of(self.model(inputs, training=True), wanted)
        gradients = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables, strict=True))
        return loss

    def _infer(self, log_mels: Any, beside: Any) -> Any:
        return self.model([log_mels, beside], training=False)

    def one_pass(self, number: int, report: Report) -> None:
        """Every clip once, in an order that depends on seed and number of the pass alone."""
        rng = np.random.default_rng((self.settings.seed, number))
        order, size = rng.permutation(self.rows), self.settings.batch
        losses = []
        for start in range(self.steps_per_pass):
            chosen = np.take(order, range(start * size, (start + 1) * size), mode="wrap")
            done = number * self.steps_per_pass + start
            self.optimizer.learning_rate.assign(self._rate(done))
            losses.append(float(self.step(*self._batch(chosen, rng))))
            self._average(done)
            report(done + 1, self.settings.passes * self.steps_per_pass, losses[-1])
        self.losses.append(round(float(np.mean(losses)), 4))

    def _batch(self, chosen: NDArray[np.integer], rng: Generator) -> tuple[list[Array], Array]:
        cut = windows.stacked([self._clip(int(row), rng) for row in chosen])
        settings = self.settings
        masked = augment.spec_augment(
            batch=cut.log_mels, rng=rng, max_frames=settings.masked_frames, max_bins=settings.masked_bins
        )
        wanted = [cut.beside, self.targets[chosen]]
        if settings.mixup:
            masked, wanted = augment.mixup(batch=masked, targets=wanted, rng=rng, alpha=settings.mixup)
        return [masked, wanted[0]], wanted[1]

    def _clip(self, row: int, rng: Generator) -> windows.Windows:
        table = self.dataset.frames(row, int(rng.integers(0, VARIANTS + 1)))
        most = self.settings.shifted_bins
        table = windows.shifted(table=table, bins=int(rng.integers(-most, most + 1)))
        return windows.random_crop(table=table, rng=rng)

    def _rate(self, done: int) -> float:
        share = done / (self.settings.passes * self.steps_per_pass)
        fall = 0.5 * (1 + np.cos(np.pi * max(0.0, (share - WARM_UP) / (1 - WARM_UP))))
        return float(self.settings.rate * min(1.0, share / WARM_UP + 0.01) * (fall + 0.005))

    def _average(self, done: int) -> None:
        if done < self.settings.averaged_from * self.settings.passes * self.steps_per_pass or done % AVERAGE_EVERY:
            return
        now, keep = network.arrays(self.model), self.settings.averaging
        self.average = {name: keep * self.average.get(name, value) + (1 - keep) * value for name, value in now.items()}

    def keep(self, passes: int) -> None:
        """Writes everything a resumed run needs, in one file that is replaced whole."""
        state = {
            f"optimizer/{number}": keras.ops.convert_to_numpy(variable.value)
            for number, variable in enumerate(self.optimizer.variables)
        }
        state |= {f"model/{name}": value for name, value in network.arrays(self.model).items()}
        state |= {f"average/{name}": value for name, value in self.average.items()}
        partial = self.memory.with_suffix(".partial.npz")
        np.savez(partial, passes=np.array(passes), **self.curves(), **state)  # type: ignore[arg-type]  # the stubs read the names as options
        partial.replace(self.memory)

    def curves(self) -> dict[str, NDArray[np.float64]]:
        """losses: one per pass; recalls: (n, 2), passes done and recall on held-out clips, for looking at alone."""
        return {"losses": np.array(self.losses), "recalls": np.array(self.recalls).reshape(-1, 2)}

    def evaluate(self, passes: int, held_out: Sequence[int]) -> None:
        """Unweighted average recall of RAVDESS's clips among `held_out` with the weights as they are."""
        rows = [int(row) for row in held_out if self.dataset.clips[row].corpus == "ravdess"]
        if rows:
            said = log_probabilities_of(infer=self.infer, dataset=self.dataset, rows=rows)[:, slice(*targets.SHARED)]
            true = targets.true_labels([self.dataset.clips[row] for row in rows])
            recall = measures.unweighted_average_recall(said=said.argmax(axis=1), true=true)
            self.recalls.append((passes, round(recall, 4)))

    def restore(self) -> int:
        """Sets everything as it was and returns how many passes were done."""
        if not self.memory.exists():
            return 0
        with np.load(self.memory) as stored:
            network.assign(self.model, _part(stored, "model/"))
            self.average = _part(stored, "average/")
            for number, variable in enumerate(self.optimizer.variables):
                variable.assign(stored[f"optimizer/{number}"])
            self.losses = [float(loss) for loss in stored["losses"]]
            self.recalls = [(int(passes), float(recall)) for passes, recall in stored["recalls"]]
            return int(stored["passes"])


def _part(stored: Any, prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): stored[name] for name in stored.files if name.startswith(prefix)}


def loss_of(logits: Any, wanted: Any) -> Any:
    """Cross-entropy of each head; a row of zeros, of a clip that the head is not taught, adds nothing."""
    losses = [
        -tf.reduce_sum(wanted[:, first:end] * tf.nn.log_softmax(logits[:, first:end]), axis=-1)
        for first, end in targets.HEADS.values()
    ]
    return tf.reduce_mean(tf.add_n(losses))


def fit(
    *,
    settings: Settings,
    dataset: Dataset,
    rows: NDArray[np.integer],
    folder: Path,
    report: Report,
    held_out: Sequence[int] = (),
) -> Run:
    """A finished run whose model has the averaged weights; it goes on from `folder`/memory.npz if that is there.

    held_out: rows whose recall is noted every EVALUATE_EVERY passes. Nothing is chosen by it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps(asdict(settings)))
    run = Run(settings=settings, dataset=dataset, rows=rows, memory=folder / "memory.npz")
    for number in range(run.restore(), settings.passes):
        run.one_pass(number, report)
        if (number + 1) % EVALUATE_EVERY == 0:
            run.evaluate(number + 1, held_out)
        run.keep(number + 1)
    network.assign(run.model, run.average)
    return run


def log_probabilities_of(*, infer: Callable[[Array, Array], Any], dataset: Dataset, rows: Sequence[int]) -> Array:
    """Mean log-probabilities over each clip's crops, (n, COLUMNS), softmax within each head."""
    crops = [windows.crops(table=dataset.frames(int(row))) for row in rows]
    own = np.repeat(np.arange(len(rows)), [len(some.log_mels) for some in crops])
    cut = windows.stacked(crops)
    pieces = [slice(start, start + 64) for start in range(0, len(own), 64)]
    logits = np.concatenate([infer(cut.log_mels[piece], cut.beside[piece]).numpy() for piece in pieces])
    total = np.zeros((len(rows), logits.shape[1]))
    np.add.at(total, own, ensemble.log_softmax_by_head(logits))
    return np.asarray(total / np.bincount(own)[:, None], dtype=np.float32)
