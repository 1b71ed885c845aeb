"""The statistics of the comparison against values worked out another way."""

import numpy as np
import pytest
from scipy import stats

from reviews.ml.comparison import statistics


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def compare(first, second, **options):
    return statistics.compare(pair=statistics.paired(first, second), **options)


def answers(rng, *, accuracy, seeds=4, reviews=4_000):
    return rng.random((seeds, reviews)) < accuracy


def test_with_one_seed_the_error_is_that_of_a_paired_t_test(rng):
    first, second = answers(rng, accuracy=0.8, seeds=1)[0], answers(rng, accuracy=0.78, seeds=1)[0]
    paired = first.astype(float) - second.astype(float)

    error, freedom = statistics.standard_error(paired[None, :], None)

    known = stats.ttest_rel(first.astype(float), second.astype(float))
    assert statistics.two_sided_p(float(paired.mean()), error, freedom) == pytest.approx(known.pvalue, rel=1e-9)
    assert statistics.interval(float(paired.mean()), error, freedom, level=0.05) == pytest.approx(
        tuple(known.confidence_interval(0.95)), rel=1e-9
    )


def test_a_difference_of_seeds_alone_has_the_freedom_of_the_seeds():
    paired = np.repeat([[0.01], [0.03], [0.05]], 1_000, axis=1)

    error, freedom = statistics.standard_error(paired, statistics.scatter_of_seeds([paired]))

    assert error == pytest.approx(0.02 / np.sqrt(3))
    assert freedom == pytest.approx(2.0)


def test_the_scatter_of_seeds_is_pooled_over_pairs():
    """Two seeds that agree by luck do not make a pair sure: the other pairs of its size say how seeds scatter."""
    lucky = np.repeat([[0.01], [0.01]], 1_000, axis=1)
    usual = np.repeat([[0.00], [0.02]], 1_000, axis=1)

    scatter = statistics.scatter_of_seeds([lucky, usual], independent=0.75)

    assert scatter.variance == pytest.approx(0.0001)  # the mean of 0 and 0.0002
    assert scatter.freedom == pytest.approx(1.5)
    alone = statistics.compare(pair=lucky, margin=0.02, draws=10)
    pooled = statistics.compare(pair=lucky, margin=0.02, draws=10, scatter=scatter)
    assert (alone.verdict, pooled.verdict) == ("equivalent", "inconclusive")


def test_equivalence_is_the_larger_of_two_one_sided_tests():
    value, error, freedom = 0.002, 0.0015, 30.0

    p = statistics.equivalence_p(value, error, freedom, margin=0.005)

    assert p == pytest.approx(stats.t.cdf(-2.0, 30), rel=1e-9)  # (0.002 - 0.005) / 0.0015
    assert p == pytest.approx(0.02731, abs=1e-5)  # a table of Student's t


def test_equivalence_at_5_percent_says_the_same_as_the_90_percent_interval(rng):
    for value in rng.uniform(-0.008, 0.008, size=200):
        low, high = statistics.interval(value, 0.0014, 12.0, level=0.10)

        p = statistics.equivalence_p(value, 0.0014, 12.0, margin=0.005)

        assert (p < 0.05) == (low > -0.005 and high < 0.005)


def test_the_bootstrap_interval_of_a_mean_is_near_the_normal_one(rng):
    values = rng.choice([-1.0, 0.0, 1.0], p=[0.04, 0.90, 0.06], size=12_000)

    low, high = statistics.bootstrap_interval(values, draws=20_000, seed=1)

    reach = 1.96 * values.std() / np.sqrt(len(values))
    assert (low, high) == pytest.approx((values.mean() - reach, values.mean() + reach), abs=2e-4)


def test_the_bootstrap_by_counts_is_the_bootstrap_by_rows(rng):
    values = rng.choice([-1.0, -0.5, 0.0, 0.5, 1.0], size=300)
    drawn = [rng.choice(values, size=300).mean() for _ in range(4_000)]

    low, high = statistics.bootstrap_interval(values, draws=4_000, seed=1)

    assert (low, high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.01)


def test_the_95_percent_interval_holds_the_truth_about_95_times_in_100(rng):
    held = 0
    for _ in range(400):
        values = rng.choice([-1.0, 0.0, 1.0], p=[0.1, 0.75, 0.15], size=500)
        low, high = statistics.bootstrap_interval(values, draws=400, seed=int(rng.integers(1e9)))
        held += low <= 0.05 <= high

    assert 0.91 <= held / 400 <= 0.98


def test_models_that_answer_alike_are_equivalent(rng):
    right = answers(rng, accuracy=0.85, reviews=12_000)
    nearly = right ^ (rng.random(right.shape) < 0.01)

    same = compare(right, right, margin=0.005, draws=200)
    flipped = compare(right, nearly, margin=0.02, draws=200)

    assert (same.verdict, same.value, same.p_difference) == ("equivalent", 0.0, 1.0)
    assert flipped.verdict == "equivalent"
    assert flipped.value > 0


def test_a_model_that_is_two_points_better_is_different(rng):
    first, second = answers(rng, accuracy=0.86, reviews=12_000), answers(rng, accuracy=0.84, reviews=12_000)

    found = compare(first, second, margin=0.005, draws=2_000)

    assert found.verdict == "different"
    assert found.value == pytest.approx(0.02, abs=0.006)
    assert found.interval_95[0] > 0


def test_few_reviews_leave_it_open(rng):
    first, second = answers(rng, accuracy=0.8, reviews=100), answers(rng, accuracy=0.8, reviews=100)

    assert compare(first, second, margin=0.005, draws=500).verdict == "inconclusive"


def test_seeds_that_disagree_make_a_clear_mean_of_reviews_unclear(rng):
    """The reviews alone would call it different; five trainings that scatter by points do not."""
    rates = np.array([0.90, 0.80, 0.88, 0.79, 0.88])
    first, second = rng.random((5, 20_000)) < rates[:, None], answers(rng, accuracy=0.84, seeds=5, reviews=20_000)

    found = compare(first, second, margin=0.005, draws=2_000)

    assert found.interval_95[0] > 0
    assert found.verdict == "inconclusive"
    low, high = found.interval_95_with_seeds
    assert low < found.interval_95[0] and high > found.interval_95[1]


def test_a_small_sure_difference_inside_the_margin_is_called_equivalent():
    assert statistics.verdict(p_equivalence=0.001, p_difference=0.001) == "equivalent"
    assert statistics.verdict(p_equivalence=0.2, p_difference=0.001) == "different"
    assert statistics.verdict(p_equivalence=0.2, p_difference=0.2) == "inconclusive"
