"""The job that shows how far the reading of many reviews has come."""

import time
from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from emosense.jobs import services as jobs
from reviews import selectors, services
from reviews.tasks.aspects import wake_searchers
from reviews.tasks.batches import read_batch
from reviews.tasks.memory import give_back_memory

REFRESH_EVERY = 2  # seconds between two refreshes of the scores
OTHERS_READ = 0.2  # seconds to wait while other workers hold all the rows


@shared_task(name="reviews.tasks.read_reviews")
def read_reviews(*, job_id):
    """Reads until nothing of the job's reviews waits. Killed or cancelled, it loses nothing: the rows are the queue."""
    with jobs.lease(job_id=job_id, now=timezone.now()) as work:
        if work is not None:
            read_all(work)


def read_all(work: jobs.Work) -> None:
    refreshed = time.monotonic()
    while show_progress(work):
        batch = read_batch(now=timezone.now())
        if not batch.recorded:
            wait_for_others({} if batch.claimed else batch.unavailable)
        if time.monotonic() - refreshed > REFRESH_EVERY:
            services.refresh_scores(now=timezone.now())
            give_back_memory()
            refreshed = time.monotonic()
    services.refresh_scores(now=timezone.now())
    give_back_memory()
    wake_searchers(expires=60)


def show_progress(work: jobs.Work) -> int:
    """Brings done and total up to date and returns how many reviews still wait."""
    import_id = work.job.payload.get("import_id")
    progress = selectors.reading_progress(import_id=import_id and UUID(import_id), known_total=work.job.total)
    done = progress["total"] - progress["waiting"]
    work.advance(done=max(0, done - work.job.done), total=progress["total"], step="Reading")
    return progress["waiting"]


def wait_for_others(unavailable: dict[str, Any]) -> None:
    """Nothing was recorded: others hold the rows or their texts, or the model is away, which no waiting here helps."""
    if unavailable:
        words = " ".join(unavailable.values())
        raise jobs.PermanentFailure(f"{words} The reviews are kept and are read as soon as it is back.")
    time.sleep(OTHERS_READ)
