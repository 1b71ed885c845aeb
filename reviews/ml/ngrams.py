"""NB-SVM: naive Bayes log-count ratios of n-grams as features of a linear classifier (Wang & Manning 2012)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse

LONGEST = 3
SMOOTHING = 1.0


@dataclass(frozen=True)
class Table:
    """Sorted hashes of n-grams, shape (k,), the weight of each, shape (k,), and the bias."""

    keys: NDArray[np.uint32]
    weights: NDArray[np.float32]
    bias: float


def hashes(tokens: Sequence[str]) -> set[int]:
    """Hash of every 1-, 2- and 3-gram of a text, each once."""
    return {crc32(gram.encode("utf-8")) for gram in _grams(tokens)}


def _grams(tokens: Sequence[str]) -> Iterator[str]:
    for length in range(1, LONGEST + 1):
        yield from map(" ".join, zip(*(tokens[start:] for start in range(length)), strict=False))


def fit(
    *,
    texts: Sequence[Sequence[str]],
    labels: NDArray[np.int8],
    strength: float,
    keep: int,
    trust: NDArray[np.floating] | None = None,
) -> Table:
    """Logistic regression on binary n-grams scaled by their log-count ratios; the `keep` largest weights stay.

    texts: tokenized; labels: 0 or 1, shape (n,); strength: the inverse of the L2 penalty; trust: what each text counts.
    """
    from sklearn.linear_model import LogisticRegression

    keys, matrix = _matrix(texts)
    ratios = _log_count_ratios(matrix, labels)
    model = LogisticRegression(C=strength, solver="liblinear", dual=True, max_iter=200, random_state=0)
    model.fit(matrix.multiply(ratios[None, :]).tocsr(), labels, sample_weight=trust)
    weights = (model.coef_[0] * ratios).astype(np.float32)
    largest = np.sort(np.argsort(-np.abs(weights), kind="stable")[:keep])
    return Table(keys=keys[largest], weights=weights[largest], bias=float(model.intercept_[0]))


def _matrix(texts: Sequence[Sequence[str]]) -> tuple[NDArray[np.uint32], "sparse.csr_matrix"]:
    """Sorted hashes of the n-grams found in two texts at least, and which text holds which."""
    from scipy import sparse

    rows = [np.fromiter(hashes(tokens), dtype=np.uint32) for tokens in texts]
    keys, counts = np.unique(np.concatenate(rows), return_counts=True)
    keys = keys[counts >= 2]
    columns = [_columns(keys, row) for row in rows]
    pointers = np.cumsum([0, *(len(found) for found in columns)])
    ones = np.ones(pointers[-1], dtype=np.float32)
    return keys, sparse.csr_matrix((ones, np.concatenate(columns), pointers), shape=(len(rows), len(keys)))


def _columns(keys: NDArray[np.uint32], row: NDArray[np.uint32]) -> NDArray[np.intp]:
    places = np.searchsorted(keys, row)
    places[places == len(keys)] = 0
    return np.sort(places[keys[places] == row])


def _log_count_ratios(matrix: "sparse.csr_matrix", labels: NDArray[np.int8]) -> NDArray[np.float32]:
    good, bad = (SMOOTHING + np.asarray(matrix[labels == side].sum(axis=0))[0] for side in (1, 0))
    return np.log((good / good.sum()) / (bad / bad.sum())).astype(np.float32)


def log_odds(*, table: Table, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
    """Log-odds of "good" of tokenized texts, shape (n,)."""
    return np.array([_log_odds(table, tokens) for tokens in texts], dtype=np.float32)


def _log_odds(table: Table, tokens: Sequence[str]) -> float:
    row = np.fromiter(hashes(tokens), dtype=np.uint32)
    return float(table.weights[_columns(table.keys, row)].sum(dtype=np.float64)) + table.bias


def save(*, path: Path, table: Table) -> None:
    np.savez_compressed(path, keys=table.keys, weights=table.weights.astype(np.float16), bias=np.array(table.bias))


def load(*, path: Path) -> Table:
    with np.load(path) as stored:
        return Table(stored["keys"], stored["weights"].astype(np.float32), float(stored["bias"]))
