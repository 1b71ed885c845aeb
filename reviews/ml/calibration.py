"""Log-odds made honest on reviews of films that training never saw."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

ROUNDS = 100
RIDGE = 1e-3
SURE_ENOUGH = 0.97
WIDEST = 0.49
DRAWS, FOLDS = 4, 10
Z_95_ONE_SIDED = 1.644854

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Calibration:
    """probability = sigmoid(t + bend * t * |t|), t = sum of factors * members' log-odds + shift.

    bend, at least 0 so that the order of readings stays, makes up for log-odds that flatten at both ends.
    """

    factors: tuple[float, ...]
    shift: float
    bend: float = 0.0

    def probabilities(self, log_odds: Floats) -> NDArray[np.float64]:
        """log_odds: (members, n) -> (n,)."""
        total = np.tensordot(np.array(self.factors), log_odds.astype(np.float64), axes=1) + self.shift
        return 1.0 / (1.0 + np.exp(-np.clip(bent(total, self.bend), -500, 500)))


def bent(total: Floats, bend: float) -> Floats:
    return total + bend * total * np.abs(total)


def fit_bent(*, log_odds: Floats, labels: NDArray[np.integer]) -> Calibration:
    """As `fit`, with the bend; all of them the likeliest together, from the plain fit on."""
    plain = fit(log_odds=log_odds, labels=labels)
    used = np.array(plain.factors) > 0
    features = np.vstack([log_odds[used], np.ones(log_odds.shape[1])]).astype(np.float64)
    begun = [*(factor for factor in plain.factors if factor > 0), plain.shift, 0.0]
    bounds = [(0.0, None)] * int(used.sum()) + [(None, None), (0.0, None)]
    found = optimize.minimize(
        _surprise, begun, args=(features, labels), jac=True, bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-7}
    ).x
    factors = np.zeros(len(log_odds))
    factors[used] = found[:-2]
    return Calibration(tuple(float(factor) for factor in factors), shift=float(found[-2]), bend=float(found[-1]))


def _surprise(
    weights: NDArray[np.float64], features: NDArray[np.float64], labels: NDArray[np.integer]
) -> tuple[float, NDArray[np.float64]]:
    """Mean negative log-likelihood and its gradient; weights: of the features, then the bend."""
    total, bend = weights[:-1] @ features, weights[-1]
    scores = bent(total, bend)
    believed = 1.0 / (1.0 + np.exp(-np.clip(scores, -500, 500)))
    loss = np.logaddexp(0.0, scores) - scores * labels
    rise = (believed - labels) / len(labels)
    slope = np.append(features @ (rise * (1 + 2 * bend * np.abs(total))), rise @ (total * np.abs(total)))
    return float(loss.mean()), slope


def fit_better(*, log_odds: Floats, labels: NDArray[np.integer], groups: NDArray[np.integer]) -> Calibration:
    """With a bend where that lowers the log loss of rows in groups that the fit has not seen; groups: (n,)."""
    better = min((fit, fit_bent), key=lambda fitted: _loss_elsewhere(fitted, log_odds, labels, groups))
    return better(log_odds=log_odds, labels=labels)


def _loss_elsewhere(
    fitted: Callable[..., Calibration], log_odds: Floats, labels: NDArray[np.integer], groups: NDArray[np.integer]
) -> float:
    """Log loss by cross-validation, whole groups at a time, mean of several draws of the folds."""
    _, numbers = np.unique(groups, return_inverse=True)
    losses = []
    for draw in range(DRAWS):
        folds = (np.random.default_rng(draw).permutation(int(numbers.max()) + 1) % FOLDS)[numbers]
        for fold in range(FOLDS):
            apart = folds == fold
            if not apart.any() or len(np.unique(labels[~apart])) < 2:
                continue
            found = fitted(log_odds=log_odds[:, ~apart], labels=labels[~apart]).probabilities(log_odds[:, apart])
            right = np.where(labels[apart] == 1, found, 1 - found)
            losses.append(-np.log(np.maximum(right, 1e-12)))
    return float(np.concatenate(losses).mean()) if losses else 0.0


def fit(*, log_odds: Floats, labels: NDArray[np.integer]) -> Calibration:
    """Logistic regression of the labels on the members' log-odds (Platt 1999); one member: temperature and shift.

    log_odds: (members, n); labels: 0 or 1, (n,). Newton's method with a small ridge; a member whose factor comes out
    negative is left out.
    """
    used = np.ones(len(log_odds), dtype=bool)
    while True:
        weights = _newton(np.vstack([log_odds[used], np.ones(log_odds.shape[1])]).astype(np.float64), labels)
        negative = weights[:-1] < 0
        if not negative.any() or used.sum() == 1:
            break
        used[np.flatnonzero(used)[negative]] = False
    factors = np.zeros(len(log_odds))
    factors[used] = weights[:-1]
    return Calibration(factors=tuple(float(factor) for factor in factors), shift=float(weights[-1]))


def _newton(features: NDArray[np.float64], labels: NDArray[np.integer]) -> NDArray[np.float64]:
    weights = np.zeros(len(features))
    for _ in range(ROUNDS):
        believed = 1.0 / (1.0 + np.exp(-np.clip(weights @ features, -30, 30)))
        slope = features @ (labels - believed) - RIDGE * weights
        curve = (features * np.maximum(believed * (1 - believed), 1e-9)) @ features.T + RIDGE * np.eye(len(features))
        change = np.linalg.solve(curve, slope)
        weights = weights + np.clip(change, -1.0, 1.0)
        if np.abs(change).max() < 1e-9:
            break
    return weights


def unsure_band(
    *, probabilities: Floats, labels: NDArray[np.integer], wanted: float = SURE_ENOUGH
) -> tuple[float, float]:
    """The narrowest band around 0.5 outside which readings are right at least as often as `wanted`: (low, high).

    Right must be the lower bound (Wilson 1927, 95 % one-sided) and not the share itself: the narrowest band whose share
    is enough on some reviews is too narrow on others.
    """
    distance = np.abs(probabilities - 0.5)
    right = (probabilities >= 0.5) == (labels == 1)
    order = np.argsort(-distance, kind="stable")
    counts = np.arange(1, len(order) + 1)
    enough = np.flatnonzero(_lower_bounds(np.cumsum(right[order]) / counts, counts) >= wanted)
    half = float(distance[order[enough[-1]]]) if len(enough) else WIDEST
    return 0.5 - half, 0.5 + half


def _lower_bounds(shares: NDArray[np.floating], counts: NDArray[np.integer]) -> NDArray[np.floating]:
    z = Z_95_ONE_SIDED
    spread = z * np.sqrt(shares * (1 - shares) / counts + z * z / (4 * counts**2))
    return (shares + z * z / (2 * counts) - spread) / (1 + z * z / counts)
