"""Recordings come, lose their voice and go; each step in one transaction, files after it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from django.db import transaction
from django.db.models import Sum

from accounts.models import Team, User
from emosense.jobs import services as jobs
from reviews.models import Movie
from reviews.services import storable
from speech import consent
from speech.models import (
    EmotionSegment,
    EmotionSummary,
    Recording,
    RecordingBatch,
    RecordingChunk,
    RecordingUpload,
    Transcript,
)
from speech.services.moods import refresh_mood
from speech.storage import AudioStorage

State = Recording.State
MOST_OPEN = 200  # recordings of one person that wait or are being sent
MOST_OPEN_BYTES = 8 * 1024**3  # of these, and of archives' as well
OPEN = (State.UPLOADING, State.WAITING, State.PROCESSING)
PICTURES = ("-png", "-json")  # sealed beside the audio, and gone with it: a voice could be made of them
KEPT_UNFINISHED = timedelta(days=1)
DELETED_BEFORE = "You deleted the sound before it was worked off."


class NoPurpose(Exception):
    """Neither transcript nor emotion was agreed to: there is nothing to do with the voice."""


class OldNotice(Exception):
    """What was agreed to is not the notice of today."""


class NotInTeam(Exception):
    """Recordings are shared with teams of one's own."""


class NotYours(Exception):
    """Only the person who sent a recording changes it."""


class TooManyOpen(Exception):
    """The person has sent enough that is not worked off."""


class KeptAudio(Protocol):
    """Audio that was sealed as it came; `keep` when a row names it."""

    name: str | None
    stored_as: str
    size: int
    sha256: str

    def keep(self) -> None: ...


@dataclass(frozen=True)
class NewRecording:
    """What a person says about a recording before it comes."""

    movie: Movie
    consent_transcript: bool
    consent_emotion: bool
    consent_version: str = consent.VERSION
    consent_basis: str = ""
    retention_days: int = 7
    language: str = "en"
    file_name: str = ""
    team: Team | None = None
    batch: RecordingBatch | None = None
    submission_key: uuid.UUID | None = None


@transaction.atomic
def create_recording(*, new: NewRecording, audio: KeptAudio, by: User, at: datetime) -> Recording:
    """Stores a recording and lets it be worked off. The same `submission_key` again gives the same recording.

    Raises NoPurpose, OldNotice, NotInTeam, TooManyOpen; what was sealed is then not kept.
    """
    earlier = _sent_before(new, by)
    if earlier is not None:
        return earlier
    recording = _row(new, by=by, at=at, state=State.WAITING)
    recording.audio.name, recording.size, recording.sha256 = audio.stored_as, audio.size, audio.sha256
    recording.save()
    audio.keep()
    enqueue(recording, by=by, at=at)
    return recording


@transaction.atomic
def start_upload(*, new: NewRecording, declared_size: int | None, by: User, at: datetime) -> RecordingUpload:
    """A recording that comes in pieces. Raises as `create_recording`."""
    earlier = _sent_before(new, by)
    if earlier is not None:
        return RecordingUpload.objects.filter(recording=earlier).first() or RecordingUpload(
            recording=earlier, received=earlier.size, updated_at=at
        )
    recording = _row(new, by=by, at=at, state=State.UPLOADING)
    recording.save()
    return RecordingUpload.objects.create(recording=recording, declared_size=declared_size, updated_at=at)


def _sent_before(new: NewRecording, by: User) -> Recording | None:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if new.submission_key is None:
        return None
    return Recording.objects.filter(person=by, submission_key=new.submission_key).first()


def _row(new: NewRecording, *, by: User, at: datetime, state: str) -> Recording:
    if not (new.consent_transcript or new.consent_emotion):
        raise NoPurpose
    if new.consent_version != consent.VERSION:
        raise OldNotice
    if new.team is not None and not new.team.memberships.filter(person=by).exists():
        raise NotInTeam
    refuse_too_many(by, is_single=new.batch is None)
    return Recording(
        movie=new.movie,
        person=by,
        team=new.team,
        batch=new.batch,
        state=state,
        file_name=storable(new.file_name)[:255],
        language=new.language[:8] or "en",
        submission_key=new.submission_key,
        consent_transcript=new.consent_transcript,
        consent_emotion=new.consent_emotion,
        consent_version=new.consent_version,
        consent_basis=storable(new.consent_basis.strip())[:500],
        consented_at=at,
        retention_days=new.retention_days,
        created_at=at,
    )


def refuse_too_many(person: User, *, is_single: bool = False) -> None:
    """Raises TooManyOpen: nobody fills the disk, or the queue, for everybody else."""
    waiting = Recording.objects.filter(person=person, state__in=OPEN)
    if is_single and waiting.count() >= MOST_OPEN:
        raise TooManyOpen(f"{MOST_OPEN} recordings of yours are not worked off yet: wait, or delete some.")
    found = waiting.aggregate(whole=Sum("size"), coming=Sum("upload__received"))
    if (found["whole"] or 0) + (found["coming"] or 0) >= MOST_OPEN_BYTES:
        most = MOST_OPEN_BYTES // 2**30
        raise TooManyOpen(f"{most} GB of your recordings are not worked off yet: wait, or delete some.")


def enqueue(recording: Recording, *, by: User | None, at: datetime, key: str = "") -> None:
    """Its job; the title names the movie, for the person's list of jobs."""
    recording.job = jobs.enqueue(
        kind="process_recording",
        title=f"Recording about {recording.movie.title}",
        payload={"recording_id": str(recording.pk)},
        key=f"{recording.pk}{key}",
        by=by,
        unit="stretches",
        result_path=f"/speech/{recording.pk}/",
        at=at,
    )
    recording.save(update_fields=["job"])


@transaction.atomic
def delete_audio(*, recording: Recording, by: User, at: datetime) -> Recording:
    """Deletes the voice now; transcript and emotions stay. Twice is as once. Raises NotYours."""
    locked = owned(recording, by)
    if locked.state == State.UPLOADING:
        _drop_upload(locked)
    forget_audio(locked, at=at)
    return locked


def forget_audio(recording: Recording, *, at: datetime) -> None:
    """Of a locked row: takes the file's name off it now, and the file away after the commit."""
    if recording.audio_deleted_at is not None:
        return
    if recording.state not in {State.READY, State.FAILED}:
        recording.state, recording.failure = State.FAILED, DELETED_BEFORE
        for kind in (EmotionSegment, EmotionSummary, Transcript):  # read so far, and shown nowhere
            kind.objects.filter(recording=recording).delete()
    discard_on_commit(recording.audio.name)
    recording.audio.name, recording.audio_deleted_at = "", at
    recording.save()


def discard_on_commit(name: str | None) -> None:
    """The sound and the pictures of it."""
    if name:
        transaction.on_commit(partial(discard_files, name))


def discard_files(name: str) -> None:
    storage = AudioStorage()
    for suffix in ("", *PICTURES):
        storage.delete(f"{name}{suffix}")


@transaction.atomic
def delete_recording(*, recording: Recording, by: User, at: datetime) -> None:
    """Deletes the recording with everything read from it; a review that was made of it is a review and stays.

    Raises NotYours.
    """
    locked = owned(recording, by)
    remove(locked)
    refresh_mood(movie_id=locked.movie_id, at=at)


def remove(recording: Recording) -> None:
    """Of a locked row."""
    _drop_upload(recording)
    discard_on_commit(recording.audio.name)
    recording.delete()


def _drop_upload(recording: Recording) -> None:
    # Locked, as whoever brings a piece locks it: a piece that just arrives is seen here, a later one finds nothing.
    for upload in RecordingUpload.objects.filter(recording=recording).select_for_update():
        for name in upload.chunks.values_list("stored_as", flat=True):
            transaction.on_commit(partial(AudioStorage().delete, name))
        upload.delete()


def owned(recording: Recording, by: User) -> Recording:
    """The row, locked. Raises NotYours."""
    rows = Recording.objects.select_for_update(of=("self",), no_key=True).select_related("movie")
    locked = rows.filter(pk=recording.pk, person=by).first()
    if locked is None:
        raise NotYours
    return locked


@transaction.atomic
def delete_due_audio(*, now: datetime, limit: int = 500) -> int:
    """Deletes every voice whose time is over; says how many. Safe to run twice, and at the same time."""
    due = Recording.objects.with_audio_due(now).select_for_update(skip_locked=True, no_key=True)
    recordings = list(due.order_by("delete_audio_at")[:limit])
    for recording in recordings:
        forget_audio(recording, at=now)
    return len(recordings)


@transaction.atomic
def erase_person(*, person: User, at: datetime) -> dict[str, int]:
    """Deletes the person's recordings, with voices, transcripts and emotions."""
    recordings = list(Recording.objects.filter(person=person).select_for_update())
    for recording in recordings:
        remove(recording)
    batches = RecordingBatch.objects.filter(person=person)
    for name in batches.exclude(stored_as="").values_list("stored_as", flat=True):
        discard_on_commit(name)
    batches.delete()
    for movie_id in {recording.movie_id for recording in recordings}:
        refresh_mood(movie_id=movie_id, at=at)
    return {"recordings": len(recordings)}


def tidy(*, now: datetime) -> int:
    """Removes recordings that were never sent to their end, and files that no row names."""
    count = 0
    for upload in RecordingUpload.objects.filter(updated_at__lt=now - KEPT_UNFINISHED):
        with transaction.atomic():
            rows = Recording.objects.select_for_update(of=("self",)).filter(pk=upload.pk, state=State.UPLOADING)
            stale = rows.filter(upload__updated_at__lt=now - KEPT_UNFINISHED).first()
            if stale is not None:
                remove(stale)
                count += 1
    return count + _remove_strays(now)


def _remove_strays(now: datetime) -> int:
    """Files that no row names, and those that nobody can read any more."""
    storage, count = AudioStorage(), 0
    keyless = set(storage.without_key())
    for name in [*storage.names(), *keyless]:
        try:
            is_old = now.timestamp() - storage.changed_at(name) > KEPT_UNFINISHED.total_seconds()
        except FileNotFoundError:
            continue
        if is_old and (name in keyless or not _is_named(name)):
            storage.delete(name)
            count += 1
    return count


def _is_named(name: str) -> bool:
    base = name
    for suffix in PICTURES:
        base = base.removesuffix(suffix)
    return (
        Recording.objects.filter(audio=base).exists()
        or RecordingChunk.objects.filter(stored_as=name).exists()
        or RecordingBatch.objects.filter(stored_as=name).exists()
    )
