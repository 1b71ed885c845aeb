"""Keeping the scores up to date."""

from celery import shared_task
from django.utils import timezone

from reviews import services


@shared_task(name="reviews.tasks.age_scores", soft_time_limit=120, time_limit=150)
def age_scores():
    """Once a day: "the latest 90 days" are others than yesterday, so all is computed again. Safe to run twice."""
    services.mark_all_scores_stale(at=timezone.now())


@shared_task(name="reviews.tasks.refresh_scores", soft_time_limit=120, time_limit=150)
def refresh_scores():
    """Safe to run twice, and at the same time: rows are locked, and locked rows are skipped."""
    services.refresh_scores(now=timezone.now())
    services.refresh_all_movie_aspects(now=timezone.now())
