"""The evaluation of all models by one protocol: see `protocol` for what is held out, `recipes` for what is tried."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from recommender.ml import ranking_measures, recipes
from recommender.ml.collaborative import ease, sequence_ease
from recommender.ml.collaborative.hybrid import Contents
from recommender.ml.contents import ContentCosine
from recommender.ml.memory import PeakMemory
from recommender.ml.peers import PEERS
from recommender.ml.protocol import Split, divided, few_of_each, held_out, some, split
from recommender.ml.ratings_file import RatingsFile

NEW_SHARE, COLD_SHARE = 0.2, 0.1
TUNING_SECONDS = 270.0  # after that the settings tried first count: a hundred thousand ratings take ten minutes at most
FAILURES = (ArithmeticError, ImportError, MemoryError, RuntimeError, ValueError)  # LinAlgError is a ValueError
Report = Callable[[str], None]
Row = dict[str, Any]


class NothingHeldOut(Exception):
    """Nobody has enough ratings."""


@dataclass(frozen=True)
class Run:
    """What every model of one evaluation is measured with."""

    test: Split
    validation: Split
    people: NDArray[np.int64]  # with at least one held-out rating
    likeness: sparse.csr_matrix  # items x features, unit rows: of content, else of who rated them
    contents: Contents | None
    seed: int
    notes: list[str] = field(default_factory=list)  # what the table must say of itself


def prepare(ratings: RatingsFile, contents: Contents | None, *, seed: int) -> Run:
    """`contents` in the order of the file's items. Raises NothingHeldOut."""
    test = split(ratings.interactions, seed=seed)
    people = np.flatnonzero(test.relevant > 0)
    if not len(people) or not len(test.held):
        raise NothingHeldOut("Nobody has two ratings of films that others rated too: nothing can be held out.")
    validation = divided(test.train, held_out(test.train, seed=seed + 1))
    if contents is not None:
        contents = Contents(contents.vectors[test.item_places], contents.years[test.item_places])
    return Run(test, validation, people, _likeness(test, contents), contents, seed)


def _likeness(test: Split, contents: Contents | None) -> sparse.csr_matrix:
    if contents is not None:
        return contents.vectors
    raters = test.train.matrix().T.tocsr()
    return sparse.diags(1 / np.sqrt(np.maximum(np.diff(raters.indptr), 1))) @ raters


def count(contents: Contents | None) -> int:
    """Rows that `rows` will give."""
    return 6 + (contents is not None) + len(PEERS)


def rows(run: Run, report: Report) -> Iterator[Row]:
    """One row of figures after the other; `report` is told what is being done.

    A model that cannot be trained on these ratings is left out and told of in `run.notes`: the others go on.
    """
    tell_limits(run)
    until = time.monotonic() + TUNING_SECONDS
    chosen: dict[str, Mapping[str, Any]] = {}
    for name, make in _makers(run, chosen, until, report):
        try:
            yield make()
        except FAILURES as failure:
            run.notes.append(f"{name} could not be measured on these ratings: {type(failure).__name__}, {failure}.")
    if time.monotonic() > until:
        run.notes.append("Trying settings may have stopped early: after 270 s only the first ones of a model are used.")


def _makers(
    run: Run, chosen: dict[str, Mapping[str, Any]], until: float, report: Report
) -> Iterator[tuple[str, Callable[[], Row]]]:
    """Those that must be in the table come first."""
    plain = (recipes.POPULARITY, recipes.EASE, recipes.SEQUENCE_EASE)
    yield from ((recipe.name, partial(_tuned_row, run, recipe, chosen, until, report)) for recipe in plain)
    yield "hybrid", partial(_hybrid_row, run, chosen, until, report)
    if run.contents is not None:
        yield "content_cosine", partial(_content_row, run, report)
    for recipe in (recipes.ITEM_KNN, recipes.ALS):
        yield recipe.name, partial(_tuned_row, run, recipe, chosen, until, report)
    for name, fit in PEERS.items():
        yield name, partial(_peer_row, run, name, fit, report)


def tell_limits(run: Run) -> None:
    if not run.validation.relevant.any():
        run.notes.append("Nobody has enough ratings to choose settings on: the first ones of each model are used.")
    if core := ease.items_cut_to(run.test.train):
        run.notes.append(f"EASE weighs the {core:,} most rated films; the others have their popularity alone.")
    if run.test.train.n_items > sequence_ease.CORE:
        run.notes.append(f"Sequence EASE weighs the {sequence_ease.CORE:,} most rated films; hybrid has EASE beyond.")


def _tuned_row(
    run: Run, recipe: recipes.Recipe, chosen: dict[str, Mapping[str, Any]], until: float, report: Report
) -> Row:
    report(f"{recipe.name}: settings")
    started = time.monotonic()
    chosen[recipe.name] = recipes.choose(recipe, run.validation, until=until)
    return _row(run, recipe, chosen[recipe.name], started, report)


def _hybrid_row(run: Run, chosen: Mapping[str, Mapping[str, Any]], until: float, report: Report) -> Row:
    report("hybrid: settings")
    started = time.monotonic()
    settings = recipes.choose_hybrid(
        run.validation,
        ease=chosen.get("ease", recipes.EASE.tried[0]),
        sequence=chosen.get("sequence_ease", recipes.SEQUENCE_EASE.tried[0]),
        until=until,
    )
    return _row(run, recipes.hybrid_recipe(settings), vars(settings), started, report)


def _row(run: Run, recipe: recipes.Recipe, settings: Mapping[str, Any], started: float, report: Report) -> Row:
    tuned = time.monotonic()
    report(f"{recipe.name}: training")
    with PeakMemory() as memory:
        model = recipe.fitted(run.test.train, settings, run.contents)
    fitted = time.monotonic()
    report(f"{recipe.name}: scoring")
    figures = _figures(run, model, gain=recipe.gain)
    times = {
        "tuning_seconds": tuned - started,
        "fit_seconds": fitted - tuned,
        "score_seconds": time.monotonic() - fitted,
    }
    report(f"{recipe.name}: new people and cold films")
    return {
        "model": recipe.name,
        **figures,
        "new_user_ndcg_at_10": _new_people(run, recipe, settings),
        "cold_ndcg_at_10": _cold(run, recipe, settings),
        **{name: round(seconds, 2) for name, seconds in times.items()},
        "memory_mb": memory.megabytes,
        "settings": {name: _plain(value) for name, value in settings.items()},
    }


def _content_row(run: Run, report: Report) -> Row:
    report("content_cosine")
    assert run.contents is not None
    model = ContentCosine(run.contents.vectors)
    started = time.monotonic()
    figures = _figures(run, model, gain=0.0)
    cold = _cold_part(run)
    return {
        "model": "content_cosine",
        **figures,
        "new_user_ndcg_at_10": _few(run, model, gain=0.0, people=_new(run)),
        "cold_ndcg_at_10": None if cold is None else _cold_ndcg(run, model, cold, gain=0.0),
        "score_seconds": round(time.monotonic() - started, 2),
    }


def _peer_row(run: Run, name: str, fit: Callable[..., Any], report: Report) -> Row:
    report(name)
    started = time.monotonic()
    with PeakMemory() as memory:
        model = fit(run.test.train)
    fitted = time.monotonic()
    figures = _figures(run, model, gain=0.0)
    times = {"fit_seconds": round(fitted - started, 2), "score_seconds": round(time.monotonic() - fitted, 2)}
    return {"model": name, **figures, **times, "memory_mb": memory.megabytes}


def _figures(run: Run, model: Any, *, gain: float) -> Row:
    lists, train = recipes.lists_of(model, run.test, run.people, gain=gain), run.test.train
    low, high = ranking_measures.interval(lists.ndcg, seed=run.seed)
    return {
        "ndcg_at_10": float(lists.ndcg.mean()),
        "ndcg_at_10_low": low,
        "ndcg_at_10_high": high,
        "recall_at_20": float(lists.recall.mean()),
        "precision_at_10": float(lists.precision.mean()),
        "map": float(lists.average_precision.mean()),
        "coverage": ranking_measures.coverage(lists.first, train.n_items),
        "diversity": ranking_measures.diversity(lists.first, run.likeness),
        "novelty": ranking_measures.novelty(lists.first, train.counts(), train.n_people),
    }


def _new(run: Run) -> NDArray[np.bool_]:
    return some(run.test.train.n_people, share=NEW_SHARE, seed=run.seed + 2)


def _new_people(run: Run, recipe: recipes.Recipe, settings: Mapping[str, Any]) -> float | None:
    """A fifth of the people are in no training; three of their ratings are all that the model gets to see."""
    new, train = _new(run), run.test.train
    others = train.only(~new[train.people])
    if not len(others):
        return None
    return _few(run, recipe.fitted(others, settings, run.contents), gain=recipe.gain, people=new)


def _few(run: Run, model: Any, *, gain: float, people: NDArray[np.bool_]) -> float | None:
    chosen = run.people[people[run.people]]
    if not len(chosen):
        return None
    history = few_of_each(run.test.train, seed=run.seed + 3)
    return float(recipes.lists_of(model, run.test, chosen, gain=gain, history=history).ndcg.mean())


def _cold_part(run: Run) -> NDArray[np.bool_] | None:
    """A tenth of the films whose content is known; None where nobody has a held-out rating of one."""
    if run.contents is None:
        return None
    known = np.diff(run.contents.vectors.indptr) > 0
    cold = some(len(known), share=COLD_SHARE, seed=run.seed + 4) & known
    return cold if cold[run.test.held.items].any() else None


def _cold(run: Run, recipe: recipes.Recipe, settings: Mapping[str, Any]) -> float | None:
    """The cold films' ratings are taken out of training; they are ranked among themselves, which all models can do."""
    cold = _cold_part(run)
    if cold is None or recipe.name not in ("popularity", "ease", "hybrid"):
        return None
    train = run.test.train
    model = recipe.fitted(train.only(~cold[train.items]), settings, run.contents)
    return _cold_ndcg(run, model, cold, gain=recipe.gain)


def _cold_ndcg(run: Run, model: Any, cold: NDArray[np.bool_], *, gain: float) -> float:
    train, held = run.test.train, run.test.held
    warm = train.only(~cold[train.items])
    history, own = warm.matrix(warm.weights(gain)), train.matrix()[:, cold]
    found = held.only(cold[held.items]).matrix()[:, cold]
    people = np.flatnonzero(np.diff(found.indptr) > 0)
    scores = np.vstack(
        [model.score_rows(history[part])[:, cold] for part in np.array_split(people, len(people) // 512 + 1)]
    )
    relevant = np.diff(found.indptr)[people].astype(np.int64)
    return float(ranking_measures.rank(scores, own=own[people], held=found[people], relevant=relevant).ndcg.mean())


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str) else vars(value)
