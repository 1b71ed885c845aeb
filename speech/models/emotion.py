"""How a recording sounds: one reading of the whole, and one per segment of time."""

from django.db import models
from django.db.models import F, Q

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
VALENCES = ("negative", "neutral", "positive")
EMOTION_CHOICES = [(name, name) for name in EMOTIONS]
VALENCE_CHOICES = [(name, name) for name in VALENCES]


class ReadEmotion(models.Model):
    """What the network says of a stretch of sound; `emotion` is the best of the 8 even where it abstains."""

    emotion = models.CharField(max_length=10, choices=EMOTION_CHOICES, blank=True)
    abstained = models.BooleanField(default=False, help_text='It is shown as "cannot tell".')
    reason = models.CharField(max_length=120, blank=True, help_text="Why it abstains, in words.")
    probabilities = models.JSONField(default=dict, blank=True, help_text="emotion -> calibrated probability")
    valence = models.CharField(max_length=10, choices=VALENCE_CHOICES, blank=True)
    valence_probabilities = models.JSONField(default=dict, blank=True, help_text="valence -> probability")

    class Meta:
        abstract = True

    @property
    def confidence(self):
        """The probability of the named emotion, or None where nothing was read."""
        return self.probabilities.get(self.emotion)

    @property
    def valence_score(self):
        """From -1 (surely negative) to 1 (surely positive), or None where nothing was read.

        Where the valence has no probabilities of its own, the named one weighs what the emotion is sure of.
        """
        if self.valence_probabilities:
            return self.valence_probabilities.get("positive", 0.0) - self.valence_probabilities.get("negative", 0.0)
        direction = {"positive": 1.0, "negative": -1.0, "neutral": 0.0}.get(self.valence)
        return None if direction is None else direction * (self.confidence or 0.0)


class EmotionSummary(ReadEmotion):
    """The whole recording, read by one version of the model; only where the person agreed to it."""

    class State(models.TextChoices):
        READ = "read", "Read"
        NOT_AVAILABLE = "not_available", "The model is not available"

    recording = models.OneToOneField("speech.Recording", on_delete=models.CASCADE, related_name="emotion")
    state = models.CharField(max_length=15, choices=State, default=State.READ)
    model = models.CharField(max_length=40, blank=True)
    version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "emotion summaries"
        constraints = [
            models.CheckConstraint(condition=Q(emotion__in=["", *EMOTIONS]), name="summary_emotion_is_known"),
            models.CheckConstraint(condition=Q(valence__in=["", *VALENCES]), name="summary_valence_is_known"),
            models.CheckConstraint(
                condition=Q(state="read") & ~Q(emotion="") & ~Q(version="") | Q(state="not_available", emotion=""),
                name="a_read_summary_names_emotion_and_version",
            ),
            models.CheckConstraint(condition=Q(abstained=False) | ~Q(reason=""), name="summary_abstains_for_a_reason"),
        ]

    def __str__(self):
        return f"Emotion of recording {self.recording_id}"


class EmotionSegment(ReadEmotion):
    """A stretch of time of a recording, in order."""

    # The unique constraint begins with the recording: it needs no index of its own.
    recording = models.ForeignKey("speech.Recording", on_delete=models.CASCADE, related_name="segments", db_index=False)
    number = models.PositiveIntegerField(help_text="From 0.")
    start = models.FloatField(help_text="Seconds.")
    end = models.FloatField(help_text="Seconds.")

    class Meta:
        ordering = ["recording", "number"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "number"], name="one_segment_per_number"),
            models.CheckConstraint(condition=Q(start__gte=0, end__gt=F("start")), name="segment_has_a_length"),
            models.CheckConstraint(condition=Q(emotion__in=EMOTIONS), name="segment_emotion_is_known"),
            models.CheckConstraint(condition=Q(valence__in=["", *VALENCES]), name="segment_valence_is_known"),
        ]

    def __str__(self):
        return f"{self.start:.1f}-{self.end:.1f} s of recording {self.recording_id}"
