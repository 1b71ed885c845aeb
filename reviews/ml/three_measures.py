"""How right three classes are, with intervals over the sentences, and the rule that makes labels of probabilities."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviews.ml.short_texts import Rule

RESAMPLES = 2_000
SHIFTS = np.arange(-0.4, 1.21, 0.05)
TEMPERATURES = np.exp(np.arange(-0.6, 0.61, 0.02))
SMOOTHED_OVER = 5  # neighbouring shifts: one shift's macro-F1 on 1,000 sentences is noisy
UNSURE_BELOW = 0.4  # of three shares: hardly more than a guess
MEASURED_CLASSES = ("negative", "neutral", "positive")

Classes = NDArray[np.integer]
Probabilities = NDArray[np.float64]


def macro_f1(said: Classes, true: Classes) -> float:
    """Unweighted mean of the three classes' F1."""
    return float(np.mean(class_f1(said, true)))


def class_f1(said: Classes, true: Classes) -> list[float]:
    return [
        float(2 * np.sum((said == k) & (true == k)) / max(1, np.sum(said == k) + np.sum(true == k))) for k in range(3)
    ]


def fitted_rule(*, probabilities: Probabilities, true: Classes) -> Rule:
    """Temperature by likelihood, then the shift of neutral by macro-F1, both on development sentences."""
    rows = np.arange(len(true))
    rules = [Rule(float(temperature), 0.0, UNSURE_BELOW) for temperature in TEMPERATURES]
    likelihoods = [np.log(rule.calibrated(probabilities)[rows, true]).mean() for rule in rules]
    temperature = rules[int(np.argmax(likelihoods))].temperature
    calibrated = Rule(temperature, 0.0, UNSURE_BELOW).calibrated(probabilities)
    return Rule(temperature, _shift(calibrated, true), UNSURE_BELOW)


def _shift(calibrated: Probabilities, true: Classes) -> float:
    found = [macro_f1(Rule(1.0, float(shift), 0.0).shares(calibrated).argmax(axis=1), true) for shift in SHIFTS]
    edge = SMOOTHED_OVER // 2
    smooth = np.convolve(np.pad(found, edge, mode="edge"), np.ones(SMOOTHED_OVER) / SMOOTHED_OVER, mode="valid")
    return round(float(SHIFTS[int(np.argmax(smooth))]), 4)


def of(*, said: Classes, true: Classes, seed: int = 0) -> dict[str, Any]:
    """Macro-F1 with its 95 % bootstrap interval, accuracy, F1 by class and who was taken for whom (rows: true)."""
    low, high = _interval([macro_f1(said[rows], true[rows]) for rows in _resamples(len(true), seed)])
    return {
        "n": len(true),
        "macro_f1": round(macro_f1(said, true), 5),
        "macro_f1_95": [low, high],
        "accuracy": round(float(np.mean(said == true)), 5),
        "f1": dict(zip(MEASURED_CLASSES, (round(value, 5) for value in class_f1(said, true)), strict=True)),
        "confusion": [[int(np.sum((true == row) & (said == column))) for column in range(3)] for row in range(3)],
    }


def gain(*, said: Sequence[Classes], baseline: Classes, true: Classes, seed: int = 0) -> dict[str, Any]:
    """By how much the mean macro-F1 of several networks is above a baseline's; sentences are drawn for both at once."""

    def difference(rows: NDArray[np.intp]) -> float:
        mean = float(np.mean([macro_f1(one[rows], true[rows]) for one in said]))
        return mean - macro_f1(baseline[rows], true[rows])

    low, high = _interval([difference(rows) for rows in _resamples(len(true), seed)])
    return {"macro_f1": round(difference(np.arange(len(true))), 5), "macro_f1_95": [low, high]}


def _resamples(count: int, seed: int) -> NDArray[np.intp]:
    return np.random.default_rng(seed).integers(0, count, size=(RESAMPLES, count))


def _interval(found: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(found, [2.5, 97.5])
    return round(float(low), 5), round(float(high), 5)
