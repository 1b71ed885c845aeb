"""Reading texts that are kept in another app."""

import logging
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from emosense.jobs.services import wake
from emosense.sentiments import Judgement, Label
from reviews.services import texts_for_others
from reviews.tasks import readers

logger = logging.getLogger(__name__)


@shared_task(name=texts_for_others.TASK, acks_late=False, soft_time_limit=120, time_limit=150)
def read_texts(*, texts: dict[str, str], reply_to: str, reference: str) -> None:
    """Reads with the serving model and answers. Acknowledged first: the broker keeps no copy of the texts."""
    try:
        reader = readers.reader_of(settings.SERVING_MODEL)
    except readers.ReaderNotAvailable as error:
        wake(task=reply_to, kwargs={"reference": reference, "readings": {}, "unavailable": str(error)})
        return
    readings = readings_by(reader, texts)
    wake(task=reply_to, kwargs={"reference": reference, "readings": readings, "unavailable": ""})


def readings_by(reader: Any, texts: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Readings by key; a text that makes the network fail is not read, the others are."""
    keys = list(texts)
    try:
        judged = reader.judge([texts[key] for key in keys])
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("%s cannot read these texts together: one by one then.", reader.name)
        return {key: reading_of(reader, texts[key]) for key in keys}
    return {key: _facts(reader, judgement) for key, judgement in zip(keys, judged, strict=True)}


def reading_of(reader: Any, text: str) -> dict[str, Any]:
    try:
        return _facts(reader, reader.judge([text])[0])
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("%s cannot read a text of another app.", reader.name)
        return _facts(reader, Judgement(Label.NOT_READ, float("nan"), None))


def _facts(reader: Any, judged: Judgement) -> dict[str, Any]:
    return {
        "model": reader.name,
        "version": reader.version,
        "label": judged.label.value,
        "probability": None if judged.method is None else float(judged.probability),
        "method": "" if judged.method is None else judged.method.value,
    }
