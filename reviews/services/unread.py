"""Who waits to be read: rows written in the same transaction as the text, so that no message can lose one."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from emosense.jobs import services as jobs
from emosense.jobs.models import Job
from reviews.models import Reading, ReadingFeedback, Review, ReviewImport, UnreadReview
from reviews.services.aspects import forget_aspects
from reviews.services.scores import mark_scores_stale
from reviews.services.wake import wake_readers

IN_ROWS_OF = 2_000
INSERT_UNREAD = """
INSERT INTO reviews_unreadreview (review_id, model, priority, waiting_since, attempts, error)
SELECT review, model, priority, %s, 0, ''
FROM unnest(%s::bigint[]) WITH ORDINALITY AS reviews (review, place)
CROSS JOIN unnest(%s::text[], %s::smallint[]) WITH ORDINALITY AS models (model, priority, rank)
ORDER BY place, rank
ON CONFLICT DO NOTHING
"""


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
    ids, names = [review.pk for review in reviews], list(models or settings.READING_MODELS)
    # In one statement, for it is half of an import's work; a review's models side by side, so that a batch has both.
    with connection.cursor() as cursor:
        cursor.execute(INSERT_UNREAD, [at, ids, names, [_turn_of(name, priority) for name in names]])
    mark_scores_stale(reviews=reviews, at=at)
    wake_readers()


def _turn_of(model: str, priority: int) -> int:
    """Of many reviews, those that the score waits for are read first: all by the serving model, then by the others."""
    is_later = priority == UnreadReview.Priority.BULK and model != settings.SERVING_MODEL
    return int(UnreadReview.Priority.BULK_LATER if is_later else priority)


@transaction.atomic
def text_changed(*, reviews: Iterable[Review], at: datetime, priority: int = UnreadReview.Priority.PERSON) -> None:
    """Forgets what was read in the old texts and lets the new ones be read.

    Call it in the transaction that changed `text`, after the update (the update's row lock keeps a reader that is
    at work from recording its reading of the old text).
    """
    reviews = list(reviews)
    ids = [review.pk for review in reviews]
    Reading.objects.filter(review__in=ids).delete()
    ReadingFeedback.objects.filter(review__in=ids).delete()
    forget_aspects(reviews=ids)
    Review.objects.filter(pk__in=ids).update(language="")
    wait_for_reading(reviews=reviews, at=at, priority=priority)


@transaction.atomic
def read_again(*, model: str, version: str, at: datetime) -> int:
    """Queues every review that this version has not read, behind what people wait for; returns how many wait."""
    known = Reading.objects.filter(review=OuterRef("pk"), model=model, version=version)
    missing = Review.objects.filter(~Exists(known)).order_by("pk").values_list("pk", flat=True)
    rows = (
        UnreadReview(review_id=pk, model=model, priority=UnreadReview.Priority.BULK, waiting_since=at)
        for pk in missing.iterator(IN_ROWS_OF)
    )
    while batch := list(islice(rows, IN_ROWS_OF)):
        UnreadReview.objects.bulk_create(batch, ignore_conflicts=True)
    wake_readers()
    return UnreadReview.objects.filter(model=model).count()


@transaction.atomic
def follow_reading(*, at: datetime, by: User | None = None, review_import: ReviewImport | None = None) -> Job:
    """A job that shows how far the reading of an import, or of everything that waits, has come, and helps with it.

    Cancelling it stops the help, not the queue: what waits is read in the background.
    """
    if review_import is None:
        return jobs.enqueue(kind="read_reviews", title="Read all reviews that wait", unit="reviews", by=by, at=at)
    return jobs.enqueue(
        kind="read_reviews",
        title=f"Read the reviews of {review_import.file_name}",
        payload={"import_id": str(review_import.pk)},
        key=f"import:{review_import.pk}",
        by=by or review_import.created_by,
        team=review_import.team,
        unit="reviews",
        parent=review_import.job,
        result_path=review_import.job.result_path if review_import.job else "",
        at=at,
    )
