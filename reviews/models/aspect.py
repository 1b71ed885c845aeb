"""What reviews say about the parts of a movie: sentences, the queue of reviews to be searched, and the roll-up."""

from django.db import models
from django.db.models import F, Q

from emosense.sentiments import COUNTED, Aspect
from reviews.models.sentiment import UnreadReview


class AspectSentence(models.Model):
    """One sentence of a review about one part of the movie, with what the serving model read in it.

    `start` and `end` count the characters of the stored text. Deleted when the text is edited, written anew when the
    review is read by another version.
    """

    # The unique constraint begins with the review, and then serves the filter by aspect: no index of its own.
    review = models.ForeignKey(
        "reviews.Review", on_delete=models.CASCADE, related_name="aspect_sentences", db_index=False
    )
    aspect = models.CharField(max_length=10, choices=[(aspect.value, aspect.value) for aspect in Aspect])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField(help_text="The first character that is no more part of it.")
    label = models.CharField(max_length=10, choices=[(label.value, label.value) for label in COUNTED])
    probability = models.FloatField("calibrated probability that it is positive")
    model = models.CharField(max_length=20)
    version = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["start", "aspect"]
        constraints = [
            models.UniqueConstraint(fields=["review", "aspect", "start"], name="a_sentence_has_an_aspect_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="aspect_sentence_has_characters"),
            models.CheckConstraint(condition=Q(probability__range=(0, 1)), name="aspect_sentence_probability_range"),
            models.CheckConstraint(
                condition=Q(aspect__in=[aspect.value for aspect in Aspect]), name="aspect_sentence_aspect_is_known"
            ),
            models.CheckConstraint(
                condition=Q(label__in=[label.value for label in COUNTED]), name="aspect_sentence_label_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.label} about {self.aspect} in review {self.review_id}"


class UnreadAspects(models.Model):
    """A review whose sentences are still to be searched: written with its reading by the serving model."""

    review = models.OneToOneField(
        "reviews.Review", on_delete=models.CASCADE, primary_key=True, related_name="unread_aspects"
    )
    priority = models.PositiveSmallIntegerField(choices=UnreadReview.Priority, default=UnreadReview.Priority.PERSON)
    waiting_since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["priority", "review"], name="unread_aspects_in_order")]


class MovieAspects(models.Model):
    """What reviews say about the parts of one movie, beside each of its scores: computed when something changed.

    `aspects`: one row per part that at least one sentence is about, most reviews first: {"aspect", "state", "value",
    "low", "high", "sentences", "reviews", "positive", "neutral", "negative", "unsure"}.
    """

    score = models.OneToOneField(
        "reviews.MovieScore", on_delete=models.CASCADE, primary_key=True, related_name="aspects"
    )
    aspects = models.JSONField(default=list)
    waiting = models.PositiveIntegerField(default=0, help_text="Reviews whose sentences are still to be searched.")
    is_demo = models.BooleanField(default=False, help_text="Made of demo reviews, for want of real ones.")
    as_of = models.DateTimeField()
    model = models.CharField(max_length=20)
    version = models.CharField(max_length=40, blank=True, help_text="That read the newest sentence.")
    has_earlier_versions = models.BooleanField(default=False, help_text="Some sentences were read by earlier versions.")

    def __str__(self):
        return f"Aspects beside score {self.score_id}"
