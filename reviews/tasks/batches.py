"""One batch: claim, read, record, in one transaction, so that a killed worker loses and doubles nothing."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction

from emosense.sentiments import Judgement, Label
from reviews import services
from reviews.models import UnreadReview
from reviews.services import NewReading
from reviews.tasks import readers

if TYPE_CHECKING:
    from reviews.ml.predict import TextReader

logger = logging.getLogger(__name__)
READ_LANGUAGES = {"en"}
REVIEWS_PER_BATCH = 256

Outcome = Judgement | str  # or the reason why there is none


@dataclass(frozen=True)
class Batch:
    """What became of one batch: rows recorded, and the models that cannot be loaded, with the reason."""

    claimed: int = 0
    recorded: int = 0
    unavailable: dict[str, str] = field(default_factory=dict)


def read_batch(*, now: datetime, reviews: int = REVIEWS_PER_BATCH) -> Batch:
    """Reads the next texts that wait, with every model that can be loaded."""
    ready, unavailable = ready_readers()
    for model, error in unavailable.items():
        if services.note_unavailable(model=model, error=error, at=now):
            logger.error("%s", error)
    with transaction.atomic():
        claimed = services.claim_unread(models=ready, limit=reviews * max(1, len(ready)))
        if not claimed:
            return Batch(unavailable=unavailable)
        languages = languages_of(claimed)
        readings = [
            reading
            for model, rows in by_model(claimed).items()
            for reading in readings_of(ready[model], rows, languages)
        ]
        recorded = services.record_readings(readings=readings, languages=languages, at=now)
    return Batch(claimed=len(claimed), recorded=recorded, unavailable=unavailable)


def ready_readers() -> tuple[dict[str, "TextReader"], dict[str, str]]:
    """The readers by model, and for models without one the reason."""
    ready, unavailable = {}, {}
    for model in settings.READING_MODELS:
        try:
            ready[model] = readers.reader_of(model)
        except readers.ReaderNotAvailable as error:
            unavailable[model] = str(error)
    return ready, unavailable


def by_model(rows: Sequence[UnreadReview]) -> dict[str, list[UnreadReview]]:
    grouped: dict[str, list[UnreadReview]] = defaultdict(list)
    for row in rows:
        grouped[row.model].append(row)
    return grouped


def languages_of(rows: Sequence[UnreadReview]) -> dict[int, str]:
    """Each review's language: as it came with the review, else detected once for all models."""
    languages: dict[int, str] = {}
    for row in rows:
        if row.review_id not in languages:
            languages[row.review_id] = row.review.language or readers.language_of(row.review.text)
    return languages


def readings_of(reader: "TextReader", rows: Sequence[UnreadReview], languages: dict[int, str]) -> list[NewReading]:
    """One reading per row: what is not English is not read, and says so."""
    english = [row for row in rows if languages[row.review_id][:2].lower() in READ_LANGUAGES]
    outcomes = dict(zip((row.pk for row in english), outcomes_of(reader, english), strict=True))
    return [new_reading(reader, row, outcomes.get(row.pk, f"language: {languages[row.review_id]}")) for row in rows]


def outcomes_of(reader: "TextReader", rows: Sequence[UnreadReview]) -> list[Outcome]:
    """All texts at once; when that fails, one by one, so that one text costs nobody else the reading."""
    texts = [row.review.text for row in rows]
    if not texts:
        return []
    try:
        return list(reader.judge(texts))
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("A batch of %d texts failed; they are read one by one.", len(texts))
    return [outcome_of_one(reader, row) for row in rows]


def outcome_of_one(reader: "TextReader", row: UnreadReview) -> Outcome:
    try:
        return reader.judge([row.review.text])[0]
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        logger.exception("Review %d cannot be read by %s.", row.review_id, reader.name)
        return f"the model failed on this text: {type(error).__name__}"


def new_reading(reader: "TextReader", row: UnreadReview, outcome: Outcome) -> NewReading:
    if isinstance(outcome, str):
        return NewReading(row, reader.version, Label.NOT_READ, reason=outcome)
    if outcome.method is None:
        return NewReading(row, reader.version, outcome.label, reason="no words to read")
    return NewReading(row, reader.version, outcome.label, probability=outcome.probability, method=outcome.method.value)
