"""Recordings that come in pieces: each piece is sealed by itself, and once all are there they become one file."""

import hashlib
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from speech.audio_facts import MAX_BYTES, too_large
from speech.models import Recording, RecordingChunk, RecordingUpload
from speech.services.recordings import NotYours, enqueue, owned, refuse_too_many
from speech.storage import AudioStorage

BLOCK = 1 << 20


class WrongOffset(Exception):
    """The next piece begins elsewhere; `received` says where."""

    def __init__(self, received: int) -> None:
        super().__init__(f"The next byte that is missing is number {received}.")
        self.received = received


class WrongChecksum(Exception):
    """What came is not what was sent."""


class NotUploading(Exception):
    """The recording is whole already, or its upload was given up."""


class NothingSent(Exception):
    """An upload without a byte cannot be a recording."""


@transaction.atomic
def receive_chunk(
    *, upload: RecordingUpload, offset: int, content: bytes, sha256: str, by: User, at: datetime
) -> RecordingUpload:
    """Takes a piece that begins at `offset`; one that is there already is taken as sent again.

    Raises NotYours, NotUploading, WrongOffset, WrongChecksum, TooManyOpen, UnusableAudio for more than may be sent.
    """
    locked = _locked(upload, by)
    if hashlib.sha256(content).hexdigest() != sha256.lower():
        raise WrongChecksum
    if offset < locked.received:
        repeated = locked.chunks.filter(offset=offset, size=len(content), sha256=sha256.lower())
        if repeated.exists():
            return locked
        raise WrongOffset(locked.received)
    if offset > locked.received or not content:
        raise WrongOffset(locked.received)
    if locked.received + len(content) > min(MAX_BYTES, locked.declared_size or MAX_BYTES):
        raise too_large()
    refuse_too_many(by)
    _seal(locked, content, sha256.lower())
    locked.received += len(content)
    locked.chunks_received += 1
    locked.updated_at = at
    locked.save()
    return locked


def _seal(upload: RecordingUpload, content: bytes, sha256: str) -> None:
    """A crash before the commit leaves a file that no row names: it is tidied away."""
    storage = AudioStorage()
    name = storage.new_name()
    writer = storage.writer(name)
    try:
        writer.write(content)
        writer.close()
        RecordingChunk.objects.create(
            upload=upload, offset=upload.received, size=len(content), sha256=sha256, stored_as=name
        )
    except BaseException:
        writer.discard()
        storage.delete(name)
        raise


@transaction.atomic
def complete_upload(
    *, upload: RecordingUpload, by: User, at: datetime, size: int | None = None, sha256: str = ""
) -> Recording:
    """Makes one sealed file of the pieces and lets it be worked off; once it is whole, the same recording again.

    Raises NotYours, NothingSent, WrongOffset where bytes are missing, WrongChecksum.
    """
    recording = owned(upload.recording, by)  # before the upload: as everybody locks who deletes it
    try:
        locked = _locked(upload, by)
    except NotUploading:
        return recording
    if not locked.received:
        raise NothingSent
    if locked.received != (size if size is not None else locked.declared_size or locked.received):
        raise WrongOffset(locked.received)
    chunks = list(locked.chunks.order_by("offset"))
    recording.audio.name, recording.sha256 = _joined([chunk.stored_as for chunk in chunks], sha256.lower())
    recording.size, recording.state, recording.created_at = locked.received, Recording.State.WAITING, at
    recording.save()
    for chunk in chunks:
        transaction.on_commit(partial(AudioStorage().delete, chunk.stored_as))
    locked.delete()
    enqueue(recording, by=by, at=at)
    return recording


def _joined(names: list[str], expected: str) -> tuple[str, str]:
    """Name and SHA-256 of the whole file; decrypted and encrypted again block by block."""
    storage, digest = AudioStorage(), hashlib.sha256()
    joined = storage.new_name()
    writer = storage.writer(joined)
    try:
        for name in names:
            with storage.sealed(name) as piece:
                while block := piece.read(BLOCK):
                    digest.update(block)
                    writer.write(block)
        writer.close()
        if expected and digest.hexdigest() != expected:
            raise WrongChecksum
    except BaseException:
        writer.discard()
        storage.delete(joined)
        raise
    return joined, digest.hexdigest()


def _locked(upload: RecordingUpload, by: User) -> RecordingUpload:
    found = RecordingUpload.objects.select_for_update(of=("self",)).select_related("recording").filter(pk=upload.pk)
    locked = found.first()
    if locked is None:
        raise NotUploading
    if locked.recording.person_id != by.pk:
        raise NotYours
    return locked
