"""The served model: sequence EASE where there are ratings, EASE beside it, content where there are none.

All are linear in the history: a new rating counts at once, and a reason can be proved by taking a film away.
    scored  = blend * sequence EASE + (1 - blend) * EASE + prior * popularity      items of the core
    scored  = EASE + prior * popularity                                            rarer items
    unrated = scored over the core x A,  A = (K + ridge I)^-1 K'                   items nobody rated, K of contents
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from recommender.ml.collaborative.ease import Core, fit_ease
from recommender.ml.collaborative.model import Model, popularity
from recommender.ml.collaborative.sequence_ease import Nearness, fit_sequence_ease
from recommender.ml.interactions import Interactions

YEARS, FADE = 8.0, 10.0


@dataclass(frozen=True)
class Contents:
    """What items are: unit rows of TF-IDF (empty where nothing is known) and the year, NaN where unknown."""

    vectors: sparse.csr_matrix
    years: NDArray[np.float32]

    def likeness(
        self, rows: NDArray[np.integer], columns: NDArray[np.integer], year_share: float
    ) -> NDArray[np.float32]:
        """Cosine of the contents, and a share for being of about the same year: both are positive definite."""
        alike = (self.vectors[rows] @ self.vectors[columns].T).toarray().astype(np.float32)
        apart = (self.years[rows][:, None] - self.years[columns][None, :]) / YEARS
        return alike + np.float32(year_share) * np.nan_to_num(np.exp(-(apart**2)), nan=0.0).astype(np.float32)


@dataclass(frozen=True)
class Settings:
    nearness: Nearness
    penalty: float
    ease_penalty: float
    blend: float = 0.8
    gain: float = 0.15  # see Interactions.weights: what a rating says beyond being there
    prior: float = 0.4  # of popularity for a short history, which says little; it fades as the history grows
    ridge: float = 1.0
    year_share: float = 0.3


class Hybrid:
    """`popular`: share of the people who rated each item."""

    def __init__(self, core: Core, everywhere: Model, popular: NDArray[np.float32], settings: Settings) -> None:
        self.core, self.everywhere, self.popular, self.settings = core, everywhere, popular, settings
        self.unrated = np.empty(0, dtype=np.int64)
        self.source = np.empty(0, dtype=np.int64)
        self.mapping = np.empty((0, 0), dtype=np.float32)

    def score_rows(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        scores = self.everywhere.score_rows(rows)
        blend, items = np.float32(self.settings.blend), self.core.items
        scores[:, items] += blend * (self.core.score_rows(rows)[:, items] - scores[:, items])
        scores += self.settings.prior * faded(rows)[:, None] * self.popular
        if len(self.unrated):
            scores[:, self.unrated] = scores[:, self.source] @ self.mapping
        return scores

    def map_contents(self, contents: Contents, counts: NDArray[np.int64]) -> None:
        """Learns A from the core's films of known content; unrated films of unknown content keep a score of zero."""
        known = np.diff(contents.vectors.indptr) > 0
        self.source = self.core.items[known[self.core.items]]
        self.unrated = np.flatnonzero(known & (counts == 0))
        likeness = contents.likeness(self.source, self.source, self.settings.year_share)
        likeness[np.diag_indices_from(likeness)] += self.settings.ridge
        towards = contents.likeness(self.source, self.unrated, self.settings.year_share)
        self.mapping = np.linalg.solve(likeness, towards).astype(np.float32)


def faded(rows: sparse.csr_matrix) -> NDArray[np.float32]:
    """1 for no history, a third at ten ratings, nothing at fifty."""
    return np.exp(-np.diff(rows.indptr) / FADE).astype(np.float32)


def fit_hybrid(train: Interactions, settings: Settings, *, contents: Contents | None = None) -> Hybrid:
    core = fit_sequence_ease(train, penalty=settings.penalty, nearness=settings.nearness)
    everywhere = fit_ease(train, penalty=settings.ease_penalty)
    hybrid = Hybrid(core, everywhere, popularity(train.counts(), train.n_people), settings)
    if contents is not None and contents.vectors.nnz:
        hybrid.map_contents(contents, train.counts())
    return hybrid
