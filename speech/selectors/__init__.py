"""What pages and the API read of recordings."""

from speech.selectors.recordings import (
    OwnAudio,
    audio_of,
    batch_rows,
    batches_of,
    picture_of,
    recording_result,
    recordings_of,
    uploads_of,
)
from speech.selectors.words_and_tone import transcript_words, words_and_tone

__all__ = [
    "OwnAudio",
    "audio_of",
    "batch_rows",
    "batches_of",
    "picture_of",
    "recording_result",
    "recordings_of",
    "transcript_words",
    "uploads_of",
    "words_and_tone",
]
