"""What reviews say about acting, story and so on: searched behind the readings."""

from decimal import Decimal
from functools import partial

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from reviews import services, tasks
from reviews.models import AspectSentence, Credit, Person, Review, UnreadAspects, UnreadReview
from reviews.services import one_text
from reviews.tasks import aspects as aspect_tasks
from reviews.tasks.batches import read_batch
from reviews.tasks.readers import ReaderNotAvailable
from reviews.tests.aspect_reviews import NOW, aspects_of
from reviews.tests.factories import (
    AspectSentenceFactory,
    OutsideReviewFactory,
    ReadingFactory,
    reviews_read_as,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The tasks that somebody was sent for, by name."""
    names = []
    for sender in ("reviews.tasks.aspects.wake", "reviews.services.wake.wake"):
        monkeypatch.setattr(sender, lambda **message: names.append(message["task"]) or True)
    return names


def searched(movie, *texts, **fields):
    """Published reviews with these texts, read and searched."""
    reviews = [OutsideReviewFactory(movie=movie, text=text, **fields) for text in texts]
    services.wait_for_reading(reviews=reviews, at=NOW)
    read_and_search()
    return reviews


def waiting_to_be_searched(movie, *, number, text="The acting is fine."):
    reviews = reviews_read_as(movie, positive=number, text=text)
    services.wait_for_aspects(reviews=[(review.pk, 5) for review in reviews], at=NOW)


def read_and_search():
    while read_batch(now=NOW).recorded:
        pass
    while aspect_tasks.search_batch(now=NOW):
        pass
    services.refresh_scores(now=NOW)
    services.refresh_all_movie_aspects(now=NOW)


def said_in(review):
    return [
        (row.aspect, review.text[row.start : row.end], row.label)
        for row in review.aspect_sentences.order_by("start", "aspect")
    ]


def test_each_sentence_about_a_part_is_kept_with_its_place_and_its_own_reading(movie, stub_readers):
    (review,) = searched(movie, "I saw it at noon. The acting is bad. Great songs and a lovely plot!")

    assert said_in(review) == [
        ("acting", "The acting is bad.", "negative"),
        ("music", "Great songs and a lovely plot!", "positive"),
        ("story", "Great songs and a lovely plot!", "positive"),
    ]
    row = review.aspect_sentences.get(aspect="acting")
    assert (row.model, row.version, row.created_at) == ("lstm", "stub-1", NOW)
    assert row.probability == pytest.approx(0.1)
    assert not UnreadAspects.objects.exists()


def test_a_sentence_that_judges_nothing_is_neutral_by_the_one_policy(movie, stub_readers):
    (review,) = searched(movie, "The acting is there, p=0.5 I would say.")

    assert said_in(review)[0][2] == "neutral"


def test_what_the_movies_director_does_is_directing(movie, stub_readers):
    Credit.objects.create(
        movie=movie, person=Person.objects.create(name="Ilona Varga"), kind=Credit.Kind.CREW, job="Director"
    )

    (review,) = searched(movie, "Varga keeps everyone guessing.")

    assert [aspect for aspect, *_ in said_in(review)] == ["directing"]


def test_sentences_of_many_reviews_are_read_in_one_call_by_the_serving_model_alone(movie, stub_readers):
    reviews = [OutsideReviewFactory(movie=movie, text=f"The acting is fine. The plot {n} is bad.") for n in range(3)]
    services.wait_for_reading(reviews=reviews, at=NOW)
    read_batch(now=NOW)
    for reader in stub_readers.values():
        reader.calls.clear()

    aspect_tasks.search_batch(now=NOW)

    assert stub_readers["lstm"].calls == [6]
    assert stub_readers["gru"].calls == []


def test_another_language_and_an_empty_text_are_not_searched(movie, stub_readers):
    german, empty = searched(movie, "Ein Film mit acting und plot.", "!!!")

    assert (said_in(german), said_in(empty)) == ([], [])
    assert not UnreadAspects.objects.exists()


def test_searching_waits_while_a_text_waits_to_be_read(movie, stub_readers, sent):
    searched(movie, "The acting is fine.")
    UnreadAspects.objects.create(review=Review.objects.get(), waiting_since=NOW)
    services.wait_for_reading(reviews=[OutsideReviewFactory(movie=movie)], at=NOW)

    tasks.read_aspects()
    aspect_tasks.wake_searchers()

    assert UnreadAspects.objects.count() == 1
    assert sent == []


def test_a_text_that_is_sent_meanwhile_ends_the_turn_after_one_batch(movie, stub_readers, sent, monkeypatch):
    monkeypatch.setattr(aspect_tasks, "search_batch", partial(aspect_tasks.search_batch, reviews=1))
    waiting_to_be_searched(movie, number=2)
    monkeypatch.setattr(one_text, "is_asked", lambda: True)

    tasks.read_aspects()

    assert UnreadAspects.objects.count() == 1
    assert sent == ["reviews.tasks.read_aspects"]


def test_when_somebody_holds_all_that_waits_the_turn_ends(movie, stub_readers, sent, monkeypatch):
    waiting_to_be_searched(movie, number=2)
    monkeypatch.setattr("reviews.services.aspects._unchanged", lambda claimed: [])

    tasks.read_aspects()

    assert stub_readers["lstm"].calls == [2]  # read once, not again and again
    assert (UnreadAspects.objects.count(), sent) == (2, [])


def test_a_batch_is_bounded_by_its_sentences(movie, stub_readers):
    waiting_to_be_searched(movie, number=3, text="The acting is fine. " * 300)

    assert [aspect_tasks.search_batch(now=NOW) for _ in range(4)] == [1, 1, 1, 0]
    assert stub_readers["lstm"].calls == [300, 300, 300]


def test_one_review_of_more_sentences_than_a_batch_is_searched_too(movie, stub_readers, monkeypatch):
    monkeypatch.setattr(aspect_tasks, "SENTENCES_PER_BATCH", 2)
    waiting_to_be_searched(movie, number=1, text="The acting is fine. " * 5)

    assert aspect_tasks.search_batch(now=NOW) == 1


def test_texts_of_a_model_that_is_not_available_hold_nobody_up(movie, stub_readers):
    searched(movie, "The acting is fine.")
    UnreadAspects.objects.create(review=Review.objects.get(), waiting_since=NOW)
    services.wait_for_reading(reviews=[OutsideReviewFactory(movie=movie)], models=["gru"], at=NOW)
    services.note_unavailable(model="gru", error="damaged", at=NOW)

    tasks.read_aspects()

    assert not UnreadAspects.objects.exists()


def test_the_schedule_wakes_a_searcher_when_only_sentences_wait(movie, stub_readers, sent):
    UnreadAspects.objects.create(review=OutsideReviewFactory(movie=movie), waiting_since=NOW)

    tasks.sweep_unread()

    assert sent == ["reviews.tasks.read_aspects"]


def test_without_the_serving_model_reviews_wait_and_nothing_breaks(movie, monkeypatch):
    def missing(model):
        raise ReaderNotAvailable("The trained model lstm is missing.")

    monkeypatch.setattr("reviews.tasks.readers.reader_of", missing)
    UnreadAspects.objects.create(review=OutsideReviewFactory(movie=movie), waiting_since=NOW)

    tasks.read_aspects()

    assert UnreadAspects.objects.count() == 1


def test_a_text_that_breaks_the_model_costs_nobody_else_the_aspects(movie, stub_readers):
    poison, other = (
        ReadingFactory(review=OutsideReviewFactory(movie=movie, text=text)).review
        for text in ("The acting is POISON.", "The acting is fine.")
    )
    services.wait_for_aspects(reviews=[(poison.pk, 0), (other.pk, 0)], at=NOW)

    assert aspect_tasks.search_batch(now=NOW) == 2
    assert (said_in(poison), len(said_in(other))) == ([], 1)


def test_twice_is_as_once(movie, stub_readers):
    (review,) = searched(movie, "The acting is fine. The acting is bad.")
    before = said_in(review)
    services.wait_for_aspects(reviews=[(review.pk, 0)], at=NOW)
    services.wait_for_aspects(reviews=[(review.pk, 0)], at=NOW)

    read_and_search()

    assert said_in(review) == before
    assert len(before) == 2


def test_a_new_text_loses_the_old_sentences_and_gets_its_own(movie, person, stub_readers):
    review = services.submit_review(movie=movie, text="The acting is fine.", by=person, at=NOW)
    read_and_search()

    services.edit_review(review=review, by=person, at=NOW, text="The plot is bad.", stars=Decimal(3))
    review.refresh_from_db()
    gone = said_in(review)
    read_and_search()

    assert gone == []
    assert said_in(review) == [("story", "The plot is bad.", "negative")]


def test_a_review_edited_since_it_was_claimed_keeps_its_place(movie, person, stub_readers):
    review = services.submit_review(movie=movie, text="The acting is fine.", by=person, at=NOW)
    read_batch(now=NOW)
    with transaction.atomic():
        claimed = services.claim_aspects(limit=5)
    services.edit_review(review=review, by=person, at=NOW, text="The plot is bad.")

    recorded = services.record_aspects(claimed=claimed, found={}, model="lstm", version="stub-1", at=NOW)

    assert recorded == 0
    assert UnreadAspects.objects.count() == 1
    read_and_search()
    review.refresh_from_db()
    assert [aspect for aspect, *_ in said_in(review)] == ["story"]


def test_another_version_of_the_reader_reads_the_sentences_again(movie, stub_readers):
    (review,) = searched(movie, "The acting is fine.")
    stub_readers["lstm"].version = "stub-2"
    services.read_again(model="lstm", version="stub-2", at=NOW)

    read_and_search()

    assert list(review.aspect_sentences.values_list("version", flat=True)) == ["stub-2"]


def test_the_command_lets_be_searched_what_never_was(movie, stub_readers, monkeypatch, capsys):
    monkeypatch.setattr("reviews.management.commands.reread_reviews.version_of", lambda model: "stub-1")
    (review,) = searched(movie, "The acting is fine.")
    AspectSentence.objects.all().delete()

    call_command("reread_reviews")
    read_and_search()

    assert len(said_in(review)) == 1


def test_a_deleted_review_takes_its_sentences_along(movie, person, stub_readers):
    review = services.submit_review(movie=movie, text="The acting is fine.", by=person, at=NOW)
    read_and_search()

    services.delete_review(review=review, by=person, at=NOW)
    services.refresh_all_movie_aspects(now=NOW)

    assert not AspectSentence.objects.exists()
    assert aspects_of(movie)["aspects"] == []


def test_a_reported_review_that_stays_nameless_keeps_no_sentence(movie, person, stranger, stub_readers):
    review = services.submit_review(movie=movie, text="The acting is fine.", by=person, at=NOW)
    read_and_search()
    services.report_review(review=review, by=stranger, reason="spam", at=NOW)

    services.delete_review(review=review, by=person, at=NOW)

    assert not AspectSentence.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"start": 5, "end": 5}, {"aspect": "popcorn"}, {"label": "empty"}, {"probability": 1.5}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_refuses_what_makes_no_sense(movie, wrong):
    review = OutsideReviewFactory(movie=movie)

    with pytest.raises(IntegrityError), transaction.atomic():
        AspectSentenceFactory(review=review, **wrong)


def test_the_database_refuses_the_same_sentence_twice(movie):
    row = AspectSentenceFactory(review=OutsideReviewFactory(movie=movie))

    with pytest.raises(IntegrityError), transaction.atomic():
        AspectSentenceFactory(review=row.review)


def test_a_batch_costs_the_same_number_of_queries_for_2_reviews_and_for_40(
    movie, stub_readers, django_assert_num_queries
):
    for number in (2, 40):
        reviews = [OutsideReviewFactory(movie=movie, text="The acting is fine.") for _ in range(number)]
        services.wait_for_reading(reviews=reviews, at=NOW)
        read_batch(now=NOW)
        with django_assert_num_queries(18):
            assert aspect_tasks.search_batch(now=NOW) == number
    assert not UnreadReview.objects.exists()
