"""The models of the evaluation, each with the settings it is tried with; the best on validation is taken."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.ml import ranking_measures
from recommender.ml.collaborative.als import fit_als
from recommender.ml.collaborative.ease import fit_ease
from recommender.ml.collaborative.hybrid import Contents, Hybrid, Settings, fit_hybrid
from recommender.ml.collaborative.model import Model
from recommender.ml.collaborative.neighbours import fit_item_knn, fit_popularity
from recommender.ml.collaborative.sequence_ease import EVERYWHERE, Nearness, fit_sequence_ease
from recommender.ml.interactions import Interactions
from recommender.ml.protocol import Split

PEOPLE, BLOCK = 1_500, 512  # people that a choice of settings is measured on at most; people scored at once
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Recipe:
    """`fit(train, contents, **settings)`; `gain` is the weight of ratings in the histories that it scores."""

    name: str
    fit: Callable[..., Model]
    tried: Sequence[Values] = field(default_factory=lambda: [{}])
    gain: float = 0.0

    def fitted(self, train: Interactions, settings: Values, contents: Contents | None = None) -> Model:
        return self.fit(train, **settings, **({"contents": contents} if self.name == "hybrid" else {}))


SEQUENCES = (
    {"nearness": EVERYWHERE, "penalty": 200.0},
    {"nearness": Nearness(), "penalty": 50.0},
    {"nearness": Nearness(), "penalty": 100.0},
    {"nearness": Nearness(), "penalty": 200.0},
    {"nearness": Nearness(near=0.3, wide=0.3), "penalty": 120.0},
)
# Blend 0 is plain EASE. The prior is for short histories, which whoever is validated on has not: it stays.
FINISHES: Sequence[Values] = tuple({"blend": blend, "gain": gain} for blend in (0.8, 1.0, 0.0) for gain in (0.15, 0.0))
POPULARITY = Recipe("popularity", fit_popularity)
ITEM_KNN = Recipe("item_knn", fit_item_knn, [{"neighbours": n, "shrink": s} for n, s in ((50, 10.0), (300, 30.0))])
ALS = Recipe("als", fit_als, [{"factors": 64, "regularization": r, "alpha": a} for r, a in ((10.0, 1.0), (30.0, 5.0))])
EASE = Recipe("ease", fit_ease, [{"penalty": penalty} for penalty in (50.0, 100.0, 200.0, 400.0)])
SEQUENCE_EASE = Recipe("sequence_ease", fit_sequence_ease, SEQUENCES)


def hybrid_recipe(settings: Settings) -> Recipe:
    def fit(train: Interactions, *, contents: Contents | None, **_: Any) -> Model:
        return fit_hybrid(train, settings, contents=contents)

    return Recipe("hybrid", fit, gain=settings.gain)


def choose(recipe: Recipe, validation: Split, *, until: float = math.inf) -> Values:
    """The settings with the best nDCG@10 on validation; the first of equals, and where there is nobody to validate on.

    until: a time of the monotonic clock from which no other settings are tried.
    """

    def quality(values: Values) -> float:
        return _ndcg(recipe.fitted(validation.train, values), validation, recipe.gain)

    return _best(recipe.tried, quality, validation, until)


def _best(tried: Sequence[Values], quality: Callable[[Values], float], validation: Split, until: float) -> Values:
    if len(tried) == 1 or not validation.relevant.any():
        return tried[0]
    found = {0: quality(tried[0])}
    for number in range(1, len(tried)):
        if time.monotonic() > until:
            break
        found[number] = quality(tried[number])
    return tried[max(found, key=lambda number: (found[number], -number))]


def choose_hybrid(validation: Split, *, ease: Values, sequence: Values, until: float = math.inf) -> Settings:
    """Blend and gain on top of what EASE and sequence EASE chose."""
    settings = Settings(nearness=sequence["nearness"], penalty=sequence["penalty"], ease_penalty=ease["penalty"])
    model = fit_hybrid(validation.train, settings)

    def quality(finish: Values) -> float:
        return _ndcg(
            Hybrid(model.core, model.everywhere, model.popular, replace(settings, **finish)), validation, finish["gain"]
        )

    return replace(settings, **_best(FINISHES, quality, validation, until))


def _ndcg(model: Model, part: Split, gain: float) -> float:
    people = np.flatnonzero(part.relevant > 0)
    lists = lists_of(model, part, people[:: max(1, len(people) // PEOPLE)], gain=gain)
    return float(lists.ndcg.mean())


def lists_of(
    model: Any, part: Split, people: NDArray[np.int64], *, gain: float = 0.0, history: Interactions | None = None
) -> ranking_measures.Lists:
    """Ranks all candidates for each of `people`, block by block; `history` in place of their training ratings."""
    shown = part.train if history is None else history
    rows, own, held = shown.matrix(shown.weights(gain)), part.train.matrix(), part.held.matrix()
    blocks = []
    for start in range(0, len(people), BLOCK):
        chosen = people[start : start + BLOCK]
        scores = model.score_people(chosen) if hasattr(model, "score_people") else model.score_rows(rows[chosen])
        blocks.append(ranking_measures.rank(scores, own=own[chosen], held=held[chosen], relevant=part.relevant[chosen]))
    return ranking_measures.joined(blocks)
