"""A recording that is sent in pieces: while a microphone records, or over a line that breaks."""

from django.db import models
from django.db.models import Q


class RecordingUpload(models.Model):
    """What of a recording has come so far; gone once the recording is whole. Chunks lie end to end from 0."""

    recording = models.OneToOneField(
        "speech.Recording", on_delete=models.CASCADE, related_name="upload", primary_key=True
    )
    received = models.PositiveBigIntegerField(default=0, help_text="Bytes: where the next chunk begins.")
    chunks_received = models.PositiveIntegerField(default=0)
    declared_size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Unknown while recording.")
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(declared_size=None) | Q(received__lte=models.F("declared_size")),
                name="upload_within_its_size",
            ),
        ]

    def __str__(self):
        return f"Upload of recording {self.pk}"


class RecordingChunk(models.Model):
    """One piece, encrypted in a file of its own."""

    upload = models.ForeignKey(RecordingUpload, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    offset = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100)

    class Meta:
        ordering = ["upload", "offset"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "offset"], name="one_chunk_per_offset"),
            models.CheckConstraint(condition=Q(size__gt=0), name="chunk_is_not_empty"),
        ]

    def __str__(self):
        return f"Chunk at {self.offset} of recording {self.upload_id}"
