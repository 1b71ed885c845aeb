"""A worker killed in mid-batch loses and doubles nothing (real processes, real broker, real database)."""

from datetime import UTC, datetime

import pytest
from django.db.models import Count

from emosense.jobs.services import wake
from emosense.jobs.tests.processes import kill_group, running_worker, wait_for
from reviews import selectors, services
from reviews.models import Reading, Review, UnreadReview
from reviews.tests.factories import MovieFactory, OutsideReviewFactory, SourceFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REVIEWS = 55
PATIENCE = 90  # seconds
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def worker(*, mark="", app="reviews.tests.slow_worker:app"):
    return running_worker("inference", app=app, SLOW_WORKER_MARK=str(mark))


def test_a_worker_killed_in_mid_batch_loses_and_doubles_nothing(tmp_path):
    movie, source = MovieFactory(), SourceFactory()
    reviews = [OutsideReviewFactory.build(movie=movie, source=source) for _ in range(REVIEWS)]
    services.wait_for_reading(reviews=Review.objects.bulk_create(reviews), at=NOW)  # sends the message
    mark = tmp_path / "third-batch"

    with worker(mark=mark) as process:
        wait_for(mark.exists, limit=PATIENCE)
        kill_group(process)

    assert Reading.objects.count() == 40  # two whole batches of ten reviews and two models; of the third, nothing
    assert UnreadReview.objects.count() == 2 * REVIEWS - 40

    with worker():
        wake(task="reviews.tasks.read_unread", queue="inference")  # as the schedule does every ten seconds
        wait_for(lambda: not UnreadReview.objects.exists(), limit=PATIENCE)
        wait_for(lambda: selectors.score_of(movie)["n"] == REVIEWS, limit=PATIENCE)  # the worker computes it, too

    per_review = Review.objects.annotate(times=Count("readings")).values_list("times", flat=True)
    assert set(per_review) == {2}
    assert selectors.score_of(movie)["waiting"] == 0
