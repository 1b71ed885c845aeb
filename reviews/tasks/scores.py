"""Keeping the scores up to date."""

from celery import shared_task
from django.utils import timezone

from reviews import services


@shared_task(name="reviews.tasks.refresh_scores", soft_time_limit=120, time_limit=150)
def refresh_scores():
    """Safe to run twice, and at the same time: rows are locked, and locked rows are skipped."""
    services.refresh_scores(now=timezone.now())
