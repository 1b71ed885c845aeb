"""What each source gave to each movie, counted: the rows that every figure of a source is added up from."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce


class SourceFigures(models.Model):
    """Reviews of one movie by one source: the public ones (team null), or those private to one team.

    Counted with the movie's score, and written right after it. Demo reviews have rows of their own.
    """

    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="source_figures")
    # The indexes below begin with the source: it needs none of its own.
    source = models.ForeignKey("reviews.Source", on_delete=models.CASCADE, related_name="figures", db_index=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)
    reviews = models.PositiveIntegerField(default=0, help_text="Published ones.")
    withheld = models.PositiveIntegerField(default=0, help_text="Kept back by moderators: in no other figure.")
    positive = models.PositiveIntegerField(default=0)
    neutral = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)
    not_read = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    newest_at = models.DateTimeField(null=True, blank=True, help_text="When the newest of them came.")
    version = models.CharField(max_length=40, blank=True, help_text="That made the newest reading.")
    has_earlier_versions = models.BooleanField(default=False)
    months = models.JSONField(default=list, help_text="The counted rows themselves: selectors.score_figures.")
    model = models.CharField(max_length=20)
    as_of = models.DateTimeField()

    class Meta:
        verbose_name_plural = "source figures"
        constraints = [
            models.UniqueConstraint(
                F("movie"), F("source"), F("is_demo"), Coalesce("team", 0), name="one_row_per_source_of_movie"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "team", "reviews"], name="figures_by_reviews"),
            models.Index(fields=["source", "team", "newest_at"], name="figures_by_newest"),
        ]

    def __str__(self):
        return f"{self.source_id} on movie {self.movie_id}"


class SourceTotals(models.Model):
    """What a source gave over all movies: the public reviews (team null), or those private to one team.

    Triggers of the database keep them with every row of SourceFigures that comes, changes or goes, by whatever way:
    all figures are sums. Versions are part of the key, for a newest one can not be taken off a sum.
    """

    # The constraint below begins with the source: it needs no index of its own.
    source = models.ForeignKey("reviews.Source", on_delete=models.CASCADE, related_name="totals", db_index=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField()
    version = models.CharField(max_length=40, blank=True, help_text="That made the newest reading of these movies.")
    has_earlier_versions = models.BooleanField()
    movies = models.IntegerField(help_text="With a published review.")
    reviews = models.IntegerField(help_text="Published ones.")
    withheld = models.IntegerField()
    positive = models.IntegerField()
    neutral = models.IntegerField()
    negative = models.IntegerField()
    unsure = models.IntegerField()
    not_read = models.IntegerField()
    waiting = models.IntegerField()
    as_of = models.DateTimeField()

    class Meta:
        verbose_name_plural = "source totals"
        constraints = [
            models.UniqueConstraint(
                F("source"),
                F("is_demo"),
                F("version"),
                F("has_earlier_versions"),
                Coalesce("team", 0),
                name="one_total_per_source_team_and_version",
            ),
        ]

    def __str__(self):
        return f"{self.source_id} in all"
