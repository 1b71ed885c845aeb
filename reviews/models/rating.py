"""Ratings: a number somebody gave a movie, without words."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class RatingQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Public ratings, and those of the person's teams."""
        if not person.is_authenticated:
            return self.filter(team=None)
        return self.filter(Q(team=None) | Q(team__in=person.teams.all()))

    def about(self, movie):
        return self.filter(movie=movie)


class Rating(models.Model):
    """What one person, here or elsewhere, gave one movie; it stands beside the score from texts and is never in it."""

    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="ratings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="ratings"
    )
    outside_person = models.CharField(max_length=120, blank=True, help_text="Name or id in the source; no user here.")
    source = models.ForeignKey("reviews.Source", on_delete=models.PROTECT, related_name="ratings")
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="ratings")
    value = models.DecimalField(max_digits=5, decimal_places=2, help_text="As it was given.")
    scale = models.PositiveSmallIntegerField(help_text="The best value there: 5, 10 or 100.")
    rated_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        "reviews.ReviewImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="ratings"
    )

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["-rated_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                F("source"),
                F("movie"),
                F("outside_person"),
                Coalesce("person", 0),
                Coalesce("team", 0),
                name="one_rating_per_person_and_movie",
            ),
            models.CheckConstraint(
                condition=Q(person=None) & ~Q(outside_person="") | ~Q(person=None) & Q(outside_person=""),
                name="a_rating_is_one_persons",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=F("scale"), scale__range=(1, 1_000)),
                name="a_rating_is_on_its_scale",
            ),
        ]
        indexes = [models.Index(fields=["movie", "rated_at"], name="ratings_of_movie")]

    def __str__(self):
        return f"{self.value:g} of {self.scale}"

    @property
    def stars(self):
        """On the scale of reviews, 0 to 10."""
        return float(self.value) / self.scale * 10
