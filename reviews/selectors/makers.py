"""People and studios: the lists of them, and what each one's page says beside the movies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from reviews.models import Credit, Movie, Person, SearchWord, Studio
from reviews.selectors.folding import folded
from reviews.selectors.search_terms import MOST_TERMS, beginnings
from reviews.selectors.search_words import respellings

CAST = "cast"  # the part of whoever plays; all other parts are jobs
PARTS = (CAST, "Director", "Writer", "Composer", "Cinematographer")  # offered in the list of people
MAKER_SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "movies": ("Most movies", ("-movie_count", "search_name", "pk")),
    "name": ("Name", ("search_name", "pk")),
}
COMPANIONS = 8
AnyMaker = TypeVar("AnyMaker", Person, Studio)


@dataclass(frozen=True)
class MakerFilters:
    """What the lists of people and studios may be asked for."""

    q: str = ""
    part: str = ""
    sort: str = "movies"


@dataclass(frozen=True)
class Named(Generic[AnyMaker]):
    """Makers whose name holds what was asked for; `instead` says as what, where nobody is called that."""

    makers: QuerySet[AnyMaker]
    instead: str = ""


def people_page(*, filters: MakerFilters, named: Named[Person] | None = None) -> QuerySet[Person]:
    """People with a movie and such a name; `part` is "cast" or a job. named: where the caller asked already."""
    people = _sorted((named or named_people(q=filters.q)).makers, filters)
    if filters.part:
        people = people.filter(Exists(credits_as(filters.part).filter(person=OuterRef("pk"))))
    return people


def studios_page(*, filters: MakerFilters, named: Named[Studio] | None = None) -> QuerySet[Studio]:
    return _sorted((named or named_studios(q=filters.q)).makers, filters)


def _sorted(makers: QuerySet[AnyMaker], filters: MakerFilters) -> QuerySet[AnyMaker]:
    return makers.order_by(*MAKER_SORTS.get(filters.sort, MAKER_SORTS["movies"])[1])


def named_people(*, q: str, is_forgiving: bool = True) -> Named[Person]:
    """People with a movie, each word of `q` the beginning of a word of the name, whatever its case and accents."""
    return _named(Person.objects.filter(movie_count__gt=0), q, SearchWord.Kind.PERSON, is_forgiving)


def named_studios(*, q: str, is_forgiving: bool = True) -> Named[Studio]:
    return _named(Studio.objects.filter(movie_count__gt=0), q, SearchWord.Kind.STUDIO, is_forgiving)


def _named(makers: QuerySet[AnyMaker], q: str, kind: str, is_forgiving: bool) -> Named[AnyMaker]:
    """Where nobody is called that, whoever is called nearly that. Without words everybody."""
    words = folded(q).split()[:MOST_TERMS]
    called = _called(makers, words) if words else makers
    if not words or not is_forgiving or called.exists():
        return Named(called)
    for others in respellings(words, kind=kind):
        if (likely := _called(makers, others)).exists():
            return Named(likely, instead=" ".join(others))
    return Named(called)


def _called(makers: QuerySet[AnyMaker], words: Sequence[str]) -> QuerySet[AnyMaker]:
    query = SearchQuery(beginnings(words), config="simple", search_type="raw")
    return makers.annotate(name_words=SearchVector("search_name", config="simple")).filter(name_words=query)


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
    person: Any  # a Person, and what is given to it here
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
    studio: Any  # a Studio, and what is given to it here
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
