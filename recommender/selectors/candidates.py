"""What may come onto a page beside what the weights know: neighbours by content, new movies, wishes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import F, Q

from recommender.models import Correction, Taste
from recommender.selectors.films import PARTS_READ
from reviews.models import Credit, Movie, MovieNeighbour

NEW_FOR = timedelta(days=60)
NEWEST = 100


def content_links(movie_ids: Collection[int]) -> list[tuple[int, int, float]]:
    """(movie, neighbour, cosine) of these movies, whichever of the two they are."""
    rows = MovieNeighbour.objects.filter(Q(movie__in=movie_ids) | Q(neighbour__in=movie_ids))
    return list(rows.order_by().values_list("movie_id", "neighbour_id", "score"))


def newest_ids(*, now: datetime) -> list[int]:
    """The newest of the movies that came into the catalogue lately, the latest first."""
    lately = Movie.objects.filter(created_at__gte=now - NEW_FOR)
    order = (F("release_date").desc(nulls_last=True), F("year").desc(nulls_last=True), "-created_at", "-pk")
    return list(lately.order_by(*order).values_list("pk", flat=True)[:NEWEST])


def wished(taste: Taste) -> list[tuple[str, set[int]]]:
    """(wish, movies that it is about) of every correction; one query each."""
    return [(one.wish, _movies_of(one)) for one in Correction.objects.filter(taste=taste)]


def _movies_of(correction: Correction) -> set[int]:
    if correction.facet == Correction.Facet.GENRE:
        return set(Movie.genres.through.objects.filter(genre__slug=correction.key).values_list("movie_id", flat=True))
    if correction.facet == Correction.Facet.DECADE:
        first = int(correction.key)
        return set(Movie.objects.filter(year__range=(first, first + 9)).values_list("pk", flat=True))
    return set(Credit.objects.filter(PARTS_READ, person__slug=correction.key).values_list("movie_id", flat=True))


def known_ids(*, limit: int) -> list[int]:
    """The best known by votes elsewhere, then by reviews here."""
    by_votes = Movie.objects.order_by(F("votes").desc(nulls_last=True), "pk")
    return list(by_votes.values_list("pk", flat=True)[:limit])
