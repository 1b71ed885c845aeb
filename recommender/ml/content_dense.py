"""Content vectors made short and dense, for an approximate index; the exact cosine then sorts what it found."""

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

SAME = 1e-5  # a difference of cosines that single precision, written as text, cannot show


def reduce(vectors: sparse.csr_matrix, *, size: int = 128, seed: int = 42) -> NDArray[np.float32]:
    """Films x size: truncated SVD by a random start (Halko et al. 2011), rows of length one, zero rows stay zero."""
    from sklearn.utils.extmath import randomized_svd

    size = min(size, min(vectors.shape) - 1)
    left, values, _ = randomized_svd(vectors, n_components=size, n_oversamples=8, n_iter=3, random_state=seed)
    return unit(left * values)


def unit(dense: NDArray[np.floating]) -> NDArray[np.float32]:
    return (dense / np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-12)).astype(np.float32)


def exact(vectors: NDArray[np.float32], places: NDArray[np.integer], count: int) -> list[list[int]]:
    """The nearest of each place by the dense cosine, itself left out."""
    scores = vectors[places] @ vectors.T
    scores[np.arange(len(places)), places] = -np.inf
    return np.argsort(-scores, axis=1, kind="stable")[:, :count].tolist()


def recall(found: list[list[int]], true: list[list[int]]) -> float:
    """Mean share of the true neighbours that were found."""
    return float(
        np.mean([len(set(got) & set(want)) / len(want) for got, want in zip(found, true, strict=True) if want])
    )


def recall_of_ties(
    vectors: NDArray[np.float32], places: NDArray[np.integer], found: list[list[int]], count: int
) -> float:
    """Mean share of `count` places that hold a film at least as near as the true last one: of films that are equally
    near (the same few genres and nothing else) any will do."""
    shares = []
    for place, films in zip(places.tolist(), found, strict=True):
        cosines = vectors @ vectors[place]
        cosines[place] = -np.inf
        last = np.partition(cosines, -count)[-count]
        shares.append(float((cosines[films[:count]] >= last - SAME).sum()) / count)
    return float(np.mean(shares))


def sorted_by_cosine(vectors: sparse.csr_matrix, place: int, found: list[int], count: int) -> list[int]:
    """The best `count` of what an approximate index found, by the exact sparse cosine."""
    cosines = (vectors[found] @ vectors[[place]].T).toarray().ravel()
    return [found[number] for number in np.argsort(-cosines, kind="stable")[:count]]
