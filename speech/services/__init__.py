"""What changes recordings, transcripts and emotions; each idea in its own file."""

from speech.services.transcripts import (
    NothingToConfirm,
    NothingToCorrect,
    NotTheSpeaker,
    confirm_transcript,
    correct_transcript,
    discard_transcript,
    note_no_transcript,
    record_transcript,
    withdraw_confirmation,
)
from speech.services.words_and_tone import ask_again, compare_tone, record_sentence_readings, wait_for_sentences

__all__ = [
    "NotTheSpeaker",
    "NothingToConfirm",
    "NothingToCorrect",
    "ask_again",
    "compare_tone",
    "confirm_transcript",
    "correct_transcript",
    "discard_transcript",
    "note_no_transcript",
    "record_sentence_readings",
    "record_transcript",
    "wait_for_sentences",
    "withdraw_confirmation",
]
