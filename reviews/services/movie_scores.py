"""Scores of a movie that other apps compute: written here, beside the one of its reviews."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Team
from reviews.models import MovieScore
from reviews.selectors.intervals import wilson_interval


@dataclass(frozen=True)
class MovieFigures:
    """What was counted, and by which model; `n` is what has a valence."""

    positive: int
    neutral: int
    negative: int
    unsure: int
    model: str
    version: str

    @property
    def n(self) -> int:
        return self.positive + self.neutral + self.negative


@transaction.atomic
def record_movie_score(
    *, movie_id: int, kind: str, figures: MovieFigures | None, at: datetime, team: Team | None = None
) -> MovieScore | None:
    """Replaces the movie's score of this kind: the share of Positive with its interval.

    Figures of None are figures that must not be told: the row says "too few" and holds no number; a movie that never
    had such a score gets none. Raises ValueError for the kind that the reviews themselves make.
    """
    if kind == "sentiment":
        raise ValueError("The score of reviews is counted from them, see refresh_score.")
    if figures is None or not figures.n:
        rows = MovieScore.objects.filter(movie=movie_id, kind=kind, team=team)
        rows.update(**NOTHING, as_of=at)
        return rows.first()
    row, _ = MovieScore.objects.update_or_create(
        movie_id=movie_id, kind=kind, team=team, defaults={**_told(figures), "as_of": at}
    )
    return row


def _told(figures: MovieFigures) -> dict[str, Any]:
    low, high = wilson_interval(positive=figures.positive, n=figures.n)
    return {
        "state": MovieScore.State.OK,
        "value": figures.positive / figures.n,
        "low": low,
        "high": high,
        "n": figures.n,
        "positive": figures.positive,
        "neutral": figures.neutral,
        "negative": figures.negative,
        "unsure": figures.unsure,
        "model": figures.model[:20],
        "version": figures.version[:40],
    }


NOTHING = {
    "state": MovieScore.State.TOO_FEW,
    **dict.fromkeys(("value", "low", "high")),
    **dict.fromkeys(("n", "positive", "neutral", "negative", "unsure"), 0),
}
