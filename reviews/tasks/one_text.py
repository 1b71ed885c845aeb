"""Reading one text that is not kept."""

from typing import Any

from celery import shared_task
from django.conf import settings

from emosense.sentiments import Label
from reviews.services import one_text
from reviews.tasks import readers
from reviews.tasks.batches import READ_LANGUAGES, ready_readers
from reviews.tasks.explaining import explanation_by


@shared_task(name=one_text.TASK, acks_late=False, soft_time_limit=20, time_limit=30)
def read_text(*, token: str, text: str, explain: bool = False) -> None:
    """Reads with every model that can be loaded. Acknowledged first: the broker keeps no copy of the text."""
    one_text.note_taken()
    one_text.keep_answer(token=token, answer=answer_to(text, explain=explain))


def answer_to(text: str, *, explain: bool = False) -> dict[str, Any]:
    ready, unavailable = ready_readers()
    language = readers.language_of(text)
    readings = [reading_by(ready[model], text, language) for model in settings.READING_MODELS if model in ready]
    if explain:
        readings = [{**reading, "why": why(ready[reading["model"]], text, reading)} for reading in readings]
    return {"language": language, "readings": readings, "unavailable": unavailable}


def why(reader: Any, text: str, reading: dict[str, Any]) -> dict[str, Any]:
    """As selectors.Explanation, in plain values for the cache; places only, for the text is not kept."""
    facts: dict[str, Any] = {"reason": "", "method": "", "log_odds": None, "words": [], "sentences": []}
    if reading["probability"] is None:
        return {**facts, "state": "not_applicable", "reason": reading["reason"]}
    found = explanation_by(reader, text)
    if found.log_odds is None:
        return {**facts, "state": "not_available", "reason": found.reason}
    spans = {name: [dict(zip(("start", "end", "weight"), span, strict=True)) for span in getattr(found, name)]
             for name in ("words", "sentences")}  # fmt: skip
    return {**facts, **spans, "state": "ready", "method": found.method, "log_odds": found.log_odds}


def reading_by(reader: Any, text: str, language: str) -> dict[str, Any]:
    facts = {"model": reader.name, "version": reader.version, "probability": None, "method": "", "reason": ""}
    if language[:2].lower() not in READ_LANGUAGES:
        return {**facts, "label": Label.NOT_READ.value, "reason": f"language: {language}"}
    judged = reader.judge([text])[0]
    if judged.method is None:
        return {**facts, "label": judged.label.value, "reason": "no words to read"}
    return {**facts, "label": judged.label.value, "probability": judged.probability, "method": judged.method.value}
