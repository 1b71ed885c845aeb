"""Word error rate, with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
SEED = 20260601


@dataclass(frozen=True)
class ErrorRate:
    """errors per reference word, with a 95 % interval from resampling utterances; `words`: of the references."""

    value: float
    low: float
    high: float
    words: int
    utterances: int


def word_errors(*, reference: Sequence[str], heard: Sequence[str]) -> int:
    """Substitutions, deletions and insertions of the least edits."""
    line = np.arange(len(heard) + 1)
    for row, word in enumerate(reference, start=1):
        above, line = line, np.empty(len(heard) + 1, dtype=int)
        line[0] = row
        for column, other in enumerate(heard, start=1):
            line[column] = min(above[column - 1] + (word != other), above[column] + 1, line[column - 1] + 1)
    return int(line[-1])


def error_rate(*, errors: Sequence[int], words: Sequence[int]) -> ErrorRate:
    """Of utterances with so many errors and reference words each."""
    wrong, said = np.asarray(errors, dtype=float), np.asarray(words, dtype=float)
    picks = np.random.default_rng(SEED).integers(0, len(wrong), (RESAMPLES, len(wrong)))
    rates = wrong[picks].sum(axis=1) / np.maximum(said[picks].sum(axis=1), 1)
    low, high = np.percentile(rates, (2.5, 97.5))
    value = wrong.sum() / max(said.sum(), 1)
    return ErrorRate(round(float(value), 4), round(float(low), 4), round(float(high), 4), int(said.sum()), len(wrong))
