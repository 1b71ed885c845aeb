"""Scores as rows: written by services, read by every page."""

from django.db import models
from django.db.models import Q


class MovieScore(models.Model):
    """One score of one movie: for everybody (team null) or as one team sees it.

    `kind` "sentiment": value = positive / n, where n counts published reviews with a label by the serving model
    (positive, neutral, negative, unsure); low and high are its Wilson interval at `level`.
    """

    class State(models.TextChoices):
        NONE = "none", "No reviews yet"
        WAITING = "waiting", "Reviews wait to be read"
        TOO_FEW = "too_few", "Too few to say"
        OK = "ok", "Enough reviews"
        NOT_AVAILABLE = "not_available", "The model is not available"

    class Trend(models.TextChoices):
        UNKNOWN = "", "Too few to say"
        UP = "up", "Rising"
        DOWN = "down", "Falling"
        STEADY = "steady", "No clear change"

    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="scores")
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="scores")
    kind = models.CharField(max_length=30, default="sentiment")
    state = models.CharField(max_length=15, choices=State, default=State.NONE)
    value = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    level = models.FloatField(default=0.95)
    n = models.PositiveIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)
    neutral = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)
    not_read = models.PositiveIntegerField(default=0, help_text="Not English, or empty: stored, not counted.")
    waiting = models.PositiveIntegerField(default=0)
    stars_mean = models.FloatField(null=True, blank=True)
    stars_n = models.PositiveIntegerField(default=0)
    sources = models.JSONField(default=list, help_text='[{"source", "name", "n", "share"}], most first')
    monthly = models.JSONField(
        default=list, help_text='[{"month", "n", "positive", "value", "low", "high"}], oldest first'
    )
    trend = models.CharField(
        max_length=6,
        choices=Trend,
        default=Trend.UNKNOWN,
        blank=True,
        help_text="The latest 90 days beside those before.",
    )
    is_demo = models.BooleanField(default=False, help_text="Made of demo reviews, for want of real ones.")
    as_of = models.DateTimeField()
    model = models.CharField(max_length=20)
    version = models.CharField(max_length=40, blank=True, help_text="That made the newest reading.")
    has_earlier_versions = models.BooleanField(default=False, help_text="Some readings are by earlier versions.")
    stale_since = models.DateTimeField(null=True, blank=True, help_text="Something changed: to be computed again.")
    aspects_stale_since = models.DateTimeField(null=True, blank=True, help_text="The same for the aspects beside it.")
    source_figures = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="Rows of SourceFigures still to be written; else null.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["movie", "kind"], condition=Q(team=None), name="one_public_score_per_kind"),
            models.UniqueConstraint(
                fields=["movie", "kind", "team"], condition=~Q(team=None), name="one_team_score_per_kind"
            ),
            models.CheckConstraint(condition=Q(value__range=(0, 1)), name="score_value_range"),
        ]
        indexes = [
            models.Index(fields=["stale_since"], condition=~Q(stale_since=None), name="stale_scores"),
            models.Index(fields=["aspects_stale_since"], condition=~Q(aspects_stale_since=None), name="stale_aspects"),
            models.Index(fields=["id"], condition=Q(source_figures__isnull=False), name="scores_with_source_figures"),
        ]

    def __str__(self):
        return f"Score of movie {self.movie_id}"
