"""Members' log-probabilities averaged with weights fixed beforehand, and one temperature for all."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from speech.ml import kernel, targets

WEIGHTS = {"kernel": 0.5, "lstm": 0.25, "gru": 0.25}  # fixed before any network was trained
TEMPERATURES = np.geomspace(0.25, 4.0, 81)

Floats = NDArray[np.floating]


def log_softmax_by_head(scores: Floats, *, sharpness: float = 1.0) -> NDArray[np.float64]:
    """Log-probabilities within each head, of scores (n, COLUMNS)."""
    parts = [
        kernel.log_probabilities(scores[:, first:end], sharpness=sharpness) for first, end in targets.HEADS.values()
    ]
    return np.concatenate(parts, axis=1)


def average(members: Mapping[str, Floats]) -> NDArray[np.float64]:
    """Log-probabilities (n, k) of one head, from those of the members there are, each weighed by WEIGHTS."""
    total = sum(WEIGHTS[name] for name in members)
    weighed = np.stack([WEIGHTS[name] / total * np.asarray(found) for name, found in members.items()])
    return with_temperature(weighed.sum(axis=0), 1.0)


def with_temperature(log_probabilities: Floats, temperature: float) -> NDArray[np.float64]:
    """Softened (above 1) or sharpened (below), Guo et al. 2017."""
    return kernel.log_probabilities(log_probabilities, sharpness=1.0 / temperature)


def fit_temperature(log_probabilities: Floats, true: NDArray[np.integer]) -> float:
    """The temperature of the least log loss, on speakers that the members did not learn from; 1 without any."""
    if not len(true):
        return 1.0
    rows = np.arange(len(true))
    losses = [-with_temperature(log_probabilities, t)[rows, true].mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])
