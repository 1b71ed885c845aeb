"""The words of a reading."""

import math

import pytest

from emosense.sentiments import Label, is_good, label_for


@pytest.mark.parametrize(
    ("probability", "label"),
    [
        (0.0, Label.NEGATIVE),
        (0.399, Label.NEGATIVE),
        (0.4, Label.NEUTRAL),
        (0.6, Label.NEUTRAL),
        (0.601, Label.POSITIVE),
        (1.0, Label.POSITIVE),
        (math.nan, Label.EMPTY),
    ],
)
def test_the_label_follows_the_probability(probability, label):
    assert label_for(probability) == label


@pytest.mark.parametrize(
    ("probability", "label"),
    [(0.1, Label.NEGATIVE), (0.3, Label.UNSURE), (0.5, Label.NEUTRAL), (0.7, Label.UNSURE), (0.8, Label.POSITIVE)],
)
def test_a_models_own_thresholds_make_weak_readings_unsure(probability, label):
    assert label_for(probability, unsure=(0.2, 0.8)) == label


def test_good_begins_at_one_half():
    assert [is_good(0.5), is_good(0.4999)] == [True, False]
