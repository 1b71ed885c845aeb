"""Reading what waits: woken by a message on commit, or by the schedule."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from emosense.jobs.services import wake
from reviews import services
from reviews.models import UnreadReview
from reviews.tasks.aspects import wake_searchers
from reviews.tasks.batches import REVIEWS_PER_BATCH, read_batch
from reviews.tasks.memory import give_back_memory

# Then other tasks get their turn; a batch takes about half a second.
TURN = timedelta(seconds=2)
MUCH = 4 * REVIEWS_PER_BATCH


@shared_task(name="reviews.tasks.read_unread", soft_time_limit=100, time_limit=120)
def read_unread():
    """Reads until nothing waits or its turn is over, then computes the scores that changed.

    Safe to run twice, and at the same time: rows that another worker has claimed are skipped. A run whose turn is over
    sends for the next one, behind whatever else waits for this worker.
    """
    started = timezone.now()
    batch = read_batch(now=started)
    while batch.recorded and timezone.now() - started < TURN:
        batch = read_batch(now=timezone.now())
    services.refresh_scores(now=timezone.now())
    give_back_memory()
    if not batch.recorded:
        wake_searchers(number=1, expires=60)
    else:
        wake(task="reviews.tasks.read_unread", queue="inference", expires=60)


@shared_task(name="reviews.tasks.sweep_unread", soft_time_limit=30, time_limit=60)
def sweep_unread():
    """Wakes a reader when something waits, however its message was lost, and a second one when much does.

    When no text waits, the same for reviews whose sentences are to be searched.
    """
    waiting = UnreadReview.objects.for_readers()[: MUCH + 1].count()
    for _ in range((waiting > 0) + (waiting > MUCH)):
        wake(task="reviews.tasks.read_unread", queue="inference", expires=10)
    wake_searchers()
