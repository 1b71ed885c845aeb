"""A movie's score by source: each one as that source alone, by the code of the one score."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.db.models import Q

from reviews.models import Movie, Source, SourceFigures
from reviews.selectors.score_figures import figures_of, model_is_failing
from reviews.selectors.scores import Score, Viewer, as_score
from reviews.selectors.source_health import RUN_FACTS, Seen, health_of, with_runs
from reviews.selectors.source_months import counted_again
from reviews.selectors.sources import teams_of

Row = dict[str, Any]


def scores_by_source(*, movie: Movie, person: Viewer, now: datetime) -> list[Row]:
    """What each source says about the movie: [{"source", "health", "reviews", "share", "score", "team_scores"}].

    `source` is the Source; reviews, share (of the movie's public reviews) and score are of public reviews, and
    `team_scores` of teams of the person that have private ones from it: [{"team", "team_id", …score}]. Most reviews
    first; one query.
    """
    teams = teams_of(person)
    kept = SourceFigures.objects.filter(Q(team=None) | Q(team__in=teams), movie=movie, reviews__gt=0)
    by_source: dict[int, list[SourceFigures]] = defaultdict(list)
    figures = with_runs(kept.select_related("source", "team"), teams=teams, path="source")
    for row in figures.order_by("team__name", "team"):
        by_source[row.source_id].append(row)
    failing = cache(partial(model_is_failing, movie_id=movie.pk))
    total = sum(row.reviews for rows in by_source.values() for row in rows if row.team_id is None)
    found = [
        {
            "source": rows[0].source,
            "health": health_of(_source_with_runs(rows[0]), _seen(rows), now=now),
            "share": _public_reviews(rows) / total if total else None,
            **_scores(rows, failing=failing),
        }
        for rows in by_source.values()
    ]
    return sorted(found, key=lambda row: (-row["reviews"], -row["score"]["n"], row["source"].name))


def _source_with_runs(row: SourceFigures) -> Source:
    for name in RUN_FACTS:
        setattr(row.source, name, getattr(row, name))
    return row.source


def source_mix(by_source: list[Row], score: Score) -> list[Row]:
    """`scores_by_source` with `counted` and `counted_share`: how many of the score's reviews each one's are."""
    counted = {row["source"]: row for row in score["sources"]}
    none: Row = {"n": 0, "share": 0.0}
    mixed = []
    for row in by_source:
        part = counted.get(row["source"].slug, none)
        mixed.append({**row, "counted": part["n"], "counted_share": part["share"]})
    return sorted(mixed, key=lambda row: -row["counted"])


def score_alone(by_source: list[Row], source: Source) -> Row:
    """One source's row of `scores_by_source`; a score that says "none" where it has nothing about the movie."""
    none: Row = {"source": source, "reviews": 0, "share": None, "score": as_score(None), "team_scores": []}
    return next((row for row in by_source if row["source"].pk == source.pk), none)


def _scores(rows: list[SourceFigures], *, failing: Callable[[], bool]) -> Row:
    public = [row for row in rows if row.team_id is None]
    teams = {row.team_id: row.team.name for row in rows if row.team}
    return {
        "reviews": _public_reviews(rows),
        "score": _score(public, failing=failing),
        "team_scores": [
            {**_score([row for row in rows if row.team_id in (None, team)], failing=failing), "team": name}
            | {"team_id": team}
            for team, name in teams.items()
        ],
    }


def _score(rows: list[SourceFigures], *, failing: Callable[[], bool]) -> Score:
    as_of = max((row.as_of for row in rows), default=None)
    found = figures_of(counted_again(rows), failing=failing, now=as_of)
    return {**found, "level": 0.95}


def _public_reviews(rows: list[SourceFigures]) -> int:
    return sum(row.reviews for row in rows if row.team_id is None)


def _seen(rows: list[SourceFigures]) -> Seen:
    return Seen(reviews=sum(row.reviews for row in rows), withheld=sum(row.withheld for row in rows))
