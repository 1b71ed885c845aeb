"""What sentences say about acting, story and so on: searched behind the readings, so that no score waits for it."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from emosense.jobs.services import wake
from emosense.sentiments import COUNTED
from reviews import services
from reviews.models import UnreadAspects, UnreadReview
from reviews.services import FoundSentence, ReviewToSearch
from reviews.tasks import readers
from reviews.tasks.memory import give_back_memory

if TYPE_CHECKING:
    from reviews.ml.aspects import AspectSentence
    from reviews.ml.predict import TextReader

logger = logging.getLogger(__name__)
REVIEWS_PER_BATCH = 64  # a third of a second: as long as a text that comes now waits for this process
TURN = timedelta(seconds=2)
MUCH = 8 * REVIEWS_PER_BATCH


@shared_task(name="reviews.tasks.read_aspects", soft_time_limit=100, time_limit=120)
def read_aspects():
    """Searches reviews until none waits, its turn is over, or a text comes to be read; then refreshes the pages.

    Safe to run twice, and at the same time: rows that another worker has claimed are skipped.
    """
    started = timezone.now()
    claimed = 0 if texts_wait() else search_batch(now=started)
    while claimed and timezone.now() - started < TURN and not texts_wait():
        claimed = search_batch(now=timezone.now())
    give_back_memory()
    if claimed:  # meanwhile the schedule refreshes the pages
        wake_searchers(number=1, expires=60)
    else:
        services.refresh_all_movie_aspects(now=timezone.now())


def texts_wait() -> bool:
    """Whether some text waits for a model that can be loaded."""
    return UnreadReview.objects.for_readers().filter(error="").exists()


def wake_searchers(*, number: int = 2, expires: int = 10) -> None:
    """Sends for one worker when reviews are to be searched and no text waits, and for a second one when many are."""
    waiting = 0 if texts_wait() else UnreadAspects.objects.all()[: MUCH + 1].count()
    for _ in range(min(number, (waiting > 0) + (waiting > MUCH))):
        wake(task="reviews.tasks.read_aspects", queue="inference", expires=expires)


def search_batch(*, now, reviews: int = REVIEWS_PER_BATCH) -> int:
    """Searches the next reviews and returns how many were claimed; without the serving model they wait.

    What could not be recorded, because just then somebody else held the review, is claimed again by the next batch.
    """
    try:
        reader = readers.reader_of(settings.SERVING_MODEL)
    except readers.ReaderNotAvailable:
        return 0
    with transaction.atomic():
        claimed = services.claim_aspects(limit=reviews)
        if not claimed:
            return 0
        found = sentences_of(reader, [row for row in claimed if row.reading_id is not None])
        services.record_aspects(claimed=claimed, found=found, model=reader.name, version=reader.version, at=now)
        return len(claimed)


def sentences_of(reader: "TextReader", rows: Sequence[ReviewToSearch]) -> dict[int, list[FoundSentence]]:
    """All sentences of all texts at once; when that fails, text by text, so that one costs nobody else the aspects."""
    try:
        return searched(reader, rows)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("The sentences of %d texts cannot be read together; they are read one by one.", len(rows))
    return {pk: found for row in rows for pk, found in searched_alone(reader, row).items()}


def searched_alone(reader: "TextReader", row: ReviewToSearch) -> dict[int, list[FoundSentence]]:
    try:
        return searched(reader, [row])
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("The sentences of review %d cannot be read by %s.", row.review.pk, reader.name)
        return {}


def searched(reader: "TextReader", rows: Sequence[ReviewToSearch]) -> dict[int, list[FoundSentence]]:
    # Imported here: beat and the commands import the tasks, and need no lexicon.
    from reviews.ml import aspects

    texts, directors = [row.review.text for row in rows], [row.directors for row in rows]
    found = aspects.read_aspects(reader=reader, texts=texts, directors=directors)
    return {
        row.review.pk: [one for sentence in about for one in as_found(sentence)]
        for row, about in zip(rows, found, strict=True)
    }


def as_found(sentence: "AspectSentence") -> list[FoundSentence]:
    """One per aspect; none for a sentence in which the reader found no words."""
    if sentence.label not in COUNTED:
        return []
    return [
        FoundSentence(
            aspect=aspect,
            start=sentence.start,
            end=sentence.end,
            label=sentence.label,
            probability=sentence.probability,
        )
        for aspect in sentence.aspects
    ]
