"""Beat calls these: what was lost goes on, what is old goes away."""

from celery import shared_task
from django.utils import timezone

from emosense.jobs import services


@shared_task(soft_time_limit=60, time_limit=90)
def sweep():
    """Safe to run twice, and at the same time: rows are locked, and locked rows are skipped."""
    services.sweep(now=timezone.now())


@shared_task(soft_time_limit=900, time_limit=960)
def tidy():
    services.tidy(now=timezone.now())
