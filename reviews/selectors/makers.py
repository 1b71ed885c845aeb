"""People and studios: the lists of them, and what each one's page says beside the movies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from reviews.models import Credit, Movie, Person, Studio
from reviews.selectors.folding import folded

CAST = "cast"  # the part of whoever plays; all other parts are jobs
PARTS = (CAST, "Director", "Writer", "Composer", "Cinematographer")  # offered in the list of people
MAKER_SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "movies": ("Most movies", ("-movie_count", "search_name", "pk")),
    "name": ("Name", ("search_name", "pk")),
}
COMPANIONS = 8


@dataclass(frozen=True)
class MakerFilters:
    """What the lists of people and studios may be asked for."""

    q: str = ""
    part: str = ""
    sort: str = "movies"


def people_page(*, filters: MakerFilters) -> QuerySet[Person]:
    """People with a movie whose name holds every word, whatever its case and accents; `part` is "cast" or a job."""
    people = _named(Person.objects.filter(movie_count__gt=0), filters)
    if filters.part:
        people = people.filter(Exists(credits_as(filters.part).filter(person=OuterRef("pk"))))
    return people


def studios_page(*, filters: MakerFilters) -> QuerySet[Studio]:
    return _named(Studio.objects.filter(movie_count__gt=0), filters)


def _named(makers: QuerySet, filters: MakerFilters) -> QuerySet:
    for word in folded(filters.q).split()[:10]:
        makers = makers.filter(search_name__contains=word)
    return makers.order_by(*MAKER_SORTS.get(filters.sort, MAKER_SORTS["movies"])[1])


def credits_as(part: str) -> QuerySet[Credit]:
    if part == CAST:
        return Credit.objects.filter(kind=Credit.Kind.CAST)
    return Credit.objects.filter(kind=Credit.Kind.CREW, job=part)


def with_careers(people: Sequence[Person]) -> list[Person]:
    """Gives each person `parts` ([{part, words, n}], most movies first), `first_year` and `last_year`; one query."""
    rows = Credit.objects.filter(person__in=people).order_by().values("person", "kind", "job")
    careers: dict[int, list[dict[str, Any]]] = {}
    for row in rows.annotate(n=Count("movie", distinct=True), first=Min("movie__year"), last=Max("movie__year")):
        careers.setdefault(row["person"], []).append(row)
    for person in people:
        career = careers.get(person.pk, [])
        person.parts = [_part(row) for row in sorted(career, key=lambda row: (-row["n"], row["job"]))]
        person.first_year = min((row["first"] for row in career if row["first"]), default=None)
        person.last_year = max((row["last"] for row in career if row["last"]), default=None)
    return list(people)


def _part(row: dict[str, Any]) -> dict[str, Any]:
    if row["kind"] == Credit.Kind.CAST:
        return {"part": CAST, "words": "Cast", "n": row["n"]}
    return {"part": row["job"], "words": row["job"] or "Crew", "n": row["n"]}


def with_years(studios: Sequence[Studio]) -> list[Studio]:
    """Gives each studio `first_year` and `last_year` of its movies; one query."""
    links = Movie.studios.through.objects.filter(studio__in=studios).order_by().values("studio")
    years = {row["studio"]: row for row in links.annotate(first=Min("movie__year"), last=Max("movie__year"))}
    for studio in studios:
        row = years.get(studio.pk, {})
        studio.first_year, studio.last_year = row.get("first"), row.get("last")
    return list(studios)


def movies_with(person: Person, *, part: str = "") -> QuerySet[Movie]:
    """The person's movies; `part` narrows to those with that part."""
    credits = credits_as(part) if part else Credit.objects.all()
    return Movie.objects.filter(pk__in=credits.filter(person=person).values("movie"))


def companions_of(person: Person) -> QuerySet[Person]:
    """With whom the person made most movies, at least two; each with `together`."""
    return _most_in(movies_with(person)).exclude(pk=person.pk)[:COMPANIONS]


def directors_of(studio: Studio) -> QuerySet[Person]:
    """Who directed most of the studio's movies, at least two; each with `together`."""
    return _most_in(studio.movies.all(), credits__kind=Credit.Kind.CREW, credits__job="Director")[:COMPANIONS]


def _most_in(movies: QuerySet[Movie], **credits: str) -> QuerySet[Person]:
    people = Person.objects.filter(credits__movie__in=movies.order_by().values("pk"), **credits)
    counted = people.annotate(together=Count("credits__movie", distinct=True))
    return counted.filter(together__gte=2).order_by("-together", "search_name", "pk")
