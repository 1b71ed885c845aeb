"""Reading what waits: woken by a message on commit, or by the schedule."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from emosense.jobs.services import wake
from reviews import services
from reviews.models import UnreadReview
from reviews.tasks.batches import read_batch

# Then other tasks get their turn; a batch takes about half a second.
TURN = timedelta(seconds=2)


@shared_task(name="reviews.tasks.read_unread", queue="inference", soft_time_limit=100, time_limit=120)
def read_unread():
    """Reads until nothing waits or its turn is over, then computes the scores that changed.

    Safe to run twice, and at the same time: rows that another worker has claimed are skipped. While much waits, each
    run calls for another one, so that every free process helps.
    """
    started = timezone.now()
    batch = read_batch(now=started)
    while batch.recorded and timezone.now() - started < TURN:
        batch = read_batch(now=timezone.now())
    services.refresh_scores(now=timezone.now())
    if batch.recorded:
        wake(task="reviews.tasks.read_unread", queue="inference", expires=60)


@shared_task(name="reviews.tasks.sweep_unread", queue="default", soft_time_limit=30, time_limit=60)
def sweep_unread():
    """Wakes a reader when something waits, for whatever reason its message was lost."""
    if UnreadReview.objects.exists():
        wake(task="reviews.tasks.read_unread", queue="inference", expires=10)
