"""Reviews that a program delivers, up to a thousand at a time: each row is stored or refused by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Team, User
from reviews.models import Feed, Movie, Source
from reviews.review_files.dates import FIRST_FILM
from reviews.review_files.outside_rows import OutsideRow
from reviews.selectors.movie_matching import MovieIndex, MovieUnknown
from reviews.services.imports import KINDS, LICENCE, ImportNotAllowed, may_import
from reviews.services.intake import OTHER_MOVIE, WITHDRAWN, Outcome, OutsideReview, Stored, store_outside_reviews
from reviews.services.sources import slug_of_source

MAX_ROWS = 1_000
FAILED = "failed"

__all__ = [
    "FIRST_FILM",
    "MAX_ROWS",
    "FeedResult",
    "FeedRow",
    "SourceTaken",
    "change_feed",
    "create_feed",
    "note_success",
    "store_feed_rows",
    "take_in_feed",
]


class SourceTaken(Exception):
    """The name belongs to a source that is neither a feed nor an import."""


@dataclass(frozen=True, kw_only=True)
class FeedRow(OutsideRow):
    """One clean row; the movie is named by its id here, its IMDb id, or title and year."""

    movie: int | None = None


@dataclass(frozen=True, kw_only=True)
class FeedResult:
    """What became of one row: an Outcome, or "failed"; with the reason where nothing was stored."""

    outcome: str
    review_id: int | None = None
    reason: str = ""


@transaction.atomic
def take_in_feed(
    *, rows: Sequence[FeedRow], source_name: str, team: Team | None, by: User, at: datetime
) -> list[FeedResult]:
    """Stores what names a known movie; one result per row, in order. Raises ImportNotAllowed, SourceTaken."""
    if not may_import(by=by, team=team):
        raise ImportNotAllowed
    source = feed_named(source_name)
    results = store_feed_rows(rows=rows, source=source, team=team, at=at)
    if team is None and any(result.outcome != FAILED for result in results):
        note_success(source_id=source.pk, at=at)
    return results


def note_success(*, source_id: int, at: datetime) -> None:
    """The source gave something that is now here: what its health and its lag are told by."""
    Source.objects.filter(pk=source_id).update(last_success_at=at, failures=0, failing_since=None, last_error="")


@transaction.atomic(savepoint=False)
def store_feed_rows(*, rows: Sequence[FeedRow], source: Source, team: Team | None, at: datetime) -> list[FeedResult]:
    """The same for a source that is known; whoever may do this is checked by the caller."""
    movies = _movies_of(rows)
    reviews = [
        OutsideReview.of(row, movie_id=movie) for row, movie in zip(rows, movies, strict=True) if isinstance(movie, int)
    ]
    stored = iter(store_outside_reviews(rows=reviews, source=source, team=team, review_import=None, at=at))
    results = []
    for movie in movies:
        if isinstance(movie, int):
            results.append(_result_of(next(stored)))
        else:
            results.append(FeedResult(outcome=FAILED, reason=movie))
    return results


def _result_of(stored: Stored) -> FeedResult:
    if stored.outcome is Outcome.OTHER_MOVIE:
        return FeedResult(outcome=FAILED, reason=OTHER_MOVIE)
    if stored.outcome is Outcome.WITHDRAWN:
        return FeedResult(outcome=stored.outcome, reason=WITHDRAWN)
    return FeedResult(outcome=stored.outcome, review_id=stored.review_id)


def feed_named(name: str) -> Source:
    """The feed of this name, made where it is missing. Raises SourceTaken."""
    name = name.strip()[:120]
    defaults = {"name": name, "kind": Source.Kind.FEED, "licence": LICENCE}
    source, _ = Source.objects.get_or_create(slug=slug_of_source(name), defaults=defaults)
    if source.kind not in KINDS:
        raise SourceTaken
    return source


@transaction.atomic
def create_feed(
    *, name: str, licence: str, terms: str, team: Team | None, is_on: bool, by: User | None, at: datetime
) -> Feed:
    """The signed way in of a source of this name, which is made where it is missing; give it a secret next.

    Raises SourceTaken where the name is that of another kind of source, or of one that has a feed.
    """
    source = feed_named(name)
    if source.kind != Source.Kind.FEED or Feed.objects.filter(source=source).exists():
        raise SourceTaken
    feed = Feed.objects.create(source=source, team=team, is_on=is_on, created_by=by, created_at=at)
    return change_feed(feed=feed, licence=licence or source.licence, terms=terms, team=team, is_on=is_on)


@transaction.atomic
def change_feed(*, feed: Feed, licence: str, terms: str, team: Team | None, is_on: bool) -> Feed:
    """Another team holds for deliveries from now on: reviews stay whose they were."""
    Source.objects.filter(pk=feed.source_id).update(licence=licence, terms=terms)
    feed.team, feed.is_on = team, is_on
    feed.save(update_fields=["team", "is_on"])
    return feed


def _movies_of(rows: Sequence[FeedRow]) -> list[int | str]:
    """Per row the movie's id, or why there is none."""
    known = set(Movie.objects.filter(pk__in={row.movie for row in rows if row.movie}).values_list("pk", flat=True))
    index = MovieIndex() if any(_names_a_movie(row) for row in rows) else None
    return [_movie_of(row, known, index) for row in rows]


def _names_a_movie(row: FeedRow) -> bool:
    return bool(row.imdb_id or row.tmdb_id or row.movie_title)


def _movie_of(row: FeedRow, known: set[int], index: MovieIndex | None) -> int | str:
    if row.movie is not None:
        return row.movie if row.movie in known else f"No movie has the id {row.movie}."
    if index is None or not _names_a_movie(row):
        return "Name the movie by movie, imdb_id, tmdb_id, or movie_title with movie_year."
    try:
        return index.find(imdb_id=row.imdb_id, tmdb_id=row.tmdb_id, title=row.movie_title, year=row.movie_year)
    except MovieUnknown as unknown:
        return str(unknown)
