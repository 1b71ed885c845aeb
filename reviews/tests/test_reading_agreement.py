"""How often people agreed with the readings."""

import pytest
from django.utils import timezone

from reviews.models import ReadingFeedback
from reviews.selectors import reading_agreement
from reviews.tests.factories import ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(review):
    """answers(model, version, agree, disagree): that many people said so."""

    def make(model, version, agree, disagree):
        ReadingFeedback.objects.bulk_create(
            ReadingFeedback(
                review=ReviewFactory(movie=review.movie),
                person=None,
                model=model,
                version=version,
                label="positive",
                agrees=number < agree,
                created_at=timezone.now(),
            )
            for number in range(agree + disagree)
        )

    return make


def test_each_version_of_each_model_has_its_share_with_interval_and_count(answers, django_assert_num_queries):
    answers("lstm", "2", 27, 3)
    answers("lstm", "1", 15, 15)
    answers("gru", "2", 30, 0)

    with django_assert_num_queries(1):
        found = reading_agreement()

    assert [(row["model"], row["version"], row["n"], row["value"]) for row in found] == [
        ("gru", "2", 30, 1.0),
        ("lstm", "2", 30, 0.9),
        ("lstm", "1", 30, 0.5),
    ]
    assert (found[1]["low"], found[1]["high"]) == pytest.approx((0.7438, 0.9654), abs=1e-4)


def test_under_thirty_answers_there_is_no_share(answers):
    answers("lstm", "1", 29, 0)

    (found,) = reading_agreement()

    assert (found["state"], found["n"], found["value"], found["low"]) == ("too_few", 29, None, None)


def test_without_answers_there_is_nothing_to_say(review):
    assert reading_agreement() == []
