"""EASE: linear regression of each item on all others, in closed form (Steck 2019, arXiv:1905.03375).

B = I - P / diag(P) with P = (X'X + penalty I)^-1. Where there are fewer people than items the same P comes from a
matrix of people: P = (I - X' M X) / penalty with M = (X X' + penalty I)^-1, and B is never written out.
"""

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.linalg import lapack

from recommender.ml.collaborative.model import TIE_BREAK, Model, popularity
from recommender.ml.interactions import Interactions

BLOCK = 1_024
MOST = 5_000  # a matrix of items, or of people, costs memory by the square and time by the cube


class PeopleEase:
    """EASE by the matrix of people; exact, and small where people are few."""

    def __init__(self, matrix: sparse.csr_matrix, penalty: float, prior: NDArray[np.float32]) -> None:
        self._matrix, self._penalty, self._prior = matrix, np.float32(penalty), prior
        kernel = (matrix @ matrix.T).toarray().astype(np.float32)
        kernel[np.diag_indices_from(kernel)] += self._penalty
        self._solved = invert(kernel) @ matrix.toarray()
        explained = np.asarray(matrix.multiply(self._solved).sum(axis=0)).ravel()
        self._diagonal = ((1 - explained) / self._penalty).astype(np.float32)

    def score_rows(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        """An item of the history itself gets its EASE score too: 1 - P[j, j] / P[j, j] is what it adds to itself."""
        dense = rows.toarray()
        projected = (dense - (rows @ self._matrix.T).toarray() @ self._solved) / self._penalty
        return dense - projected / self._diagonal + self._prior

    def weights(self, items: NDArray[np.integer]) -> NDArray[np.float32]:
        """B between the items named."""
        part = self._matrix[:, items]
        inverse = (np.eye(len(items), dtype=np.float32) - part.T @ self._solved[:, items]) / self._penalty
        return weights_of(inverse)


def fit_ease(train: Interactions, *, penalty: float) -> Model:
    """Exact, but for more than MOST items and people: then the rarest items get their popularity alone."""
    prior = popularity(train.counts(), train.n_people, TIE_BREAK)
    matrix = train.matrix()
    active = np.flatnonzero(np.diff(matrix.indptr))
    if len(active) < train.n_items and len(active) <= MOST:
        return PeopleEase(matrix[active], penalty, prior)
    items = core_items(train, MOST)
    part = matrix[:, items]
    return Core(items, solve((part.T @ part).toarray(), penalty), prior)


def items_cut_to(train: Interactions) -> int:
    """How many items `fit_ease` weighs, where it leaves some out; else 0."""
    people, rated = len(np.unique(train.people)), int((train.counts() > 0).sum())
    return MOST if min(people, rated) > MOST else 0


def core_items(train: Interactions, size: int) -> NDArray[np.int64]:
    """The items with most ratings, ascending; ties by number."""
    counts = train.counts()
    return np.sort(np.argsort(-counts, kind="stable")[: min(size, int((counts > 0).sum()))])


class Core:
    """Dense weights between some of the items; the others have their prior alone."""

    def __init__(self, items: NDArray[np.int64], weights: NDArray[np.float32], prior: NDArray[np.float32]) -> None:
        self.items, self.weights, self.prior = items, weights, prior

    def score_rows(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        scores = np.repeat(self.prior[None, :].astype(np.float32), rows.shape[0], axis=0)
        scores[:, self.items] += rows[:, self.items] @ self.weights
        return scores


def solve(gram: NDArray[np.float32], penalty: float) -> NDArray[np.float32]:
    """B of a matrix of co-occurrences, its diagonal zero. `gram` is kept."""
    system = gram.astype(np.float32, copy=True)
    system[np.diag_indices_from(system)] += np.float32(penalty)
    return weights_of(invert(system))


def weights_of(inverse: NDArray[np.float32]) -> NDArray[np.float32]:
    """B of P, in P's place."""
    diagonal = np.diag(inverse).copy()
    inverse /= -diagonal
    inverse[np.diag_indices_from(inverse)] = 0.0
    return inverse


def invert(system: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of a symmetric positive definite matrix, by Cholesky, in a third of the work of `numpy.linalg.inv`.

    Where single precision does not suffice, in double. Raises numpy.linalg.LinAlgError if it is not positive definite.
    """
    for potrf, potri, kind in ((lapack.spotrf, lapack.spotri, np.float32), (lapack.dpotrf, lapack.dpotri, np.float64)):
        factor, failed = potrf(system.T.astype(kind), lower=1, overwrite_a=1, clean=0)
        if failed:
            continue
        inverse, singular = potri(factor, lower=1, overwrite_c=1)
        if not singular:
            return _mirrored(inverse.T).astype(np.float32, copy=False)
    raise np.linalg.LinAlgError("The matrix of co-occurrences is not positive definite.")


def _mirrored(upper: NDArray[np.float32]) -> NDArray[np.float32]:
    """The upper triangle copied to the lower one, block by block."""
    for start in range(0, len(upper), BLOCK):
        end = start + BLOCK
        upper[end:, start:end] = upper[start:end, end:].T
        square = upper[start:end, start:end]
        square[:] = np.triu(square) + np.triu(square, 1).T
    return upper
