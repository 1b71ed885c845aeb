"""How far the lengths of two sets of texts are apart."""

from collections.abc import Sequence
from math import sqrt
from typing import TypedDict

CHANCE_95 = 1.358  # of Kolmogorov's distribution: sqrt(-ln(0.05 / 2) / 2)


class Distance(TypedDict):
    """distance: the greatest difference between the two shares of texts with at most `at` words, 0 to 1; by_chance:
    how far two samples of these sizes may be apart, in 19 of 20 cases, when both come from one distribution."""

    distance: float
    at: int
    by_chance: float
    share_here: float
    share_there: float


def kolmogorov_smirnov(*, here: Sequence[int], there: Sequence[int], n_here: int, n_there: int, step: int) -> Distance:
    """The two-sample statistic (Smirnov 1948) over cumulative counts at `step`, 2 `step`, … words.

    Read at these points only, so the true distance may be a little greater; n_here and n_there must be positive.
    """
    shares = [(mine / n_here, theirs / n_there) for mine, theirs in zip(here, there, strict=True)]
    place = max(range(len(shares)), key=lambda number: abs(shares[number][0] - shares[number][1]))
    share_here, share_there = shares[place]
    return {
        "distance": abs(share_here - share_there),
        "at": step * (place + 1),
        "by_chance": CHANCE_95 * sqrt((n_here + n_there) / (n_here * n_there)),
        "share_here": share_here,
        "share_there": share_there,
    }
