"""What a person, or a visitor without account, told about taste, and the lists that were made of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

SURPRISES = (0, 1, 2)  # 0: well-known films may lead; 2: few do


class Taste(models.Model):
    """Whose lists these are: a person's, or those of a visitor whose session holds the token.

    `asked_mark` and `computed_mark` say of which history, settings, model and day lists were ordered and made: while
    they differ, or differ from what the history is now, a worker makes them anew.
    """

    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="taste"
    )
    surprise = models.PositiveSmallIntegerField(default=0, help_text="Shown unless another step is asked for.")
    revision = models.PositiveIntegerField(default=0, help_text="Counts what was told here.")
    asked_mark = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    computed_mark = models.CharField(max_length=64, blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)
    model = models.CharField(max_length=30, blank=True)
    version = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What the lists lack, in words for the person.")
    profile = models.JSONField(default=dict, blank=True, help_text="What the history says, before corrections.")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(surprise__lte=2), name="surprise_has_three_steps")]
        indexes = [models.Index(fields=["used_at"], condition=Q(person=None), name="tastes_of_visitors")]

    def __str__(self):
        return f"Taste {self.pk}"


class Feedback(models.Model):
    """What was told of one movie here; the last word counts."""

    class Kind(models.TextChoices):
        SEEN = "seen", "Seen"
        TAKEN = "taken", "Going to watch"
        LIKED = "liked", "Liked"
        NOT_INTERESTED = "not_interested", "Not interested"

    taste = models.ForeignKey(Taste, on_delete=models.CASCADE, related_name="feedback")
    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=15, choices=Kind)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["-told_at", "-id"]
        verbose_name_plural = "feedback"
        constraints = [
            models.UniqueConstraint(fields=["taste", "movie"], name="one_feedback_per_taste_and_movie"),
            models.CheckConstraint(
                condition=Q(kind__in=["seen", "taken", "liked", "not_interested"]), name="feedback_kind_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: movie {self.movie_id}"


class Correction(models.Model):
    """What somebody says about the profile: more of a genre, less of a decade, never this person."""

    class Facet(models.TextChoices):
        GENRE = "genre", "Genre"
        DECADE = "decade", "Decade"
        PERSON = "person", "Person"

    class Wish(models.TextChoices):
        MORE = "more", "More"
        LESS = "less", "Less"
        NEVER = "never", "Never"

    taste = models.ForeignKey(Taste, on_delete=models.CASCADE, related_name="corrections")
    facet = models.CharField(max_length=6, choices=Facet)
    key = models.CharField(max_length=180, help_text="A genre's or person's slug, or the first year of a decade.")
    label = models.CharField(max_length=160)
    wish = models.CharField(max_length=5, choices=Wish)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["facet", "label"]
        constraints = [
            models.UniqueConstraint(fields=["taste", "facet", "key"], name="one_correction_per_facet_and_key"),
            models.CheckConstraint(condition=Q(facet__in=["genre", "decade", "person"]), name="facet_is_known"),
            models.CheckConstraint(condition=Q(wish__in=["more", "less", "never"]), name="wish_is_known"),
        ]

    def __str__(self):
        return f"{self.wish} {self.label}"


class Recommendation(models.Model):
    """One movie on somebody's page; `taste` empty: the well-known movies, for those of whom nothing is known.

    The reason was tested: without that movie in the history, score and place were `score_without`, `place_without`.
    """

    class Row(models.TextChoices):
        BECAUSE = "because", "Because you liked"
        PEOPLE = "people", "People like you"
        NEW = "new", "New here"
        DIFFERENT = "different", "Something different"
        KNOWN = "known", "Well known"

    taste = models.ForeignKey(Taste, on_delete=models.CASCADE, null=True, blank=True, related_name="recommendations")
    row = models.CharField(max_length=10, choices=Row)
    row_number = models.PositiveSmallIntegerField(default=0)
    rank = models.PositiveSmallIntegerField(help_text="Within the row, from 1.")
    surprise = models.PositiveSmallIntegerField(default=0, help_text="Each step has a page of its own.")
    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="+")
    reason = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    reason_liked = models.BooleanField(default=False, help_text="Liked; else seen, or picked to be watched.")
    score = models.FloatField()
    score_without = models.FloatField(null=True, blank=True)
    place = models.PositiveIntegerField(default=0, help_text="Among all movies that could be shown, from 1.")
    place_without = models.PositiveIntegerField(null=True, blank=True)
    model = models.CharField(max_length=30)
    version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["surprise", "row_number", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["taste", "surprise", "movie"], name="a_movie_once_on_a_page", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["taste", "surprise", "row_number", "rank"], name="one_movie_per_place", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(surprise__lte=2), name="page_has_one_of_three_steps"),
            models.CheckConstraint(
                condition=Q(row__in=["because", "people", "new", "different", "known"]), name="row_is_known"
            ),
            models.CheckConstraint(
                condition=Q(reason=None) | Q(score_without__lt=F("score"), place_without__gt=F("place")),
                name="a_reason_is_a_tested_one",
            ),
        ]

    def __str__(self):
        return f"{self.row}: movie {self.movie_id}"
