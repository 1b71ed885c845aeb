"""Measures of ranked lists over all candidates, by person: binary gain, no sampled negatives."""

from dataclasses import dataclass, fields

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

SHORT, LONG = 10, 20
DISCOUNTS = 1 / np.log2(np.arange(2, SHORT + 2))
IDEAL = np.concatenate([[0.0], np.cumsum(DISCOUNTS)])
RESAMPLES = 1_000
COUNTED = 12  # up to so many relevant items it is quicker to count than to sort
NEAR = 4 * SHORT


@dataclass(frozen=True)
class Lists:
    """What one block of people got: their measures, and the first ten."""

    ndcg: NDArray[np.float64]
    recall: NDArray[np.float64]
    precision: NDArray[np.float64]
    average_precision: NDArray[np.float64]
    first: NDArray[np.int64]  # people x 10, -1 where there were fewer candidates


def rank(
    scores: NDArray[np.float32], *, own: sparse.csr_matrix, held: sparse.csr_matrix, relevant: NDArray[np.int64]
) -> Lists:
    """`scores` people x items; `own` are no candidates, `held` are the relevant ones among all `relevant` of a person.

    Ties go to the item with the lower number. Every person here has at least one relevant item.
    """
    scores = scores.astype(np.float32, copy=True)
    scores[np.repeat(np.arange(len(scores)), np.diff(own.indptr)), own.indices] = -np.inf
    ranks = [_ranks(row, held.indices[held.indptr[n] : held.indptr[n + 1]]) for n, row in enumerate(scores)]
    short = [found[found < SHORT] for found in ranks]
    return Lists(
        ndcg=np.array([DISCOUNTS[found].sum() for found in short]) / IDEAL[np.minimum(relevant, SHORT)],
        recall=np.array([(found < LONG).sum() for found in ranks]) / relevant,
        precision=np.array([len(found) for found in short]) / SHORT,
        average_precision=np.array([(np.arange(1, len(found) + 1) / (found + 1)).sum() for found in ranks]) / relevant,
        first=_first(scores),
    )


def _ranks(row: NDArray[np.float32], relevant: NDArray[np.int32]) -> NDArray[np.int64]:
    """Places of the relevant items in the whole ranking, ascending, from 0."""
    if len(relevant) > COUNTED:
        place = np.empty(len(row), dtype=np.int64)
        place[np.argsort(-row, kind="stable")] = np.arange(len(row))
        return np.sort(place[relevant])
    above = [int((row > row[item]).sum()) + int((row[:item] == row[item]).sum()) for item in relevant.tolist()]
    return np.sort(np.array(above, dtype=np.int64))


def _first(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    likely = np.argpartition(-scores, min(NEAR, scores.shape[1]) - 1, axis=1)[:, :NEAR]
    likely.sort(axis=1)
    values = np.take_along_axis(scores, likely, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")[:, :SHORT]
    first = np.where(np.isfinite(np.take_along_axis(values, order, 1)), np.take_along_axis(likely, order, 1), -1)
    return np.pad(first, ((0, 0), (0, SHORT - first.shape[1])), constant_values=-1)


def coverage(first: NDArray[np.int64], n_items: int) -> float:
    """Share of the candidates that are in somebody's first ten."""
    return len(np.unique(first[first >= 0])) / n_items


def novelty(first: NDArray[np.int64], counts: NDArray[np.int64], n_people: int) -> float:
    """Mean self-information of what is shown, in bits: -log2 of the share of people who rated it in training."""
    shown = first[first >= 0]
    return float(-np.log2(np.maximum(counts[shown], 1) / n_people).mean()) if len(shown) else 0.0


def diversity(first: NDArray[np.int64], unit: sparse.csr_matrix) -> float:
    """One minus the mean cosine between two films of a list; `unit` items x features, rows of length one or zero."""
    values = []
    for shown in first:
        chosen = shown[shown >= 0]
        if (count := len(chosen)) > 1:
            total = np.asarray(unit[chosen].sum(axis=0)).ravel()
            same = float(unit[chosen].multiply(unit[chosen]).sum())
            values.append(1 - (float(total @ total) - same) / (count * (count - 1)))
    return float(np.mean(values)) if values else 0.0


def interval(values: NDArray[np.float64], *, seed: int) -> tuple[float, float]:
    """95 % bootstrap interval of the mean, people drawn with replacement."""
    if not len(values):
        return 0.0, 0.0
    draws = np.random.default_rng(seed).integers(0, len(values), size=(RESAMPLES, len(values)), dtype=np.int32)
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def joined(blocks: list[Lists]) -> Lists:
    """Raises ValueError where there is none."""
    return Lists(*(np.concatenate([getattr(block, field.name) for block in blocks]) for field in fields(Lists)))
