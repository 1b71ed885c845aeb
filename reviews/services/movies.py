"""Movies made and brought up to date from facts, in bulk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from reviews.models import Movie, Person, Studio
from reviews.selectors.folding import folded
from reviews.services.makers import Links, makers_of, recount
from reviews.services.movie_facts import MovieFacts
from reviews.services.movie_links import fold_search_text, link_movies
from reviews.services.movie_locks import lock_movies
from reviews.services.movie_names import slug_of
from reviews.services.movie_records import note_by_hand
from reviews.services.neighbours import mark_neighbours_of_gone, mark_neighbours_stale
from reviews.services.scores import make_score_rows

COLUMNS = (
    "title",
    "original_title",
    "year",
    "imdb_id",
    "tmdb_id",
    "synopsis",
    "runtime",
    "release_date",
    "language",
    "countries",
    "keywords",
    "budget",
    "revenue",
    "votes",
    "vote_average",
)
LIMITS = {"title": 300, "original_title": 300, "language": 8, "countries": 60, "keywords": 80}  # as in the model
UNKNOWN_WHEN_ZERO = {"budget", "revenue", "runtime"}


@transaction.atomic
def upsert_movie(*, facts: MovieFacts, at: datetime) -> Movie:
    """One movie made or brought up to date; see upsert_movies."""
    return upsert_movies(facts=[facts], at=at)[0]


@transaction.atomic
def upsert_movies(*, facts: Iterable[MovieFacts], at: datetime) -> list[Movie]:
    """Makes or updates movies, known by IMDb id, else TMDB id, else title and year; in the order given.

    Facts that are None leave what is there. The slug stays what it was: addresses do not change.
    """
    facts = list(facts)
    known = _Known(facts)
    movies = [known.movie_for(one) for one in facts]
    for movie, one in zip(movies, facts, strict=True):
        _set_columns(movie, one)
    new = list({id(movie): movie for movie in movies if movie.pk is None}.values())
    old = {movie.pk: movie for movie in movies if movie.pk is not None}
    lock_movies(old)
    Movie.objects.bulk_update(old.values(), COLUMNS, batch_size=500)
    create_movies(movies=new, at=at)
    link_movies(list({movie.pk: (movie, one) for movie, one in zip(movies, facts, strict=True)}.values()))
    return movies


def create_movies(*, movies: Sequence[Movie], at: datetime) -> None:
    """Stores new movies, each with an address of its own and a score row."""
    _give_slugs(movies)
    Movie.objects.bulk_create(movies, batch_size=1_000)
    make_score_rows(movies=movies, at=at)


@transaction.atomic
def movie_changed(*, movie: Movie, before: Links, facts: Iterable[str], at: datetime) -> Movie:
    """After a movie was changed by hand: lets the search find it, counts for whom it counts, gives it a score row.

    before: `makers_of` the movie as it was; facts: the names of what was changed, noted as told here.
    """
    fold_search_text(movies=[movie])
    recount(before, makers_of(movies=[movie]))
    make_score_rows(movies=[movie], at=at)
    note_by_hand(movie=movie, facts=facts, at=at)
    mark_neighbours_stale(movie_ids=[movie.pk])
    return movie


@transaction.atomic
def name_changed(*, maker: Person | Studio) -> Person | Studio:
    """After a person or studio was made or renamed by hand: lets the search find them, and their movies by them."""
    maker.search_name = folded(maker.name)
    maker.save(update_fields=["search_name"])
    of_maker = {"credits__person": maker} if isinstance(maker, Person) else {"studios": maker}
    fold_search_text(movies=list(Movie.objects.filter(**of_maker).distinct()))
    return maker


@transaction.atomic
def delete_movies(*, movies: QuerySet[Movie]) -> None:
    """Takes movies out of the catalogue, with their reviews, and counts the movies of their people and studios."""
    gone = list(movies.only("pk"))
    before = makers_of(movies=gone)
    mark_neighbours_of_gone(movie_ids=[movie.pk for movie in gone])
    Movie.objects.filter(pk__in=[movie.pk for movie in gone]).delete()
    recount(before, {kind: set() for kind in before})


def _set_columns(movie: Movie, facts: MovieFacts) -> None:
    for column in COLUMNS:
        value = fitting(column, getattr(facts, column))
        if value is not None:
            setattr(movie, column, value)


def fitting(column: str, value: Any) -> Any:
    """As the column can hold it: long words are cut, and no money known is not nothing earned."""
    if isinstance(value, tuple):
        return [word[: LIMITS[column]] for word in value]
    if isinstance(value, str):
        return value[: LIMITS.get(column)]
    return None if column in UNKNOWN_WHEN_ZERO and value == 0 else value


class _Known:
    """The movies that these facts may mean, found in three queries; new ones are remembered."""

    def __init__(self, facts: Sequence[MovieFacts]) -> None:
        by = Movie.objects.filter
        self.by_imdb = {m.imdb_id: m for m in by(imdb_id__in=[one.imdb_id for one in facts if one.imdb_id])}
        self.by_tmdb = {m.tmdb_id: m for m in by(tmdb_id__in=[one.tmdb_id for one in facts if one.tmdb_id])}
        without_id = by(imdb_id=None, tmdb_id=None, year__in={one.year for one in facts})
        named = by(year__in={one.year for one in facts if not one.imdb_id and not one.tmdb_id}) | without_id
        self.by_title = {(folded(m.title), m.year): m for m in named}
        self._same_objects()

    def _same_objects(self) -> None:
        """One object per row, whichever way it was found."""
        by_pk: dict[int, Movie] = {}
        groups: list[dict[Any, Movie]] = [self.by_imdb, self.by_tmdb, self.by_title]
        for found in groups:
            for key, movie in found.items():
                found[key] = by_pk.setdefault(movie.pk, movie)

    def movie_for(self, facts: MovieFacts) -> Movie:
        movie = self.by_imdb.get(facts.imdb_id) or self.by_tmdb.get(facts.tmdb_id) or self._named(facts)
        if facts.imdb_id:
            self.by_imdb[facts.imdb_id] = movie
        if facts.tmdb_id:
            self.by_tmdb[facts.tmdb_id] = movie
        self.by_title.setdefault((folded(facts.title), facts.year), movie)
        return movie

    def _named(self, facts: MovieFacts) -> Movie:
        """The movie of this title and year, if one side has no id that could say otherwise; else a new one."""
        movie = self.by_title.get((folded(facts.title), facts.year))
        if movie is None:
            return Movie(title=facts.title)
        stored_without_id = movie.pk and not (movie.imdb_id or movie.tmdb_id)
        return movie if stored_without_id or not (facts.imdb_id or facts.tmdb_id) else Movie(title=facts.title)


def _give_slugs(movies: Sequence[Movie]) -> None:
    """title-year, with a number where that is taken."""
    stems = [slug_of(f"{movie.title} {movie.year or ''}", limit=180) for movie in movies]
    taken = set(Movie.objects.filter(slug__in=stems).values_list("slug", flat=True))
    for movie, stem in zip(movies, stems, strict=True):
        slug, number = stem, 1
        while slug in taken or (number > 1 and Movie.objects.filter(slug=slug).exists()):
            number += 1
            slug = f"{stem}-{number}"
        taken.add(slug)
        movie.slug = slug
