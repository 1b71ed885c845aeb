"""Many recordings at once: an archive or folder with a table of movie and consent basis."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class RecordingBatch(models.Model):
    """One archive or folder on its way in; its rows say what became of each file."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FINISHED = "finished", "Taken in"
        FAILED = "failed", "Refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recording_batches")
    team = models.ForeignKey(
        "accounts.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="recording_batches"
    )
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=255, help_text="As the person called it.")
    stored_as = models.CharField(max_length=100, blank=True, help_text="The archive, encrypted; gone once taken in.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    failure = models.CharField(max_length=300, blank=True)
    consent_transcript = models.BooleanField(default=False)
    consent_emotion = models.BooleanField(default=False)
    consent_version = models.CharField(max_length=20)
    retention_days = models.PositiveSmallIntegerField(default=7)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "recording batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "finished", "failed"]), name="batch_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(consent_transcript=True) | Q(consent_emotion=True), name="batch_has_a_purpose"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name="failed_batch_says_why"),
        ]

    def __str__(self):
        return self.file_name


class BatchRow(models.Model):
    """One line of the table: the recording it became, or why it did not."""

    batch = models.ForeignKey(RecordingBatch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(help_text="Line of data, from 1, the header not counted.")
    file = models.CharField(max_length=255)
    movie = models.CharField(max_length=300, blank=True, help_text="As the table says.")
    recording = models.OneToOneField(
        "speech.Recording", on_delete=models.SET_NULL, null=True, blank=True, related_name="batch_row"
    )
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_batch_row_per_line")]

    def __str__(self):
        return f"{self.file} of batch {self.batch_id}"
