"""Movies from catalogues of others: new ones are made, and those that are here learn what they lack.

What is here is never damaged: words (titles, year, synopsis) stay as they are, figures are brought up to date, and a
list (genres, cast, …) is replaced only by one that holds all of it and tells more.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from reviews.models import Credit, Movie
from reviews.selectors.folding import folded
from reviews.services.movie_facts import CreditFact, MovieFacts
from reviews.services.movie_links import link_movies
from reviews.services.movie_locks import lock_movies
from reviews.services.movies import COLUMNS, create_movies, fitting

KEPT = {"title", "original_title", "year", "imdb_id", "tmdb_id", "synopsis", "release_date", "language", "runtime"}
LISTS = ("genres", "studios", "cast", "crew")


@dataclass(frozen=True)
class StoredMovie:
    movie: Movie
    is_new: bool
    is_changed: bool
    told: frozenset[str]  # the names of the facts that the movie took


@transaction.atomic
def store_movies(*, pairs: Sequence[tuple[int | None, MovieFacts]], at: datetime) -> list[StoredMovie]:
    """Makes a movie for None, else tells the movie of that id what it lacks; in order. No movie comes twice in `pairs`.

    No movie's ids may be those of another movie: that is checked before.
    """
    known = lock_movies(pk for pk, _ in pairs if pk is not None)
    listed = _names_of(list(known))
    movies = [Movie() if pk is None else known[pk] for pk, _ in pairs]
    told = [_news(movie, facts, listed) for movie, (_, facts) in zip(movies, pairs, strict=True)]
    new = [movie for movie in movies if movie.pk is None]
    taken = [_set(movie, facts) | _lists_told(facts) for movie, facts in zip(movies, told, strict=True)]
    changed = {movie.pk for movie, names in zip(movies, taken, strict=True) if movie.pk and names - set(LISTS)}
    old = [movie for movie in movies if movie.pk in changed]
    Movie.objects.bulk_update(old, _columns_told(told), batch_size=500)
    is_new = {id(movie) for movie in new}
    create_movies(movies=new, at=at)
    relinked = {movie.pk for movie, names in zip(movies, taken, strict=True) if names & set(LISTS)}
    touched = changed | relinked | {movie.pk for movie in new}
    made = {movie.pk for movie in new}
    link_movies([(movie, facts) for movie, facts in zip(movies, told, strict=True) if movie.pk in touched], new=made)
    return [
        StoredMovie(movie, id(movie) in is_new, movie.pk in changed | relinked, frozenset(names))
        for movie, names in zip(movies, taken, strict=True)
    ]


def _news(movie: Movie, facts: MovieFacts, listed: dict[str, dict[int, set[str]]]) -> MovieFacts:
    """The facts without what the movie knows already, and without lists that would take from it."""
    if movie.pk is None:
        return facts
    known: dict[str, Any] = {name: None for name in KEPT if getattr(movie, name) not in (None, "")}
    for name in (*LISTS, "countries", "keywords"):
        told = {_name(one) for one in getattr(facts, name) or ()}
        here = listed[name].get(movie.pk, set()) if name in LISTS else {_name(one) for one in getattr(movie, name)}
        if not told > here:
            known[name] = None
    return replace(facts, **known)


def _name(one: str | CreditFact) -> str:
    return folded(one if isinstance(one, str) else one.name)


def _lists_told(facts: MovieFacts) -> set[str]:
    return {name for name in LISTS if getattr(facts, name) is not None}


def _set(movie: Movie, facts: MovieFacts) -> set[str]:
    """The columns that are different now."""
    changed = set()
    for column in COLUMNS:
        value = fitting(column, getattr(facts, column))
        if value not in (None, "") and value != getattr(movie, column):
            setattr(movie, column, value)
            changed.add(column)
    return changed


def _columns_told(told: Sequence[MovieFacts]) -> list[str]:
    """Those that at least one of the facts speaks of."""
    spoken = [one.name for one in fields(MovieFacts) if any(getattr(facts, one.name) is not None for facts in told)]
    return [column for column in COLUMNS if column in spoken] or ["title"]


def _names_of(movies: list[int]) -> dict[str, dict[int, set[str]]]:
    """The folded names of each movie's genres, studios, cast and crew."""
    named: dict[str, dict[int, set[str]]] = {name: defaultdict(set) for name in LISTS}
    if not movies:
        return named
    credits = Credit.objects.filter(movie__in=movies).order_by()
    rows = {
        "genres": Movie.genres.through.objects.filter(movie__in=movies).values_list("movie_id", "genre__name"),
        "studios": Movie.studios.through.objects.filter(movie__in=movies).values_list("movie_id", "studio__name"),
        "cast": credits.filter(kind=Credit.Kind.CAST).values_list("movie_id", "person__name"),
        "crew": credits.filter(kind=Credit.Kind.CREW).values_list("movie_id", "person__name"),
    }
    for name, pairs in rows.items():
        for movie, one in pairs:
            named[name][movie].add(folded(one))
    return named
