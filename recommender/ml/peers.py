"""The same models by the library `implicit`, measured in the same run."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from recommender.ml.collaborative.als import quiet_als
from recommender.ml.interactions import Interactions

NEAREST, FACTORS = 200, 64


class Peer:
    """Scores the people it was trained on, by their places."""

    def __init__(self, score: Callable[[NDArray[np.int64]], NDArray[np.float32]]) -> None:
        self.score_people = score


def implicit_item_knn(train: Interactions) -> Peer:
    matrix = train.matrix()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from implicit.nearest_neighbours import CosineRecommender

        model = CosineRecommender(K=NEAREST, num_threads=1)
        model.fit(matrix, show_progress=False)
    similar = sparse.csr_matrix(model.similarity)
    return Peer(lambda people: (matrix[people] @ similar).toarray().astype(np.float32))


def implicit_als(train: Interactions) -> Peer:
    model = quiet_als(factors=FACTORS, regularization=10.0, alpha=1.0, iterations=12, seed=42)
    return _by_factors(model, train)


def implicit_bpr(train: Interactions) -> Peer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        model = BayesianPersonalizedRanking(
            factors=FACTORS, learning_rate=0.05, regularization=0.01, iterations=60, num_threads=1, random_state=42
        )
    return _by_factors(model, train)


def _by_factors(model: Any, train: Interactions) -> Peer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(train.matrix(), show_progress=False)
    people, items = np.asarray(model.user_factors), np.asarray(model.item_factors)
    return Peer(lambda places: people[places] @ items.T)


PEERS = {"implicit_item_knn": implicit_item_knn, "implicit_als": implicit_als, "implicit_bpr": implicit_bpr}
