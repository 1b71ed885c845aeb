"""People and studios: their folded names, and how many movies each has, kept beside them for the lists."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reviews.models import Credit, Movie, Person, Studio

Links = dict[str, set[tuple[int, int]]]
ROWS = {Person: (Credit.objects.all(), "person"), Studio: (Movie.studios.through.objects.all(), "studio")}


@transaction.atomic
def count_movies(*, people: Iterable[int] = (), studios: Iterable[int] = ()) -> None:
    """Counts the movies of these people and studios anew; to be called whenever their rows changed.

    Rows are locked in one order before anything is counted: two imports neither wait in a ring nor miss each other.
    """
    for model, ids in ((Person, set(people)), (Studio, set(studios))):
        if not ids:
            continue
        wanted = model._default_manager.filter(pk__in=ids)
        list(wanted.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        counted = wanted.annotate(counted=Coalesce(Subquery(_count(model), output_field=IntegerField()), 0))
        counted.exclude(movie_count=F("counted")).update(movie_count=F("counted"))


def _count(model: type[Person] | type[Studio]) -> QuerySet:
    """How many movies the row of the outer query has; no row where it has none."""
    rows, column = ROWS[model]
    mine = rows.filter(**{column: OuterRef("pk")}).order_by().values(column)
    return mine.annotate(n=Count("movie", distinct=True)).values("n")


def makers_of(*, movies: Sequence[Movie]) -> Links:
    """(movie, person) and (movie, studio) of these movies: to be asked before and after they change or go."""
    return {
        "people": set(Credit.objects.filter(movie__in=movies).values_list("movie_id", "person_id")),
        "studios": set(Movie.studios.through.objects.filter(movie__in=movies).values_list("movie_id", "studio_id")),
    }


def recount(before: Links, after: Links) -> None:
    """Counts the movies of all whose links came or went."""
    count_movies(**{kind: {maker for _, maker in before[kind] ^ after[kind]} for kind in before})
