"""Batches of reviews of similar length, so that little is computed on padding."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from reviews.ml.vocabulary import Ids, pad

ROUND_TO = 8
POOL = 40

Rows = NDArray[np.intp]


def shuffled_by_length(*, lengths: NDArray[np.int64], size: int, rng: np.random.Generator) -> list[Rows]:
    """Every row once, in batches of `size` rows of similar length, in random order.

    Rows are shuffled, sorted by length inside pools of 40 batches, cut, and the batches are shuffled again.
    """
    order = rng.permutation(len(lengths))
    batches: list[Rows] = []
    for start in range(0, len(order), POOL * size):
        pool = order[start : start + POOL * size]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[begin : begin + size] for begin in range(0, len(pool), size)]
    return [batches[position] for position in rng.permutation(len(batches))]


def in_order_of_length(*, lengths: NDArray[np.int64], size: int) -> Iterator[Rows]:
    """Every row once, longest rows first, `size` rows at a time."""
    order = np.argsort(-lengths, kind="stable")
    for start in range(0, len(order), size):
        yield order[start : start + size]


def padded(sequences: Sequence[Ids], rows: Rows) -> Ids:
    """The given rows as one array whose width is a multiple of 8, zeros at the right."""
    chosen = [sequences[row] for row in rows]
    longest = max([1, *(len(sequence) for sequence in chosen)])
    return pad(chosen, length=-(-longest // ROUND_TO) * ROUND_TO)


def lengths_of(sequences: Sequence[Ids]) -> NDArray[np.int64]:
    return np.fromiter((len(sequence) for sequence in sequences), dtype=np.int64, count=len(sequences))
