"""A worker killed in mid-batch loses and doubles nothing (real processes, real broker, real database)."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.db.models import Count

from emosense.jobs.services import wake
from reviews import selectors, services
from reviews.models import Reading, Review, UnreadReview
from reviews.tests.factories import MovieFactory, OutsideReviewFactory, SourceFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REVIEWS = 55
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@contextmanager
def worker(*, mark="", app="reviews.tests.slow_worker:app"):
    """A worker of the queue "inference" in a process group of its own, killed at the end whatever it does."""
    url = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [sys.executable, "-m", "celery", "-A", app, "worker"]
    options = [
        "--queues",
        "inference",
        "--concurrency",
        "1",
        "--hostname",
        f"killed-{os.getpid()}@%h",
        "--without-mingle",
    ]
    process = subprocess.Popen(
        [*command, *options],
        env={**os.environ, "DATABASE_URL": database, "SLOW_WORKER_MARK": str(mark)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def waited_for(condition, *, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_a_worker_killed_in_mid_batch_loses_and_doubles_nothing(tmp_path):
    movie, source = MovieFactory(), SourceFactory()
    reviews = [OutsideReviewFactory.build(movie=movie, source=source) for _ in range(REVIEWS)]
    services.wait_for_reading(reviews=Review.objects.bulk_create(reviews), at=NOW)  # sends the message
    mark = tmp_path / "third-batch"

    with worker(mark=mark) as process:
        assert waited_for(mark.exists)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    assert Reading.objects.count() == 40  # two whole batches of ten reviews and two models; of the third, nothing
    assert UnreadReview.objects.count() == 2 * REVIEWS - 40

    with worker():
        wake(task="reviews.tasks.read_unread", queue="inference")  # as the schedule does every ten seconds
        assert waited_for(lambda: not UnreadReview.objects.exists())
        assert waited_for(lambda: selectors.score_of(movie)["n"] == REVIEWS)  # the worker computes it, too

    per_review = Review.objects.annotate(times=Count("readings")).values_list("times", flat=True)
    assert set(per_review) == {2}
    assert selectors.score_of(movie)["waiting"] == 0
