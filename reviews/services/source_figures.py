"""Keeping what each source gave to each movie: noted with the movie's score, from its counts, and spread in batches."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from emosense.sentiments import COUNTED
from reviews.models import MovieScore, SourceFigures
from reviews.selectors.score_figures import Row, has_earlier_versions, newest_version
from reviews.selectors.source_months import as_kept

COUNTS = (*(label.value for label in COUNTED), "not_read", "waiting")
ONE_WRITER = 4_900_035  # of PostgreSQL's advisory locks: two batches never wait for each other's totals
Place = tuple[int, bool]  # source, is it demo


def noted_figures(*, team_id: int | None, rows: Iterable[Row]) -> list[Row]:
    """What each source gave, as JSON that the score's row carries until `keep_source_figures` takes it.

    `rows`: the score's counted rows, withheld ones too. A team's score counts public reviews as well; those rows are
    the public score's. Carried in the row itself, they cost a score no statement and are lost by no death.
    """
    counted: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        if row["team"] == team_id:
            counted[row["source"], row["is_demo"]].append(row)
    return [_noted(place, counted[place]) for place in sorted(counted)]


def _noted(place: Place, rows: list[Row]) -> Row:
    shown = [row for row in rows if not row["is_withheld"]]
    counts = {name: sum(row[name] for row in shown) for name in COUNTS}
    newest = max((row["arrived"] for row in shown), default=None)
    return {
        "source_id": place[0],
        "is_demo": place[1],
        "reviews": sum(counts.values()),
        "withheld": sum(row["reviews"] for row in rows if row["is_withheld"]),
        **counts,
        "newest_at": newest and newest.isoformat(),
        "version": newest_version(shown),
        "has_earlier_versions": has_earlier_versions(shown),
        "months": [as_kept(row) for row in shown],
    }


@transaction.atomic
def keep_source_figures(*, limit: int = 500) -> int:
    """Replaces the rows of up to so many scores that carry new ones; returns how many scores there were.

    The sources' totals follow by the database's triggers. One batch is written at a time; scores in other hands are
    left to the next.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_WRITER])
    carrying = MovieScore.objects.filter(source_figures__isnull=False).order_by("pk")
    fields = ("movie", "team", "model", "as_of", "source_figures")
    scores = list(carrying.select_for_update(no_key=True, skip_locked=True).only(*fields)[:limit])
    if not scores:
        return 0
    SourceFigures.objects.filter(_of_scores(scores)).delete()
    SourceFigures.objects.bulk_create(_figures(score, row) for score in scores for row in score.source_figures or [])
    MovieScore.objects.filter(pk__in=[score.pk for score in scores]).update(source_figures=None)
    return len(scores)


def _of_scores(scores: list[MovieScore]) -> Q:
    movies: dict[int | None, list[int]] = defaultdict(list)
    for score in scores:
        movies[score.team_id].append(score.movie_id)
    found = Q(pk=None)
    for team, inside in movies.items():
        found |= Q(team=team, movie__in=inside)
    return found


def _figures(score: MovieScore, row: dict[str, Any]) -> SourceFigures:
    newest = row["newest_at"] and datetime.fromisoformat(row["newest_at"])
    place = {"movie_id": score.movie_id, "team_id": score.team_id, "model": score.model, "as_of": score.as_of}
    return SourceFigures(**{**row, "newest_at": newest}, **place)


def forget_source_figures(*, score: MovieScore) -> None:
    """Deletes what was kept for this score's movie: its public rows, or its team's."""
    SourceFigures.objects.filter(movie=score.movie_id, team=score.team_id).delete()


@transaction.atomic
def recount_source_totals() -> int:
    """Adds the totals up again from the rows under them, whatever they said; returns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_WRITER])
        cursor.execute("LOCK TABLE reviews_sourcefigures IN SHARE MODE")
        cursor.execute("DELETE FROM reviews_sourcetotals")
        cursor.execute(_RECOUNT)
        return cursor.rowcount


_RECOUNT = """
INSERT INTO reviews_sourcetotals (source_id, team_id, is_demo, version, has_earlier_versions, movies, reviews, withheld,
    positive, neutral, negative, unsure, not_read, waiting, as_of)
SELECT source_id, team_id, is_demo, version, has_earlier_versions, count(*) FILTER (WHERE reviews > 0), sum(reviews),
    sum(withheld), sum(positive), sum(neutral), sum(negative), sum(unsure), sum(not_read), sum(waiting), max(as_of)
FROM reviews_sourcefigures GROUP BY 1, 2, 3, 4, 5
"""
