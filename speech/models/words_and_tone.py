"""What each sentence of a transcript says, beside how it sounds."""

from django.db import models
from django.db.models import F, Q

from emosense.sentiments import Label
from speech.models.emotion import EMOTION_CHOICES, EMOTIONS, VALENCE_CHOICES, VALENCES


class SpokenSentence(models.Model):
    """A sentence with the time it takes; its words are read by the serving text model off the request."""

    class Agreement(models.TextChoices):
        WAITING = "waiting", "Waits to be read"
        AGREE = "agree", "Words and tone agree"
        DISAGREE = "disagree", "Words and tone disagree"
        OPEN = "open", "Not sure enough to compare"
        NOT_COMPARED = "not_compared", "No tone to compare with"

    recording = models.ForeignKey(
        "speech.Recording", on_delete=models.CASCADE, related_name="sentences", db_index=False
    )
    number = models.PositiveIntegerField(help_text="From 0.")
    text = models.TextField()
    start = models.FloatField(help_text="Seconds.")
    end = models.FloatField(help_text="Seconds.")
    weight = models.FloatField(help_text="How sure the words are, 0-1: what their reading weighs.")
    asked_at = models.DateTimeField(help_text="When its reading was last asked for.")
    problem = models.CharField(max_length=200, blank=True, help_text="Why it is not read yet, in words.")

    label = models.CharField(max_length=10, blank=True, choices=[(label.value, label.value) for label in Label])
    probability = models.FloatField("probability that the words are positive", null=True, blank=True)
    model = models.CharField(max_length=20, blank=True)
    version = models.CharField(max_length=40, blank=True)

    tone_emotion = models.CharField(max_length=10, blank=True, choices=EMOTION_CHOICES)
    tone_valence = models.CharField(max_length=10, blank=True, choices=VALENCE_CHOICES)
    tone_score = models.FloatField("valence of the voice, -1 to 1", null=True, blank=True)
    agreement = models.CharField(max_length=15, choices=Agreement, default=Agreement.WAITING)
    finding = models.CharField(max_length=120, blank=True, help_text='"Sounds tense, words positive"')

    class Meta:
        ordering = ["recording", "number"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "number"], name="one_sentence_per_number"),
            models.CheckConstraint(condition=Q(start__gte=0, end__gte=F("start")), name="sentence_time_runs_on"),
            models.CheckConstraint(condition=Q(weight__range=(0, 1)), name="sentence_weight_range"),
            models.CheckConstraint(condition=Q(probability__range=(0, 1)), name="sentence_probability_range"),
            models.CheckConstraint(condition=Q(tone_emotion__in=["", *EMOTIONS]), name="sentence_emotion_is_known"),
            models.CheckConstraint(condition=Q(tone_valence__in=["", *VALENCES]), name="sentence_valence_is_known"),
            models.CheckConstraint(
                condition=Q(label="", agreement="waiting") | ~Q(label="") & ~Q(agreement="waiting"),
                name="a_read_sentence_is_compared",
            ),
            models.CheckConstraint(
                condition=~Q(agreement="disagree") | ~Q(finding=""), name="a_disagreement_is_in_words"
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(label=""), name="sentences_to_read")]

    def __str__(self):
        return f"{self.start:.1f}-{self.end:.1f} s of recording {self.recording_id}"
