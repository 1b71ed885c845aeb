"""What was said in a recording, as an engine heard it and as the person corrected it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Transcript(models.Model):
    """One per recording whose owner agreed to it (declined otherwise); only a confirmed one becomes a review."""

    class State(models.TextChoices):
        DRAFT = "draft", "To be confirmed"
        CONFIRMED = "confirmed", "Confirmed"
        EMPTY = "empty", "No words heard"
        NOT_AVAILABLE = "not_available", "Cannot be written down for now"
        DECLINED = "declined", "Not wanted"

    recording = models.OneToOneField("speech.Recording", on_delete=models.CASCADE, related_name="transcript")
    state = models.CharField(max_length=15, choices=State)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is not available, in words.")
    engine = models.CharField(max_length=40, blank=True)
    version = models.CharField(max_length=80, blank=True)
    words = models.JSONField(
        default=list, blank=True, help_text='[{"text", "start", "end", "confidence"}], seconds and 0-1'
    )
    raw_text = models.TextField(blank=True, help_text="As the engine wrote it.")
    text = models.TextField(blank=True, max_length=100_000, help_text="Cleaned, then as the person corrected it.")
    placed_words = models.JSONField(
        default=list,
        blank=True,
        help_text='The words of `text`: [{"text", "place", "start", "end", "confidence"}], place in characters',
    )
    created_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "confirmed", "empty", "not_available", "declined"]),
                name="transcript_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_at__isnull=False) & ~Q(text="")
                | ~Q(state="confirmed") & Q(confirmed_at=None),
                name="a_confirmed_transcript_has_text_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["empty", "not_available", "declined"]) | Q(words=[], raw_text="", text=""),
                name="transcript_without_speech_has_no_words",
            ),
        ]

    def __str__(self):
        return f"Transcript of recording {self.recording_id}"
