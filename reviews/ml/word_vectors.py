"""Word vectors from counts, for a start where no language model can be trained."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from reviews.ml.corpus import Reviews
from reviews.ml.vocabulary import UNKNOWN

WINDOW = 5
SMOOTHING = 0.75
RAREST = 0.5
LENGTH = 4.0
RATIO_SCALE = 0.5
LARGEST_RATIO = 3.0


def fit(
    *, reviews: list[Reviews], labelled: Reviews, vocabulary_size: int, size: int, seed: int = 0
) -> NDArray[np.float32]:
    """One vector per word, shape (vocabulary_size, size).

    All but the last dimension: the largest singular vectors of the positive pointwise mutual information of words at
    most five apart, rows of equal length (Levy, Goldberg & Dagan 2015). The last: the word's log-count ratio in good
    and bad reviews (Wang & Manning 2012).
    """
    from sklearn.utils.extmath import randomized_svd

    information = positive_pointwise_mutual_information(neighbours(reviews=reviews, vocabulary_size=vocabulary_size))
    left, strength, _ = randomized_svd(information, n_components=size - 1, n_iter=4, random_state=seed)
    vectors = left * np.sqrt(strength)
    vectors *= LENGTH / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    ratios = RATIO_SCALE * np.clip(log_count_ratios(labelled, vocabulary_size), -LARGEST_RATIO, LARGEST_RATIO)
    vectors[0] = 0.0
    return np.concatenate([vectors, ratios[:, None]], axis=1).astype(np.float32)


def neighbours(*, reviews: list[Reviews], vocabulary_size: int) -> sparse.csr_matrix:
    """How often two words stand near each other, a neighbour k words away counting 1/k; symmetric."""
    total = sparse.csr_matrix((vocabulary_size, vocabulary_size), dtype=np.float32)
    for part in reviews:
        words = part.flat.astype(np.int64)
        review = np.repeat(np.arange(len(part)), np.diff(part.offsets))
        for apart in range(1, WINDOW + 1):
            same = review[:-apart] == review[apart:]
            pairs = (words[:-apart][same], words[apart:][same])
            weights = np.full(int(same.sum()), 1.0 / apart, dtype=np.float32)
            total = total + sparse.coo_matrix((weights, pairs), shape=total.shape).tocsr()
    return (total + total.T).tocsr()


def positive_pointwise_mutual_information(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """max(0, log of p(a, b) / p(a) p(b)) with smoothed contexts; single distant sightings are left out."""
    found = counts.tocoo()
    rows = np.asarray(counts.sum(axis=1))[:, 0]
    contexts = rows**SMOOTHING
    with np.errstate(divide="ignore"):
        information = np.log(found.data * contexts.sum() / (rows[found.row] * contexts[found.col]))
    kept = (information > 0) & (found.data >= RAREST)
    values = information[kept].astype(np.float32)
    return sparse.csr_matrix((values, (found.row[kept], found.col[kept])), shape=counts.shape)


def log_count_ratios(labelled: Reviews, vocabulary_size: int) -> NDArray[np.float64]:
    """log of a word's share in good reviews over its share in bad ones, each count plus one; 0 for what is no word."""
    good = np.repeat(labelled.labels == 1, np.diff(labelled.offsets))
    bad = np.repeat(labelled.labels == 0, np.diff(labelled.offsets))
    counts = [1.0 + np.bincount(labelled.flat[side], minlength=vocabulary_size) for side in (good, bad)]
    ratios = np.log((counts[0] / counts[0].sum()) / (counts[1] / counts[1].sum()))
    ratios[: UNKNOWN + 1] = 0.0
    return ratios
