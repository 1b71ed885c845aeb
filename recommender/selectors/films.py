"""What the models read of the catalogue: plain values, in a few queries however many movies there are."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from reviews.models import Credit, Movie

CAST_READ = 10  # billing places that count
PARTS_READ = Q(kind=Credit.Kind.CAST, position__lt=CAST_READ) | Q(job="Director")


@dataclass
class FilmFacts:
    """A movie of the catalogue as plain values."""

    movie_id: int
    imdb_id: str | None
    title: str
    synopsis: str
    year: int | None
    keywords: list[str]
    genres: list[str] = field(default_factory=list)
    cast: list[str] = field(default_factory=list)
    director: list[str] = field(default_factory=list)


def film_facts() -> dict[int, FilmFacts]:
    """Every movie by its id; three queries."""
    columns = ("pk", "imdb_id", "title", "synopsis", "year", "keywords")
    rows = Movie.objects.order_by("pk").values_list(*columns)
    films = {row[0]: FilmFacts(*row) for row in rows.iterator(chunk_size=5_000)}
    for movie_id, name in Movie.genres.through.objects.values_list("movie_id", "genre__name").order_by("id").iterator():
        if movie_id in films:
            films[movie_id].genres.append(name)
    credits = (
        Credit.objects.filter(PARTS_READ).order_by("position", "id").values_list("movie_id", "kind", "person__name")
    )
    for movie_id, kind, name in credits.iterator(chunk_size=10_000):
        if movie_id in films:
            (films[movie_id].cast if kind == Credit.Kind.CAST else films[movie_id].director).append(name)
    return films


def movie_ids_by_imdb() -> dict[str, int]:
    rows = Movie.objects.exclude(imdb_id=None).values_list("imdb_id", "pk")
    return {imdb_id: pk for imdb_id, pk in rows if imdb_id is not None}


def genres_by_movie(movie_ids: set[int]) -> dict[int, list[str]]:
    """Slugs of genres."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Movie.genres.through.objects.filter(movie__in=movie_ids).values_list("movie_id", "genre__slug")
    for movie_id, slug in rows.order_by("id"):
        found[movie_id].append(slug)
    return found
