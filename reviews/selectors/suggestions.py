"""What a search may mean while it is typed: a few movies, people and studios."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from reviews.models import Movie, Person, Studio
from reviews.selectors.folding import folded
from reviews.selectors.makers import AnyMaker, named_people, named_studios
from reviews.selectors.search import best_movies, understood


@dataclass(frozen=True)
class Suggestions:
    """instead: as what the movies were searched where nothing has what is typed; else empty."""

    q: str
    instead: str
    movies: Sequence[Movie]
    people: Sequence[Person]
    studios: Sequence[Studio]

    def __bool__(self) -> bool:
        return bool(self.movies or self.people or self.studios)


def suggestions(*, q: str, limit: int) -> Suggestions:
    """At most `limit` of each kind, the best first; nothing for a text without letters and digits."""
    found = understood(q=q)
    if not folded(q):
        return Suggestions(q=q.strip(), instead="", movies=[], people=[], studios=[])
    movies = best_movies(found=found, limit=limit)
    # Names are put right as the movies were, which know the words of names too; by themselves where no movie fits.
    name, is_forgiving = found.instead or q, not movies
    return Suggestions(
        q=q.strip(),
        instead=found.instead,
        movies=movies,
        people=_first(named_people(q=name, is_forgiving=is_forgiving).makers, limit),
        studios=_first(named_studios(q=name, is_forgiving=is_forgiving).makers, limit),
    )


def _first(makers: QuerySet[AnyMaker], limit: int) -> Sequence[AnyMaker]:
    return list(makers.only("name", "slug", "movie_count").order_by("-movie_count", "search_name", "pk")[:limit])
