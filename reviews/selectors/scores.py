"""Scores as every page, the API and every export show them."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q

from accounts.models import User
from reviews.models import Movie, MovieScore

VOICE_MOOD = "voice_mood"  # the kind that speech records
Viewer = User | AnonymousUser
Score = dict[str, Any]

SHOWN = (
    "value",
    "low",
    "high",
    "level",
    "n",
    "as_of",
    "model",
    "version",
    "has_earlier_versions",
    "sources",
    "state",
    "positive",
    "neutral",
    "negative",
    "unsure",
    "not_read",
    "waiting",
    "stars_mean",
    "stars_n",
    "is_demo",
    "monthly",
    "trend",
)


def score_of(movie: Movie, person: Viewer | None = None) -> Score:
    """The public score, the same for everybody; see `as_score`. Uses `movie.public_scores` where it was prefetched."""
    rows = getattr(movie, "public_scores", None)
    if rows is None:
        rows = MovieScore.objects.filter(movie=movie, team=None, kind="sentiment")
    return as_score(next(iter(rows), None))


def team_scores_of(movie: Movie, person: Viewer) -> list[Score]:
    """A score per team of the person that has private reviews of this movie, each with "team" and "team_id".

    Uses `movie.team_score_rows` where `team_scores` prefetched it.
    """
    rows = getattr(movie, "team_score_rows", None)
    return scores_seen_by(movie, person)[1] if rows is None else [_as_team_score(row) for row in rows]


def scores_seen_by(movie: Movie, person: Viewer) -> tuple[Score, list[Score]]:
    """What `score_of` and `team_scores_of` say, in one query.

    It leaves on the movie what `voice_mood_of`, and `movie_aspects` of the same person, need.
    """
    scores = MovieScore.objects.filter(movie=movie, kind__in=["sentiment", VOICE_MOOD]).select_related("aspects")
    if isinstance(person, User):
        scores = scores.filter(Q(team=None) | Q(team__in=person.teams.all())).select_related("team", "aspects")
    else:
        scores = scores.filter(team=None)
    rows = list(scores.order_by("team__name", "team"))
    spoken = [row for row in rows if row.kind == VOICE_MOOD and row.team_id is None]
    movie.voice_mood_rows = spoken  # type: ignore[attr-defined]  # given to it here
    rows = [row for row in rows if row.kind == "sentiment"]
    movie.scores_seen = (person, rows)  # type: ignore[attr-defined]  # given to it here
    public = next((row for row in rows if row.team_id is None), None)
    return as_score(public), [_as_team_score(row) for row in rows if row.team]


def voice_mood_of(movie: Movie) -> Score | None:
    """How its spoken reviews sound: share that sounds positive. None where nobody has spoken about it.

    Its `state` is "ok", or "too_few" for what is withheld: of under five people no number is kept at all.
    """
    rows = getattr(movie, "voice_mood_rows", None)
    if rows is None:
        rows = list(MovieScore.objects.filter(movie=movie, team=None, kind=VOICE_MOOD))
    return as_score(rows[0]) if rows else None


def _as_team_score(row: MovieScore) -> Score:
    return {**as_score(row), "team": row.team.name if row.team else "", "team_id": row.team_id}


def as_score(row: MovieScore | None) -> Score:
    """The score object: {value, low, high, level, n, as_of, model, version, sources, state, …}.

    `state` is "none", "waiting", "too_few" (n under 30: say so, show no arrow), "ok" or "not_available". value, low and
    high are shares of n, None where nothing was counted; `as_of` is None where nothing was ever computed.
    """
    if row is None:
        row = MovieScore(model=settings.SERVING_MODEL)
    return {name: getattr(row, name) for name in SHOWN}


def public_scores() -> Prefetch:
    """For lists of movies: puts the public score row where `score_of` finds it, in one query."""
    rows = MovieScore.objects.filter(team=None, kind="sentiment")
    return Prefetch("scores", queryset=rows, to_attr="public_scores")


def team_scores(person: Viewer) -> Prefetch:
    """For lists of movies: puts the scores of the person's teams where `team_scores_of` finds them, in one query."""
    rows = MovieScore.objects.none()
    if isinstance(person, User):
        mine = MovieScore.objects.filter(kind="sentiment", team__in=person.teams.all())
        rows = mine.select_related("team").order_by("team__name", "team")
    return Prefetch("scores", queryset=rows, to_attr="team_score_rows")
