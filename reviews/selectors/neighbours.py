"""Similar movies, without those that the viewer does not want to be shown."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from reviews.models import HiddenMovie, Movie, MovieNeighbour, NeighbourState
from reviews.selectors.scores import Viewer, public_scores

SHOWN, ON_THE_MOVIES_PAGE = 10, 6


def visitor_of(session: Any) -> UUID | None:
    """What stands for a visitor without account, where one was given."""
    try:
        return UUID(session.get("visitor") or "")
    except (ValueError, TypeError, AttributeError):
        return None


def hidden_from(*, person: Viewer, visitor: UUID | None) -> QuerySet[HiddenMovie]:
    """What was hidden by this person, and by this visitor, who may be the same before signing in."""
    by_visitor = Q(visitor=visitor) if visitor else Q(pk__in=[])
    return HiddenMovie.objects.filter(by_visitor | Q(person=person) if isinstance(person, User) else by_visitor)


def similar_movies(*, movie: Movie, person: Viewer, visitor: UUID | None = None) -> QuerySet[MovieNeighbour]:
    """The movies most like this one, best first; slice it. One query, two more for the scores and genres of cards
    with `for_cards`."""
    hidden = hidden_from(person=person, visitor=visitor).filter(movie=OuterRef("neighbour"))
    rows = MovieNeighbour.objects.filter(movie=movie, kind=MovieNeighbour.Kind.CONTENT).exclude(Exists(hidden))
    return rows.select_related("neighbour").defer("neighbour__search_text").order_by("rank")


def for_cards(neighbours: QuerySet[MovieNeighbour]) -> QuerySet[MovieNeighbour]:
    """With all that a movie's card shows."""
    movies = Movie.objects.defer("search_text").prefetch_related(public_scores(), "genres")
    return neighbours.select_related(None).defer(None).prefetch_related(Prefetch("neighbour", queryset=movies))


def neighbours_as_of(*, movie: Movie) -> datetime | None:
    """When the movie was compared with the others; None: not yet."""
    return NeighbourState.objects.filter(movie=movie).values_list("as_of", flat=True).first()
