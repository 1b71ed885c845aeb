"""Keeping what the movies' pages say about acting, story and so on: marked with the scores, computed behind them."""

from datetime import datetime

from django.db import transaction

from reviews.models import MovieAspects, MovieScore
from reviews.selectors import aspect_figures
from reviews.services.scores import KIND


@transaction.atomic
def refresh_movie_aspects(*, score_id: int, now: datetime) -> MovieAspects | None:
    """Computes the aspects beside one score again; None when somebody else does, or it is no longer needed.

    The score's row is locked first and the sentences read afterwards, as in `refresh_score`.
    """
    stale = MovieScore.objects.filter(pk=score_id, kind=KIND).exclude(aspects_stale_since=None)
    score = stale.select_for_update(no_key=True, skip_locked=True).first()
    if score is None:
        return None
    fields = aspect_figures.figures(movie_id=score.movie_id, team_id=score.team_id, now=now)
    aspects, _ = MovieAspects.objects.update_or_create(score=score, defaults=fields)
    MovieScore.objects.filter(pk=score_id).update(aspects_stale_since=None)
    return aspects


def refresh_all_movie_aspects(*, now: datetime, limit: int = 500) -> int:
    """Computes what is out of date, the longest waiting first; each in its own transaction."""
    stale = MovieScore.objects.filter(kind=KIND).exclude(aspects_stale_since=None).order_by("aspects_stale_since")
    ids = list(stale.values_list("pk", flat=True)[:limit])
    return sum(refresh_movie_aspects(score_id=score_id, now=now) is not None for score_id in ids)
