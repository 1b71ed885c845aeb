"""A voice all the way: sent over the API, worked off by the real reader and engine, confirmed, read as text."""

import csv
import io
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from reviews import tasks as review_tasks
from reviews.models import Review
from speech import tasks
from speech.models import EMOTIONS
from speech.storage import AudioStorage
from speech.tasks import process_recording
from speech.tests.recording import API, send
from speech.tests.saying_aloud import WORDS, sentence
from speech.tests.sounds import LIVE, encoded

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DATA = os.environ.get("EMOSENSE_DATA", "")
MEANT = "We were away a year ago. It was a wonderful, moving film and I loved every minute."


@pytest.fixture
def messages(monkeypatch):
    """What is sent to workers, instead of sending it: (task, kwargs)."""
    sent = []

    def keep(*, task, kwargs=None, **options):
        sent.append((task, kwargs or {}))
        return True

    for place in ("reviews.services.texts_for_others.wake", "reviews.tasks.texts_for_others.wake"):
        monkeypatch.setattr(place, keep)
    return sent


def delivered(messages):
    """Does what the messages ask for, as the workers do it."""
    todo = {
        "reviews.tasks.read_texts": review_tasks.read_texts,
        "speech.tasks.keep_sentence_readings": tasks.keep_sentence_readings,
    }
    while messages:
        task, kwargs = messages.pop(0)
        todo[task](**kwargs)


@pytest.fixture
def worked_off(voices, phone, person, movie, messages, django_capture_on_commit_callbacks):
    """worked_off(content): what the API shows of it, once the worker's own task is done."""

    def made(content, name):
        client = phone(person)
        with django_capture_on_commit_callbacks(execute=True):
            sent = send(client, movie, content, name=name)
            assert sent.status_code == 202, sent.json()
            process_recording(job_id=sent.json()["job"])
        delivered(messages)
        return client, client.get(sent["Location"]).json()

    return made


def is_whole(result):
    """Eight probabilities everywhere, and segments that cover the recording one after the other."""
    assert result["emotion"]["emotion"] in EMOTIONS
    for reading in (result["emotion"], *result["segments"]):
        assert sum(reading["probabilities"].values()) == pytest.approx(1.0, abs=1e-4)
        assert set(reading["probabilities"]) == set(EMOTIONS)
    ends = [part["end"] for part in result["segments"]]
    assert [part["start"] for part in result["segments"]] == [0.0, *ends[:-1]]
    assert ends[-1] == pytest.approx(result["seconds"], abs=0.01)
    assert len(result["arc"]) == sum(not part["abstained"] for part in result["segments"])
    assert all(-1 <= point["valence"] <= 1 for point in result["arc"])


def test_a_made_up_sentence_is_heard_confirmed_and_read(worked_off, messages, django_capture_on_commit_callbacks):
    spoken = np.concatenate([sentence(rate=48_000)] * 3)  # long enough to be read along time
    client, result = worked_off(encoded(spoken, kind="webm", options=LIVE), "recording.webm")

    assert (result["state"], result["transcript"]["engine"], result["emotion"]["model"]) == (
        "ready", "pocketsphinx", "speech",
    )  # fmt: skip
    is_whole(result)
    heard = [word["text"].lower().strip(".,") for word in result["transcript"]["words"]]
    assert sum(word in heard for word in WORDS.split()) >= 4
    starts = [word["start"] for word in result["transcript"]["words"]]
    assert starts == sorted(starts)
    assert {row["label"] for row in result["words_and_tone"]["sentences"]} - {""}
    assert not Review.objects.exists()

    client.put(f"{API}{result['id']}/transcript/", {"text": MEANT}, format="json")
    with django_capture_on_commit_callbacks(execute=True):
        confirmed = client.post(f"{API}{result['id']}/transcript/confirm/", {"stars": 9}, format="json")
    review_tasks.read_unread()

    readings = Review.objects.get(pk=confirmed.json()["review"]).readings.all()
    assert {reading.model for reading in readings} == {"lstm", "gru"}
    assert {reading.label for reading in readings} == {"positive"}
    assert b"\x1aE\xdf\xa3" not in b"".join(path.read_bytes()[:4] for path in stored_files())


@pytest.mark.parametrize("samples", [1, 7, 900])
def test_an_almost_empty_clip_is_worked_off_at_once(worked_off, samples):
    target = io.BytesIO()
    soundfile.write(target, np.full(samples, 0.1, np.float32), 16_000, format="WAV")

    _, result = worked_off(target.getvalue(), "click.wav")

    assert (result["state"], result["transcript"]["state"]) == ("ready", "empty")
    assert (result["emotion"]["abstained"], result["arc"]) == (True, [])


def stored_files():
    storage = AudioStorage()
    return [storage.place(name).path for name in storage.names()]


@pytest.mark.skipif(not DATA, reason="EMOSENSE_DATA does not name the research data")
def test_read_speech_is_heard_and_an_angry_voice_sounds_tense(worked_off):
    folder = Path(DATA, "speech")
    with (folder / "transcribed" / "manifest.tsv").open(encoding="utf-8") as lines:
        read = next(row for row in csv.DictReader(lines, delimiter="\t") if row["corpus"] == "ljspeech")
    _, result = worked_off((folder / "transcribed" / read["path"]).read_bytes(), "read.flac")
    is_whole(result)
    heard = {word["text"].lower().strip(".,") for word in result["transcript"]["words"]}
    meant = set(read["text_norm"].split())
    assert len(meant & heard) > 0.4 * len(meant)

    with (folder / "ravdess" / "labels.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        angry = next(row for row in rows if row["emotion"] == "angry" and "strong" in row["extra"])
    _, result = worked_off((folder / "ravdess" / angry["path"]).read_bytes(), "angry.flac")
    is_whole(result)
    assert (result["emotion"]["emotion"], result["emotion"]["valence"]) == ("angry", "negative")
    assert result["arc"][0]["valence"] < 0
