"""What the tests of recordings share."""

import hashlib

import pytest
from django.utils import timezone

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
from reviews.tests.api.conftest import no_throttles, phone  # noqa: F401  (fixtures)
from reviews.tests.factories import MovieFactory
from speech import services
from speech.services.recordings import NewRecording
from speech.tests.recording import NOW, FixedReader
from speech.tests.recording_shown import VOICE, heard, worked_off


@pytest.fixture
def movie(db):
    return MovieFactory(title="The Quiet Hour", slug="the-quiet-hour-1999", year=1999)


@pytest.fixture
def voices(settings, tmp_path):
    """Where this test's voices lie, with a keyset of their own."""
    settings.MEDIA_ROOT, settings.VAR_DIR, settings.AUDIO_KEYSET = tmp_path / "media", tmp_path / "var", ""
    return tmp_path


@pytest.fixture
def read_and_heard(voices, monkeypatch):
    """A reader that answers, and words that are always the same."""
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", FixedReader)
    monkeypatch.setattr("speech.tasks.processing.transcribe_recording", heard)


@pytest.fixture
def ready(person, movie, team, read_and_heard):
    """Worked off, and shared with the team."""
    return worked_off(person, movie, team=team)


@pytest.fixture
def draft(person, movie, voices):
    """Half sent: its page was closed."""
    new = NewRecording(movie=movie, consent_transcript=True, consent_emotion=True, file_name="recording.webm")
    upload = services.start_upload(new=new, declared_size=None, by=person, at=NOW)
    digest = hashlib.sha256(VOICE).hexdigest()
    services.receive_chunk(upload=upload, offset=0, content=VOICE, sha256=digest, by=person, at=timezone.now())
    return upload.recording
