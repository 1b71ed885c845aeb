"""Reading one text that is not kept."""

from typing import Any

from celery import shared_task
from django.conf import settings

from emosense.sentiments import Label
from reviews.services import one_text
from reviews.tasks import readers
from reviews.tasks.batches import READ_LANGUAGES, ready_readers


@shared_task(name=one_text.TASK, acks_late=False, soft_time_limit=20, time_limit=30)
def read_text(*, token: str, text: str) -> None:
    """Reads with every model that can be loaded. Acknowledged first: the broker keeps no copy of the text."""
    one_text.keep_answer(token=token, answer=answer_to(text))


def answer_to(text: str) -> dict[str, Any]:
    ready, unavailable = ready_readers()
    language = readers.language_of(text)
    readings = [reading_by(ready[model], text, language) for model in settings.READING_MODELS if model in ready]
    return {"language": language, "readings": readings, "unavailable": unavailable}


def reading_by(reader: Any, text: str, language: str) -> dict[str, Any]:
    facts = {"model": reader.name, "version": reader.version, "probability": None, "method": "", "reason": ""}
    if language[:2].lower() not in READ_LANGUAGES:
        return {**facts, "label": Label.NOT_READ.value, "reason": f"language: {language}"}
    judged = reader.judge([text])[0]
    if judged.method is None:
        return {**facts, "label": judged.label.value, "reason": "no words to read"}
    return {
        **facts, "label": judged.label.value, "probability": judged.probability, "method": judged.method.value
    }
