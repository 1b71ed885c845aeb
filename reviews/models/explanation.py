"""Why a model read a review as it did, and the queue of readings that are still to be explained."""

from django.db import models

from reviews.models.sentiment import UnreadReview


class ReadingExplanation(models.Model):
    """What each word and sentence did to one reading: by the model and version that made it, of the text that it read.

    Hangs on the reading, and so goes with it when the text is edited. `words` and `sentences` are lists of [start, end,
    weight]: characters of the stored text, and how much they add to the log-odds of "positive".
    """

    reading = models.OneToOneField(
        "reviews.Reading", on_delete=models.CASCADE, primary_key=True, related_name="explanation"
    )
    method = models.CharField(max_length=20, help_text="occlusion")
    log_odds = models.FloatField('calibrated log-odds of "positive" of the whole text', null=True, blank=True)
    words = models.JSONField(default=list)
    sentences = models.JSONField(default=list, help_text="Of long reviews, which are explained coarse to fine.")
    passes = models.PositiveSmallIntegerField(default=0, help_text="How many texts the model read for it.")
    reason = models.CharField(max_length=120, blank=True, help_text="Why there is none, in words.")
    created_at = models.DateTimeField()

    def __str__(self):
        return f"Explanation of reading {self.reading_id}"


class UnexplainedReading(models.Model):
    """A reading that somebody wants explained: written when a page or the API asks, deleted with the explanation."""

    reading = models.OneToOneField(
        "reviews.Reading", on_delete=models.CASCADE, primary_key=True, related_name="unexplained"
    )
    priority = models.PositiveSmallIntegerField(choices=UnreadReview.Priority, default=UnreadReview.Priority.PERSON)
    waiting_since = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True, help_text="Why its model cannot explain it now.")

    class Meta:
        indexes = [models.Index(fields=["priority", "waiting_since"], name="unexplained_in_order")]
