"""EASE over ratings that lie near each other: two films count as seen together the more, the fewer ratings lie between.

The matrix of co-occurrences becomes G[i, j] = sum over people of k(|place of i - place of j|), places by time, with k a
sum of exponentials and a constant: each is a positive definite kernel, so G is one and EASE's closed form holds. People
rate what they were shown or saw together, and taste changes: neighbours in time tell more than films rated years apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from recommender.ml.collaborative.ease import Core, core_items, solve
from recommender.ml.collaborative.model import TIE_BREAK, popularity
from recommender.ml.interactions import Interactions

OFTEN = 200  # people
STRETCH = 2_000  # ratings of one person that are looked at together; longer histories are cut into such stretches
CORE = 3_000  # items with most ratings


@dataclass(frozen=True)
class Nearness:
    """Shares of three scales, in ratings between two: near, wide, and however far; they add up to one."""

    near: float = 0.4
    wide: float = 0.4
    near_scale: float = 5.0
    wide_scale: float = 30.0

    def of(self, count: int) -> NDArray[np.float32]:
        """Kernel by distance in half places, from 0 to count - 1 of them."""
        distance = np.arange(count) / 2
        near, wide = np.exp(-distance / self.near_scale), np.exp(-distance / self.wide_scale)
        return (self.near * near + self.wide * wide + 1 - self.near - self.wide).astype(np.float32)


EVERYWHERE = Nearness(near=0.0, wide=0.0)  # plain EASE
TRIED = (EVERYWHERE, Nearness(), Nearness(near=0.3, wide=0.3))


def together(
    train: Interactions, nearness: Nearness, core: NDArray[np.int64], report: Callable[[], None] = lambda: None
) -> NDArray[np.float32]:
    """G between the items of `core`; places are those in the whole history, the middle one for ratings of one second.

    Ratings without times are all at one place: that is plain EASE. `report` is called every now and then.
    """
    number = np.full(train.n_items, -1, dtype=np.int64)
    number[core] = np.arange(len(core))
    ordered = train.in_order()
    starts = np.searchsorted(ordered.people, np.arange(train.n_people + 1))
    gram, kernel = np.zeros((len(core), len(core)), dtype=np.float32), nearness.of(2 * STRETCH)
    for person, (start, end) in enumerate(pairwise(starts.tolist())):
        if person % OFTEN == 0:
            report()
        for low in range(start, end, STRETCH):
            part = slice(low, min(low + STRETCH, end))
            _add(gram, number[ordered.items[part]], half_places(ordered.times[part]), kernel)
    return gram


def _add(
    gram: NDArray[np.float32], items: NDArray[np.int64], places: NDArray[np.int64], kernel: NDArray[np.float32]
) -> None:
    known = items >= 0
    chosen, at = items[known], places[known]
    gram[np.ix_(chosen, chosen)] += kernel[np.abs(at[:, None] - at[None, :])]


def half_places(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Twice the place of each of these ascending times; equal ones share the middle of theirs."""
    first, last = np.searchsorted(times, times, side="left"), np.searchsorted(times, times, side="right") - 1
    return first + last


def fit_sequence_ease(train: Interactions, *, penalty: float, nearness: Nearness, core_size: int = CORE) -> Core:
    """Items outside the core get their popularity alone; `hybrid` gives them more."""
    core = core_items(train, core_size)
    weights = solve(together(train, nearness, core), penalty)
    return Core(core, weights, popularity(train.counts(), train.n_people, TIE_BREAK))
