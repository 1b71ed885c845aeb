"""The queue of texts that wait: what a batch reads, and what it leaves."""

from datetime import UTC, datetime

import pytest

from reviews import services, tasks
from reviews.models import MovieScore, Reading, Review, UnreadReview
from reviews.selectors import score_of
from reviews.tasks.batches import read_batch
from reviews.tasks.readers import ReaderNotAvailable
from reviews.tests.factories import OutsideReviewFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def waiting(movie, *texts, **fields):
    """Published reviews with these texts, in the queue."""
    reviews = [OutsideReviewFactory(movie=movie, text=text, **fields) for text in texts]
    services.wait_for_reading(reviews=reviews, at=NOW)
    return reviews


def readings_of(review):
    return {
        reading.model: (reading.label, reading.probability and round(reading.probability, 3))
        for reading in review.readings.filter(is_current=True)
    }


def test_both_models_read_every_review_and_the_queue_is_empty(movie, stub_readers):
    good, bad = waiting(movie, "A good film.", "A bad film.")

    batch = read_batch(now=NOW)

    assert (batch.claimed, batch.recorded) == (4, 4)
    assert readings_of(good) == {"lstm": ("positive", 0.9), "gru": ("positive", 0.9)}
    assert readings_of(bad) == {"lstm": ("negative", 0.1), "gru": ("negative", 0.1)}
    assert not UnreadReview.objects.exists()


def test_a_reading_keeps_model_version_and_time(movie, stub_readers):
    (review,) = waiting(movie, "A good film.")

    read_batch(now=NOW)

    reading = review.readings.get(model="gru")
    assert (reading.version, reading.created_at, reading.is_current) == ("stub-1", NOW, True)


@pytest.mark.parametrize(
    ("probability", "label"),
    [("0.39", "negative"), ("0.4", "neutral"), ("0.59", "neutral"), ("0.61", "positive"), ("1", "positive")],
)
def test_neutral_is_from_0_4_to_0_6(movie, stub_readers, probability, label):
    (review,) = waiting(movie, f"So so. p={probability}")

    read_batch(now=NOW)

    assert review.readings.get(model="lstm").label == label


def test_each_model_predicts_once_per_batch(movie, stub_readers):
    waiting(movie, "One.", "Two.", "Three.")

    read_batch(now=NOW)

    assert stub_readers["lstm"].calls == [3]
    assert stub_readers["gru"].calls == [3]


def test_a_batch_takes_no_more_than_asked_and_the_next_one_goes_on(movie, stub_readers):
    waiting(movie, "One.", "Two.", "Three.")

    assert [read_batch(now=NOW, reviews=2).claimed for _ in range(3)] == [4, 2, 0]


def test_who_a_person_waits_for_is_read_before_an_import(movie, stub_readers):
    bulk = OutsideReviewFactory(movie=movie)
    services.wait_for_reading(reviews=[bulk], at=NOW, priority=UnreadReview.Priority.BULK)
    (single,) = waiting(movie, "Just written.")

    read_batch(now=NOW, reviews=1)

    assert single.readings.count() == 2
    assert bulk.readings.count() == 0


def test_of_an_import_what_the_score_waits_for_is_read_first(movie, stub_readers):
    reviews = OutsideReviewFactory.create_batch(3, movie=movie)
    services.wait_for_reading(reviews=reviews, at=NOW, priority=UnreadReview.Priority.BULK)

    read_batch(now=NOW, reviews=2)

    assert Reading.objects.filter(model="lstm").count() == 3
    assert Reading.objects.filter(model="gru").count() == 1
    read_batch(now=NOW, reviews=2)
    assert Reading.objects.filter(model="gru").count() == 3


def test_another_language_is_stored_not_read_not_counted_and_says_so(movie, stub_readers):
    (review,) = waiting(movie, "Ein guter Film.")

    read_batch(now=NOW)
    services.refresh_scores(now=NOW)

    review.refresh_from_db()
    reading = review.readings.get(model="lstm")
    assert (review.language, reading.label, reading.probability, reading.reason) == (
        "de",
        "not_read",
        None,
        "language: de",
    )
    assert (score_of(movie)["n"], score_of(movie)["not_read"]) == (0, 1)
    assert stub_readers["lstm"].calls == []


def test_the_language_that_came_with_a_review_is_believed(movie, stub_readers):
    (review,) = waiting(movie, "Ein guter Film.", language="en")

    read_batch(now=NOW)

    assert review.readings.get(model="lstm").label == "positive"


def test_a_text_without_words_is_empty(movie, stub_readers):
    (review,) = waiting(movie, "!!!")

    read_batch(now=NOW)

    reading = review.readings.get(model="lstm")
    assert (reading.label, reading.probability) == ("empty", None)


def test_a_text_that_breaks_the_network_costs_nobody_else_the_reading(movie, stub_readers):
    first, poison, last = waiting(movie, "A good film.", "POISON", "A bad film.")

    batch = read_batch(now=NOW)

    assert batch.recorded == 6
    assert readings_of(first)["lstm"] == ("positive", 0.9)
    assert readings_of(last)["lstm"] == ("negative", 0.1)
    assert poison.readings.get(model="lstm").label == "not_read"
    assert poison.readings.get(model="lstm").reason == "the model failed on this text: RuntimeError"


def test_the_task_run_twice_reads_once(movie, stub_readers):
    waiting(movie, "One.", "Two.")

    tasks.read_unread()
    tasks.read_unread()

    assert Reading.objects.count() == 4
    assert stub_readers["lstm"].calls == [2]


def test_the_task_leaves_a_fresh_score(movie, stub_readers):
    waiting(movie, *["A good film."] * 30)

    tasks.read_unread()

    assert (score_of(movie)["state"], score_of(movie)["value"]) == ("ok", 1.0)
    assert not MovieScore.objects.exclude(stale_since=None).exists()


def test_without_its_model_a_review_waits_with_the_reason(movie, stub_readers, monkeypatch):
    def only_gru(model):
        if model == "lstm":
            raise ReaderNotAvailable("The file network.onnx of the trained model lstm is missing.")
        return stub_readers[model]

    monkeypatch.setattr("reviews.tasks.readers.reader_of", only_gru)
    (review,) = waiting(movie, "A good film.")

    tasks.read_unread()

    row = review.unread.get()
    assert (row.model, row.error) == ("lstm", "The file network.onnx of the trained model lstm is missing.")
    assert list(readings_of(review)) == ["gru"]
    assert score_of(movie)["state"] == "not_available"


def test_when_the_model_is_back_the_waiting_are_read(movie, stub_readers, monkeypatch):
    def nothing(model):
        raise ReaderNotAvailable(f"The trained model {model} is not available.")

    waiting(movie, *["A good film."] * 30)
    with monkeypatch.context() as away:
        away.setattr("reviews.tasks.readers.reader_of", nothing)
        tasks.read_unread()
    assert score_of(movie)["state"] == "not_available"

    tasks.read_unread()

    assert (score_of(movie)["state"], score_of(movie)["n"]) == ("ok", 30)


def test_a_model_that_stays_away_is_noted_once(movie, stub_readers):
    waiting(movie, "A good film.")

    first = services.note_unavailable(model="lstm", error="away", at=NOW)
    again = services.note_unavailable(model="lstm", error="away", at=NOW)

    assert (first, again) == (1, 0)


def test_the_sweep_wakes_a_reader_only_when_something_waits(movie, monkeypatch):
    sent = []
    monkeypatch.setattr("reviews.tasks.reading.wake", lambda **message: sent.append(message["task"]))

    tasks.sweep_unread()
    waiting(movie, "A good film.")
    tasks.sweep_unread()

    assert sent == ["reviews.tasks.read_unread"]


def test_a_new_version_reads_again_and_the_old_reading_stays(movie, stub_readers):
    (review,) = waiting(movie, "A good film.")
    read_batch(now=NOW)
    stub_readers["lstm"].version = "stub-2"

    queued = services.read_again(model="lstm", version="stub-2", at=NOW)
    read_batch(now=NOW)

    assert queued == 1
    assert dict(review.readings.filter(model="lstm").values_list("version", "is_current")) == {
        "stub-1": False,
        "stub-2": True,
    }


def test_until_the_new_version_has_read_a_review_the_old_reading_counts(movie, stub_readers):
    waiting(movie, *["A good film."] * 30)
    tasks.read_unread()

    services.read_again(model="lstm", version="stub-2", at=NOW)
    services.mark_all_scores_stale(at=NOW)
    services.refresh_scores(now=NOW)

    score = score_of(movie)
    assert (score["state"], score["n"], score["waiting"], score["version"]) == ("ok", 30, 0, "stub-1")


def test_what_this_version_has_read_is_not_read_again(movie, stub_readers):
    waiting(movie, "A good film.")
    read_batch(now=NOW)

    assert services.read_again(model="lstm", version="stub-1", at=NOW) == 0


def test_the_same_version_reading_again_replaces_its_reading(movie, stub_readers):
    (review,) = waiting(movie, "A good film.")
    read_batch(now=NOW)
    services.wait_for_reading(reviews=[review], at=NOW)

    read_batch(now=NOW)

    assert review.readings.count() == 2


def test_a_changed_text_is_read_again_and_its_old_reading_is_gone(movie, stub_readers, person):
    review = services.submit_review(movie=movie, text="A good film.", by=person, at=NOW)
    read_batch(now=NOW)

    services.edit_review(review=review, text="A bad film.", by=person, at=NOW)
    assert review.readings.count() == 0
    read_batch(now=NOW)

    assert readings_of(review) == {"lstm": ("negative", 0.1), "gru": ("negative", 0.1)}


def test_a_text_that_changed_while_it_was_read_keeps_its_place_in_the_queue(movie, stub_readers):
    (review,) = waiting(movie, "A good film.")
    claimed = services.claim_unread(models=["lstm"], limit=10)
    Review.objects.filter(pk=review.pk).update(text="A bad film.")

    recorded = services.record_readings(
        readings=[services.NewReading(claimed[0], "stub-1", "positive", 0.9)], languages={}, at=NOW
    )

    assert recorded == 0
    assert review.unread.filter(model="lstm").exists()
    assert not review.readings.exists()


def test_a_batch_costs_the_same_number_of_queries_for_2_reviews_and_for_50(
    movie, stub_readers, django_assert_max_num_queries
):
    waiting(movie, *["A good film."] * 50)

    with django_assert_max_num_queries(20):
        read_batch(now=NOW)
