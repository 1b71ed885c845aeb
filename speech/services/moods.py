"""The mood of a movie's audience by its voices: never of fewer than five people."""

from datetime import datetime

from reviews.services import MovieFigures, record_movie_score
from speech.models import VALENCES, EmotionSummary

KIND = "voice_mood"
GROUP = 5  # people under which nothing is said: a mood of few would be that of one of them


def refresh_mood(*, movie_id: int, at: datetime) -> None:
    """Computes the public mood again: the newest public recording of each person who agreed, abstentions apart.

    With fewer than GROUP people no number is kept at all, not even how many there are.
    """
    readings = EmotionSummary.objects.filter(
        recording__movie=movie_id,
        recording__team=None,
        recording__consent_emotion=True,
        state=EmotionSummary.State.READ,
    ).order_by("recording__person_id", "-recording__created_at", "-recording__pk")
    newest = list(readings.distinct("recording__person_id"))
    told = [reading for reading in newest if not reading.abstained]
    if len(told) < GROUP:
        record_movie_score(movie_id=movie_id, kind=KIND, figures=None, at=at)
        return
    counts = {valence: sum(reading.valence == valence for reading in told) for valence in VALENCES}
    figures = MovieFigures(
        positive=counts["positive"],
        neutral=counts["neutral"],
        negative=counts["negative"],
        unsure=len(newest) - len(told),
        model=told[0].model,
        version=max(reading.version for reading in told),
    )
    record_movie_score(movie_id=movie_id, kind=KIND, figures=figures, at=at)
