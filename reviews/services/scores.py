"""Keeping the score rows: marked in the transaction that changes something, computed by a task seconds later."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from reviews.models import Movie, MovieScore, Review
from reviews.selectors import score_figures
from reviews.services.rows_alike import insert_alike
from reviews.services.source_figures import forget_source_figures, keep_source_figures, noted_figures

KIND = "sentiment"


@transaction.atomic
def mark_scores_stale(*, reviews: Iterable[Review], at: datetime) -> None:
    """Marks every score that these reviews enter: the movie's public one and those of teams with private reviews.

    Call it last in the transaction that changes the reviews: it locks the score rows until the commit, which is
    what keeps a refresh at the same time from clearing the mark without having seen the change.
    """
    reviews = list(reviews)
    if reviews:
        mark_stale(_entered_by(reviews, at=at), at=at)


@transaction.atomic
def mark_aspects_stale(*, reviews: Iterable[Review], at: datetime) -> None:
    """Marks what the movies' pages say about acting, story and so on; as `mark_scores_stale`, and also last."""
    ids = _locked(_entered_by(reviews, at=at))
    MovieScore.objects.filter(pk__in=ids).update(aspects_stale_since=at)


def _entered_by(reviews: Iterable[Review], *, at: datetime) -> QuerySet[MovieScore]:
    """The scores that these reviews enter; rows that are missing are made."""
    places = {(review.movie_id, review.team_id) for review in reviews}
    if not places:
        return MovieScore.objects.none()
    _make_rows(places, at=at)
    touched = Q(movie__in=[movie for movie, team in places if team is None])
    for movie, team in places:
        if team is not None:
            touched |= Q(movie=movie, team=team)
    return MovieScore.objects.filter(touched, kind=KIND)


def mark_all_scores_stale(*, at: datetime) -> int:
    """Marks every score, after something that concerns them all, like a model that comes or goes."""
    return mark_stale(MovieScore.objects.filter(kind=KIND), at=at)


def make_score_rows(*, movies: Iterable[Movie], at: datetime) -> None:
    """Gives new movies their public score row, to be computed."""
    _make_rows({(movie.pk, None) for movie in movies}, at=at)


def _make_rows(places: Iterable[tuple[int, int | None]], *, at: datetime) -> None:
    places = list(places)
    wanted = sorted({(movie, None) for movie, _ in places} | set(places), key=lambda place: (place[0], place[1] or 0))
    blank = MovieScore(kind=KIND, model=settings.SERVING_MODEL, as_of=at, stale_since=at)
    if wanted:
        insert_alike(blank, {"movie_id": [movie for movie, _ in wanted], "team_id": [team for _, team in wanted]})


@transaction.atomic
def mark_stale(scores: QuerySet[MovieScore], *, at: datetime) -> int:
    """Marks these rows and the aspects beside them; returns how many."""
    return MovieScore.objects.filter(pk__in=_locked(scores)).update(stale_since=at, aspects_stale_since=at)


def _locked(scores: QuerySet[MovieScore]) -> list[int]:
    """Their ids, locked in one order so that two transactions never wait for each other."""
    return list(scores.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def refresh_score(*, score_id: int, now: datetime) -> MovieScore | None:
    """Computes one score again; None when it is gone, in another worker's hands, or no longer needed.

    The row is locked first and read afterwards: whatever was committed with a mark is seen, and whoever marks while
    this runs waits and marks afterwards.
    """
    stale = MovieScore.objects.filter(pk=score_id, kind=KIND).exclude(stale_since=None)
    score = stale.select_for_update(no_key=True, skip_locked=True).first()
    if score is None:
        return None
    if score.team_id and not Review.objects.filter(movie=score.movie_id, team=score.team_id).exists():
        forget_source_figures(score=score)
        score.delete()
        return None
    fields = score_figures.figures(movie_id=score.movie_id, team_id=score.team_id, now=now)
    fields["source_figures"] = noted_figures(team_id=score.team_id, rows=fields.pop("rows"))
    for name, value in fields.items():
        setattr(score, name, value)
    score.stale_since = None
    score.save(update_fields=[*fields, "stale_since"])
    return score


def refresh_scores(*, now: datetime, limit: int = 500) -> int:
    """Computes the scores that are out of date, the longest waiting first; each in its own transaction.

    What their sources gave is written afterwards, in batches; also what a process that died had not written yet.
    """
    stale = MovieScore.objects.filter(kind=KIND).exclude(stale_since=None).order_by("stale_since")
    ids = list(stale.values_list("pk", flat=True)[:limit])
    computed = sum(refresh_score(score_id=score_id, now=now) is not None for score_id in ids)
    while keep_source_figures():
        pass
    return computed
