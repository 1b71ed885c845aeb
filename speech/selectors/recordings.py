"""Recordings as lists, pages and the API show them; what is heard is opened for its owner alone."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from speech.models import (
    BatchRow,
    EmotionSegment,
    EmotionSummary,
    Recording,
    RecordingBatch,
    RecordingUpload,
    Transcript,
)
from speech.sealed_files import SealedFile
from speech.storage import AudioStorage

MEDIA_TYPES = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "matroska": "audio/webm",
    "mp4": "audio/mp4",
}
PICTURE_SUFFIX = {"png": "-png", "json": "-json"}


@dataclass(frozen=True)
class OwnAudio:
    """The sound of a recording, open for its owner; close `file` when it was read."""

    file: SealedFile
    media_type: str


def recordings_of(person: User) -> QuerySet[Recording]:
    """Own recordings and those shared with a team of the person's, each with what a list shows."""
    rows = Recording.objects.visible_to(person).select_related("movie", "person", "emotion", "transcript", "job")
    return rows.defer("movie__search_text", "peaks", "transcript__words", "transcript__placed_words").distinct()


def recording_result(*, recording: Recording) -> dict[str, Any]:
    """Everything that was read: emotion (None before, or where it was not agreed to), segments, arc, transcript.

    The arc is the valence in the middle of each segment where the model did not abstain: [{"time", "valence"}], from
    -1 to 1. Three queries.
    """
    emotion = EmotionSummary.objects.filter(recording=recording).first()
    segments = list(EmotionSegment.objects.filter(recording=recording).order_by("number"))
    return {
        "emotion": emotion,
        "segments": segments,
        "arc": [
            {"time": round((part.start + part.end) / 2, 3), "valence": round(part.valence_score, 4)}
            for part in segments
            if not part.abstained and part.valence_score is not None
        ],
        "transcript": Transcript.objects.filter(recording=recording).first(),
        "peaks": recording.peaks,
    }


def audio_of(*, recording: Recording) -> OwnAudio:
    """Raises FileNotFoundError once the sound is gone, DamagedFile for what is not what was sent."""
    if not recording.has_audio:
        raise FileNotFoundError(recording.pk)
    file = AudioStorage().sealed(recording.audio.name or "")
    return OwnAudio(file=file, media_type=MEDIA_TYPES.get(recording.container, "application/octet-stream"))


def picture_of(*, recording: Recording, form: str) -> bytes:
    """The mel-spectrogram as "png" or as "json" numbers. Raises as `audio_of`; FileNotFoundError before it is made."""
    if not recording.has_audio:
        raise FileNotFoundError(recording.pk)
    with AudioStorage().sealed(f"{recording.audio.name}{PICTURE_SUFFIX[form]}") as file:
        return file.read()


def uploads_of(person: User) -> QuerySet[RecordingUpload]:
    """What the person began to send and has not finished."""
    return RecordingUpload.objects.filter(recording__person=person).select_related("recording", "recording__movie")


def batches_of(person: User) -> QuerySet[RecordingBatch]:
    return RecordingBatch.objects.filter(person=person).select_related("job")


def batch_rows(*, batch: RecordingBatch) -> QuerySet[BatchRow]:
    return BatchRow.objects.filter(batch=batch).select_related("recording")
