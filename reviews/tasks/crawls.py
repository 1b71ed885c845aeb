"""Crawls, off the request; each in a process of its own, which ends with the task."""

from celery import shared_task
from django.utils import timezone

from emosense.jobs import services as jobs
from reviews.services import crawl_run, crawls


@shared_task(name="reviews.tasks.scrape_reviews")
def scrape_reviews(*, job_id: str) -> None:
    """Works off one crawl; killed anywhere, it goes on behind the last whole page."""
    with jobs.lease(job_id=job_id, now=timezone.now()) as work:
        if work is not None:
            crawl_run.work_off(work=work, now=timezone.now)
    crawls.note_stopped(job_id=job_id, at=timezone.now())
