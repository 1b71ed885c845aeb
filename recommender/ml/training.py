"""Trains the served item-item weights: the hybrid of the evaluation, written out as one matrix between films.

Films that nobody rated get their column and their row through content, and so can be recommended and picked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version as library_version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.ml import packing, ranking_measures, recipes
from recommender.ml.collaborative.ease import solve
from recommender.ml.collaborative.hybrid import Contents, Settings
from recommender.ml.collaborative.model import Linear, popularity
from recommender.ml.collaborative.neighbours import fit_popularity
from recommender.ml.collaborative.sequence_ease import EVERYWHERE, Nearness, together
from recommender.ml.interactions import Interactions
from recommender.ml.protocol import divided, held_out

Report = Callable[[], None]
SERVED = Settings(nearness=Nearness(), penalty=100.0, ease_penalty=200.0, blend=0.8, gain=0.0, prior=0.1)


def silent() -> None:
    """Nobody waits to be told that the work goes on."""


@dataclass(frozen=True)
class Wanted:
    """Which films to serve: places in the interactions, ascending, and of which of them the content is known."""

    places: NDArray[np.int64]
    contents: Contents | None  # in the order of all items of the interactions


def choose_items(train: Interactions, *, always: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
    """The films that are always served, and the most rated up to `most` in all; ascending."""
    order = np.lexsort((np.arange(train.n_items), -train.counts(), ~always))
    kept = order[: max(most, int(always.sum()))]
    return np.sort(kept[always[kept] | (train.counts()[kept] > 0)])


def weights_between(
    train: Interactions, wanted: Wanted, settings: Settings = SERVED, report: Report = silent
) -> NDArray[np.float32]:
    """Square matrix in the order of `wanted.places`; row: a film of the history."""
    counts = train.counts()[wanted.places]
    rated, unrated = np.flatnonzero(counts > 0), np.flatnonzero(counts == 0)
    weights = np.zeros((len(counts), len(counts)), dtype=np.float32)
    weights[np.ix_(rated, rated)] = _of_rated(train, wanted.places[rated], settings, report)
    if wanted.contents is not None and len(unrated):
        _map_unrated(weights, rated, unrated, wanted, settings)
    return weights


def _of_rated(
    train: Interactions, places: NDArray[np.int64], settings: Settings, report: Report
) -> NDArray[np.float32]:
    near = solve(together(train, settings.nearness, places, report), settings.penalty)
    if settings.blend < 1:
        everywhere = solve(together(train, EVERYWHERE, places, report), settings.ease_penalty)
        near += np.float32(1 - settings.blend) * (everywhere - near)
    return near


def _map_unrated(
    weights: NDArray[np.float32],
    rated: NDArray[np.int64],
    unrated: NDArray[np.int64],
    wanted: Wanted,
    settings: Settings,
) -> None:
    contents, places = wanted.contents, wanted.places
    assert contents is not None
    known = np.diff(contents.vectors.indptr) > 0
    source, towards = rated[known[places[rated]]], unrated[known[places[unrated]]]
    alike = contents.likeness(places[source], places[source], settings.year_share)
    alike[np.diag_indices_from(alike)] += settings.ridge
    aim = contents.likeness(places[source], places[towards], settings.year_share)
    mapping = np.linalg.solve(alike, aim).astype(np.float32)
    weights[np.ix_(rated, towards)] = weights[np.ix_(rated, source)] @ mapping
    weights[np.ix_(towards, rated)] = mapping.T @ weights[np.ix_(source, rated)]
    weights[np.ix_(towards, towards)] = mapping.T @ weights[np.ix_(source, towards)]
    weights[towards, towards] = 0.0


def pack(
    train: Interactions, wanted: Wanted, *, keys: Sequence[str], kept: int, report: Report = silent
) -> dict[str, NDArray]:
    """`keys` name the films of `wanted.places`; `report` is called every now and then."""
    prior = popularity(train.counts()[wanted.places], train.n_people, SERVED.prior)
    return packing.pack(keys=keys, weights=weights_between(train, wanted, report=report), prior=prior, kept=kept)


def description(train: Interactions, *, items: int, kept: int) -> dict[str, Any]:
    """What the card says of weights learned from these ratings, wherever they came from."""
    return {
        "kind": "item-item weights, int8, a step for each row",
        "keys": "IMDb ids",
        "method": "EASE over neighbouring ratings, blended with EASE; unrated films through content",
        "settings": {"items": items, "kept": kept, **vars(SERVED), "nearness": vars(SERVED.nearness)},
        "ratings": len(train),
        "people": train.n_people,
        "libraries": {name: library_version(name) for name in ("numpy", "scipy")},
    }


def measure(
    interactions: Interactions,
    wanted: Wanted,
    *,
    kept: int,
    seed: int = 42,
    report: Report = silent,
    serving: Callable[[NDArray[np.int64]], Linear] | None = None,
) -> dict[str, float]:
    """nDCG@10, all served films ranked, of weights packed alike from three quarters of the ratings, and of popularity.

    serving: gives the weights that serve now among the films of these places; they are measured beside.
    """
    among = np.full(interactions.n_items, -1, dtype=np.int64)
    among[wanted.places] = np.arange(len(wanted.places))
    inside = interactions.only(among[interactions.items] >= 0)
    part = divided(inside, held_out(inside, seed=seed))
    contents = wanted.contents and Contents(
        wanted.contents.vectors[part.item_places], wanted.contents.years[part.item_places]
    )
    places = Wanted(np.arange(part.train.n_items), contents)
    packed = pack(part.train, places, keys=[str(place) for place in places.places], kept=kept, report=report)
    served = Linear(packing.dense(packed), packed["prior"])
    people = np.flatnonzero(part.relevant > 0)
    people = people[:: max(1, len(people) // recipes.PEOPLE)]
    popular = fit_popularity(part.train)
    figures: dict[str, Linear] = {"item_item": served, "popularity": popular}
    if serving is not None:
        figures["serving"] = serving(part.item_places)
    return {f"ndcg_at_10_{name}": _ndcg(recipes.lists_of(model, part, people)) for name, model in figures.items()}


def _ndcg(lists: ranking_measures.Lists) -> float:
    return round(float(lists.ndcg.mean()), 4)
