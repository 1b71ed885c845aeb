"""Content of the items of an evaluation or a training, and the plain cosine recommender over it."""

from collections.abc import Mapping, Sequence

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from recommender.ml.collaborative.hybrid import Contents
from recommender.ml.content import ContentIndex
from recommender.ml.terms import Film


def contents_of(items: Sequence[str], films: Mapping[str, Film]) -> Contents:
    """Rows in the order of `items`; an item without a film has an empty row."""
    index = ContentIndex.build([films[item] for item in items if item in films])
    vectors = index.matrix
    places = np.array([index.places.get(item, -1) for item in items])
    rows = sparse.vstack([vectors, sparse.csr_matrix((1, vectors.shape[1]), dtype=np.float32)]).tocsr()[places]
    years = [film.year if (film := films.get(item)) and film.year else np.nan for item in items]
    return Contents(rows, np.array(years, dtype=np.float32))


class ContentCosine:
    """Cosine of each film with the mean of the history's vectors: what "similar to what you saw" alone gives."""

    def __init__(self, vectors: sparse.csr_matrix) -> None:
        self._vectors = vectors

    def score_rows(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        return ((rows @ self._vectors) @ self._vectors.T).toarray().astype(np.float32)
