"""Keeping similar movies: marked in the transaction that changes a movie, computed by a higher app, written here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from reviews.models import HiddenMovie, MovieNeighbour, NeighbourState

_MARK = """
INSERT INTO reviews_neighbourstate (movie_id, stale_since) SELECT id, clock_timestamp() FROM reviews_movie
WHERE id = ANY(%s) ORDER BY id
ON CONFLICT (movie_id) DO UPDATE SET stale_since = excluded.stale_since
"""
_MARK_NEW = """
INSERT INTO reviews_neighbourstate (movie_id, stale_since) SELECT movie.id, clock_timestamp() FROM reviews_movie movie
WHERE NOT EXISTS (SELECT FROM reviews_neighbourstate state WHERE state.movie_id = movie.id) ORDER BY movie.id
ON CONFLICT (movie_id) DO NOTHING
"""
# The weakest lock that keeps a movie from being deleted: whoever changes its facts neither waits nor is waited for.
_HOLD = "SELECT id FROM reviews_movie WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewNeighbour:
    """score: cosine, 0 to 1; reasons: what both share, as in MovieNeighbour."""

    neighbour_id: int
    score: float
    reasons: dict[str, list[str]]


def mark_neighbours_stale(*, movie_ids: Collection[int]) -> None:
    """The neighbours of these movies are to be computed again, and those of the movies that are like them."""
    if movie_ids:
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [list(movie_ids)])


def mark_new_movies() -> None:
    """Movies that nobody marked, however they came: they have no neighbours yet."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_NEW)


def mark_neighbours_of_gone(*, movie_ids: Collection[int]) -> None:
    """Call it before movies are deleted: the lists that lose a movie get another one."""
    losing = MovieNeighbour.objects.filter(neighbour__in=movie_ids).exclude(movie__in=movie_ids)
    mark_neighbours_stale(movie_ids=list(losing.values_list("movie_id", flat=True).distinct()))


@transaction.atomic
def record_neighbours(
    *,
    lists: Mapping[int, Sequence[NewNeighbour]],
    seen: Mapping[int, datetime],
    model: str,
    version: str,
    at: datetime,
    kind: str = MovieNeighbour.Kind.CONTENT,
) -> int:
    """Replaces the neighbours of the movies in `lists`, best first; returns how many rows were written.

    A mark is taken off where it is still the one in `seen`, read before the contents were: who changed a movie
    meanwhile has marked it anew. Movies that went away meanwhile are left out.
    """
    named = {neighbour.neighbour_id for neighbours in lists.values() for neighbour in neighbours}
    there = _held({*lists, *named})
    MovieNeighbour.objects.filter(movie__in=lists, kind=kind).delete()
    made = {"kind": kind, "model": model, "version": version, "as_of": at}
    rows = [
        row
        for movie_id, neighbours in sorted(lists.items())
        if movie_id in there
        for row in _rows(movie_id, [one for one in neighbours if one.neighbour_id in there], made)
    ]
    MovieNeighbour.objects.bulk_create(rows, batch_size=2_000)
    _unmark(there & set(lists), seen, at)
    return len(rows)


def _held(movie_ids: Collection[int]) -> set[int]:
    """Those of the movies that are there, and stay there until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(movie_ids)])
        return {pk for (pk,) in cursor.fetchall()}


def _rows(movie_id: int, neighbours: Sequence[NewNeighbour], made: dict[str, Any]) -> Iterator[MovieNeighbour]:
    for rank, one in enumerate(neighbours, start=1):
        score = min(max(one.score, 0.0), 1.0)
        yield MovieNeighbour(
            movie_id=movie_id, neighbour_id=one.neighbour_id, rank=rank, score=score, reasons=one.reasons, **made
        )


def _unmark(movie_ids: Collection[int], seen: Mapping[int, datetime], at: datetime) -> None:
    states = NeighbourState.objects.filter(pk__in=movie_ids)
    list(states.select_for_update().order_by("pk").values_list("pk"))  # in the order of _MARK: see movie_locks
    states.update(as_of=at)
    for mark in set(seen.values()):
        marked = [movie_id for movie_id in movie_ids if seen.get(movie_id) == mark]
        NeighbourState.objects.filter(pk__in=marked, stale_since=mark).update(stale_since=None)


def hide_movies(*, movie_ids: Collection[int], person: User | None = None, visitor: UUID | None = None) -> None:
    """These movies are no longer shown unasked to the person, or to the visitor without account."""
    HiddenMovie.objects.bulk_create(
        [HiddenMovie(movie_id=movie_id, person=person, visitor=visitor) for movie_id in sorted(movie_ids)],
        ignore_conflicts=True,
    )


def show_movies_again(*, movie_ids: Collection[int], person: User | None = None, visitor: UUID | None = None) -> None:
    HiddenMovie.objects.filter(movie__in=movie_ids, person=person, visitor=visitor).delete()


def forget_hidden(*, visitor: UUID) -> None:
    """All that a visitor hid, when the visitor is gone or has an account."""
    HiddenMovie.objects.filter(visitor=visitor).delete()
