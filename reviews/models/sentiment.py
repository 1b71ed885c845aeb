"""What the networks read in a review."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from emosense.sentiments import Label, Method


class Reading(models.Model):
    """One review read by one version of one model. Deleted with the text when a review is edited.

    `is_current` marks each model's newest reading of the review: the one that counts and is shown. Readings of
    earlier versions stay beside it.
    """

    # The unique constraints begin with the review: it needs no index of its own.
    review = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="readings", db_index=False)
    model = models.CharField(max_length=20, help_text="lstm, gru …")
    version = models.CharField(max_length=40)
    label = models.CharField(max_length=10, choices=[(label.value, label.value) for label in Label])
    probability = models.FloatField("calibrated probability that it is positive", null=True, blank=True)
    method = models.CharField(
        "how the label was found",
        max_length=20,
        blank=True,
        choices=[(method.value, method.value) for method in Method],
        help_text="three_classes for a short text, probability for a long one; empty where none was kept.",
    )
    reason = models.CharField(max_length=120, blank=True, help_text="Why it was not read, in words.")
    is_current = models.BooleanField(default=True, help_text="The model's newest reading of this review.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "model", "version"], name="one_reading_per_model_version"),
            models.UniqueConstraint(
                fields=["review", "model"], condition=Q(is_current=True), name="one_current_reading_per_model"
            ),
            models.CheckConstraint(condition=Q(probability__range=(0, 1)), name="reading_probability_range"),
            models.CheckConstraint(
                condition=Q(label__in=[label.value for label in Label]), name="reading_label_is_known"
            ),
            models.CheckConstraint(
                condition=Q(probability__isnull=False) | Q(label__in=["not_read", "empty"]),
                name="a_reading_without_probability_is_not_read",
            ),
        ]
        indexes = [models.Index(fields=["model", "version", "label"], name="readings_by_label")]

    def __str__(self):
        return f"{self.label} by {self.model} {self.version}"


class UnreadReviewQuerySet(models.QuerySet):
    def for_readers(self):
        """What somebody reads: rows of a model that settings no longer name wait until it is named again."""
        return self.filter(model__in=settings.READING_MODELS)


class UnreadReview(models.Model):
    """A review that waits for a model: written with the review, deleted with the reading, in one transaction each."""

    class Priority(models.IntegerChoices):
        PERSON = 0, "A person waits for it"
        BULK = 5, "One of many"
        BULK_LATER = 6, "One of many, by a model that no score waits for"

    # The unique constraint begins with the review: it needs no index of its own.
    review = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="unread", db_index=False)
    model = models.CharField(max_length=20)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.PERSON)
    waiting_since = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    objects = UnreadReviewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "model"], name="waits_once_per_model")]
        indexes = [models.Index(fields=["priority", "id"], name="unread_in_order")]


class ReadingFeedback(models.Model):
    """A person's answer to "was this reading right?", kept with the model and version that was asked about."""

    review = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="reading_feedback")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reading_feedback"
    )
    model = models.CharField(max_length=20)
    version = models.CharField(max_length=40)
    label = models.CharField(max_length=10, help_text="The label that was shown.")
    agrees = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "person", "model", "version"], name="one_answer_per_reading")
        ]
