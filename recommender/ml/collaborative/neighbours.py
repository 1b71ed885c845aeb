"""Popularity and item-kNN."""

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from recommender.ml.collaborative.model import TIE_BREAK, Linear, popularity
from recommender.ml.interactions import Interactions


def fit_popularity(train: Interactions) -> Linear:
    """The same list for everybody: how many rated each item."""
    nothing = sparse.csr_matrix((train.n_items, train.n_items), dtype=np.float32)
    return Linear(nothing, popularity(train.counts(), train.n_people))


def fit_item_knn(train: Interactions, *, neighbours: int, shrink: float) -> Linear:
    """Cosine of two items' raters, shrunk towards zero where few rated both; only the nearest of each item count."""
    matrix = train.matrix()
    counts = train.counts().astype(np.float32)
    together = (matrix.T @ matrix).tocsr()
    together.setdiag(0)
    together.eliminate_zeros()
    rows = np.repeat(np.arange(train.n_items), np.diff(together.indptr))
    together.data = together.data / (np.sqrt(counts[rows] * counts[together.indices]) + shrink)
    # Column j keeps the neighbours of j: a score adds up the target's own nearest items.
    weights = _strongest(together, neighbours).T.tocsr()
    return Linear(weights, popularity(train.counts(), train.n_people, TIE_BREAK))


def _strongest(similar: sparse.csr_matrix, count: int) -> sparse.csr_matrix:
    """The `count` largest of each row."""
    keep = np.zeros(similar.nnz, dtype=bool)
    for start, end in zip(similar.indptr[:-1], similar.indptr[1:], strict=True):
        keep[start + _places(similar.data[start:end], count)] = True
    data, rows = similar.data[keep], np.repeat(np.arange(similar.shape[0]), np.diff(similar.indptr))[keep]
    return sparse.csr_matrix((data, (rows, similar.indices[keep])), shape=similar.shape)


def _places(values: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    return np.argpartition(-values, count - 1)[:count] if len(values) > count else np.arange(len(values))
