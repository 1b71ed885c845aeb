"""The engine of this worker process: loaded at the first recording, kept for the next."""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from speech.ml.transcription.engines import Transcriber


def transcriber() -> "Transcriber":
    """Raises speech.ml.transcription.engines.EngineNotAvailable with a sentence for people; asks again next time."""
    return _loaded(settings.SPEECH_TRANSCRIBER, settings.SPEECH_TRANSCRIBER_MODEL)


def what_is_missing() -> str:
    """What keeps the engine of the settings from working, in a sentence; "" where nothing does. Imports no engine."""
    from speech.ml.transcription import engines

    return engines.what_is_missing(name=settings.SPEECH_TRANSCRIBER, model=settings.SPEECH_TRANSCRIBER_MODEL)


@cache
def _loaded(name: str, model: str) -> "Transcriber":
    from speech.ml.transcription.engines import load

    return load(name=name, model=model)
