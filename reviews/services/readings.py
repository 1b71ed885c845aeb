"""The queue of texts that wait for a model: claimed by one worker, read, recorded, all in that worker's transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from reviews.models import MovieScore, Reading, Review, UnreadReview
from reviews.services.aspects import wait_for_aspects
from reviews.services.explanations import wait_for_explanations
from reviews.services.scores import mark_scores_stale, mark_stale

Key = tuple[int, str]  # review id, model


@dataclass(frozen=True)
class NewReading:
    """What one model said about one claimed row."""

    unread: UnreadReview
    version: str
    label: str
    probability: float | None = None
    method: str = ""
    reason: str = ""


def claim_unread(*, models: Collection[str], limit: int) -> list[UnreadReview]:
    """Locks up to `limit` rows that no other worker holds, with their reviews: who a person waits for first.

    Call it in a transaction and record in the same one: a worker that dies gives its rows back by dying.
    """
    waiting = UnreadReview.objects.filter(model__in=models).select_related("review")
    return list(waiting.select_for_update(of=("self",), skip_locked=True).order_by("priority", "pk")[:limit])


@transaction.atomic
def record_readings(*, readings: Sequence[NewReading], languages: dict[int, str], at: datetime) -> int:
    """Writes readings, languages and marks, and takes the rows off the queue; returns how many were recorded.

    A review that was edited, or is just being edited, since it was claimed keeps its place in the queue.
    """
    unchanged = _unchanged({reading.unread.review_id: reading.unread.review for reading in readings})
    readings = [reading for reading in readings if reading.unread.review_id in unchanged]
    _retire_current(readings)
    rows = Reading.objects.bulk_create(
        [_row(reading, at=at) for reading in readings],
        update_conflicts=True,
        unique_fields=["review", "model", "version"],
        update_fields=["label", "probability", "method", "reason", "is_current", "created_at"],
    )
    UnreadReview.objects.filter(pk__in=[reading.unread.pk for reading in readings]).delete()
    _set_languages({review: code for review, code in languages.items() if review in unchanged})
    served = [reading.unread for reading in readings if reading.unread.model == settings.SERVING_MODEL]
    wait_for_aspects(reviews=[(unread.review_id, unread.priority) for unread in served], at=at)
    wait_for_explanations(readings=_waited_for(readings, rows), at=at)
    mark_scores_stale(reviews=[unread.review for unread in served], at=at)
    return len(readings)


def _unchanged(claimed: dict[int, Review]) -> set[int]:
    """The reviews whose text is still the one that was read, locked against edits until the commit.

    Rows that somebody else has locked are left out instead of waited for: their text may be changing.
    """
    rows = Review.objects.filter(pk__in=claimed).select_for_update(no_key=True, skip_locked=True)
    return {pk for pk, text in rows.values_list("pk", "text") if text == claimed[pk].text}


def _retire_current(readings: Iterable[NewReading]) -> None:
    by_model: dict[str, list[int]] = defaultdict(list)
    for reading in readings:
        by_model[reading.unread.model].append(reading.unread.review_id)
    for model, ids in by_model.items():
        Reading.objects.filter(review__in=ids, model=model, is_current=True).update(is_current=False)


def _waited_for(readings: Iterable[NewReading], rows: Iterable[Reading]) -> list[int]:
    """Ids of the readings that a person waits for; the others are explained when somebody asks."""
    person = UnreadReview.Priority.PERSON
    pairs = zip(readings, rows, strict=True)
    return [row.pk for new, row in pairs if new.unread.priority == person and row.probability is not None]


def _row(reading: NewReading, *, at: datetime) -> Reading:
    return Reading(
        review_id=reading.unread.review_id,
        model=reading.unread.model,
        version=reading.version,
        label=reading.label,
        probability=reading.probability,
        method=reading.method,
        reason=reading.reason[:120],
        is_current=True,
        created_at=at,
    )


def _set_languages(languages: dict[int, str]) -> None:
    by_language: dict[str, list[int]] = defaultdict(list)
    for review, code in languages.items():
        by_language[code].append(review)
    for code, ids in by_language.items():
        Review.objects.filter(pk__in=ids).update(language=code[:8])


@transaction.atomic
def note_unavailable(*, model: str, error: str, at: datetime) -> int:
    """Writes beside every waiting row why its model cannot read it now; the rows stay. Returns how many were news."""
    news = UnreadReview.objects.filter(model=model).exclude(error=error[:200])
    movies = set(news.values_list("review__movie", flat=True))
    number = news.update(error=error[:200], attempts=F("attempts") + 1)
    if model == settings.SERVING_MODEL and movies:
        mark_stale(MovieScore.objects.filter(movie__in=movies), at=at)
    return number
