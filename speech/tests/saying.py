"""Words and recordings for the tests of transcripts."""

from datetime import UTC, datetime, timedelta

from speech.models import EmotionSegment, Recording
from speech.spoken_text.words import Word

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def said(script, *, confidence=0.9):
    """Words of 0.3 s, 0.02 s apart; "+0.7" is a pause of 0.7 s: said("the end +1 of it")."""
    words, at = [], 0.0
    for part in script.split():
        if part.startswith("+"):
            at += float(part[1:])
            continue
        words.append(Word(part, round(at, 3), round(at + 0.3, 3), confidence))
        at += 0.32
    return words


def recording_of(person, movie, **fields):
    values = {
        "state": "ready",
        "consent_transcript": True,
        "consent_version": "1",
        "consented_at": NOW,
        "created_at": NOW,
        "delete_audio_at": NOW + timedelta(days=7),
        "seconds": 60.0,
        **fields,
    }
    return Recording.objects.create(person=person, movie=movie, **values)


def sounding(recording, emotion, valence, *, start=0.0, end=60.0, sure=0.9, abstained=False):
    """A segment of the recording, read so."""
    other = {"negative": "positive", "positive": "negative", "neutral": "negative"}[valence]
    return EmotionSegment.objects.create(
        recording=recording,
        number=recording.segments.count(),
        start=start,
        end=end,
        emotion=emotion,
        abstained=abstained,
        reason="not sure" if abstained else "",
        probabilities={emotion: sure, "neutral" if emotion != "neutral" else "calm": 1 - sure},
        valence=valence,
        valence_probabilities={valence: sure, other: 1 - sure},
    )
