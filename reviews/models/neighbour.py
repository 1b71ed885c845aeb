"""Similar movies as rows: written by services for a higher app, read by every page."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class MovieNeighbour(models.Model):
    """One of the movies that are most like another one, with what both share.

    `score`: the cosine of their contents. `reasons`: {"people", "genres", "terms"}: lists of words, weightiest first.
    """

    class Kind(models.TextChoices):
        CONTENT = "content", "Alike in story, genres and people"

    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="neighbours", db_index=False)
    neighbour = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="neighbour_of")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CONTENT)
    rank = models.PositiveSmallIntegerField(help_text="From 1, the most alike first.")
    score = models.FloatField()
    reasons = models.JSONField(default=dict)
    model = models.CharField(max_length=30)
    version = models.CharField(max_length=40)
    as_of = models.DateTimeField()

    class Meta:
        ordering = ["movie", "kind", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["movie", "kind", "rank"], name="one_neighbour_per_rank"),
            models.UniqueConstraint(fields=["movie", "kind", "neighbour"], name="a_neighbour_once"),
            models.CheckConstraint(condition=~Q(movie=F("neighbour")), name="no_movie_is_its_own_neighbour"),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="neighbour_score_range"),
            models.CheckConstraint(condition=Q(kind__in=["content"]), name="neighbour_kind_is_known"),
        ]

    def __str__(self):
        return f"{self.neighbour_id} is like {self.movie_id}"


class NeighbourState(models.Model):
    """Whether a movie's neighbours are up to date; marked in the transaction that changes the movie."""

    movie = models.OneToOneField(
        "reviews.Movie", on_delete=models.CASCADE, primary_key=True, related_name="neighbour_state"
    )
    stale_since = models.DateTimeField(null=True, blank=True, help_text="Something changed: to be computed again.")
    as_of = models.DateTimeField(null=True, blank=True, help_text="When they were computed; empty: never.")

    class Meta:
        indexes = [
            models.Index(fields=["stale_since"], condition=~Q(stale_since=None), name="stale_neighbours"),
        ]

    def __str__(self):
        return f"Neighbours of movie {self.movie_id}"


class HiddenMovie(models.Model):
    """A movie that a person, or a visitor without account, does not want to be shown unasked."""

    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="hidden_movies"
    )
    visitor = models.UUIDField(null=True, blank=True, help_text="Held in the visitor's session.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "movie"], condition=~Q(person=None), name="a_movie_is_hidden_once_from_a_person"
            ),
            models.UniqueConstraint(
                fields=["visitor", "movie"], condition=~Q(visitor=None), name="a_movie_is_hidden_once_from_a_visitor"
            ),
            models.CheckConstraint(
                condition=Q(person=None, visitor__isnull=False) | Q(person__isnull=False, visitor=None),
                name="hidden_from_a_person_or_a_visitor",
            ),
        ]

    def __str__(self):
        return f"Movie {self.movie_id}, hidden"
