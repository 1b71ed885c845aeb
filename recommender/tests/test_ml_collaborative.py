"""Models against their closed forms by brute force, fold-in, and cold films through content."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sparse

from recommender.ml.collaborative import ease
from recommender.ml.collaborative.als import Factors, fit_als
from recommender.ml.collaborative.ease import core_items, fit_ease, invert, solve
from recommender.ml.collaborative.hybrid import Contents, Settings, fit_hybrid
from recommender.ml.collaborative.model import scores
from recommender.ml.collaborative.neighbours import fit_item_knn, fit_popularity
from recommender.ml.collaborative.sequence_ease import (
    EVERYWHERE,
    Nearness,
    fit_sequence_ease,
    half_places,
    together,
)
from recommender.tests.rating_rows import interactions, two_tastes


def brute_force_ease(matrix, penalty):
    """Each item's regression on all others, solved one by one."""
    count = matrix.shape[1]
    weights = np.zeros((count, count))
    for item in range(count):
        others = np.arange(count) != item
        x = matrix[:, others]
        weights[others, item] = np.linalg.solve(x.T @ x + penalty * np.eye(count - 1), x.T @ matrix[:, item])
    return weights


@pytest.mark.parametrize(("people", "items"), [(60, 40), (20, 40)], ids=["by-items", "by-people"])
def test_ease_is_the_regression_of_each_item_on_the_others(people, items):
    train = two_tastes(people=people, items=items)
    matrix = train.matrix().toarray().astype(float)

    found = fit_ease(train, penalty=5.0).score_rows(train.matrix())

    expected = matrix @ brute_force_ease(matrix, 5.0)
    prior = 1e-4 * train.counts() / people
    unseen = matrix == 0
    assert found[unseen] == pytest.approx((expected + prior)[unseen], abs=1e-4)


def test_the_inverse_by_cholesky_is_the_inverse(monkeypatch):
    monkeypatch.setattr(ease, "BLOCK", 16)
    draws = np.random.default_rng(0).random((40, 30)).astype(np.float32)
    system = draws @ draws.T + np.eye(40, dtype=np.float32) * 10

    assert invert(system.copy()) @ system == pytest.approx(np.eye(40), abs=1e-4)


def test_a_matrix_that_is_not_positive_definite_is_refused():
    with pytest.raises(np.linalg.LinAlgError):
        invert(-np.eye(3, dtype=np.float32))


def test_nearness_everywhere_is_plain_ease():
    train = two_tastes()

    assert together(train, EVERYWHERE, np.arange(40)) == pytest.approx((train.matrix().T @ train.matrix()).toarray())


def test_films_rated_next_to_each_other_count_more():
    train = interactions([(0, 0, 4, 30), (0, 1, 4, 10), (0, 2, 4, 20)])

    gram = together(train, Nearness(near=1.0, wide=0.0, near_scale=1.0), np.arange(3))

    by_place = {1: 0, 2: 1, 0: 2}  # the order of the times
    expected = [[np.exp(-abs(by_place[a] - by_place[b])) for b in range(3)] for a in range(3)]
    assert gram == pytest.approx(np.array(expected), abs=1e-6)


def test_a_history_of_twenty_thousand_ratings_is_counted_in_stretches():
    train = interactions([(0, item % 50, 3, item) for item in range(50)] + [(1, n, 3, n) for n in range(20_000)])

    gram = together(train, Nearness(), np.arange(50))

    assert np.isfinite(gram).all()
    assert gram[0, 0] == pytest.approx(2.0)


def test_item_knn_is_the_shrunk_cosine_of_the_nearest():
    train = interactions([(0, 0, 3, 1), (0, 1, 3, 1), (1, 0, 3, 1), (1, 1, 3, 1), (1, 2, 3, 1)])

    found = scores(fit_item_knn(train, neighbours=1, shrink=1.0), np.array([0]), np.ones(1), 3)

    assert found[1] == pytest.approx(2 / (2 + 1) + 1e-4)
    assert found[2] == pytest.approx(1 / (np.sqrt(2) + 1) + 0.5e-4)


def test_popularity_is_the_share_of_raters():
    train = interactions([(0, 0, 3, 1), (1, 0, 3, 1), (1, 1, 3, 1)])

    assert scores(fit_popularity(train), np.array([], int), np.array([]), 2) == pytest.approx([1.0, 0.5])


def test_als_folds_a_history_in_as_the_library_would():
    from recommender.ml.collaborative.als import quiet_als

    train = two_tastes()
    model = quiet_als(factors=4, regularization=3.0, alpha=4.0, iterations=5, seed=1)
    model.fit(train.matrix(), show_progress=False)

    ours = Factors(np.asarray(model.item_factors), alpha=4.0, regularization=3.0).people(train.matrix())

    assert ours == pytest.approx(model.recalculate_user(np.arange(60), train.matrix()), abs=1e-4)


@pytest.mark.parametrize(
    "fit",
    [
        lambda train: fit_ease(train, penalty=5.0),
        lambda train: fit_item_knn(train, neighbours=10, shrink=1.0),
        lambda train: fit_als(train, factors=4, regularization=1.0, alpha=5.0),
        lambda train: fit_sequence_ease(train, penalty=5.0, nearness=Nearness()),
        lambda train: fit_hybrid(train, Settings(Nearness(), 5.0, 5.0)),
    ],
    ids=["ease", "item_knn", "als", "sequence_ease", "hybrid"],
)
def test_somebody_new_is_folded_in_without_training(fit):
    model = fit(two_tastes())

    found = scores(model, np.array([0, 1]), np.ones(2), 40)

    assert found[2:20].mean() > found[20:].mean()


def test_a_film_nobody_rated_is_scored_by_its_content():
    everything = two_tastes()
    cold = np.array([5, 25])
    train = everything.only(~np.isin(everything.items, cold))
    halves = sparse.csr_matrix(np.repeat(np.eye(2, dtype=np.float32), 20, axis=0))
    contents = Contents(halves, np.full(40, np.nan, dtype=np.float32))

    model = fit_hybrid(train, Settings(Nearness(), 5.0, 5.0), contents=contents)

    first, second = scores(model, np.array([0, 1, 2]), np.ones(3), 40)[cold]
    assert first > second


def test_films_without_any_content_and_equal_ratings_break_nothing():
    train = interactions([(person, item, 3, 0) for person in range(6) for item in range(4)])
    contents = Contents(sparse.csr_matrix((4, 3), dtype=np.float32), np.full(4, np.nan, dtype=np.float32))

    model = fit_hybrid(train, Settings(Nearness(), 5.0, 5.0), contents=contents)

    assert np.isfinite(model.score_rows(train.matrix(train.weights(0.15)))).all()


def test_the_solved_weights_leave_the_item_itself_out():
    assert np.diag(solve(np.array([[3, 1], [1, 2]], dtype=np.float32), 1.0)) == pytest.approx([0, 0])


def test_ratings_of_one_second_are_at_one_place_and_without_times_nearness_changes_nothing():
    assert half_places(np.array([5, 5, 7, 9, 9, 9])).tolist() == [1, 1, 4, 8, 8, 8]

    rated = two_tastes()
    timeless = replace(rated, times=np.zeros(len(rated), dtype=np.int64))
    core = core_items(rated, 40)

    plain, near = (together(timeless, kind, core) for kind in (EVERYWHERE, Nearness()))
    assert near == pytest.approx(plain)
    assert together(rated, Nearness(), core) != pytest.approx(plain)
