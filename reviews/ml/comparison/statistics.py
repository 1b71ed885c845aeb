"""Paired differences of two models on the same reviews: bootstrap interval, equivalence and difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Verdict = Literal["equivalent", "different", "inconclusive"]
Right = NDArray[np.bool_]
Paired = NDArray[np.float64]
Interval = tuple[float, float]

LEVEL = 0.05


@dataclass(frozen=True)
class Difference:
    """Accuracy of the first minus that of the second model, mean over seeds.

    interval_95: reviews drawn again (bootstrap). The other intervals and both p-values let reviews and seeds vary.
    """

    value: float
    interval_95: Interval
    interval_95_with_seeds: Interval
    interval_90_with_seeds: Interval
    p_equivalence: float
    p_difference: float
    verdict: Verdict


@dataclass(frozen=True)
class Scatter:
    """Variance of a pair's difference from seed to seed, and the degrees of freedom it was estimated with."""

    variance: float
    freedom: float


def scatter_of_seeds(pairs: Sequence[Paired], *, independent: float = 1.0) -> Scatter:
    """The scatter of seeds pooled over pairs of models, each (seeds, reviews): two or three seeds alone tell it badly.

    independent: the share of the pairs that do not follow from the others, as a model stands in several.
    """
    variances = [float(pair.mean(axis=1).var(ddof=1)) for pair in pairs]
    freedoms = [len(pair) - 1 for pair in pairs]
    return Scatter(float(np.average(variances, weights=freedoms)), max(1.0, independent * sum(freedoms)))


def paired(first: Right, second: Right) -> Paired:
    """1 where only the first model is right, -1 where only the second is, (seeds, reviews)."""
    return first.astype(np.float64) - second.astype(np.float64)


def compare(*, pair: Paired, margin: float, draws: int, scatter: Scatter | None = None, seed: int = 0) -> Difference:
    """pair: `paired` answers of two models, (seeds, reviews); scatter: of the seeds, else that of this pair."""
    value = float(pair.mean())
    error, freedom = standard_error(pair, scatter or (scatter_of_seeds([pair]) if len(pair) > 1 else None))
    low, high = interval(value, error, freedom, level=2 * LEVEL)
    equivalence = equivalence_p(value, error, freedom, margin=margin)
    difference = two_sided_p(value, error, freedom)
    return Difference(
        value=value,
        interval_95=bootstrap_interval(pair.mean(axis=0), draws=draws, seed=seed),
        interval_95_with_seeds=interval(value, error, freedom, level=LEVEL),
        interval_90_with_seeds=(low, high),
        p_equivalence=equivalence,
        p_difference=difference,
        verdict=verdict(p_equivalence=equivalence, p_difference=difference),
    )


def bootstrap_interval(values: NDArray[np.float64], *, draws: int, seed: int, level: float = LEVEL) -> Interval:
    """Percentile interval of the mean of paired values, (n,), drawn n at a time with replacement (Efron 1979).

    There are few different values, so a draw is a multinomial count of each: the same bootstrap, but fast.
    """
    kinds, counts = np.unique(np.round(values, 9), return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(values), counts / len(values), size=draws)
    low, high = np.quantile(drawn @ kinds / len(values), [level / 2, 1 - level / 2])
    return float(low), float(high)


def standard_error(pair: Paired, scatter: Scatter | None) -> tuple[float, float]:
    """Standard error of the mean of a pair, (seeds, reviews), and its degrees of freedom.

    The variances of the mean over reviews and of the mean over seeds are added, with the degrees of freedom of Welch
    and Satterthwaite. Luck of single answers is in both, so the sum is cautious. No scatter: reviews only.
    """
    seeds, reviews = pair.shape
    of_reviews = float(pair.mean(axis=0).var(ddof=1)) / reviews
    of_seeds = scatter.variance / seeds if scatter else 0.0
    total = of_reviews + of_seeds
    if total == 0.0:
        return 0.0, float(reviews - 1)
    weighted = of_reviews**2 / (reviews - 1) + (of_seeds**2 / scatter.freedom if scatter else 0.0)
    return float(np.sqrt(total)), total**2 / weighted


def interval(value: float, error: float, freedom: float, *, level: float) -> Interval:
    """Two-sided interval that misses with probability `level` (Student 1908)."""
    reach = float(stats.t.ppf(1 - level / 2, freedom)) * error
    return value - reach, value + reach


def equivalence_p(value: float, error: float, freedom: float, *, margin: float) -> float:
    """Two one-sided tests (Schuirmann 1987): the larger p-value of "at most -margin" and "at least margin"."""
    if error == 0.0:
        return 0.0 if abs(value) < margin else 1.0
    above = float(stats.t.sf((value + margin) / error, freedom))
    below = float(stats.t.cdf((value - margin) / error, freedom))
    return max(above, below)


def two_sided_p(value: float, error: float, freedom: float) -> float:
    """Probability of a mean at least this far from nothing where there is no difference."""
    if error == 0.0:
        return 1.0 if value == 0.0 else 0.0
    return float(2 * stats.t.sf(abs(value) / error, freedom))


def verdict(*, p_equivalence: float, p_difference: float) -> Verdict:
    """Equivalent where both tests of equivalence reject, even with a small sure difference; else different or open."""
    if p_equivalence < LEVEL:
        return "equivalent"
    return "different" if p_difference < LEVEL else "inconclusive"
