"""A spoken review: whose, about what, for which purposes, and where its voice is."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from speech.storage import AudioStorage


class Retention(models.IntegerChoices):
    """How long the voice is kept, in days after it was worked off."""

    AFTER_PROCESSING = 0, "Until it is worked off"
    ONE_DAY = 1, "1 day"
    SEVEN_DAYS = 7, "7 days"
    THIRTY_DAYS = 30, "30 days"


class RecordingQuerySet(models.QuerySet):
    def of(self, person):
        return self.filter(person=person)

    def visible_to(self, person):
        """Own recordings, and those shared with a team of the person; their sound is for the owner alone."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(person=person) | Q(team__in=person.teams.all()))

    def with_audio_due(self, now):
        """Whose voice must go by now."""
        return self.filter(audio_deleted_at=None, delete_audio_at__lte=now)


class Recording(models.Model):
    """One recording of one person about one movie. The audio is encrypted; see speech.storage."""

    class State(models.TextChoices):
        UPLOADING = "uploading", "Being sent"
        WAITING = "waiting", "Waiting"
        PROCESSING = "processing", "Being worked off"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="recordings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recordings", db_index=False
    )
    team = models.ForeignKey(
        "accounts.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="recordings"
    )
    review = models.OneToOneField(
        "reviews.Review",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="recording",
        help_text="Made of the transcript when the person confirmed it.",
    )
    batch = models.ForeignKey(
        "speech.RecordingBatch", on_delete=models.SET_NULL, null=True, blank=True, related_name="recordings"
    )
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True, help_text="As the person called it; never looked at.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    failure = models.CharField(max_length=300, blank=True, help_text="Why it could not be worked off, in words.")
    language = models.CharField(max_length=8, default="en", help_text="Spoken, as the person says; ISO 639-1.")
    submission_key = models.UUIDField(null=True, blank=True, help_text="A double send is one recording.")

    consent_transcript = models.BooleanField(default=False, help_text="Its words may be written down.")
    consent_emotion = models.BooleanField(default=False, help_text="How it sounds may be read.")
    consent_version = models.CharField(max_length=20, help_text="Of the notice that was shown.")
    consented_at = models.DateTimeField()
    consent_basis = models.CharField(
        max_length=500, blank=True, help_text="On what basis somebody sent the voice of others, in their words."
    )

    audio = models.FileField(storage=AudioStorage(), upload_to="", max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the audio as it was sent.")
    sha256 = models.CharField(max_length=64, blank=True)
    container = models.CharField(max_length=40, blank=True)
    codec = models.CharField(max_length=40, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    sample_rate = models.PositiveIntegerField(null=True, blank=True, help_text="Hz, as it was sent.")
    channels = models.PositiveSmallIntegerField(null=True, blank=True)
    peaks = models.JSONField(default=list, blank=True, help_text="The waveform's outline, 0-1; stays with the result.")

    retention_days = models.PositiveSmallIntegerField(choices=Retention, default=Retention.SEVEN_DAYS)
    delete_audio_at = models.DateTimeField(null=True, blank=True)
    audio_deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["uploading", "waiting", "processing", "ready", "failed"]),
                name="recording_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(consent_transcript=True) | Q(consent_emotion=True), name="recording_has_a_purpose"
            ),
            models.CheckConstraint(condition=~Q(consent_version=""), name="recording_consent_has_a_version"),
            models.CheckConstraint(condition=Q(retention_days__in=[0, 1, 7, 30]), name="recording_retention_is_known"),
            models.CheckConstraint(condition=Q(audio_deleted_at=None) | Q(audio=""), name="deleted_audio_has_no_file"),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "processing"]) | ~Q(audio=""), name="recording_at_work_has_audio"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "failed"])
                | Q(delete_audio_at__isnull=False)
                | Q(audio_deleted_at__isnull=False),
                name="processed_audio_has_an_end",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name="failed_recording_says_why"),
            models.CheckConstraint(condition=Q(seconds=None) | Q(seconds__gte=0), name="recording_length_range"),
            models.UniqueConstraint(
                fields=["person", "submission_key"],
                condition=~Q(submission_key=None),
                name="one_recording_per_submission",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="recordings_of_person"),
            models.Index(
                fields=["delete_audio_at"],
                condition=Q(audio_deleted_at=None) & ~Q(delete_audio_at=None),
                name="audio_to_delete",
            ),
        ]

    def __str__(self):
        return f"Recording {self.pk}"

    @property
    def has_audio(self):
        return bool(self.audio) and self.audio_deleted_at is None

    @property
    def was_given_up(self):
        """The person deleted the sound before it was worked off: nothing more of it is wanted."""
        return self.state == self.State.FAILED and self.audio_deleted_at is not None

    def audio_end(self, at):
        """When the voice goes, for a recording worked off `at`."""
        return at + timedelta(days=self.retention_days)
