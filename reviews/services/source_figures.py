"""Keeping what each source gave to each movie: written with the movie's score, in its transaction, from its counts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from emosense.sentiments import COUNTED
from reviews.models import MovieScore, Review, SourceFigures, Visibility
from reviews.selectors.score_figures import Row, has_earlier_versions, newest_version
from reviews.selectors.source_months import as_kept

COUNTS = (*(label.value for label in COUNTED), "not_read", "waiting")
Place = tuple[int, bool]  # source, is it demo


def keep_source_figures(*, score: MovieScore, rows: Iterable[Row], now: datetime) -> None:
    """Replaces the rows of this score's movie: the public ones, or those private to its team.

    `rows`: the score's counted rows. A team's score counts public reviews as well; those rows are the public score's.
    Call it with the score's row locked: that is what keeps two refreshes from writing the same rows.
    """
    counted: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        if row["team"] == score.team_id:
            counted[row["source"], row["is_demo"]].append(row)
    withheld = _withheld(score)
    forget_source_figures(score=score)
    SourceFigures.objects.bulk_create(
        _row_of(score, place, counted[place], withheld=withheld.get(place, 0), now=now)
        for place in sorted(counted.keys() | withheld.keys())
    )


def forget_source_figures(*, score: MovieScore) -> None:
    """Deletes what was kept for this score's movie: its public rows, or its team's."""
    SourceFigures.objects.filter(movie=score.movie_id, team=score.team_id).delete()


def _withheld(score: MovieScore) -> dict[Place, int]:
    """How many reviews moderators keep back, or have still to look at."""
    hidden = Review.objects.filter(movie=score.movie_id, team=score.team_id).exclude(visibility=Visibility.PUBLISHED)
    rows = hidden.order_by().values_list("source", "is_demo").annotate(n=Count("pk"))
    return {(source, is_demo): n for source, is_demo, n in rows}


def _row_of(score: MovieScore, place: Place, rows: list[Row], *, withheld: int, now: datetime) -> SourceFigures:
    source, is_demo = place
    counts = {name: sum(row[name] for row in rows) for name in COUNTS}
    return SourceFigures(
        movie_id=score.movie_id,
        team_id=score.team_id,
        source_id=source,
        is_demo=is_demo,
        reviews=sum(counts.values()),
        withheld=withheld,
        **counts,
        newest_at=max((row["arrived"] for row in rows), default=None),
        version=newest_version(rows),
        has_earlier_versions=has_earlier_versions(rows),
        months=[as_kept(row) for row in rows],
        model=settings.SERVING_MODEL,
        as_of=now,
    )
