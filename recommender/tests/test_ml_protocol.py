"""Held-out ratings reach no model, and the measures are what a hand and scikit-learn reckon."""

import numpy as np
import pytest
import scipy.sparse as sparse

from recommender.ml import evaluation, ranking_measures, recipes
from recommender.ml.protocol import divided, few_of_each, held_out, split
from recommender.ml.ratings_file import RatingsFile
from recommender.tests.rating_rows import interactions, two_tastes


def test_a_rounded_quarter_of_each_persons_ratings_is_held_out():
    found = interactions(
        [(0, item, 3, 1) for item in range(8)] + [(1, item, 3, 1) for item in range(2)] + [(2, 0, 3, 1)]
    )

    held = held_out(found, seed=42)

    assert np.bincount(found.people[held], minlength=3).tolist() == [2, 1, 0]
    assert (held == held_out(found, seed=42)).all()
    assert (held != held_out(found, seed=43)).any()


def test_candidates_are_the_items_of_training_and_the_rest_still_counts_as_relevant():
    found = interactions([(0, 0, 3, 1), (0, 1, 3, 1), (1, 0, 3, 1)])

    part = divided(found, np.array([False, True, False]))

    assert part.train.n_items == 1
    assert len(part.held) == 0
    assert part.relevant.tolist() == [1, 0]


def test_no_held_out_rating_is_in_what_a_model_is_given(monkeypatch):
    ratings = two_tastes()
    file = RatingsFile(None, ratings, tuple("p" * 60), tuple("i" * 40), ())
    run = evaluation.prepare(file, None, seed=7)
    given = []
    monkeypatch.setattr(
        recipes,
        "EASE",
        recipes.Recipe("ease", lambda train, penalty: given.append(train) or recipes.fit_ease(train, penalty=penalty)),
    )
    held = set(zip(run.test.held.people.tolist(), run.test.item_places[run.test.held.items].tolist(), strict=True))

    row = evaluation._row(run, recipes.EASE, {"penalty": 5.0}, 0.0, lambda doing: None)

    assert row["ndcg_at_10"] > 0
    assert len(given) == 2
    for train in [*given, run.validation.train]:
        assert train.n_people == 60
    for train in given:
        pairs = set(zip(train.people.tolist(), run.test.item_places[train.items].tolist(), strict=True))
        assert not pairs & held
    inner = run.test.item_places[run.validation.item_places]
    for part in (run.validation.train, run.validation.held):
        assert not set(zip(part.people.tolist(), inner[part.items].tolist(), strict=True)) & held


def test_a_new_persons_history_is_a_few_of_their_training_ratings():
    part = split(two_tastes(), seed=1)

    few = few_of_each(part.train, seed=2)

    assert np.bincount(few.people).max() == 3
    known = set(zip(part.train.people.tolist(), part.train.items.tolist(), strict=True))
    assert set(zip(few.people.tolist(), few.items.tolist(), strict=True)) <= known


def ranked(scores, own, held, relevant):
    return ranking_measures.rank(
        np.array(scores, dtype=np.float32),
        own=sparse.csr_matrix(np.array(own)),
        held=sparse.csr_matrix(np.array(held)),
        relevant=np.array(relevant),
    )


def test_measures_are_what_a_hand_reckons():
    """Own film 0 is no candidate; order 1, 2, 3, 4; relevant are 1, 3 and one that training does not know."""
    lists = ranked([[9, 4, 3, 2, 1]], [[1, 0, 0, 0, 0]], [[0, 1, 0, 1, 0]], [3])

    ideal = 1 + 1 / np.log2(3) + 1 / 2
    assert lists.ndcg[0] == pytest.approx((1 + 1 / 2) / ideal)
    assert lists.recall[0] == pytest.approx(2 / 3)
    assert lists.precision[0] == pytest.approx(2 / 10)
    assert lists.average_precision[0] == pytest.approx((1 / 1 + 2 / 3) / 3)
    assert lists.first[0].tolist() == [1, 2, 3, 4, -1, -1, -1, -1, -1, -1]


def test_equal_scores_are_ranked_by_number():
    lists = ranked([[1, 1, 1]], [[0, 0, 0]], [[0, 0, 1]], [1])

    assert lists.ndcg[0] == pytest.approx(1 / np.log2(4))


@pytest.mark.parametrize("share", [0.02, 0.3], ids=["counted", "sorted"])
def test_ndcg_agrees_with_scikit_learn(share):
    from sklearn.metrics import ndcg_score

    draws = np.random.default_rng(3)
    scores, held = draws.random((20, 200)), (draws.random((20, 200)) < share).astype(float)
    held[:, 0] = 1

    lists = ranked(scores, np.zeros((20, 200)), held, held.sum(axis=1).astype(int))

    assert lists.ndcg.mean() == pytest.approx(ndcg_score(held, scores, k=10), abs=1e-6)


def test_coverage_novelty_and_diversity_by_hand():
    first = np.array([[0, 1], [0, -1]])

    assert ranking_measures.coverage(first, 4) == 0.5
    assert ranking_measures.novelty(first, np.array([4, 1, 0, 0]), 4) == pytest.approx((0 + 2 + 0) / 3)
    unit = sparse.csr_matrix(np.array([[1.0, 0], [0.6, 0.8]]))
    assert ranking_measures.diversity(first, unit) == pytest.approx(1 - 0.6)


def test_the_interval_holds_the_mean_and_narrows_with_more_people():
    draws = np.random.default_rng(0)
    few, many = draws.random(30), draws.random(3_000)

    low, high = ranking_measures.interval(few, seed=1)

    assert low < few.mean() < high
    narrow = ranking_measures.interval(many, seed=1)
    assert narrow[1] - narrow[0] < (high - low) / 3
