"""The protocol of the evaluation: who is held out, and nothing of it reaches a model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.ml.interactions import Interactions

HELD_SHARE = 0.25
FEW = 3  # ratings of a new person


@dataclass(frozen=True)
class Split:
    """`train` numbers the items of training alone; `held` has those whose item is among them."""

    train: Interactions
    held: Interactions
    unreachable: NDArray[np.int64]  # held-out ratings of each person whose item no training rating has
    item_places: NDArray[np.int64]  # of the training's items, in what was split

    @property
    def relevant(self) -> NDArray[np.int64]:
        """Held-out ratings of each person: every one is relevant, also those that no model can reach."""
        return np.bincount(self.held.people, minlength=self.held.n_people) + self.unreachable


def split(interactions: Interactions, *, seed: int) -> Split:
    """Of each person's ratings a random quarter, rounded, is held out; candidates are the items of the rest."""
    held = held_out(interactions, seed=seed)
    return divided(interactions, held)


def held_out(interactions: Interactions, *, seed: int) -> NDArray[np.bool_]:
    counts = np.bincount(interactions.people, minlength=interactions.n_people)
    return _of_each(interactions, np.floor(counts * HELD_SHARE + 0.5), seed=seed)


def _of_each(interactions: Interactions, most: NDArray[np.float64], *, seed: int) -> NDArray[np.bool_]:
    """Which ratings are drawn when each person gives at most `most` of theirs; one number for each person."""
    order = np.random.default_rng(seed).permutation(len(interactions))
    order = order[np.argsort(interactions.people[order], kind="stable")]
    counts = np.bincount(interactions.people, minlength=interactions.n_people)
    position = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen = np.zeros(len(order), dtype=bool)
    chosen[order] = position < np.repeat(most, counts)
    return chosen


def divided(interactions: Interactions, held: NDArray[np.bool_]) -> Split:
    """Training and held-out part, with items numbered anew by what the training has."""
    places = np.unique(interactions.items[~held])
    number = np.full(interactions.n_items, -1, dtype=np.int64)
    number[places] = np.arange(len(places))
    known = number[interactions.items] >= 0
    return Split(
        train=_renumbered(interactions.only(~held), number, len(places)),
        held=_renumbered(interactions.only(held & known), number, len(places)),
        unreachable=np.bincount(interactions.people[held & ~known], minlength=interactions.n_people),
        item_places=places,
    )


def _renumbered(part: Interactions, number: NDArray[np.int64], n_items: int) -> Interactions:
    return Interactions(part.people, number[part.items], part.values, part.times, part.n_people, n_items)


def few_of_each(interactions: Interactions, *, seed: int, few: int = FEW) -> Interactions:
    """At most `few` random ratings of each person: the history of somebody new."""
    most = np.full(interactions.n_people, float(few))
    return interactions.only(_of_each(interactions, most, seed=seed))


def some(count: int, *, share: float, seed: int) -> NDArray[np.bool_]:
    """A random share of `count` places, at least one where there are two."""
    chosen = np.zeros(count, dtype=bool)
    chosen[np.random.default_rng(seed).permutation(count)[: max(round(count * share), min(count - 1, 1))]] = True
    return chosen
