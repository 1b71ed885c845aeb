"""Scores stay right while several processes write and compute at once (real transactions, real threads)."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from reviews import selectors, services
from reviews.models import MovieScore, Review
from reviews.tests.factories import MovieFactory, OutsideReviewFactory, ReadingFactory, reviews_read_as

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 13, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@contextmanager
def elsewhere(function):
    """Runs a function in another thread with a connection of its own; it is over when the block is."""

    def run():
        try:
            function()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_a_change_that_commits_after_the_refresh_leaves_the_score_marked():
    movie = MovieFactory()
    reviews_read_as(movie, positive=1)
    services.make_score_rows(movies=[movie], at=NOW)
    marked, refreshed = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            (review,) = reviews_read_as(movie, positive=1)
            services.mark_scores_stale(reviews=[review], at=LATER)
            marked.set()
            refreshed.wait(5)

    with elsewhere(write_slowly):
        marked.wait(5)
        services.refresh_scores(now=NOW)  # the row is in the writer's hands: left alone
        refreshed.set()

    assert MovieScore.objects.get().stale_since == LATER
    services.refresh_scores(now=LATER)
    assert selectors.score_of(movie)["n"] == 2


def test_a_change_during_the_refresh_waits_and_marks_again(monkeypatch):
    movie = MovieFactory()
    reviews_read_as(movie, positive=1)
    services.make_score_rows(movies=[movie], at=NOW)
    computing, written = threading.Event(), threading.Event()
    compute = services.scores.score_figures.figures

    def figures_then_wait(**place):
        found = compute(**place)
        computing.set()
        written.wait(0.3)  # the writer cannot finish before this transaction does
        return found

    def write():
        computing.wait(5)
        with transaction.atomic():
            (review,) = reviews_read_as(movie, positive=1)
            services.mark_scores_stale(reviews=[review], at=LATER)
        written.set()

    monkeypatch.setattr("reviews.selectors.score_figures.figures", figures_then_wait)
    with elsewhere(write):
        services.refresh_scores(now=NOW)
        assert not written.is_set()
    monkeypatch.undo()

    assert MovieScore.objects.get().stale_since == LATER
    services.refresh_scores(now=LATER)
    assert selectors.score_of(movie)["n"] == 2


def test_many_writers_and_refreshers_end_with_the_right_count():
    movies = [MovieFactory() for _ in range(3)]
    services.make_score_rows(movies=movies, at=NOW)
    failures = []

    def write(order):
        try:
            for _ in range(5):
                with transaction.atomic():
                    reviews = [OutsideReviewFactory(movie=movie) for movie in order]
                    for review in reviews:
                        ReadingFactory(review=review)
                    services.mark_scores_stale(reviews=reviews, at=LATER)
                services.refresh_scores(now=LATER)
        except Exception as error:  # a deadlock, say
            failures.append(error)

    with elsewhere(lambda: write(movies)), elsewhere(lambda: write(movies[::-1])), elsewhere(lambda: write(movies[1:])):
        pass
    services.refresh_scores(now=LATER)

    assert failures == []
    assert [selectors.score_of(movie)["n"] for movie in movies] == [10, 15, 15]
    assert not MovieScore.objects.exclude(stale_since=None).exists()


def test_two_submissions_with_one_key_at_once_are_one_review(person):
    movie = MovieFactory()
    key = "9f7b3d1e-54c1-4a3b-8f27-6c1d1f0c9a11"
    start = threading.Barrier(2)

    def submit():
        start.wait(5)
        services.submit_review(movie=movie, text="A good film.", by=person, at=NOW, submission_key=key)

    with elsewhere(submit), elsewhere(submit):
        pass

    assert Review.objects.count() == 1
