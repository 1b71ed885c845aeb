"""Several readers, authors and a refresh at once: nothing is lost, doubled or read from an old text."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from reviews import selectors, services
from reviews.models import AspectSentence, Reading, Review, UnreadReview
from reviews.tasks import read_unread
from reviews.tasks.batches import read_batch
from reviews.tests.factories import MovieFactory, OutsideReviewFactory, SourceFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def together(*functions):
    """Runs them at the same time, each with a connection of its own; raises what the first of them raised."""
    start, failures = threading.Barrier(len(functions)), []

    def run(function):
        start.wait(5)
        try:
            function()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    if failures:
        raise failures[0]


def test_three_readers_share_the_queue_and_read_everything_once(stub_readers):
    movie, source = MovieFactory(), SourceFactory()
    reviews = [OutsideReviewFactory.build(movie=movie, source=source, text="A good film.") for _ in range(150)]
    services.wait_for_reading(reviews=Review.objects.bulk_create(reviews), at=NOW)

    def read():
        while read_batch(now=timezone.now(), reviews=7).claimed:
            pass

    together(read, read, read)

    assert not UnreadReview.objects.exists()
    assert Reading.objects.count() == 300
    assert sum(stub_readers["lstm"].calls) == 150
    services.refresh_scores(now=NOW)
    assert selectors.score_of(movie)["n"] == 150


def test_authors_who_edit_and_delete_meanwhile_are_read_as_they_wrote_last(stub_readers, person):
    movie = MovieFactory()
    reviews = [
        services.submit_review(movie=movie, text=f"A good film, {number}.", by=person, at=NOW) for number in range(40)
    ]
    over = threading.Event()

    def read():
        while not over.is_set():
            read_batch(now=timezone.now(), reviews=5)
            services.refresh_scores(now=timezone.now())

    def edit():
        try:
            for review in reviews[:30]:
                services.edit_review(review=review, text=f"A bad film, {review.pk}.", by=person, at=timezone.now())
            for review in reviews[20:]:
                services.delete_review(review=review, by=person, at=timezone.now())
        finally:
            over.set()

    together(read, read, edit)
    while UnreadReview.objects.exists():
        read_unread()
    read_unread()

    labels = Reading.objects.values_list("review", "model", "label")
    assert {label for _, _, label in labels} == {"negative"}
    assert set(Review.objects.annotate(times=Count("readings")).values_list("times", flat=True)) == {2}
    assert Review.objects.count() == 20
    assert (selectors.score_of(movie)["n"], selectors.score_of(movie)["negative"]) == (20, 20)


def test_reviews_are_removed_while_a_searcher_writes_their_sentences():
    reviews = OutsideReviewFactory.create_batch(3, movie=MovieFactory(), source=SourceFactory(), is_demo=True)
    written, removed = threading.Event(), threading.Event()

    def search():
        with transaction.atomic():
            list(Review.objects.select_for_update(no_key=True).values_list("pk"))
            AspectSentence.objects.bulk_create(
                AspectSentence(
                    review=review, aspect="story", start=0, end=4, label="positive", probability=0.9, created_at=NOW
                )
                for review in reviews
            )
            written.set()
            assert not removed.wait(0.5)  # it must wait for this commit, else it knows nothing of the sentences

    def remove():
        written.wait(5)
        services.remove_demo_reviews(at=NOW)
        removed.set()

    together(search, remove)

    assert not Review.objects.exists()
    assert not AspectSentence.objects.exists()
