"""All ratings as training reads them: a person, a movie by its IMDb id, a value of ten, a time."""

from collections.abc import Iterator
from typing import cast

from django.db.models import F, FloatField
from django.db.models.functions import Cast, Coalesce

from recommender.models import Feedback
from reviews.models import Rating, Review

Row = tuple[str, str, float, int]  # person, IMDb id, 0 to 10, seconds since 1970
HERE = 8.0  # what "liked" and "seen" count as among ratings: the model reads who saw what


def training_rows() -> Iterator[Row]:
    """Public ratings and reviews with stars, and what people here like or saw; private ones of teams stay out."""
    value = Cast(F("value") * 10.0 / F("scale"), FloatField())
    ratings = Rating.objects.filter(team=None).exclude(movie__imdb_id=None).order_by("id")
    columns = ("person_id", "source_id", "outside_person", "movie__imdb_id", value, "rated_at")
    for person, source, outside, imdb_id, stars, at in ratings.values_list(*columns).iterator(chunk_size=20_000):
        yield (f"p{person}" if person else f"s{source}:{outside}"), imdb_id, stars, int(at.timestamp())
    yield from _of_reviews()
    told = Feedback.objects.exclude(taste__person=None).exclude(kind=Feedback.Kind.NOT_INTERESTED)
    rows = told.exclude(movie__imdb_id=None).values_list("taste__person_id", "movie__imdb_id", "told_at")
    for person, imdb_id, at in rows.order_by("id").iterator():
        yield f"p{person}", cast("str", imdb_id), HERE, int(at.timestamp())


def _of_reviews() -> Iterator[Row]:
    starred = Review.objects.published().public().filter(is_demo=False).exclude(stars=None)
    named = starred.exclude(movie__imdb_id=None).exclude(author=None, outside_author="")
    changed = Coalesce("edited_at", "written_at")
    columns = ("author_id", "source_id", "outside_author", "movie__imdb_id", Cast("stars", FloatField()), changed)
    for person, source, outside, imdb_id, stars, at in named.order_by("id").values_list(*columns).iterator():
        yield (f"p{person}" if person else f"s{source}:{outside}"), imdb_id, stars, int(at.timestamp())


def count_of_ratings() -> int:
    """How many there are to train on, roughly: for deciding whether it is worth while."""
    reviews = Review.objects.published().public().filter(is_demo=False).exclude(stars=None)
    return Rating.objects.filter(team=None).count() + reviews.count()
