"""What the job of a recording writes down; each of it can be written twice and stands once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from emosense.jobs.models import Job, JobState
from speech.audio_facts import AudioFacts
from speech.models import EmotionSegment, EmotionSummary, Recording, Transcript
from speech.services.moods import refresh_mood
from speech.services.recordings import PICTURES, enqueue, forget_audio
from speech.services.words_and_tone import compare_tone
from speech.storage import AudioStorage

State = Recording.State
RETRIED_EVERY = timedelta(hours=6)
LONGEST_WAIT = timedelta(days=1)  # for a model, where the voice should go as soon as it is worked off
STOPPED = "It could not be worked off: see its job, where it can be tried again."


class Emotion(Protocol):
    """What is read of a whole recording and of a stretch of it alike."""

    @property
    def emotion(self) -> str: ...

    @property
    def abstained(self) -> bool: ...

    @property
    def reason(self) -> str: ...

    @property
    def probabilities(self) -> dict[str, float]: ...

    @property
    def valence(self) -> str: ...

    @property
    def valence_probabilities(self) -> dict[str, float]: ...


class EmotionSpan(Emotion, Protocol):
    """A stretch of time, as this module needs it."""

    @property
    def start(self) -> float: ...

    @property
    def end(self) -> float: ...


class EmotionReading(Emotion, Protocol):
    """speech.ml.readings.EmotionReading, as this module needs it."""

    @property
    def model(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def segments(self) -> Sequence[EmotionSpan]: ...


@transaction.atomic
def begin_processing(*, recording_id: UUID) -> Recording | None:
    """The recording with its sound, marked as being worked off; None when either is gone."""
    recording = locked_recording(recording_id)
    if recording is None or not recording.has_audio or recording.state == State.UPLOADING:
        return None
    if recording.state != State.READY:  # one whose model came later stays ready while it is read
        recording.state, recording.failure, recording.delete_audio_at = State.PROCESSING, "", None
        recording.save(update_fields=["state", "failure", "delete_audio_at"])
    return recording


@transaction.atomic
def keep_facts(*, recording_id: UUID, facts: AudioFacts, peaks: list[float]) -> None:
    Recording.objects.filter(pk=recording_id).update(
        container=facts.container[:40],
        codec=facts.codec[:40],
        seconds=facts.seconds,
        sample_rate=facts.sample_rate,
        channels=facts.channels,
        peaks=peaks,
    )


@transaction.atomic
def keep_pictures(*, recording_id: UUID, png: bytes, levels: bytes) -> None:
    """Seals the pictures beside the sound, unless that is gone meanwhile."""
    recording, storage = locked_recording(recording_id), AudioStorage()
    if recording is None or not recording.has_audio:
        return
    for suffix, content in zip(PICTURES, (png, levels), strict=True):
        name = f"{recording.audio.name}{suffix}"
        storage.delete(name)
        writer = storage.writer(name)
        writer.write(content)
        writer.close()


@transaction.atomic
def record_emotion(*, recording_id: UUID, reading: EmotionReading, at: datetime) -> EmotionSummary | None:
    """Replaces what was read before. None when recording or sound is gone, or the person did not agree to it."""
    recording = locked_recording(recording_id)
    if recording is None or recording.was_given_up or not recording.consent_emotion:
        return None
    summary, _ = EmotionSummary.objects.update_or_create(
        recording=recording,
        defaults={
            "state": EmotionSummary.State.READ,
            "emotion": reading.emotion,
            "abstained": reading.abstained,
            "reason": reading.reason[:120],
            "probabilities": reading.probabilities,
            "valence": reading.valence,
            "valence_probabilities": reading.valence_probabilities,
            "model": reading.model,
            "version": reading.version,
            "created_at": at,
        },
    )
    EmotionSegment.objects.filter(recording=recording).delete()
    EmotionSegment.objects.bulk_create(
        [_segment(recording, number, span) for number, span in enumerate(reading.segments)], batch_size=1_000
    )
    compare_tone(recording=recording)  # words may have been there before it
    return summary


def _segment(recording: Recording, number: int, span: EmotionSpan) -> EmotionSegment:
    return EmotionSegment(
        recording=recording,
        number=number,
        start=span.start,
        end=span.end,
        emotion=span.emotion,
        abstained=span.abstained,
        reason=span.reason[:120],
        probabilities=span.probabilities,
        valence=span.valence,
        valence_probabilities=span.valence_probabilities,
    )


@transaction.atomic
def note_no_emotion(*, recording_id: UUID, reason: str, at: datetime) -> None:
    """The model is not there: said, and read later while the sound is there. What was read before stays."""
    recording = locked_recording(recording_id)
    if recording is None or not recording.consent_emotion:
        return
    defaults = {"state": EmotionSummary.State.NOT_AVAILABLE, "reason": reason[:120], "created_at": at}
    EmotionSummary.objects.get_or_create(recording=recording, defaults=defaults)


@transaction.atomic
def finish_processing(*, recording_id: UUID, at: datetime) -> Recording | None:
    """Ready; the time of the voice runs from now. It goes at once where the person said so."""
    recording = locked_recording(recording_id)
    if recording is None:
        return None
    if recording.audio_deleted_at is None:
        recording.state, recording.failure = State.READY, ""
        first = recording.processed_at or at
        wait = LONGEST_WAIT if _waits_for_a_model(recording) else timedelta(0)
        recording.delete_audio_at = max(recording.audio_end(first), first + wait)
    recording.processed_at = recording.processed_at or at
    recording.save()
    if recording.delete_audio_at is not None and recording.delete_audio_at <= at:
        forget_audio(recording, at=at)
    refresh_mood(movie_id=recording.movie_id, at=at)
    return recording


@transaction.atomic
def fail_recording(*, recording_id: UUID, words: str, at: datetime, is_final: bool = False) -> None:
    """It cannot be used, and why; its sound goes by the same rule, or now where it can never be read."""
    recording = locked_recording(recording_id)
    if recording is None or recording.audio_deleted_at is not None:
        return
    recording.state, recording.failure = State.FAILED, words[:300]
    recording.processed_at, recording.delete_audio_at = at, at if is_final else recording.audio_end(at)
    recording.save()
    if recording.delete_audio_at <= at:
        forget_audio(recording, at=at)


def close_ended_jobs(*, at: datetime) -> int:
    """Fails recordings whose job ended without a word: cancelled, or killed too often."""
    lost = Recording.objects.filter(
        state__in=[State.WAITING, State.PROCESSING], job__state__in=[JobState.FAILED, JobState.CANCELLED]
    )
    found = list(lost.values_list("pk", "job__state"))
    for recording_id, state in found:
        words = "You cancelled it." if state == JobState.CANCELLED else STOPPED
        fail_recording(recording_id=recording_id, words=words, at=at)
    return len(found)


def ask_for_models_again(*, now: datetime, emotion: bool, words: bool, limit: int = 100) -> int:
    """Queues recordings whose emotion or words waited for a model that is there again; says how many.

    emotion, words: whether that model is there now. Nobody gets a job that could do nothing; one that fails all the
    same is tried again after RETRIED_EVERY.
    """
    count = 0
    for recording in _waiting_for_models(now, emotion=emotion, words=words).select_related("movie", "job")[:limit]:
        enqueue(recording, by=recording.person, at=now, key=f" again {now:%Y-%m-%d %H}")
        count += 1
    return count


def _waiting_for_models(now: datetime, *, emotion: bool, words: bool) -> QuerySet[Recording]:
    missing = Q(pk=None)
    if emotion:
        missing |= Q(emotion__state=EmotionSummary.State.NOT_AVAILABLE)
    if words:
        missing |= Q(transcript__state=Transcript.State.NOT_AVAILABLE, language__startswith="en")
    quiet = Q(job=None) | Q(job__finished_at__lt=now - RETRIED_EVERY)
    return Recording.objects.filter(missing, quiet, state=State.READY, audio_deleted_at=None).order_by("created_at")


def is_wanted(*, recording_id: UUID) -> bool:
    """Whether the recording is there with its sound."""
    return Recording.objects.filter(pk=recording_id, audio_deleted_at=None).exists()


def has_emotion(*, recording_id: UUID) -> bool:
    return EmotionSummary.objects.filter(recording=recording_id, state=EmotionSummary.State.READ).exists()


def has_transcript(*, recording_id: UUID) -> bool:
    """Also an empty one, or one that its person threw away."""
    return Transcript.objects.filter(recording=recording_id).exclude(state=Transcript.State.NOT_AVAILABLE).exists()


def _waits_for_a_model(recording: Recording) -> bool:
    emotion = EmotionSummary.objects.filter(recording=recording, state=EmotionSummary.State.NOT_AVAILABLE)
    words = Transcript.objects.filter(recording=recording, state=Transcript.State.NOT_AVAILABLE)
    return emotion.exists() or (recording.language.startswith("en") and words.exists())


def recording_of(job: Job) -> UUID:
    return UUID(job.payload["recording_id"])


def locked_recording(recording_id: UUID) -> Recording | None:
    rows = Recording.objects.select_for_update(of=("self",), no_key=True).select_related("movie")
    return rows.filter(pk=recording_id).first()
