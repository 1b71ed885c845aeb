"""The queue of reviews whose sentences are still to be searched for aspects, behind the readings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from emosense.sentiments import COUNTED, Aspect, Label
from reviews.models import AspectSentence, Credit, Reading, Review, UnreadAspects, UnreadReview
from reviews.services.scores import mark_aspects_stale
from reviews.services.wake import wake_aspects

QUEUE = """
INSERT INTO reviews_unreadaspects (review_id, priority, waiting_since)
SELECT review, priority, %s FROM unnest(%s::bigint[], %s::smallint[]) AS rows (review, priority)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class ReviewToSearch:
    """A claimed review. `reading_id` is the serving model's reading of the text, None for what is not to be searched:
    not English, without words, or changed and not read again yet."""

    review: Review
    reading_id: int | None
    directors: tuple[str, ...]


@dataclass(frozen=True)
class FoundSentence:
    """A sentence about one aspect, by its place in the review's text."""

    aspect: Aspect
    start: int
    end: int
    label: Label
    probability: float


def wait_for_aspects(*, reviews: Sequence[tuple[int, int]], at: datetime) -> None:
    """Queues reviews, given as (id, priority), whose reading was just recorded; one that waits already stays.

    Call it under the reviews' row locks: whoever takes a review off the queue holds its lock, too.
    """
    if not reviews:
        return
    ids, priorities = zip(*sorted(reviews), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [at, list(ids), list(priorities)])


def claim_aspects(*, limit: int) -> list[ReviewToSearch]:
    """Locks up to `limit` rows that no other worker holds: who a person waits for first, then movie by movie.

    Call it in a transaction and record in the same one.
    """
    waiting = UnreadAspects.objects.select_for_update(skip_locked=True).order_by("priority", "pk")
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    if not ids:
        return []
    reviews = Review.objects.in_bulk(ids)
    readings = _countable_readings(ids)
    directors = _directors_of({review.movie_id for review in reviews.values()})
    return [
        ReviewToSearch(review=review, reading_id=readings.get(review.pk), directors=directors.get(review.movie_id, ()))
        for review in map(reviews.__getitem__, ids)
    ]


def _countable_readings(ids: Iterable[int]) -> dict[int, int]:
    """Review to the serving model's current reading, where that is a label."""
    rows = Reading.objects.filter(review__in=ids, model=settings.SERVING_MODEL, is_current=True, label__in=COUNTED)
    return dict(rows.values_list("review", "pk"))


def _directors_of(movies: Iterable[int]) -> dict[int, tuple[str, ...]]:
    rows = Credit.objects.filter(movie__in=movies, kind=Credit.Kind.CREW, job="Director")
    found: dict[int, tuple[str, ...]] = {}
    for movie, name in rows.values_list("movie", "person__name"):
        found[movie] = (*found.get(movie, ()), name)
    return found


@transaction.atomic
def record_aspects(
    *,
    claimed: Sequence[ReviewToSearch],
    found: dict[int, list[FoundSentence]],
    model: str,
    version: str,
    at: datetime,
) -> int:
    """Writes the sentences by review id in place of earlier ones and takes the rows off the queue; returns how many.

    A review that was edited, read anew or is just being changed since it was claimed keeps its place in the queue.
    """
    done = _unchanged(claimed)
    ids = [row.review.pk for row in done]
    AspectSentence.objects.filter(review__in=ids).delete()
    AspectSentence.objects.bulk_create(
        AspectSentence(
            review_id=pk,
            aspect=sentence.aspect,
            start=sentence.start,
            end=sentence.end,
            label=sentence.label,
            probability=sentence.probability,
            model=model,
            version=version,
            created_at=at,
        )
        for pk in ids
        for sentence in found.get(pk, [])
    )
    UnreadAspects.objects.filter(pk__in=ids).delete()
    mark_aspects_stale(reviews=[row.review for row in done], at=at)
    return len(done)


def _unchanged(claimed: Sequence[ReviewToSearch]) -> list[ReviewToSearch]:
    """Those whose reading is still the one that was claimed, locked until the commit; an edit deletes the reading.

    Rows that somebody else has locked are left out instead of waited for.
    """
    ids = [row.review.pk for row in claimed]
    free = Review.objects.filter(pk__in=ids).select_for_update(no_key=True, skip_locked=True)
    locked = set(free.values_list("pk", flat=True))
    readings = _countable_readings(locked)
    return [row for row in claimed if row.review.pk in locked and readings.get(row.review.pk) == row.reading_id]


@transaction.atomic
def search_again(*, model: str, version: str, at: datetime) -> int:
    """Queues every review that this version has read, but not its sentences; returns how many.

    They wait behind what people wait for. One without a sentence about any aspect is searched again each time.
    """
    read = AspectSentence.objects.filter(model=model, version=version).values("review")
    texts = Reading.objects.filter(~Q(review__in=read), model=model, version=version, is_current=True)
    ids = list(texts.order_by("review").values_list("review", flat=True))
    wait_for_aspects(reviews=[(pk, int(UnreadReview.Priority.BULK)) for pk in ids], at=at)
    wake_aspects()
    return len(ids)


@transaction.atomic
def forget_aspects(*, reviews: Iterable[int]) -> None:
    """Deletes what the sentences of these reviews said, whose texts have changed or gone. By review id."""
    AspectSentence.objects.filter(review__in=list(reviews)).delete()
