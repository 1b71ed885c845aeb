"""What analytics keeps itself: people's answers about EmoSense."""

from django.conf import settings
from django.db import models
from django.db.models import Q

LEAST, MOST = 1, 7


class SatisfactionAnswer(models.Model):
    """A person's answers to the two questions of UMUX-LITE, from 1 (strongly disagree) to 7 (strongly agree)."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="satisfaction_answer"
    )
    meets_needs = models.PositiveSmallIntegerField()
    easy_to_use = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField(help_text="When it was given, or last changed.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(meets_needs__range=(LEAST, MOST)), name="meets_needs_in_range"),
            models.CheckConstraint(condition=Q(easy_to_use__range=(LEAST, MOST)), name="easy_to_use_in_range"),
        ]
