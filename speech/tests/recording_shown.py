"""Recordings as the tests of pages send, work off and look at them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from speech import consent, services
from speech.spoken_text.words import Word
from speech.tasks import process_recording
from speech.tests.recording import fresh, make_recording
from speech.tests.sounds import encoded, tone

VOICE = encoded(tone())
AGREED = {
    "consent_transcript": "on",
    "consent_emotion": "on",
    "consent_version": consent.VERSION,
    "retention_days": "7",
    "language": "en",
}
HEARD = [Word("a", 0.1, 0.3, 0.9), Word("moving", 0.3, 0.7, 0.9), Word("gilm", 0.7, 1.1, 0.2)]


def heard(*, recording_id, samples, report, now):
    services.record_transcript(recording_id=recording_id, words=HEARD, engine="ear", version="1", at=now)


def worked_off(person, movie, **terms):
    recording = make_recording(person, movie, at=timezone.now(), **terms)
    process_recording(job_id=str(recording.job_id))
    return fresh(recording)


def page(recording, rest=""):
    return f"/speech/{recording.pk}/{rest}"


def text_of(response):
    return " ".join(response.content.decode().split())


def file_of(content=VOICE, name="voice.wav"):
    return SimpleUploadedFile(name, content)
