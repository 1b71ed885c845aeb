"""Work off the request: what is heard in recordings."""

from speech.tasks.importing import import_recordings
from speech.tasks.processing import process_recording, sweep_recordings
from speech.tasks.words_and_tone import keep_sentence_readings, sweep_sentences

__all__ = [
    "import_recordings",
    "keep_sentence_readings",
    "process_recording",
    "sweep_recordings",
    "sweep_sentences",
]
