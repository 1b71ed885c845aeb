"""Archives of recordings, off the request."""

from celery import shared_task
from django.utils import timezone

from emosense.jobs import services as jobs
from speech import services


@shared_task(name="speech.tasks.import_recordings")
def import_recordings(*, job_id: str) -> None:
    """Takes in one archive; killed anywhere, it goes on behind the last file."""
    with jobs.lease(job_id=job_id, now=timezone.now()) as work:
        if work is not None:
            services.take_in_batch(work=work, now=timezone.now)
