"""How right and how honest readings of emotion are."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.integer]
LogProbabilities = NDArray[np.floating]
BOOTSTRAPS = 1_000


def unweighted_average_recall(*, said: Labels, true: Labels) -> float:
    """Mean recall over the classes that are there."""
    return float(np.mean([np.mean(said[true == label] == label) for label in np.unique(true)]))


def intervals_over_speakers(
    *, said: Sequence[Labels], true: Labels, speakers: Sequence[str], seed: int = 0
) -> tuple[list[float], list[float]]:
    """95 % intervals of recall and accuracy, bootstrapped over speakers: clips of one voice are not independent.

    said: the readings of each seed, all of the same clips; the intervals are of the mean over the seeds.
    """
    found = np.array(
        [
            (
                np.mean([unweighted_average_recall(said=one[drawn], true=true[drawn]) for one in said]),
                np.mean([np.mean(one[drawn] == true[drawn]) for one in said]),
            )
            for drawn in _draws(speakers, seed)
        ]
    )
    ends = np.round(np.percentile(found, [2.5, 97.5], axis=0), 4)
    return ends[:, 0].tolist(), ends[:, 1].tolist()


def _draws(speakers: Sequence[str], seed: int) -> Iterator[NDArray[np.intp]]:
    """Rows of as many speakers as there are, drawn with replacement."""
    rows = {speaker: np.flatnonzero(np.array(speakers) == speaker) for speaker in sorted(set(speakers))}
    names, rng = list(rows), np.random.default_rng(seed)
    for _ in range(BOOTSTRAPS):
        yield np.concatenate([rows[name] for name in rng.choice(names, len(names))])


def confusion(*, said: Labels, true: Labels, classes: int) -> list[list[int]]:
    """Rows: the true class; columns: the reading."""
    table = np.zeros((classes, classes), dtype=int)
    np.add.at(table, (true, said), 1)
    return table.tolist()


def recall_by(*, said: Labels, true: Labels, groups: Sequence[str]) -> dict[str, float]:
    """Unweighted average recall of every group (a speaker, a sex)."""
    names = np.array(groups)
    return {
        str(name): round(unweighted_average_recall(said=said[names == name], true=true[names == name]), 4)
        for name in np.unique(names)
    }


def log_loss(log_probabilities: LogProbabilities, true: Labels) -> float:
    return float(-np.mean(log_probabilities[np.arange(len(true)), true]))


def expected_calibration_error(log_probabilities: LogProbabilities, true: Labels, *, bins: int = 15) -> float:
    """Mean distance between the confidence in the reading and how often it is right (Naeini et al. 2015)."""
    confidence, right = np.exp(log_probabilities.max(axis=1)), log_probabilities.argmax(axis=1) == true
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(float(np.sum((confidence - right)[places == place]))) for place in range(bins)]
    return sum(gaps) / len(true)


def of(*, log_probabilities: LogProbabilities, true: Labels, speakers: Sequence[str]) -> dict[str, Any]:
    """What a card says of one corpus."""
    said = log_probabilities.argmax(axis=1)
    of_recall, of_accuracy = intervals_over_speakers(said=[said], true=true, speakers=speakers)
    return {
        "n": len(true),
        "unweighted_average_recall": round(unweighted_average_recall(said=said, true=true), 4),
        "unweighted_average_recall_95": of_recall,
        "accuracy": round(float(np.mean(said == true)), 4),
        "accuracy_95": of_accuracy,
        "log_loss": round(log_loss(log_probabilities, true), 4),
        "expected_calibration_error": round(expected_calibration_error(log_probabilities, true), 4),
    }
