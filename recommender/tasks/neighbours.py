"""Similar movies: computed when the catalogue changes, and written through reviews."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from celery import shared_task
from django.db import connection
from django.utils import timezone

from emosense.jobs.services import wake
from recommender.selectors.films import FilmFacts, film_facts
from recommender.services import vector_neighbours
from recommender.tasks import vectors
from reviews import services as reviews
from reviews.models import MovieNeighbour, NeighbourState

if TYPE_CHECKING:
    from recommender.ml.content import ContentIndex, Neighbour
    from recommender.ml.terms import Film

logger = logging.getLogger(__name__)
TASK = "recommender.tasks.refresh_neighbours"
KEPT = 20  # neighbours of a movie: ten are shown, also where somebody hid some
AROUND = 30  # movies whose own lists a changed one may enter
FEW = 500  # movies that the workers of short tasks take; more go where long work is done
BATCH = 500
MODEL = "content"
Nearest = Callable[[Sequence[int], int], dict[int, list[int]]]  # movies, how many -> the nearest of each
LOCK = 6_001_042  # of PostgreSQL's advisory locks, held by one refresh at a time and dropped with its connection


@shared_task(name="recommender.tasks.sweep_neighbours", soft_time_limit=60, time_limit=90)
def sweep_neighbours():
    """Looks for movies that came or changed, and sends for somebody who compares them. Safe to run twice."""
    reviews.mark_new_movies()
    waiting = NeighbourState.objects.exclude(stale_since=None)[: FEW + 1].count()
    if waiting:
        wake(task=TASK, queue="default" if waiting <= FEW else "train", expires=60)


@shared_task(name=TASK, soft_time_limit=1700, time_limit=1800)
def refresh_neighbours():
    """Compares the movies that wait with all others. Safe to run twice: a second one finds the lock held and ends."""
    with alone() as first:
        if first:
            refresh(at=timezone.now())


@contextmanager
def alone() -> Iterator[bool]:
    """True for one process at a time; whoever dies gives it up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def refresh(*, at: datetime) -> int:
    """Writes the neighbours of every movie that waits, and of those near it; returns of how many movies."""
    waiting = NeighbourState.objects.exclude(stale_since=None).values_list("movie_id", "stale_since")
    seen = {movie_id: since for movie_id, since in waiting if since is not None}
    if not seen:
        return 0
    films = film_facts()
    index = build(films)
    nearest, way = nearest_by(index, seen)
    # Those that wait come first: a run that is stopped has done something, and the next one goes on behind it.
    concerned = sorted(around(nearest, films, set(seen)), key=lambda movie_id: (movie_id not in seen, movie_id))
    logger.info("%d movies changed; the neighbours of %d are computed.", len(seen), len(concerned))
    for start in range(0, len(concerned), BATCH):
        part = concerned[start : start + BATCH]
        found = nearest(part, KEPT)
        lists = {movie_id: neighbours_of(index, films, movie_id, found.get(movie_id, [])) for movie_id in part}
        reviews.record_neighbours(lists=lists, seen=seen, model=MODEL, version=f"{way}.{len(index)}", at=at)
    return len(concerned)


def nearest_by(index: "ContentIndex", seen: Mapping[int, datetime]) -> tuple[Nearest, str]:
    """Exactly in memory; above RECOMMENDER_EXACT_UP_TO movies by the database, where it has pgvector.

    With the first part of the version: which way it was.
    """
    if vector_neighbours.is_approximate(movies=len(index)):
        try:
            vectors.bring_up_to_date(index, seen)
        except vector_neighbours.VectorsUnavailable as missing:
            say_slower(index, missing)
        else:
            return partial(by_vectors, index), "tfidf.1.hnsw"
    return partial(exactly, index), "tfidf.1"


def by_vectors(index: "ContentIndex", movie_ids: Sequence[int], count: int) -> dict[int, list[int]]:
    """Exactly where the vectors went away meanwhile."""
    try:
        return vectors.nearest(movie_ids, count)
    except vector_neighbours.VectorsUnavailable as missing:
        say_slower(index, missing)
        return exactly(index, movie_ids, count)


def say_slower(index: "ContentIndex", missing: Exception) -> None:
    logger.warning("%d movies are compared exactly, which is slower: %s", len(index), missing)


def exactly(index: "ContentIndex", movie_ids: Sequence[int], count: int) -> dict[int, list[int]]:
    return {
        movie_id: [int(index.keys[place]) for place in index.nearest(index.places[str(movie_id)], count)]
        for movie_id in movie_ids
    }


def build(films: dict[int, FilmFacts]) -> "ContentIndex":
    from recommender.ml.content import ContentIndex

    return ContentIndex.build(as_film(facts) for facts in films.values())


def as_film(facts: FilmFacts) -> "Film":
    from recommender.ml.terms import Film

    return Film(
        key=str(facts.movie_id),
        overview=f"{facts.title} {facts.synopsis}",
        genres=facts.genres,
        keywords=facts.keywords,
        cast=facts.cast,
        director=facts.director,
        year=facts.year,
    )


def around(nearest: Nearest, films: dict[int, FilmFacts], changed: set[int]) -> set[int]:
    """The changed movies, the movies that they are now near to, and those that they were near to."""
    if is_most(changed, films):
        return set(films)
    before = MovieNeighbour.objects.filter(neighbour__in=changed).values_list("movie_id", flat=True)
    near = nearest(sorted(changed & set(films)), AROUND)
    return ((changed | set(before)) & set(films)).union(*near.values())


def is_most(changed: set[int], films: dict[int, FilmFacts]) -> bool:
    """Whether what changed is near to about all movies."""
    return len(changed) * AROUND >= len(films)


def neighbours_of(
    index: "ContentIndex", films: dict[int, FilmFacts], movie_id: int, found: Sequence[int]
) -> Sequence[reviews.NewNeighbour]:
    """Of the movies found, with what each shares, the nearest first."""
    compared = [index.compare(str(movie_id), str(other)) for other in found if other in films]
    return [as_new(one, films) for one in sorted(compared, key=lambda one: -one.cosine)]


def as_new(one: "Neighbour", films: dict[int, FilmFacts]) -> reviews.NewNeighbour:
    """With names as they are written; what is compared is folded."""
    facts = films[int(one.key)]
    written = {"people": facts.cast + facts.director, "genres": facts.genres, "terms": facts.keywords}
    reasons = {field: as_written(getattr(one, field), names) for field, names in written.items()}
    return reviews.NewNeighbour(neighbour_id=facts.movie_id, score=one.cosine, reasons=reasons)


def as_written(found: Sequence[str], names: Sequence[str]) -> list[str]:
    from recommender.ml.terms import folded

    by_folded = {" ".join(folded(name).split()): name for name in names}
    return [by_folded.get(word, word) for word in found]
