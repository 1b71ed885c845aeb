"""The interval of a mean, from count, mean and standard deviation."""

from math import sqrt

Z_95 = 1.959963984540054  # the 97.5 % quantile of the standard normal distribution


def mean_interval(*, mean: float, deviation: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a mean of n values (Student 1908); `deviation` is that of the sample, n at least 5."""
    half = t_quantile(n - 1) * deviation / sqrt(n)
    return mean - half, mean + half


def t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t by the expansion of Fisher and Cornish (1960): within 0.01 from 4 on."""
    z, v = Z_95, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
