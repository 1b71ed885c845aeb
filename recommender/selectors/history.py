"""What is known of somebody's taste: ratings, stars of reviews, and what was told here."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, FloatField, Max, Sum
from django.db.models.functions import Cast, Coalesce

from recommender.models import Feedback, Taste
from recommender.selectors.serving import serving_version
from reviews.models import Credit, Movie, Rating, Review

LATEST = 2_000  # movies of a history that count; all of them stay out of the lists
LIKED_FROM = 7.0
PEOPLE_READ = 5  # billing places that a profile counts
PROFILE_SIZE = {"genre": 12, "decade": 12, "person": 15}
ENOUGH_EQUAL = 5
LISTS = 2  # another number where lists are made in another way: the old ones are made anew


@dataclass(frozen=True)
class Told:
    """One movie of a history. stars: 0 to 10, None where none were given; equal: all were, and stars are left out."""

    movie_id: int
    at: datetime
    stars: float | None
    liked: bool
    equal: bool = False


def history_of(taste: Taste) -> list[Told]:
    """Every movie once, the latest first: of a rating and a review the later stars, else what was told here.

    Five or more ratings that are all equal say who saw what and no more: they count as seen.
    """
    told = _told_here(taste)
    if taste.person_id:
        told |= _starred(taste.person_id)
    rated = [one.stars for one in told.values() if one.stars is not None]
    if len(rated) >= ENOUGH_EQUAL and len(set(rated)) == 1:
        told = {key: Told(key, one.at, None, one.liked, equal=True) for key, one in told.items()}
    return sorted(told.values(), key=lambda one: (one.at, one.movie_id), reverse=True)


def has_history(taste: Taste) -> bool:
    """Whether there is anything to make lists of."""
    if Feedback.objects.filter(taste=taste).exclude(kind=Feedback.Kind.NOT_INTERESTED).exists():
        return True
    person = taste.person_id
    return bool(person) and (
        Rating.objects.filter(person=person).exists() or Review.objects.filter(author=person).exists()
    )


def _told_here(taste: Taste) -> dict[int, Told]:
    rows = Feedback.objects.filter(taste=taste).exclude(kind=Feedback.Kind.NOT_INTERESTED)
    return {row.movie_id: Told(row.movie_id, row.told_at, None, row.kind == Feedback.Kind.LIKED) for row in rows}


def _starred(person_id: int) -> dict[int, Told]:
    on_ten = Cast(F("value") * 10.0 / F("scale"), FloatField())
    ratings = Rating.objects.filter(person=person_id).values_list("movie_id", "rated_at", on_ten)
    changed = Coalesce("edited_at", "submitted_at")
    reviews = Review.objects.filter(author=person_id).values_list("movie_id", changed, Cast("stars", FloatField()))
    latest: dict[int, Told] = {}
    for movie_id, at, stars in sorted([*ratings, *reviews], key=lambda row: (row[2] is not None, row[1])):
        latest[movie_id] = Told(movie_id, at, stars, stars is not None and stars >= LIKED_FROM)
    return latest


def hidden_ids(taste: Taste) -> set[int]:
    """What is never shown: seen, rated, reviewed, taken, liked, or not interesting."""
    hidden = set(Feedback.objects.filter(taste=taste).values_list("movie_id", flat=True))
    if taste.person_id:
        hidden.update(Rating.objects.filter(person=taste.person_id).values_list("movie_id", flat=True))
        hidden.update(Review.objects.filter(author=taste.person_id).values_list("movie_id", flat=True))
    return hidden


def mark_of(taste: Taste, *, now: datetime) -> str:
    """Changes with the history, what was told here, the serving model and the day; two queries for a person."""
    parts: list[Any] = [LISTS, taste.revision, serving_version(), now.date()]
    if taste.person_id:
        value = Sum(F("value") * 10.0 / F("scale"), output_field=FloatField())
        ratings = Rating.objects.filter(person=taste.person_id)
        parts += ratings.order_by().aggregate(Count("id"), Max("id"), Max("rated_at"), value=value).values()
        reviews = Review.objects.filter(author=taste.person_id).order_by()
        parts += reviews.aggregate(Count("id"), Max("id"), Max("edited_at"), Sum("stars")).values()
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def profile_of(values: dict[int, float]) -> dict[str, list[dict[str, Any]]]:
    """What a history likes, by facet: [{key, label, share, n}], the largest share first.

    values: movie to what it counts. share: the part of what is liked (values above zero) that has the facet; n: movies.
    """
    liked = {movie_id: value for movie_id, value in values.items() if value > 0}
    total = sum(liked.values())
    found: dict[str, list[dict[str, Any]]] = {}
    for facet, pairs in _facets(set(liked)).items():
        weights: dict[tuple[str, str], float] = defaultdict(float)
        movies: Counter[tuple[str, str]] = Counter()
        for movie_id, key, label in pairs:
            weights[key, label] += liked[movie_id]
            movies[key, label] += 1
        least = 2 if facet == "person" and len(liked) > 3 else 1  # one movie says little about each of its cast
        rows = [
            {"key": key, "label": label, "share": round(weight / total, 4), "n": movies[key, label]}
            for (key, label), weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
            if movies[key, label] >= least
        ]
        found[facet] = rows[: PROFILE_SIZE[facet]]
    return found


def _facets(movie_ids: set[int]) -> dict[str, set[tuple[int, str, str]]]:
    found: dict[str, set[tuple[int, str, str]]] = defaultdict(set)
    genres = Movie.genres.through.objects.filter(movie__in=movie_ids)
    found["genre"] = set(genres.values_list("movie_id", "genre__slug", "genre__name"))
    years = Movie.objects.filter(pk__in=movie_ids).exclude(year=None).values_list("pk", "year")
    found["decade"] = {(pk, str(year // 10 * 10), f"{year // 10 * 10}s") for pk, year in years if year is not None}
    people = Credit.objects.filter(movie__in=movie_ids, kind=Credit.Kind.CAST, position__lt=PEOPLE_READ)
    directors = Credit.objects.filter(movie__in=movie_ids, job="Director")
    columns = ("movie_id", "person__slug", "person__name")
    found["person"] = {*people.values_list(*columns), *directors.values_list(*columns)}
    return found
