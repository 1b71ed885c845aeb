"""Crawls: one movie's reviews from one source's pages."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Crawl(models.Model):
    """Where a crawl is. A killed one goes on from its cursor; what came is kept, however it ends."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        REFUSED = "refused", "Refused by the site"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    OPEN = (State.WAITING, State.RUNNING)
    STOPPED = (State.REFUSED, State.FAILED, State.CANCELLED)

    source = models.ForeignKey("reviews.Source", on_delete=models.CASCADE, related_name="crawls")
    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="crawls")
    limit = models.PositiveIntegerField(help_text="Reviews, at most.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    cursor = models.JSONField(default=dict, blank=True, help_text="The page to ask for next; empty is the first.")
    total = models.PositiveIntegerField(null=True, blank=True, help_text="Reviews that the site says it has.")
    pages = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0, help_text="Reviews that whole pages told.")
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    without_text = models.PositiveIntegerField(default=0, help_text="Not kept: the page hides the text of spoilers.")
    failed = models.PositiveIntegerField(default=0, help_text="Not kept: unreadable, or another movie's.")
    error = models.TextField(blank=True, help_text="What stopped it, in words.")
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="crawls")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="crawls"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "movie"],
                condition=Q(state__in=("waiting", "running")),
                name="one_open_crawl_per_movie_and_source",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running", "finished", "refused", "failed", "cancelled")),
                name="crawl_state_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.movie}"
