"""Kernel ridge regression of classes on functionals: the branch that learns in a second, in NumPy alone.

Also known as least-squares SVM (Suykens & Vandewalle 1999) or kernel extreme learning machine (Huang et al. 2012).
Every class of a corpus weighs the same, whatever its number of clips.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

GAMMA = 0.2  # exp(-GAMMA * mean squared distance per feature)
RIDGE = 0.07
CLIP = 4.0  # standard deviations
SHARPNESS = 7.0  # scores to log-probabilities; near the least log loss on left-out training speakers


@dataclass(frozen=True)
class KernelModel:
    """points: (n, d) standardised training vectors; weights: (n, k), one column per class of every corpus in turn."""

    mean: Array
    deviation: Array
    points: Array
    weights: Array

    def scores(self, vectors: Array) -> Array:
        """About 1 for the class and 0 for others, (m, k), of vectors (m, d)."""
        standardised = _standardised(vectors, self.mean, self.deviation)
        return np.asarray(_kernel(standardised, self.points, self.lengths) @ self.weights, dtype=np.float32)

    @cached_property
    def lengths(self) -> Array:
        """Squared lengths of the points, (n,): they cost more than all else that a reading needs."""
        return squared_lengths(self.points)


def fit(*, vectors: Array, targets: Array, trust: Array) -> KernelModel:
    """vectors: (n, d); targets: (n, k), e.g. of `class_targets`; trust: (n,), mean 1."""
    mean, deviation = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    points = _standardised(vectors, mean, deviation)
    root = np.sqrt(trust)[:, None].astype(np.float32)
    system = root * _kernel(points, points, squared_lengths(points)) * root.T + RIDGE * np.eye(
        len(points), dtype=np.float32
    )
    weights = np.linalg.solve(system, root * targets) * root
    return KernelModel(mean, deviation, points, weights.astype(np.float32))


def log_probabilities(scores: NDArray[np.floating], *, sharpness: float = SHARPNESS) -> NDArray[np.float64]:
    """Log softmax over the last axis of sharpened scores."""
    sharpened = scores.astype(np.float64) * sharpness
    shifted = sharpened - sharpened.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def save(*, path: Path, model: KernelModel) -> None:
    """Points in steps of CLIP / 127, a thirtieth of a deviation, and weights in half precision."""
    steps = np.rint(model.points * (127 / CLIP)).astype(np.int8)
    np.savez_compressed(
        path, mean=model.mean, deviation=model.deviation, points=steps, weights=model.weights.astype(np.float16)
    )


def load(*, path: Path) -> KernelModel:
    """Raises ValueError or KeyError for a file that is not one."""
    with np.load(path, allow_pickle=False) as stored:
        mean, deviation, steps, weights = (stored[name] for name in ("mean", "deviation", "points", "weights"))
    points = steps.astype(np.float32) * np.float32(CLIP / 127)
    return KernelModel(mean, deviation, points, weights.astype(np.float32))


def _standardised(vectors: Array, mean: Array, deviation: Array) -> Array:
    return np.asarray(np.clip((vectors - mean) / deviation, -CLIP, CLIP), dtype=np.float32)


def squared_lengths(points: Array) -> Array:
    return np.einsum("ij,ij->i", points, points)


def _kernel(first: Array, second: Array, lengths: Array) -> Array:
    squares = squared_lengths(first)[:, None] + lengths[None] - 2 * first @ second.T
    return np.asarray(np.exp(-GAMMA / first.shape[1] * np.maximum(squares, 0.0)), dtype=np.float32)
