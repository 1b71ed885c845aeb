"""Writing down what is said: called by the job that works a recording off, in a worker."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from speech import services
from speech.models import Recording, Transcript
from speech.tasks.transcribers import transcriber

if TYPE_CHECKING:
    from speech.ml.transcription.stretches import Samples

logger = logging.getLogger(__name__)
NOT_ENGLISH = "Only English is written down so far."
NOT_HERE = "What writes words down is not available here for now."  # why stands in the log, with names of this machine


def transcribe_recording(
    *, recording_id: UUID, samples: "Samples", report: Callable[[int, int], None] | None = None, now: datetime
) -> Transcript | None:
    """Hears, cleans and stores the words of mono samples at 16 kHz, float32 of shape (n,); None: the recording is gone.

    report(done, total) is called after every stretch of at most 15 s: save the job's progress there, and raise there
    to stop. An engine that is not available is noted in the transcript and told by the log. May run twice.
    """
    from speech.ml.transcription.engines import EngineNotAvailable
    from speech.ml.transcription.hearing import hear

    recording = Recording.objects.filter(pk=recording_id).only("consent_transcript", "language").first()
    if recording is None:
        return None
    if not recording.consent_transcript or recording.language[:2] != "en":
        return services.note_no_transcript(recording_id=recording_id, reason=NOT_ENGLISH, at=now)
    try:
        engine = transcriber()
    except EngineNotAvailable as error:
        logger.error("%s", error)
        return services.note_no_transcript(recording_id=recording_id, reason=NOT_HERE, at=now)
    words = hear(samples=samples, transcriber=engine, report=report)
    return services.record_transcript(
        recording_id=recording_id, words=words, engine=engine.name, version=engine.version, at=now
    )
