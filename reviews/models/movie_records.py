"""What sources call a movie, and rows of files of which a person must say which movie they mean."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce


class MovieRecord(models.Model):
    """A movie's id in one source: found by it again without looking at titles."""

    source = models.ForeignKey("reviews.Source", on_delete=models.CASCADE, related_name="movie_records")
    key = models.CharField(max_length=200, help_text="The id there; for a file without ids its title and year.")
    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="records")
    fingerprint = models.CharField(max_length=40, blank=True, help_text="Of the facts that came last.")
    told = models.JSONField(default=dict, blank=True, help_text='{"budget": when the movie took it from here, …}')

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_movie_per_key")]

    def __str__(self):
        return self.key


class MovieDoubtQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those of public imports, and of private ones those of the person's teams."""
        if person.has_perm("jobs.enter_every_team"):
            return self
        return self.filter(Q(team=None) | Q(team__in=person.teams.all()))


class MovieDoubt(models.Model):
    """A row that may mean a movie of the catalogue and may not."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SAME = "same", "A movie that was there"
        NEW = "new", "A new movie"
        IGNORED = "ignored", "Left out"

    source = models.ForeignKey("reviews.Source", on_delete=models.CASCADE, related_name="movie_doubts")
    team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose private import has the row: nobody else sees it.",
    )
    key = models.CharField(max_length=200, help_text="As in MovieRecord.")
    title = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict, help_text="What the row says about the movie; else empty.")
    reason = models.CharField(max_length=300)
    candidates = models.ManyToManyField("reviews.Movie", related_name="doubts", blank=True)
    review_import = models.ForeignKey(
        "reviews.ReviewImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="doubts"
    )
    row_number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    movie = models.ForeignKey("reviews.Movie", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = MovieDoubtQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("source", "key", Coalesce("team", 0), name="one_doubt_per_key_and_team"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="a_decided_doubt_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="doubts_by_state")]

    def __str__(self):
        title = self.title or f"Without a title, {self.key}"
        return f"{title} ({self.year})" if self.year else title
