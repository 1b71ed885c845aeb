"""What the worker writes down, and what it says when it cannot."""

import numpy as np
import pytest
from django.core.checks import run_checks

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
from reviews.tests.factories import MovieFactory
from speech.tasks.transcribing import transcribe_recording
from speech.tests.saying import NOW, recording_of

SILENCE = np.zeros(16_000, dtype=np.float32)


@pytest.fixture
def recording(db, person):
    return recording_of(person, MovieFactory())


def written_down(recording):
    return transcribe_recording(recording_id=recording.pk, samples=SILENCE, now=NOW)


@pytest.mark.slow
def test_silence_is_an_empty_transcript_by_the_real_engine(recording):
    transcript = written_down(recording)

    assert (transcript.state, transcript.words, transcript.engine) == ("empty", [], "pocketsphinx")


def test_a_missing_engine_is_noted_for_the_person_and_said_by_log_and_check(recording, settings, caplog):
    settings.SPEECH_TRANSCRIBER = "vosk"

    transcript = written_down(recording)

    assert transcript.state == "not_available"
    assert transcript.reason == "What writes words down is not available here for now."
    assert "pip install vosk" in caplog.text
    assert [found.id for found in run_checks() if found.id == "speech.W010"] == ["speech.W010"]


def test_without_consent_no_engine_listens(person, db, settings):
    settings.SPEECH_TRANSCRIBER = "no such engine"
    recording = recording_of(person, MovieFactory(), consent_transcript=False, consent_emotion=True)

    assert written_down(recording).state == "declined"


def test_another_language_is_said_not_to_be_written_down(person, db):
    recording = recording_of(person, MovieFactory(), language="de")

    assert written_down(recording).reason == "Only English is written down so far."
