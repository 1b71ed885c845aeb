"""Implicit alternating least squares (Hu, Koren & Volinsky 2008) of `implicit`, with fold-in by closed form."""

import os
import warnings
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from recommender.ml.interactions import Interactions


class Factors:
    """Item factors; a history's own factors are solved for on the spot."""

    def __init__(self, items: NDArray[np.float32], *, alpha: float, regularization: float) -> None:
        self.items, self.alpha, self.regularization = items, alpha, regularization
        self._square = items.T @ items + regularization * np.eye(items.shape[1], dtype=np.float32)

    def score_rows(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        return self.people(rows) @ self.items.T

    def people(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        """argmin of sum c (1 - x y)^2 + c0 (x y)^2: confidence alpha where rated, 1 elsewhere."""
        factors = np.zeros((rows.shape[0], self.items.shape[1]), dtype=np.float32)
        for number in range(rows.shape[0]):
            part = slice(rows.indptr[number], rows.indptr[number + 1])
            seen, confidence = self.items[rows.indices[part]], self.alpha * rows.data[part]
            system = self._square + (seen.T * (confidence - 1)) @ seen
            factors[number] = np.linalg.solve(system, seen.T @ confidence)
        return factors


def fit_als(
    train: Interactions, *, factors: int, regularization: float, alpha: float, iterations: int = 12, seed: int = 42
) -> Factors:
    model = quiet_als(factors=factors, regularization=regularization, alpha=alpha, iterations=iterations, seed=seed)
    model.fit(train.matrix(), show_progress=False)
    return Factors(np.asarray(model.item_factors), alpha=alpha, regularization=regularization)


def quiet_als(*, factors: int, regularization: float, alpha: float, iterations: int, seed: int) -> Any:
    """implicit's own model, on one thread: the machine is shared, and results do not depend on it."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it advises a BLAS setting that costs it nothing here
        from implicit.cpu.als import AlternatingLeastSquares

        return AlternatingLeastSquares(
            factors=factors,
            regularization=regularization,
            alpha=alpha,
            iterations=iterations,
            num_threads=1,
            random_state=seed,
        )
