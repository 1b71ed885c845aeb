"""Who waits to be read: rows written in the same transaction as the text, so that no message can lose one."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from reviews.models import Reading, ReadingFeedback, Review, UnreadReview
from reviews.services.scores import mark_scores_stale
from reviews.services.wake import wake_readers

IN_ROWS_OF = 2_000


@transaction.atomic
def wait_for_reading(
    *,
    reviews: Iterable[Review],
    at: datetime,
    priority: int = UnreadReview.Priority.PERSON,
    models: Iterable[str] | None = None,
) -> None:
    """Writes one unread row per review and model, marks the scores and wakes a reader on commit.

    For new reviews (call it in the transaction that creates them, once, last). A row that waits already stays.
    """
    reviews = list(reviews)
    UnreadReview.objects.bulk_create(
        [
            UnreadReview(review=review, model=model, priority=priority, waiting_since=at)
            for review in reviews
            for model in models or settings.READING_MODELS
        ],
        batch_size=IN_ROWS_OF,
        ignore_conflicts=True,
    )
    mark_scores_stale(reviews=reviews, at=at)
    wake_readers()


@transaction.atomic
def text_changed(
    *, reviews: Iterable[Review], at: datetime, priority: int = UnreadReview.Priority.PERSON
) -> None:
    """Forgets what was read in the old texts and lets the new ones be read.

    Call it in the transaction that changed `text`, after the update (the update's row lock keeps a reader that is
    at work from recording its reading of the old text).
    """
    reviews = list(reviews)
    ids = [review.pk for review in reviews]
    Reading.objects.filter(review__in=ids).delete()
    ReadingFeedback.objects.filter(review__in=ids).delete()
    Review.objects.filter(pk__in=ids).update(language="")
    wait_for_reading(reviews=reviews, at=at, priority=priority)
