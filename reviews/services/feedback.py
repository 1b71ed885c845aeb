"""Answers to "was this reading right?"."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reviews.models import ReadingFeedback, Review


class NothingRead(Exception):
    """This model has not read this review, so there is nothing to answer."""


@transaction.atomic
def answer_reading(*, review: Review, model: str, agrees: bool, by: User, at: datetime) -> ReadingFeedback:
    """Keeps the answer with the model, version and label that were shown; the latest one counts. Raises NothingRead."""
    reading = review.readings.filter(model=model, is_current=True, probability__isnull=False).first()
    if reading is None:
        raise NothingRead
    answer, _ = ReadingFeedback.objects.update_or_create(
        review=review,
        person=by,
        model=reading.model,
        version=reading.version,
        defaults={"label": reading.label, "agrees": agrees, "created_at": at},
    )
    return answer
