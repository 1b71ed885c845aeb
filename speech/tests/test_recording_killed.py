"""A worker killed in the middle of a recording: nothing is lost, nothing is doubled, nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from emosense.jobs.services import sweep
from emosense.tests.processes import ROOT
from speech import services
from speech.models import EmotionSegment, Recording
from speech.storage import AudioStorage
from speech.tasks import process_recording
from speech.tests.recording import FixedReader, fresh, make_recording
from speech.tests.sounds import encoded, tone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
VOICE = encoded(tone())
PROGRAM = """
import pathlib, sys, time
import django
django.setup()
from speech.tasks import processing
from speech.tests.recording import FixedReader
processing.emotion_reader = FixedReader
def hangs(**kwargs):
    pathlib.Path(sys.argv[2]).touch()
    time.sleep(600)
processing.transcribe_recording = hangs
processing.process_recording(job_id=sys.argv[1])
"""


def test_the_next_worker_goes_on_behind_the_emotion(voices, settings, person, movie, monkeypatch):
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    recording = make_recording(person, movie, content=VOICE, at=timezone.now())
    killed_at_the_words(str(recording.job_id), voices)
    held = Recording.objects.get(pk=recording.pk)
    assert (held.state, held.job.state, held.segments.count()) == ("processing", "running", 2)
    assert [path for path in voices.rglob("*") if path.is_file() and VOICE[2_000:2_064] in path.read_bytes()] == []

    assert sweep(now=timezone.now())["lost"] == 1
    reader = FixedReader()
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", lambda: reader)
    monkeypatch.setattr("speech.tasks.processing.transcribe_recording", hears_nothing)
    process_recording(job_id=str(recording.job_id))

    done = fresh(recording)
    assert (done.state, done.transcript.state, reader.asked) == ("ready", "empty", 0)
    assert EmotionSegment.objects.filter(recording=done).count() == 2
    assert sorted(AudioStorage().names()) == [done.audio.name, f"{done.audio.name}-json", f"{done.audio.name}-png"]


def hears_nothing(*, recording_id, samples, report, now):
    services.record_transcript(recording_id=recording_id, words=[], engine="none", version="1", at=now)


def killed_at_the_words(job_id, folder):
    """Works the job off in a process of its own, and kills it once the emotion is read."""
    url = urlsplit(os.environ["DATABASE_URL"])
    given = {
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "EMOSENSE_VAR": str(folder / "var"),
        "EMOSENSE_AUDIO_KEYSET": "",
        "DJANGO_SETTINGS_MODULE": "emosense.settings",
    }
    mark = folder / "at-the-words"
    command = [sys.executable, "-c", PROGRAM, job_id, str(mark)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **given})
    try:
        deadline = time.monotonic() + 300
        while not mark.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert mark.exists()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
