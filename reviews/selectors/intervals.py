"""Intervals for shares, from counts alone."""

from math import sqrt

Z_95 = 1.959963984540054  # the 97.5 % quantile of the standard normal distribution


def wilson_interval(*, positive: float, n: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927): sensible near 0 and 1 and for small n, where p ± z·SE is not.

    n must be positive; returns (low, high) within [0, 1].
    """
    share = positive / n
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    centre = share + z * z / (2 * n)
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def difference_interval(*, positive: int, n: int, positive_before: int, n_before: int) -> tuple[float, float]:
    """The interval of the difference of two independent shares, now minus before (Newcombe 1998, method 10)."""
    now, before = positive / n, positive_before / n_before
    low, high = wilson_interval(positive=positive, n=n)
    low_before, high_before = wilson_interval(positive=positive_before, n=n_before)
    difference = now - before
    return (
        difference - sqrt((now - low) ** 2 + (high_before - before) ** 2),
        difference + sqrt((high - now) ** 2 + (before - low_before) ** 2),
    )
