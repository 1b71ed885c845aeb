"""Who rated what, how and when, as arrays."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

GAIN_LIMIT = 0.75


@dataclass(frozen=True)
class Interactions:
    """One row per rating: places of person and item, the value on any scale, seconds since 1970 (0: not known)."""

    people: NDArray[np.int64]
    items: NDArray[np.int64]
    values: NDArray[np.float32]
    times: NDArray[np.int64]
    n_people: int
    n_items: int

    def __len__(self) -> int:
        return len(self.people)

    def only(self, chosen: NDArray[np.bool_]) -> Self:
        """The chosen rows; the places stay."""
        return type(self)(
            self.people[chosen],
            self.items[chosen],
            self.values[chosen],
            self.times[chosen],
            self.n_people,
            self.n_items,
        )

    def matrix(self, weights: NDArray[np.floating] | None = None) -> sparse.csr_matrix:
        """People x items; ones, or the weights given."""
        data = np.ones(len(self), dtype=np.float32) if weights is None else weights.astype(np.float32)
        return sparse.csr_matrix((data, (self.people, self.items)), shape=(self.n_people, self.n_items))

    def counts(self) -> NDArray[np.int64]:
        """Ratings of each item."""
        return np.bincount(self.items, minlength=self.n_items)

    def in_order(self) -> Self:
        """By person, each person's by time."""
        order = np.lexsort((self.times, self.people))
        return type(self)(
            self.people[order], self.items[order], self.values[order], self.times[order], self.n_people, self.n_items
        )

    def weights(self, gain: float) -> NDArray[np.float32]:
        """1, and `gain` more for each standard deviation that a rating lies above its person's mean; 0.25 to 1.75."""
        spread = float(self.values.std()) if len(self) else 0.0
        if not gain or spread == 0:
            return np.ones(len(self), dtype=np.float32)
        totals = np.bincount(self.people, self.values, minlength=self.n_people)
        means = totals / np.maximum(np.bincount(self.people, minlength=self.n_people), 1)
        lift = gain * (self.values - means[self.people]) / spread
        return (1 + np.clip(lift, -GAIN_LIMIT, GAIN_LIMIT)).astype(np.float32)
