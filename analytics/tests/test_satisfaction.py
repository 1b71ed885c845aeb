"""The two questions: one answer per person, told as numbers of a group."""

from datetime import UTC, datetime, timedelta
from statistics import mean, stdev

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.services.privacy import delete_account, preview_deletion
from analytics import services
from analytics.models import SatisfactionAnswer
from analytics.selectors import answer_of, satisfaction
from analytics.selectors.intervals import mean_interval, t_quantile
from analytics.tests.factories import SatisfactionAnswerFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_a_second_answer_takes_the_place_of_the_first(person):
    services.answer_satisfaction(meets_needs=2, easy_to_use=3, by=person, at=NOW)
    services.answer_satisfaction(meets_needs=5, easy_to_use=7, by=person, at=NOW + timedelta(days=1))

    answer = SatisfactionAnswer.objects.get()
    assert (answer.meets_needs, answer.easy_to_use, answer.answered_at) == (5, 7, NOW + timedelta(days=1))


@pytest.mark.django_db
def test_the_same_answer_again_changes_nothing(person):
    services.answer_satisfaction(meets_needs=2, easy_to_use=3, by=person, at=NOW)
    services.answer_satisfaction(meets_needs=2, easy_to_use=3, by=person, at=NOW + timedelta(days=1))

    assert SatisfactionAnswer.objects.get().answered_at == NOW


@pytest.mark.django_db
def test_an_answer_can_be_taken_back_and_nothing_happens_twice(person, stranger):
    services.answer_satisfaction(meets_needs=2, easy_to_use=3, by=person, at=NOW)
    services.answer_satisfaction(meets_needs=7, easy_to_use=7, by=stranger, at=NOW)

    taken = [services.withdraw_satisfaction(by=person) for _ in range(2)]

    assert taken == [True, False]
    assert SatisfactionAnswer.objects.get().person == stranger


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"meets_needs": 0}, {"meets_needs": 8}, {"easy_to_use": 0}, {"easy_to_use": 8}])
def test_the_database_refuses_an_answer_outside_the_scale(person, wrong):
    with pytest.raises(IntegrityError):
        services.answer_satisfaction(**{"meets_needs": 4, "easy_to_use": 4, **wrong}, by=person, at=NOW)


@pytest.mark.django_db
def test_an_answer_goes_with_the_account(person, stranger):
    for somebody in (person, stranger):
        SatisfactionAnswerFactory(person=somebody)

    foreseen, _ = preview_deletion(person=person, at=NOW)
    erasure = delete_account(person=person, by=person, at=NOW)

    assert ("answers about satisfaction", 1) in foreseen
    assert erasure.rows["answers_about_satisfaction"] == 1
    assert SatisfactionAnswer.objects.get().person == stranger


@pytest.mark.django_db
def test_nothing_is_said_without_answers_and_withheld_under_ten(ten_answers):
    ten_answers[0].delete()
    nine = satisfaction()
    SatisfactionAnswer.objects.all().delete()
    none = satisfaction()

    assert (nine["state"], nine["n"], nine["needed"]) == ("withheld", 9, 10)
    assert (none["state"], none["n"]) == ("none", 0)
    for withheld in (nine, none):
        assert (withheld["value"], withheld["low"], withheld["high"], withheld["questions"]) == (None, None, None, [])


@pytest.mark.django_db
def test_ten_answers_give_a_score_with_its_interval(ten_answers):
    scores = [(answer.meets_needs + answer.easy_to_use - 2) * 100 / 12 for answer in ten_answers]

    found = satisfaction()

    half = 2.262157 * stdev(scores) / 10**0.5  # t of 9 degrees of freedom, from a table
    assert (found["state"], found["n"]) == ("ok", 10)
    assert found["value"] == pytest.approx(mean(scores))
    assert (found["low"], found["high"]) == pytest.approx((mean(scores) - half, mean(scores) + half), abs=0.02)
    assert [question["agree"] for question in found["questions"]] == [0.8, 0.8]
    assert found["questions"][0]["low"] == pytest.approx(0.4902, abs=1e-4)


@pytest.mark.django_db
def test_equal_answers_have_an_interval_without_width(person):
    for _ in range(10):
        SatisfactionAnswerFactory(meets_needs=7, easy_to_use=7)

    found = satisfaction()

    assert (found["low"], found["value"], found["high"]) == (100, 100, 100)


@pytest.mark.django_db
def test_results_cost_one_query(ten_answers, django_assert_num_queries):
    with django_assert_num_queries(1):
        satisfaction()


@pytest.mark.django_db
def test_the_own_answer_is_for_the_person_alone(person, stranger, rf):
    SatisfactionAnswerFactory(person=person, meets_needs=3, answered_at=timezone.now())

    assert answer_of(person).meets_needs == 3
    assert answer_of(stranger) is None


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(4, 2.776445), (9, 2.262157), (29, 2.045230), (99, 1.984217), (10_000, 1.960201)]
)
def test_quantiles_are_those_of_the_tables(freedom, quantile):
    assert t_quantile(freedom) == pytest.approx(quantile, abs=0.01)


def test_the_interval_of_a_mean_is_that_of_the_textbook():
    assert mean_interval(mean=10, deviation=2, n=16) == pytest.approx((10 - 2.13145 / 2, 10 + 2.13145 / 2), abs=1e-3)
