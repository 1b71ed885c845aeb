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
from reviews.services import FoundSentence, ReviewToSearch, one_text
from reviews.services.wake import is_awake, wake_once
from reviews.tasks import readers
from reviews.tasks.memory import give_back_memory

if TYPE_CHECKING:
    from reviews.ml.aspects import AspectSentence
    from reviews.ml.predict import TextReader

logger = logging.getLogger(__name__)
TASK = "reviews.tasks.read_aspects"
REVIEWS_PER_BATCH = 64  # a third of a second: as long as a text that comes now waits for this process
SENTENCES_PER_BATCH = 500  # 1.8 s at the most, of reviews of hundreds of sentences; one review has at most 400
TURN = timedelta(seconds=2)
MUCH = 8 * REVIEWS_PER_BATCH


@shared_task(name=TASK, soft_time_limit=100, time_limit=120)
def read_aspects():
    """Searches reviews until none waits, its turn is over, or a text comes to be read; then refreshes the pages.

    Safe to run twice, and at the same time: rows that another worker has claimed are skipped.
    """
    is_awake(task=TASK)
    started = timezone.now()
    recorded = 0 if texts_wait() else search_batch(now=started)
    while recorded and timezone.now() - started < TURN and not (texts_wait() or one_text.is_asked()):
        recorded = search_batch(now=timezone.now())
    give_back_memory()
    if recorded:  # meanwhile the schedule refreshes the pages
        wake_searchers(number=1, expires=60)
    else:
        services.refresh_all_movie_aspects(now=timezone.now())


def texts_wait() -> bool:
    """Whether some text waits for a model that can be loaded."""
    return UnreadReview.objects.for_readers().filter(error="").exists()


def wake_searchers(*, number: int = 2, expires: int = 10) -> None:
    """Sends for one worker when reviews are to be searched and no text waits, and for a second one when many are."""
    waiting = 0 if texts_wait() else UnreadAspects.objects.all()[: MUCH + 1].count()
    if waiting:
        wake_once(task=TASK, expires=expires)
    if waiting > MUCH and number > 1:
        wake(task=TASK, queue="inference", expires=expires)


def search_batch(*, now, reviews: int = REVIEWS_PER_BATCH) -> int:
    """Searches the next reviews and returns how many were recorded; without the serving model they wait.

    What somebody else holds just then is claimed again: by the next batch, and when that is all that there is, in the
    turn that the schedule sends for.
    """
    try:
        reader = readers.reader_of(settings.SERVING_MODEL)
    except readers.ReaderNotAvailable:
        return 0
    with transaction.atomic():
        claimed = first_of(services.claim_aspects(limit=reviews))
        if not claimed:
            return 0
        found = sentences_of(reader, [row for row in claimed if row.reading_id is not None])
        return services.record_aspects(claimed=claimed, found=found, model=reader.name, version=reader.version, at=now)


def first_of(claimed: Sequence[ReviewToSearch]) -> list[ReviewToSearch]:
    """As many as one batch may hold by their sentences, at least one; the rest are claimed again."""
    # Imported here: beat and the commands import the tasks, and need no lexicon.
    from reviews.ml.aspects import MOST_SENTENCES
    from reviews.ml.sentences import split_sentences

    first: list[ReviewToSearch] = []
    sentences = 0
    for row in claimed:
        if row.reading_id is not None:
            sentences += min(MOST_SENTENCES, len(split_sentences(row.review.text)))
        if first and sentences > SENTENCES_PER_BATCH:
            break
        first.append(row)
    return first


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
