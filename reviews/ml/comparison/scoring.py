"""What one run's log-odds are worth on one set of reviews, small enough for a line of the ledger."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviews.ml import measures

Floats = NDArray[np.floating]
Labels = NDArray[np.int8]


def probabilities(log_odds: Floats) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds.astype(np.float64), -500, 500)))


def figures(*, probability: Floats, labels: Labels) -> dict[str, Any]:
    """Measures, confusion and calibration bins of one set of reviews; `right`: which rows, as packed bits."""
    said, good = probability >= 0.5, labels == 1
    return {
        "reviews": len(labels),
        "accuracy": measures.accuracy(probability, labels),
        "f1": measures.f1(probability, labels),
        "calibration_error": measures.expected_calibration_error(probability, labels),
        "confusion": [int(np.sum(a & b)) for a, b in ((said, good), (said, ~good), (~said, ~good), (~said, good))],
        "bins": bins(probability=probability, labels=labels),
        "right": pack(said == good),
    }


def bins(*, probability: Floats, labels: Labels) -> list[list[float]]:
    """[count, sum of probabilities, number of good ones] in each of 15 equal bins."""
    place = np.minimum((probability * measures.BINS).astype(int), measures.BINS - 1)
    counted = [np.bincount(place, weights, measures.BINS) for weights in (None, probability, labels == 1)]
    return [[int(count), round(float(total), 4), int(good)] for count, total, good in zip(*counted, strict=True)]


def pack(right: NDArray[np.bool_]) -> str:
    return base64.b64encode(np.packbits(right).tobytes()).decode("ascii")


def unpack(packed: str, *, reviews: int) -> NDArray[np.bool_]:
    bits = np.frombuffer(base64.b64decode(packed), dtype=np.uint8)
    return np.unpackbits(bits, count=reviews).astype(bool)
