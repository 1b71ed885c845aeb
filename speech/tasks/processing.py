"""One recording from its sealed bytes to emotions and words; killed anywhere, the next worker goes on.

The sound is decoded again by each attempt and lies nowhere but in memory; what is done is in the job's cursor.
"""

import json
import logging
from functools import partial
from typing import TYPE_CHECKING

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from emosense import artefacts
from emosense.jobs import services as jobs
from speech import services
from speech.audio_facts import UnusableAudio
from speech.decoding import DecoderStopped, SealDamaged, decode_apart
from speech.models import Recording
from speech.sealed_files import DamagedFile
from speech.storage import AudioStorage
from speech.tasks.emotion_readers import emotion_reader, has_emotion_model
from speech.tasks.heartbeat import beating
from speech.tasks.transcribers import what_is_missing
from speech.tasks.transcribing import transcribe_recording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from speech.audio_facts import AudioFacts

logger = logging.getLogger(__name__)
DAMAGED = "The stored sound is damaged: send the recording again."
NO_KEY = "The stored sound is damaged, or its key is not here: try it later, or send the recording again."


@shared_task(name="speech.tasks.process_recording")
def process_recording(*, job_id: str) -> None:
    """Works off one recording; a second message for the same job finds nothing to do."""
    with jobs.lease(job_id=job_id, now=timezone.now()) as work:
        if work is not None:
            work_off(work)
    services.close_ended_jobs(at=timezone.now())


@shared_task(name="speech.tasks.sweep_recordings", soft_time_limit=300, time_limit=330)
def sweep_recordings() -> None:
    """Deletes voices whose time is over, says what stopped for good, and asks again for models that were missing."""
    now = timezone.now()
    services.delete_due_audio(now=now)
    services.close_ended_jobs(at=now)
    services.end_lost_batches(at=now)
    services.ask_for_models_again(now=now, emotion=has_emotion_model(), words=not what_is_missing())


def work_off(work: jobs.Work) -> None:
    """Raises PermanentFailure with the words that the recording says, too."""
    recording = services.begin_processing(recording_id=services.recording_of(work.job))
    if recording is None:
        return
    work.advance(step="Decoding")
    try:
        with beating(work):
            samples, facts = decoded(recording)
    except UnusableAudio as refused:
        is_final = not isinstance(refused, DecoderStopped)
        raise failed(recording, str(refused), is_final=is_final) from refused
    except SealDamaged as error:
        raise failed(recording, DAMAGED, is_final=True) from error
    except (DamagedFile, FileNotFoundError) as error:  # an operator can bring the key back
        raise failed(recording, NO_KEY) from error
    for part in (partial(describe, facts=facts), read_emotion, write_down):
        stop_if_given_up(work)
        part(work, recording, samples)
    stop_if_given_up(work)
    services.finish_processing(recording_id=recording.pk, at=timezone.now())


def decoded(recording: Recording) -> "tuple[NDArray[np.float32], AudioFacts]":
    place = AudioStorage().place(recording.audio.name or "")
    return decode_apart(path=place.path, key=place.key, associated=place.associated)


def failed(recording: Recording, words: str, *, is_final: bool = False) -> jobs.PermanentFailure:
    services.fail_recording(recording_id=recording.pk, words=words, at=timezone.now(), is_final=is_final)
    return jobs.PermanentFailure(words)


def describe(work: jobs.Work, recording: Recording, samples: "NDArray[np.float32]", *, facts: "AudioFacts") -> None:
    """Length, outline and the pictures that the network sees."""
    from speech.ml import pictures
    from speech.outlines import outline

    work.advance(step="Drawing it")
    services.keep_facts(recording_id=recording.pk, facts=facts, peaks=outline(samples))
    levels = json.dumps(pictures.spectrogram(samples=samples), separators=(",", ":"))
    png = pictures.mel_picture(samples=samples)
    services.keep_pictures(recording_id=recording.pk, png=png, levels=levels.encode())


def read_emotion(work: jobs.Work, recording: Recording, samples: "NDArray[np.float32]") -> None:
    """Only where the person agreed to it, and once."""
    if not recording.consent_emotion or services.has_emotion(recording_id=recording.pk):
        return
    work.advance(step="Reading the emotion")
    try:
        reader = emotion_reader()
        with beating(work):
            reading = reader.read(samples)
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
        logger.error("%s", error)
        services.note_no_emotion(recording_id=recording.pk, reason=str(error), at=timezone.now())
        return
    with transaction.atomic():
        services.record_emotion(recording_id=recording.pk, reading=reading, at=timezone.now())
        work.advance(cursor={**work.job.cursor, "emotion": True})


def write_down(work: jobs.Work, recording: Recording, samples: "NDArray[np.float32]") -> None:
    """What was said, once: an engine that is missing is noted there and asked for again later."""
    if services.has_transcript(recording_id=recording.pk):
        return
    work.advance(step="Writing down the words")
    with beating(work):
        transcribe_recording(
            recording_id=recording.pk, samples=samples, report=partial(tell_stretches, work), now=timezone.now()
        )
    work.advance(cursor={**work.job.cursor, "words": True})


def tell_stretches(work: jobs.Work, done: int, total: int) -> None:
    """Counts from the first again where an earlier attempt was killed. Raises JobCancelled: a long one stops soon."""
    stop_if_given_up(work)
    work.advance(done=done - work.job.done, total=total)


def stop_if_given_up(work: jobs.Work) -> None:
    """Raises JobCancelled where the person deleted the recording or its sound meanwhile."""
    if not services.is_wanted(recording_id=services.recording_of(work.job)):
        raise jobs.JobCancelled
