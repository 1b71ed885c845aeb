"""Explanations of readings: asked for by pages and people, made by a worker, recorded while the reading stands.

Locks are taken in one order: queue row, review. An edit deletes the readings under the review's lock; whoever asks or
records does it under that lock, too, and gives up instead of waiting for it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from reviews.models import Reading, ReadingExplanation, Review, UnexplainedReading, UnreadReview
from reviews.selectors.scores import Viewer
from reviews.services.wake import wake_explainers

Weight = tuple[int, int, float]  # characters from, to before, what they add to the log-odds of "positive"


@dataclass(frozen=True)
class NewExplanation:
    """What explains one reading, or the reason why nothing does."""

    method: str
    log_odds: float | None = None
    words: Sequence[Weight] = ()
    sentences: Sequence[Weight] = ()
    passes: int = 0
    reason: str = ""


def ask_explanations(*, review: Review, readings: Iterable[Reading], by: Viewer, at: datetime) -> None:
    """Queues those of the review's current readings that nobody has explained or asked for: asking again is nothing.

    What a signed-in person asks for goes before what others do. While the review is being changed nothing is asked:
    its readings are about to go.
    """
    priority = UnreadReview.Priority.PERSON if by.is_authenticated else UnreadReview.Priority.BULK
    wanted = [reading.pk for reading in readings if _is_to_ask(reading, priority)]
    if wanted:  # else a page that is looked at costs no query more
        _ask(review, wanted, priority=priority, at=at)


@transaction.atomic
def _ask(review: Review, wanted: Collection[int], *, priority: int, at: datetime) -> None:
    if not _is_free(review):
        return
    unexplained = Reading.objects.filter(pk__in=wanted, explanation=None).values_list("pk", flat=True)
    _wait(unexplained, priority=priority, at=at)
    _go_before(wanted, priority=priority)


def _is_to_ask(reading: Reading, priority: int) -> bool:
    if not reading.is_current or reading.probability is None or hasattr(reading, "explanation"):
        return False
    waiting = getattr(reading, "unexplained", None)
    return waiting is None or waiting.priority > priority


def _is_free(review: Review) -> bool:
    """Whether nobody changes the review now; nobody will until the commit."""
    return Review.objects.filter(pk=review.pk).select_for_update(no_key=True, skip_locked=True).exists()


def wait_for_explanations(*, readings: Iterable[int], at: datetime) -> None:
    """Queues new readings that a person waits for, by id. Call it in the transaction that locks their reviews."""
    _wait(readings, priority=UnreadReview.Priority.PERSON, at=at)


def _wait(readings: Iterable[int], *, priority: int, at: datetime) -> None:
    rows = [UnexplainedReading(reading_id=pk, priority=priority, waiting_since=at) for pk in readings]
    if rows:
        UnexplainedReading.objects.bulk_create(rows, ignore_conflicts=True)
        wake_explainers()


def _go_before(ids: Collection[int], *, priority: int) -> None:
    """A row that a worker holds needs no better place."""
    behind = UnexplainedReading.objects.filter(pk__in=ids, priority__gt=priority)
    held_by_nobody = list(behind.select_for_update(skip_locked=True).values_list("pk", flat=True))
    UnexplainedReading.objects.filter(pk__in=held_by_nobody).update(priority=priority)


def claim_unexplained(*, versions: Collection[tuple[str, str]]) -> UnexplainedReading | None:
    """Locks the next row that no other worker holds, with reading and review, of these (model, version).

    Call it in a transaction and record in the same one: a worker that dies gives its row back by dying.
    """
    waiting = UnexplainedReading.objects.filter(_made_by(versions), reading__is_current=True)
    waiting = waiting.select_related("reading__review").order_by("priority", "waiting_since", "pk")
    return waiting.select_for_update(of=("self",), skip_locked=True).first()


def can_be_explained(*, versions: Collection[tuple[str, str]]) -> bool:
    """Whether some row waits for one of these (model, version), or was not looked at yet.

    What an earlier version read waits until it is read again: nobody is to be woken for it.
    """
    return UnexplainedReading.objects.filter(_made_by(versions) | Q(error=""), reading__is_current=True).exists()


def _made_by(versions: Iterable[tuple[str, str]]) -> Q:
    made_by = Q(pk__in=[])
    for model, version in versions:
        made_by |= Q(reading__model=model, reading__version=version)
    return made_by


@transaction.atomic
def record_explanation(*, claimed: UnexplainedReading, found: NewExplanation, at: datetime) -> bool:
    """Writes the explanation and takes the row off the queue; False, and nothing, while the review is being changed."""
    review = claimed.reading.review
    unchanged = Review.objects.filter(pk=review.pk).select_for_update(no_key=True, skip_locked=True)
    if unchanged.values_list("text", flat=True).first() != review.text:
        return False
    ReadingExplanation.objects.update_or_create(
        reading=claimed.reading,
        defaults={
            "method": found.method,
            "log_odds": found.log_odds,
            "words": list(found.words),
            "sentences": list(found.sentences),
            "passes": found.passes,
            "reason": found.reason[:120],
            "created_at": at,
        },
    )
    claimed.delete()
    return True


def note_unexplainable(*, model: str, error: str, except_version: str = "") -> int:
    """Writes beside waiting rows why their model cannot explain them now; the rows stay. Returns how many were news."""
    rows = UnexplainedReading.objects.filter(reading__model=model).exclude(error=error[:200])
    if except_version:
        rows = rows.exclude(reading__version=except_version)
    return rows.update(error=error[:200])


def drop_superseded() -> int:
    """Takes off the queue what a newer version has read since; returns how many."""
    old = UnexplainedReading.objects.filter(reading__is_current=False).select_for_update(skip_locked=True, of=("self",))
    with transaction.atomic():
        return UnexplainedReading.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
