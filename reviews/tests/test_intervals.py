"""Intervals of shares, against figures published elsewhere."""

import pytest

from reviews.selectors import difference_interval, wilson_interval


@pytest.mark.parametrize(
    ("positive", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998 (Statistics in Medicine 17, 857), table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_wilson_interval_agrees_with_newcombes_table(positive, n, low, high):
    found = wilson_interval(positive=positive, n=n)

    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),  # Newcombe 1998 (Statistics in Medicine 17, 873), table II, method 10
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_agrees_with_newcombes_table(now, before, low, high):
    found = difference_interval(positive=now[0], n=now[1], positive_before=before[0], n_before=before[1])

    assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_an_interval_of_one_review_stays_within_0_and_1():
    low, high = wilson_interval(positive=1, n=1)

    assert 0 < low < high == 1
