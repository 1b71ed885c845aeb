"""The parts of training that need no network."""

import numpy as np
import pytest

from reviews.ml import batches, calibration, corpus, measures, ngrams, word_vectors
from reviews.ml.corpus import Reviews
from reviews.ml.vocabulary import LONGER, TWICE, Reading


def made_up(rng, *, films=20, each=6, vocabulary=50):
    lengths = rng.integers(3, 30, size=films * each)
    return Reviews(
        flat=rng.integers(2, vocabulary, size=lengths.sum()).astype(np.uint16),
        offsets=np.cumsum([0, *lengths]),
        labels=rng.integers(0, 2, size=films * each).astype(np.int8),
        films=np.repeat(np.arange(films), each).astype(np.int32),
    )


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_training_and_development_share_no_film(rng):
    reviews = made_up(rng)

    training, development = corpus.film_split(reviews=reviews, seed=1, share=0.25)

    assert not set(reviews.films[training]) & set(reviews.films[development])
    assert sorted([*training, *development]) == list(range(len(reviews)))
    assert len(set(reviews.films[development])) == 5


def test_a_long_review_is_read_by_head_and_tail(rng):
    flat = np.arange(1_000, dtype=np.uint16)
    reviews = Reviews(flat=flat, offsets=np.array([0, 1_000]), labels=np.array([1]), films=np.array([1]))

    assert reviews.read(0).tolist() == [*range(100), *range(700, 1_000)]
    assert reviews.read(0, LONGER).tolist() == [*range(200), *range(400, 1_000)]


def test_two_phases_count_the_same_and_in_doubt_only_the_second_counts_where_the_first_is_weak():
    texts = [np.array([2] * 5), np.array([3] * 5), np.array([4] * 5)]
    first, second = {2: 0.5, 3: -2.5, 4: 6.0}, {2: 1.5, 3: -0.5, 4: 8.0}
    asked = []

    def said(sequences):
        asked.append(len(sequences))
        return [second[ids[1]] if ids[0] == 1 else first[ids[0]] for ids in sequences]

    assert TWICE.said(texts, by=said).tolist() == [1.0, -1.5, 7.0]
    assert Reading(phases=2, doubt=3.0).said(texts, by=said).tolist() == [1.0, -2.0, 6.0]
    assert Reading().said(texts, by=said).tolist() == [0.5, -2.5, 6.0]
    assert asked == [3, 3, 3, 2, 3]


def test_reviews_survive_the_way_to_disk_and_back(rng, tmp_path):
    reviews = made_up(rng)
    words = corpus.Vocabulary(["a", "b"])

    corpus.save(path=tmp_path / "c.npz", words=words, counts=np.arange(4), reviews={"imdb_train": reviews})
    again_words, counts, again = corpus.load(path=tmp_path / "c.npz")

    assert (again_words.words, counts.tolist()) == (words.words, [0, 1, 2, 3])
    np.testing.assert_array_equal(again["imdb_train"].flat, reviews.flat)


def test_every_row_is_in_one_batch_and_rows_of_a_batch_are_alike_in_length(rng):
    lengths = rng.integers(1, 400, size=1_000)

    cut = batches.shuffled_by_length(lengths=lengths, size=32, rng=rng)

    assert sorted(np.concatenate(cut)) == list(range(1_000))
    assert np.mean([np.ptp(lengths[rows]) for rows in cut]) < 60


def test_calibration_undoes_overconfidence(rng):
    true = rng.normal(size=20_000)
    labels = (rng.random(20_000) < 1 / (1 + np.exp(-true))).astype(int)

    fitted = calibration.fit(log_odds=(4 * true + 1)[None, :], labels=labels)

    assert fitted.factors[0] == pytest.approx(0.25, abs=0.02)
    assert fitted.shift == pytest.approx(-0.25, abs=0.05)
    probabilities = fitted.probabilities((4 * true + 1)[None, :])
    assert measures.expected_calibration_error(probabilities, labels) < 0.015


def test_calibration_with_a_bend_makes_up_for_log_odds_that_flatten_at_both_ends(rng):
    true = 3 * rng.normal(size=20_000)
    labels = (rng.random(20_000) < 1 / (1 + np.exp(-true))).astype(int)
    flat = (np.sign(true) * (np.sqrt(1 + 4 * 0.3 * np.abs(true)) - 1) / (2 * 0.3))[None, :]  # t + 0.3 t |t| = true

    fitted = calibration.fit_bent(log_odds=flat, labels=labels)

    assert (fitted.factors[0], fitted.shift) == (pytest.approx(1, abs=0.1), pytest.approx(0, abs=0.06))
    assert fitted.bend == pytest.approx(0.3, abs=0.08)
    plain = calibration.fit(log_odds=flat, labels=labels)
    error, plain_error = (
        measures.expected_calibration_error(each.probabilities(flat), labels) for each in (fitted, plain)
    )
    assert error < 0.008 < plain_error


def test_a_bend_never_turns_the_order_of_readings_round(rng):
    true = 2 * rng.normal(size=5_000)
    labels = (rng.random(5_000) < 1 / (1 + np.exp(-true))).astype(int)
    steep = np.stack([true * np.abs(true), rng.normal(size=5_000)])

    fitted = calibration.fit_bent(log_odds=steep, labels=labels)

    assert fitted.bend == 0.0
    at = fitted.probabilities(np.stack([np.linspace(-60, 60, 500), np.zeros(500)]))
    assert (np.diff(at) >= 0).all()


@pytest.mark.parametrize(("flattening", "bends"), [(0.3, True), (0.0, False)])
def test_a_bend_is_kept_only_where_films_apart_are_read_better_by_it(rng, flattening, bends):
    films = np.repeat(np.arange(400), 10)
    true = 3 * rng.normal(size=4_000)
    labels = (rng.random(4_000) < 1 / (1 + np.exp(-true))).astype(int)
    flat = np.sign(true) * (np.sqrt(1 + 4 * flattening * np.abs(true)) - 1) / (2 * flattening) if bends else true

    fitted = calibration.fit_better(log_odds=flat[None, :], labels=labels, groups=films)

    assert (fitted.bend > 0.1) if bends else (fitted.bend < 0.05)


def test_a_member_that_speaks_against_the_truth_is_left_out(rng):
    def noise(values):
        return values + rng.normal(size=len(values))

    true = rng.normal(size=5_000)
    labels = (rng.random(5_000) < 1 / (1 + np.exp(-true))).astype(int)

    fitted = calibration.fit(log_odds=np.stack([noise(true), -noise(true)]), labels=labels)

    assert fitted.factors[1] == 0.0


def test_outside_the_unsure_band_enough_is_right(rng):
    true = 2 * rng.normal(size=20_000)
    probabilities = 1 / (1 + np.exp(-true))
    labels = (rng.random(20_000) < probabilities).astype(int)

    low, high = calibration.unsure_band(probabilities=probabilities, labels=labels, wanted=0.9)

    figures = measures.of_unsure(probabilities, labels, unsure=(low, high))
    assert 0.9 <= figures["accuracy_when_sure"] < 0.91
    assert low == pytest.approx(1 - high)


def test_few_reviews_make_a_wider_unsure_band():
    probabilities = np.concatenate([np.full(90, 0.95), np.full(10, 0.7)])
    labels = np.ones(100, dtype=int)

    few = calibration.unsure_band(probabilities=probabilities[:90], labels=labels[:90], wanted=0.98)
    many = calibration.unsure_band(probabilities=np.tile(probabilities, 10), labels=np.tile(labels, 10), wanted=0.98)

    assert few == pytest.approx((0.01, 0.99))
    assert many == pytest.approx((0.3, 0.7))


def test_measures_of_known_answers():
    probabilities, labels = np.array([0.9, 0.8, 0.3, 0.6]), np.array([1, 1, 0, 0])

    assert measures.accuracy(probabilities, labels) == 0.75
    assert measures.f1(probabilities, labels) == pytest.approx(0.8)
    low, high = measures.wilson_interval(0.75, 4)
    assert (low, high) == pytest.approx((0.3006, 0.9544), abs=1e-4)


def test_ngrams_learn_the_order_of_words():
    texts = [["not", "good"], ["good", "not", "bad"], ["bad", "not", "good"], ["good"]] * 10
    labels = np.array([0, 1, 0, 1] * 10)

    table = ngrams.fit(texts=texts, labels=labels, strength=10.0, keep=1_000)

    said = ngrams.log_odds(table=table, texts=[["it", "is", "not", "good"], ["good"]])
    assert said[0] < 0 < said[1]


def test_an_ngram_table_survives_the_way_to_disk_and_back(tmp_path):
    texts, labels = [["good"], ["bad"], ["good", "film"], ["bad", "film"]], np.array([1, 0, 1, 0])
    table = ngrams.fit(texts=texts, labels=labels, strength=1.0, keep=10)

    ngrams.save(path=tmp_path / "n.npz", table=table)

    np.testing.assert_allclose(
        ngrams.log_odds(table=ngrams.load(path=tmp_path / "n.npz"), texts=texts),
        ngrams.log_odds(table=table, texts=texts),
        atol=1e-3,
    )


def test_words_of_the_same_neighbours_get_like_vectors(rng):
    sentences = [[2 + (k % 2), 5, 6] for k in range(400)] + [[4, 8, 9] for _ in range(400)]
    flat = np.concatenate(sentences).astype(np.uint16)
    reviews = Reviews(
        flat=flat,
        offsets=np.arange(0, len(flat) + 1, 3),
        labels=np.array([1, 0] * 400, dtype=np.int8),
        films=np.arange(800, dtype=np.int32),
    )

    vectors = word_vectors.fit(reviews=[reviews], labelled=reviews, vocabulary_size=10, size=5)

    same, other = vectors[2, :4] @ vectors[3, :4], vectors[2, :4] @ vectors[4, :4]
    assert same > 10 > other
    assert vectors[2, 4] > 0 > vectors[3, 4]


def test_a_card_counts_every_row_in_its_confusion_and_its_bins():
    probabilities = np.array([0.02, 0.4, 0.6, 0.99, 0.97, 1.0])
    labels = np.array([0, 1, 0, 1, 1, 1])

    found = measures.of(probabilities, labels)

    assert found["confusion"] == [[1, 1], [1, 3]]
    assert sum(row["n"] for row in found["calibration_bins"]) == len(labels)
    assert found["calibration_bins"][-1] == {
        "low": 0.9333,
        "high": 1.0,
        "n": 3,
        "mean_probability": 0.9867,
        "share_positive": 1.0,
    }


def test_the_mean_of_seeds_has_the_interval_of_its_rows(rng):
    right = rng.random((3, 10_000)) < 0.9

    found = measures.mean_of_seeds(right)

    low, high = found["accuracy_95"]
    assert found["accuracy"] == pytest.approx(0.9, abs=0.01)
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(0.09 / 30_000), rel=0.05)
