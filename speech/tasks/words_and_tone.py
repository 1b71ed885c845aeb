"""The answers of the text model for the sentences of recordings."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from speech import services
from speech.services.words_and_tone import ANSWER


@shared_task(name=ANSWER, soft_time_limit=60, time_limit=90)
def keep_sentence_readings(*, reference: str, readings: dict[str, dict[str, Any]], unavailable: str = "") -> None:
    """Called by reviews.tasks.read_texts; twice is as once."""
    services.record_sentence_readings(recording_id=UUID(reference), readings=readings, unavailable=unavailable)


@shared_task(name="speech.tasks.sweep_sentences", soft_time_limit=60, time_limit=90)
def sweep_sentences() -> None:
    """Asks again for what nobody answered, however the message was lost."""
    services.ask_again(now=timezone.now())
