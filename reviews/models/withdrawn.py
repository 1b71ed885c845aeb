"""What a source took back, so that an old file does not bring it again."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce


class WithdrawnReview(models.Model):
    """One review that its source withdrew: its id there, and a fingerprint in place of its words.

    Of a public feed (team null) it holds for everybody, of a team's feed for that team.
    """

    source = models.ForeignKey("reviews.Source", on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    external_id = models.CharField(max_length=200)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of movie and text; empty where it was never here, or short."
    )
    withdrawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("source"), F("external_id"), Coalesce("team", 0), name="one_withdrawal_per_external_id"
            ),
        ]
        indexes = [models.Index(fields=["fingerprint"], name="withdrawn_fingerprints")]

    def __str__(self):
        return f"{self.external_id} of source {self.source_id}"
