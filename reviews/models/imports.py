"""Imports of reviews, ratings and movies from files."""

import uuid

from django.conf import settings
from django.db import models


class ReviewImport(models.Model):
    """One file on its way in: uploaded, mapped by a person, then worked off by a job. Most hold reviews."""

    class Content(models.TextChoices):
        REVIEWS = "reviews", "Reviews"
        RATINGS = "ratings", "Ratings"
        MOVIES = "movies", "Movies"

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Waiting for its columns"
        STARTED = "started", "Started"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.CharField(max_length=8, choices=Content, default=Content.REVIEWS)
    file_name = models.CharField(max_length=255, help_text="As the person called it.")
    stored_as = models.CharField(max_length=255, help_text="Below UPLOADS_DIR; removed when the import is over.")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=4)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict, help_text="field -> column")
    defaults = models.JSONField(default=dict, help_text='{"movie_id", "star_scale", "date_order", "mine"}')
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="imports")
    source = models.ForeignKey(
        "reviews.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="imports"
    )
    job = models.ForeignKey("jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0, help_text="Rows about what this file is not imported for.")
    doubtful = models.PositiveIntegerField(default=0, help_text="Rows of which a person says which movie they mean.")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content__in=["reviews", "ratings", "movies"]), name="import_content_is_known"
            ),
        ]

    def __str__(self):
        return self.file_name


class ImportFailure(models.Model):
    """One row that could not be imported, with the reason in words and the row as it came."""

    review_import = models.ForeignKey(ReviewImport, on_delete=models.CASCADE, related_name="failures")
    row_number = models.PositiveIntegerField(help_text="Line of data, from 1, the header not counted.")
    reason = models.CharField(max_length=300)
    row = models.JSONField(default=dict)

    class Meta:
        ordering = ["row_number"]
        constraints = [
            models.UniqueConstraint(fields=["review_import", "row_number"], name="one_failure_per_row"),
        ]
