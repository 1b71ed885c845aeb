"""How a recording sounds is taken back by its speaker; its words stay."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from speech.models import EmotionSegment, EmotionSummary, Recording
from speech.services.moods import refresh_mood
from speech.services.recordings import owned
from speech.services.words_and_tone import compare_tone


class OnlyPurpose(Exception):
    """Nothing else was agreed to: the recording is to be deleted as a whole."""


@transaction.atomic
def discard_emotion(*, recording: Recording, by: User, at: datetime) -> Recording:
    """Deletes every reading of how it sounds and takes the consent back, so that none is made again.

    Twice is as once. Raises NotYours, OnlyPurpose.
    """
    locked = owned(recording, by)
    if not locked.consent_transcript:
        raise OnlyPurpose
    locked.consent_emotion = False
    locked.save(update_fields=["consent_emotion"])
    EmotionSegment.objects.filter(recording=locked).delete()
    EmotionSummary.objects.filter(recording=locked).delete()
    compare_tone(recording=locked)
    refresh_mood(movie_id=locked.movie_id, at=at)
    return locked
