"""Why a reading is as it is: explained one by one, behind the texts that people wait for."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews import services
from reviews.models import UnreadReview
from reviews.services import NewExplanation, one_text
from reviews.services.wake import is_awake, wake_once
from reviews.tasks.batches import ready_readers
from reviews.tasks.memory import give_back_memory
from reviews.tasks.readers import ReaderNotAvailable, version_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviews.ml.explain import Contribution
    from reviews.ml.predict import TextReader

logger = logging.getLogger(__name__)
TASK = "reviews.tasks.explain_readings"
METHOD = "occlusion"
TURN = timedelta(seconds=2)  # then other tasks get their turn; one explanation takes 0.1 to 2 s
DECIMALS = 4


@shared_task(name=TASK, soft_time_limit=100, time_limit=120)
def explain_readings():
    """Explains until nothing waits, its turn is over, or a person waits for a text to be read.

    Safe to run twice, and at the same time: rows that another worker has claimed are skipped.
    """
    is_awake(task=TASK)
    started = timezone.now()
    readers = readers_of_now()
    explained = may_go_on() and explain_next(readers, now=started)
    while explained and timezone.now() - started < TURN and may_go_on() and not one_text.is_asked():
        explained = explain_next(readers, now=timezone.now())
    give_back_memory()
    if explained:
        wake_once(task=TASK)


@shared_task(name="reviews.tasks.sweep_unexplained", soft_time_limit=30, time_limit=60)
def sweep_unexplained():
    """Wakes an explainer when something waits, however its message was lost."""
    services.drop_superseded()
    if services.can_be_explained(versions=versions_in_use()):
        wake_once(task=TASK, expires=10)


def versions_in_use() -> list[tuple[str, str]]:
    """(model, version) of what stands there, without loading it."""
    found = []
    for model in settings.READING_MODELS:
        with suppress(ReaderNotAvailable):
            found.append((model, version_of(model)))
    return found


def may_go_on() -> bool:
    """Whether no text waits that a person wrote and a model can read."""
    people = UnreadReview.objects.for_readers().filter(error="", priority=UnreadReview.Priority.PERSON)
    return not people.exists()


def readers_of_now() -> dict[str, "TextReader"]:
    """The readers that can be loaded; beside the rows that none of them can explain stands why."""
    ready, unavailable = ready_readers()
    for model, error in unavailable.items():
        services.note_unexplainable(model=model, error=error)
    for model, reader in ready.items():
        words = f"It was read by an earlier version; {reader.version} is in use now."
        services.note_unexplainable(model=model, error=words, except_version=reader.version)
    return ready


def explain_next(readers: dict[str, "TextReader"], *, now: datetime) -> bool:
    """One reading: claim, explain, record, in one transaction. False when nothing was recorded."""
    with transaction.atomic():
        claimed = services.claim_unexplained(versions=[(name, reader.version) for name, reader in readers.items()])
        if claimed is None:
            return False
        found = explanation_by(readers[claimed.reading.model], claimed.reading.review.text)
        return services.record_explanation(claimed=claimed, found=found, at=now)


def explanation_by(reader: "TextReader", text: str) -> NewExplanation:
    """What made the reader read the text so; a text that it fails on gets the reason, and is not tried again."""
    try:
        return explained(reader, text)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        logger.exception("A text of %d characters cannot be explained by %s.", len(text), reader.name)
        return NewExplanation(METHOD, reason=f"the model failed on this text: {type(error).__name__}")


def explained(reader: "TextReader", text: str) -> NewExplanation:
    # Imported here: beat and the commands import the tasks, and need no tokenizer.
    from reviews.ml.explain import explain

    found = explain(reader=reader.explained(text), text=text)
    if found is None:
        return NewExplanation(METHOD, reason="no words to explain")
    return NewExplanation(
        method=METHOD,
        log_odds=finite(found.log_odds),
        words=weights_of(found.words),
        sentences=weights_of(found.sentences),
        passes=found.passes,
    )


def weights_of(contributions: "Iterable[Contribution]") -> list[Any]:
    return [(one.start, one.end, finite(one.weight)) for one in contributions]


def finite(number: float) -> float:
    """The number, rounded as it is kept. Raises ValueError for what no JSON can hold."""
    if not isfinite(number):
        raise ValueError("a log-odds is not finite")
    return round(number, DECIMALS)
