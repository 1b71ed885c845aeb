"""The interface of every model, and the linear kind that most of them are."""

from typing import Protocol, TypeAlias

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

Weights: TypeAlias = NDArray[np.float32] | sparse.csr_matrix


class Model(Protocol):
    """Scores over all items for histories, also of people who were not there when it was fitted."""

    def score_rows(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        """`rows`: histories x items, weights of what each has rated. Scores of the same shape, dense."""
        ...


def scores(model: Model, items: NDArray[np.integer], values: NDArray[np.floating], n_items: int) -> NDArray[np.float32]:
    """Scores over all items for one history: places of items and their weights (1: rated, nothing more known)."""
    row = sparse.csr_matrix((values.astype(np.float32), (np.zeros(len(items), int), items)), shape=(1, n_items))
    return model.score_rows(row)[0]


class Linear:
    """`prior` + history x `weights`; row i of `weights` is what item i adds to every other."""

    def __init__(self, weights: Weights, prior: NDArray[np.float32]) -> None:
        self.weights = weights
        self.prior = prior

    def score_rows(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        product = rows @ self.weights
        dense = product.toarray() if sparse.issparse(product) else np.asarray(product)
        return (dense + self.prior).astype(np.float32, copy=False)


def popularity(counts: NDArray[np.int64], n_people: int, share: float = 1.0) -> NDArray[np.float32]:
    """Share of the people who rated each item, times `share`; with a small one it only decides between equals."""
    return (share * counts / max(n_people, 1)).astype(np.float32)


TIE_BREAK = 1e-4
