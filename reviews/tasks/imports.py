"""Imports, off the request."""

from celery import shared_task
from django.utils import timezone

from emosense.jobs import services as jobs
from reviews.services import import_run


@shared_task(name="reviews.tasks.import_reviews")
def import_reviews(*, job_id: str) -> None:
    """Works off one import; killed anywhere, it goes on behind the last whole chunk."""
    with jobs.lease(job_id=job_id, now=timezone.now()) as work:
        if work is not None:
            import_run.work_off(work=work, now=timezone.now)
    import_run.note_cancelled(job_id=job_id)
