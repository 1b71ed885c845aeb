"""Recordings for tests: made by the services, as the API makes them."""

import base64
import hashlib
from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from speech import consent, services
from speech.ml.readings import EMOTIONS, EmotionReading, EmotionSpan
from speech.models import Recording
from speech.services.batches import sealed_copy
from speech.services.recordings import NewRecording
from speech.tests.sounds import encoded, tone

API = "/api/v1/recordings/"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TERMS = {"consent_transcript": True, "consent_emotion": True, "consent_version": consent.VERSION}


class Opened:
    """Bytes that are opened as a file."""

    def __init__(self, content):
        self.content = content

    def __call__(self):
        import io

        return io.BytesIO(self.content)


def make_recording(person, movie, *, content=None, at=NOW, **terms):
    """A recording that waits to be worked off."""
    new = NewRecording(movie=movie, **{**TERMS, **terms})
    return services.create_recording(new=new, audio=sealed_copy(Opened(content or encoded(tone()))), by=person, at=at)


def send(client, movie, content=None, /, name="voice.wav", **terms):
    body = {"movie": movie.pk, **TERMS, "file": SimpleUploadedFile(name, content or encoded(tone())), **terms}
    return client.post(API, body, format="multipart")


def chunk(client, recording, offset, content, *, digest=None):
    """One PUT of a resumable upload."""
    digest = digest or base64.b64encode(hashlib.sha256(content).digest()).decode()
    return client.put(
        f"{API}uploads/{recording}/",
        content,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset), "Content-Digest": f"sha-256=:{digest}:"},
    )


def reading(*, emotion="happy", valence="positive", abstained=False, seconds=1.5, parts=2):
    """What a model would say."""
    probabilities = {name: 0.65 if name == emotion else 0.05 for name in EMOTIONS}
    step = seconds / parts
    return EmotionReading(
        emotion=emotion,
        abstained=abstained,
        reason="not sure" if abstained else "",
        probabilities=probabilities,
        valence=valence,
        valence_probabilities={"negative": 0.1, "neutral": 0.2, "positive": 0.7},
        confidence=0.65,
        seconds=seconds,
        model="speech",
        version="2026.11.21",
        segments=tuple(
            EmotionSpan(number * step, (number + 1) * step, emotion, probabilities, valence, 0.65, abstained)
            for number in range(parts)
        ),
    )


class FixedReader:
    """A reader that hears the same in everything, and how often it was asked."""

    def __init__(self, **told):
        self.told, self.asked = told, 0

    def read(self, samples):
        self.asked += 1
        return reading(seconds=len(samples) / 16_000, **self.told)


def fresh(recording):
    return Recording.objects.get(pk=recording.pk)
