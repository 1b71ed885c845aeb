"""How right and how honest probabilities are."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15
Z_95 = 1.959964

Floats = NDArray[np.floating]
Labels = NDArray[np.integer]


def accuracy(probabilities: Floats, labels: Labels) -> float:
    """Share of rows on the label's side of 0.5; labels: 0 or 1, shape (n,)."""
    return float(np.mean((probabilities >= 0.5) == (labels == 1)))


def wilson_interval(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share of n rows (Wilson 1927)."""
    centre = share + Z_95**2 / (2 * n)
    spread = Z_95 * math.sqrt(share * (1 - share) / n + Z_95**2 / (4 * n * n))
    return (centre - spread) / (1 + Z_95**2 / n), (centre + spread) / (1 + Z_95**2 / n)


def f1(probabilities: Floats, labels: Labels) -> float:
    """Harmonic mean of precision and recall of "good"."""
    said, true = probabilities >= 0.5, labels == 1
    return float(2 * np.sum(said & true) / max(1, np.sum(said) + np.sum(true)))


def expected_calibration_error(probabilities: Floats, labels: Labels, *, bins: int = BINS) -> float:
    """Mean distance between the probability of "good" and its share, over equal bins (Naeini et al. 2015)."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = [
        abs(float(np.sum(probabilities[places == place] - (labels[places == place] == 1)))) for place in range(bins)
    ]
    return sum(gaps) / len(labels)


def calibration_bins(probabilities: Floats, labels: Labels, *, bins: int = BINS) -> list[dict[str, float]]:
    """Per equal bin of probability: its bounds, how many rows, their mean probability and the share of "good"."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    found = []
    for place in range(bins):
        inside = places == place
        row: dict[str, float] = {"low": round(place / bins, 4), "high": round((place + 1) / bins, 4)}
        row |= {"n": int(inside.sum())}
        if inside.any():
            row["mean_probability"] = round(float(probabilities[inside].mean()), 4)
            row["share_positive"] = round(float((labels[inside] == 1).mean()), 4)
        found.append(row)
    return found


def confusion(probabilities: Floats, labels: Labels) -> list[list[int]]:
    """[[true negative, false positive], [false negative, true positive]]."""
    said, true = probabilities >= 0.5, labels == 1
    return [[int(np.sum((said == column) & (true == row))) for column in (False, True)] for row in (False, True)]


def mean_of_seeds(right: NDArray[np.bool_]) -> dict[str, float | list[float]]:
    """Mean accuracy of networks that differ by their seed, with its 95 % interval over the rows; right: (seeds, n)."""
    share = right.mean(axis=0)
    mean, spread = float(share.mean()), Z_95 * float(share.std(ddof=1)) / math.sqrt(len(share))
    return {"accuracy": round(mean, 5), "accuracy_95": [round(mean - spread, 5), round(mean + spread, 5)]}


def of(probabilities: Floats, labels: Labels) -> dict[str, Any]:
    """Everything that a card says about one set of reviews."""
    right = accuracy(probabilities, labels)
    low, high = wilson_interval(right, len(labels))
    return {
        "n": len(labels),
        "accuracy": round(right, 5),
        "accuracy_95": [round(low, 5), round(high, 5)],
        "f1": round(f1(probabilities, labels), 5),
        "expected_calibration_error": round(expected_calibration_error(probabilities, labels), 5),
        "confusion": confusion(probabilities, labels),
        "calibration_bins": calibration_bins(probabilities, labels),
    }


def of_unsure(probabilities: Floats, labels: Labels, *, unsure: tuple[float, float]) -> dict[str, float]:
    """Share of rows between the thresholds, and accuracy of the others."""
    sure = (probabilities <= unsure[0]) | (probabilities >= unsure[1])
    right = accuracy(probabilities[sure], labels[sure]) if sure.any() else 0.0
    return {"share_unsure": round(float(1 - sure.mean()), 5), "accuracy_when_sure": round(right, 5)}
