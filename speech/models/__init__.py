"""Recordings, what was read in them, what was said in them, and how they came."""

from speech.models.batch import BatchRow, RecordingBatch
from speech.models.emotion import EMOTIONS, VALENCES, EmotionSegment, EmotionSummary
from speech.models.recording import Recording, RecordingQuerySet, Retention
from speech.models.transcript import Transcript
from speech.models.upload import RecordingChunk, RecordingUpload
from speech.models.words_and_tone import SpokenSentence

__all__ = [
    "EMOTIONS",
    "VALENCES",
    "BatchRow",
    "EmotionSegment",
    "EmotionSummary",
    "Recording",
    "RecordingBatch",
    "RecordingChunk",
    "RecordingQuerySet",
    "RecordingUpload",
    "Retention",
    "SpokenSentence",
    "Transcript",
]
