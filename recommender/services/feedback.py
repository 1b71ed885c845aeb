"""What people tell of movies and of their profile; everything can be taken back."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from recommender.models import Correction, Feedback, Taste
from recommender.services.tastes import told_something
from reviews import services as reviews
from reviews.models import Genre, Movie, Person

PICKS = 5
MOST_CORRECTIONS = 100
DECADE = re.compile(r"(18[7-9]|19\d|20\d)0")


class UnknownFacet(Exception):
    """No genre, decade or person of this key."""


class TooManyCorrections(Exception):
    """A profile has at most a hundred corrections."""


class TooFewPicks(Exception):
    """Fewer movies were picked than are needed; `needed` says how many more."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


@transaction.atomic
def give_feedback(*, taste: Taste, movie: Movie, kind: str, at: datetime) -> Feedback:
    """Seen, taken, liked or not interested: the last word counts, the same word again changes nothing."""
    before = Feedback.objects.filter(taste=taste, movie=movie).first()
    if before is not None and before.kind == kind:
        return before
    told = {"kind": kind, "told_at": at}
    feedback, _ = Feedback.objects.update_or_create(taste=taste, movie=movie, defaults=told)
    if kind == Feedback.Kind.NOT_INTERESTED:
        reviews.hide_movies(movie_ids=[movie.pk], **owner(taste))
    else:
        reviews.show_movies_again(movie_ids=[movie.pk], **owner(taste))
    told_something(taste=taste, at=at)
    return feedback


@transaction.atomic
def take_back(*, taste: Taste, movie: Movie, at: datetime) -> bool:
    """Undoes what was told of the movie here; False where nothing was."""
    deleted, _ = Feedback.objects.filter(taste=taste, movie=movie).delete()
    reviews.show_movies_again(movie_ids=[movie.pk], **owner(taste))
    if deleted:
        told_something(taste=taste, at=at)
    return bool(deleted)


def picks_wanted(*, taste: Taste | None, besides: Sequence[Movie] = ()) -> int:
    """How many movies are still to be picked for lists: five, less what was liked before; fewer of a tiny catalogue."""
    liked = Feedback.objects.filter(taste=taste, kind=Feedback.Kind.LIKED).exclude(movie__in=besides)
    return max(min(PICKS, Movie.objects.all()[:PICKS].count()) - (liked.count() if taste else 0), 0)


@transaction.atomic
def pick_movies(*, taste: Taste, movies: Sequence[Movie], at: datetime) -> int:
    """Likes many at once: the picks of somebody new. Raises TooFewPicks, unless something was liked before."""
    wanted = picks_wanted(taste=taste, besides=movies)
    if len(movies) < wanted:
        raise TooFewPicks(wanted - len(movies))
    for movie in movies:
        Feedback.objects.update_or_create(
            taste=taste, movie=movie, defaults={"kind": Feedback.Kind.LIKED, "told_at": at}
        )
    reviews.show_movies_again(movie_ids=[movie.pk for movie in movies], **owner(taste))
    told_something(taste=taste, at=at)
    return len(movies)


@transaction.atomic
def set_surprise(*, taste: Taste, surprise: int, at: datetime) -> Taste:
    """What is shown unless another step is asked for: 0, 1 or 2; the database refuses others."""
    Taste.objects.filter(pk=taste.pk).update(surprise=surprise, used_at=at)
    taste.refresh_from_db()
    return taste


@transaction.atomic
def correct_profile(*, taste: Taste, facet: str, key: str, wish: str, at: datetime) -> Correction | None:
    """More, less or never of a genre, decade or person; an empty wish takes the correction back.

    Raises UnknownFacet, TooManyCorrections.
    """
    label = label_of(facet, key)
    Correction.objects.filter(taste=taste, facet=facet, key=key).delete()
    correction = None
    if wish:
        if Correction.objects.filter(taste=taste).count() >= MOST_CORRECTIONS:
            raise TooManyCorrections
        correction = Correction.objects.create(taste=taste, facet=facet, key=key, label=label, wish=wish, told_at=at)
    told_something(taste=taste, at=at)
    return correction


def label_of(facet: str, key: str) -> str:
    """The words for it; raises UnknownFacet."""
    if "\0" in key:
        raise UnknownFacet
    if facet == Correction.Facet.DECADE and DECADE.fullmatch(key):
        return f"{key}s"
    models: dict[str, type[Genre] | type[Person]] = {Correction.Facet.GENRE: Genre, Correction.Facet.PERSON: Person}
    model = models.get(facet)
    name = model.objects.filter(slug=key).values_list("name", flat=True).first() if model else None
    if name is None:
        raise UnknownFacet
    return str(name)


def owner(taste: Taste) -> dict:
    """Whose hidden movies these are."""
    return {"person": taste.person} if taste.person_id else {"visitor": taste.token}
