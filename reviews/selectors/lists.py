"""Lists of movies that a person may see."""

from django.db.models import Count, Q, QuerySet

from reviews.models import Movie, MovieList
from reviews.selectors.movies import with_score_figures
from reviews.selectors.scores import Viewer, public_scores


def lists_of(*, person: Viewer) -> QuerySet[MovieList]:
    """The lists this person may see, with `size`, by name."""
    lists = MovieList.objects.visible_to(person).select_related("owner", "team").distinct()
    return lists.annotate(size=Count("movies", distinct=True)).order_by("name", "pk")


def my_lists(*, person: Viewer) -> QuerySet[MovieList]:
    """The lists this person may put movies on: own ones and those of the person's teams."""
    mine = MovieList.objects.filter(Q(owner=person) | Q(team__memberships__person=person))
    return lists_of(person=person).filter(pk__in=mine.values("pk"))


def movies_of_list(*, movie_list: MovieList) -> QuerySet[Movie]:
    """The list's movies with scores and genres, as in the catalogue."""
    movies = with_score_figures(movie_list.movies.all())
    return movies.prefetch_related(public_scores(), "genres").order_by("title", "pk")
