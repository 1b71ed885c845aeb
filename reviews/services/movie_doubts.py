"""Rows that may mean a movie of the catalogue: kept on a list, and decided by a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from reviews.models import Movie, MovieDoubt, ReviewImport, Source
from reviews.services.movie_facts import MovieFacts, facts_from_json
from reviews.services.movie_intake import store_movies
from reviews.services.movie_records import note_records

MOST_CANDIDATES = 10


class NotACurator(Exception):
    """Who decides about movies needs the permission change_movie, and for a private import's be in its team."""


class AlreadyDecidedOtherwise(Exception):
    """Somebody has decided this meanwhile."""


@dataclass(frozen=True, kw_only=True)
class NewDoubt:
    """A row that may mean one of `candidates` (ids of movies); `key` is what the source calls the movie."""

    key: str
    title: str
    year: int | None
    reason: str
    candidates: Sequence[int]
    row_number: int
    facts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_doubts(
    *, doubts: Sequence[NewDoubt], source: Source, review_import: ReviewImport | None, at: datetime
) -> int:
    """Puts them on the list, each once per source, key and team; says how many are new there."""
    keys, team = [doubt.key for doubt in doubts], review_import.team if review_import else None
    known = set(MovieDoubt.objects.filter(source=source, team=team, key__in=keys).values_list("key", flat=True))
    new = list({doubt.key: doubt for doubt in doubts if doubt.key not in known}.values())
    rows = MovieDoubt.objects.bulk_create(
        MovieDoubt(
            source=source,
            team=team,
            key=doubt.key,
            title=doubt.title[:300],
            year=doubt.year,
            facts=doubt.facts,
            reason=doubt.reason[:300],
            review_import=review_import,
            row_number=doubt.row_number,
            created_at=at,
        )
        for doubt in new
    )
    through = MovieDoubt.candidates.through
    through.objects.bulk_create(
        through(moviedoubt_id=row.pk, movie_id=movie)
        for row, doubt in zip(rows, new, strict=True)
        for movie in doubt.candidates[:MOST_CANDIDATES]
    )
    return len(new)


@transaction.atomic
def decide_doubt(*, doubt: MovieDoubt, state: str, movie: Movie | None, by: User, at: datetime) -> MovieDoubt:
    """Says which movie is meant: `movie` ("same"), a new one ("new"), or none of interest ("ignored").

    The next import finds the answer, so nobody is asked twice. Raises NotACurator, AlreadyDecidedOtherwise.
    """
    if not by.has_perm("reviews.change_movie") or not MovieDoubt.objects.visible_to(by).filter(pk=doubt.pk).exists():
        raise NotACurator
    doubt = MovieDoubt.objects.select_for_update().get(pk=doubt.pk)
    if doubt.state != MovieDoubt.State.OPEN:
        if (doubt.state, doubt.movie_id) == (state, movie.pk if movie else doubt.movie_id):
            return doubt  # the same answer twice
        raise AlreadyDecidedOtherwise
    if state != MovieDoubt.State.IGNORED:
        movie = _apply(doubt, movie if state == MovieDoubt.State.SAME else None, at=at)
    doubt.state, doubt.movie, doubt.decided_by, doubt.decided_at = state, movie, by, at
    doubt.save(update_fields=["state", "movie", "decided_by", "decided_at"])
    return doubt


def _apply(doubt: MovieDoubt, movie: Movie | None, *, at: datetime) -> Movie:
    """Gives the movie the row's facts and the source's name for it."""
    facts = facts_from_json(doubt.facts) if doubt.facts else MovieFacts(title=doubt.title, year=doubt.year)
    if movie is not None:
        facts = _without_taken_ids(facts, movie)
    stored = store_movies(pairs=[(movie.pk if movie else None, facts)], at=at)[0]
    note_records(source=doubt.source, told=[(doubt.key, stored.movie, "", stored.told)], at=at)
    return stored.movie


def _without_taken_ids(facts: MovieFacts, movie: Movie) -> MovieFacts:
    """Ids that another movie has stay with that one: the person has said that this one is meant."""
    others = Movie.objects.exclude(pk=movie.pk)
    changes: dict[str, Any] = {}
    if facts.imdb_id and (movie.imdb_id or others.filter(imdb_id=facts.imdb_id).exists()):
        changes["imdb_id"] = None
    if facts.tmdb_id and (movie.tmdb_id or others.filter(tmdb_id=facts.tmdb_id).exists()):
        changes["tmdb_id"] = None
    return replace(facts, **changes)
