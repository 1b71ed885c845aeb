"""The linear baselines on n-grams of the networks' own word numbers: TF-IDF with logistic regression, and NB-SVM."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from reviews.ml.ngrams import SMOOTHING
from reviews.ml.vocabulary import Ids

LONGEST = 3
LEAST_TEXTS = 2
TFIDF_LONGEST, TFIDF_STRENGTH = 2, 10.0
NBSVM_STRENGTH = 1.0

Rows = NDArray[np.intp]
Scorer = Callable[["Grams"], NDArray[np.float64]]


@dataclass(frozen=True)
class Grams:
    """The different 1- to 3-grams of n texts: text i has `keys[offsets[i]:offsets[i + 1]]`, each `counts` times."""

    keys: NDArray[np.int64]
    counts: NDArray[np.float32]
    offsets: NDArray[np.int64]
    vocabulary_size: int

    @classmethod
    def of(cls, *, sequences: Sequence[Ids], vocabulary_size: int) -> "Grams":
        flat = np.concatenate(sequences).astype(np.int64)
        row = np.repeat(np.arange(len(sequences)), [len(sequence) for sequence in sequences])
        found = [_of_length(length, flat, row, vocabulary_size) for length in range(1, LONGEST + 1)]
        rows, keys = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.lexsort((keys, rows))
        rows, keys = rows[order], keys[order]
        first = np.flatnonzero(np.diff(rows, prepend=-1) | np.diff(keys, prepend=-1))
        counts = np.diff(first, append=len(keys)).astype(np.float32)
        offsets = np.searchsorted(rows[first], np.arange(len(sequences) + 1))
        return cls(keys[first], counts, offsets, vocabulary_size)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def take(self, rows: Rows) -> "Grams":
        lengths = np.diff(self.offsets)[rows]
        starts = np.repeat(self.offsets[:-1][rows] - np.cumsum(lengths) + lengths, lengths)
        places = starts + np.arange(lengths.sum())
        return Grams(self.keys[places], self.counts[places], np.cumsum([0, *lengths]), self.vocabulary_size)

    def common_keys(self, *, longest: int) -> NDArray[np.int64]:
        """Sorted keys of n-grams of at most `longest` words found in two texts at least."""
        keys, texts = np.unique(self.keys, return_counts=True)
        limit = sum(self.vocabulary_size**length for length in range(1, longest + 1))
        return keys[(texts >= LEAST_TEXTS) & (keys < limit)]

    def matrix(self, known: NDArray[np.int64]) -> sparse.csr_matrix:
        """Counts of the known n-grams, shape (n, len(known))."""
        if not len(known):
            return sparse.csr_matrix((len(self), 0), dtype=np.float32)
        columns = np.minimum(np.searchsorted(known, self.keys), len(known) - 1)
        kept = known[columns] == self.keys
        pointers = np.concatenate([[0], np.cumsum(kept)])[self.offsets]
        return sparse.csr_matrix((self.counts[kept], columns[kept], pointers), shape=(len(self), len(known)))


def _of_length(length: int, flat: NDArray[np.int64], row: Rows, size: int) -> tuple[Rows, NDArray[np.int64]]:
    """Row and key of every n-gram of one length; keys of longer ones start where those of shorter ones end."""
    ends = len(flat) - length + 1
    key = sum(flat[place : ends + place] * size ** (length - 1 - place) for place in range(length))
    whole = row[:ends] == row[length - 1 :]
    return row[:ends][whole], (np.asarray(key) + sum(size**shorter for shorter in range(1, length)))[whole]


@dataclass(frozen=True)
class Fitted:
    """A linear model: `score` gives log-odds of "good"; parameters: weights and biases that were learned."""

    score: Scorer
    parameters: int
    size_bytes: int


def fit_tfidf(*, grams: Grams, labels: NDArray[np.int8]) -> Fitted:
    """Words and pairs of words, 1 + log(count), inverse document frequency, rows of length 1, logistic regression."""
    from sklearn.feature_extraction.text import TfidfTransformer

    known = grams.common_keys(longest=TFIDF_LONGEST)
    weigh = TfidfTransformer(sublinear_tf=True)
    model = _logistic(weigh.fit_transform(grams.matrix(known)), labels, strength=TFIDF_STRENGTH)

    def score(others: Grams) -> NDArray[np.float64]:
        return model.decision_function(weigh.transform(others.matrix(known)))

    return Fitted(score, 2 * len(known) + 1, known.nbytes + 2 * 4 * len(known))


def fit_nbsvm(*, grams: Grams, labels: NDArray[np.int8]) -> Fitted:
    """Binary 1- to 3-grams times their log-count ratios, logistic regression (Wang & Manning 2012)."""
    known = grams.common_keys(longest=LONGEST)
    matrix = _binary(grams.matrix(known))
    sides = [SMOOTHING + np.asarray(matrix[labels == side].sum(axis=0))[0] for side in (1, 0)]
    ratios = np.log((sides[0] / sides[0].sum()) / (sides[1] / sides[1].sum()))
    model = _logistic(matrix.multiply(ratios[None, :]).tocsr(), labels, strength=NBSVM_STRENGTH)
    weights = model.coef_[0] * ratios

    def score(others: Grams) -> NDArray[np.float64]:
        return _binary(others.matrix(known)) @ weights + model.intercept_[0]

    return Fitted(score, len(known) + 1, known.nbytes + 4 * len(known))


def _binary(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    found = matrix.astype(np.float64)
    found.data[:] = 1.0
    return found


def _logistic(matrix: sparse.csr_matrix, labels: NDArray[np.int8], *, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, solver="liblinear", dual=True, max_iter=1_000, random_state=0)
    return model.fit(matrix, labels)
