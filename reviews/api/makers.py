"""People and studios with their movies."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.pages import PAGE_PARAMETERS, CursorPages, paged
from reviews import selectors
from reviews.api.lookups import asked
from reviews.api.movies import with_score
from reviews.api.searched import searched, searched_page
from reviews.models import Person, Studio
from reviews.selectors.filmography import FILMOGRAPHY_SORTS, filmography, parts_of, pooled_scores
from reviews.selectors.makers import (
    MAKER_SORTS,
    MakerFilters,
    companions_of,
    directors_of,
    movies_with,
    named_people,
    named_studios,
    people_page,
    studios_page,
    with_careers,
    with_years,
)
from reviews.serializers.makers import (
    MakerOut,
    MoviePersonOut,
    MoviesSortIn,
    PeopleFiltersIn,
    PersonDetailOut,
    PersonMovieOut,
    PersonMoviesIn,
    StudioDetailOut,
    StudioFiltersIn,
    StudioMovieOut,
)


class PeopleView(APIView):
    @extend_schema(
        operation_id="people_list",
        tags=["people"],
        summary="Who made the movies",
        parameters=[PeopleFiltersIn, *PAGE_PARAMETERS],
        responses=searched_page(MoviePersonOut),
    )
    def get(self, request):
        filters = MakerFilters(**asked(PeopleFiltersIn, request))
        named = named_people(q=filters.q)
        rows = people_page(filters=filters, named=named)
        return listed(request, rows, filters, with_careers, MoviePersonOut, instead=named.instead)


class PersonView(APIView):
    @extend_schema(
        operation_id="person",
        tags=["people"],
        summary="One person, and what the scores of the movies say together",
        parameters=[],
        responses=PersonDetailOut,
    )
    def get(self, request, person_id):
        person = get_object_or_404(Person, pk=person_id)
        with_careers([person])
        person.pooled = pooled_scores(movies=movies_with(person), viewer=request.user, count=person.movie_count)
        person.companions = companions_of(person)
        return Response(PersonDetailOut(person).data)


class PersonMoviesView(APIView):
    @extend_schema(
        operation_id="person_movies_list",
        tags=["people"],
        summary="A person's movies, with scores",
        parameters=[PersonMoviesIn, *PAGE_PARAMETERS],
        responses=paged(PersonMovieOut),
    )
    def get(self, request, person_id):
        person = get_object_or_404(Person, pk=person_id)
        chosen = asked(PersonMoviesIn, request)
        movies = movies_with(person, part=chosen.get("part", ""))
        rows = filmography(movies=movies, viewer=request.user, sort=chosen["sort"]).prefetch_related(parts_of(person))
        return movies_listed(request, rows, chosen["sort"], PersonMovieOut)


class StudiosView(APIView):
    @extend_schema(
        operation_id="studios_list",
        tags=["people"],
        summary="Studios",
        parameters=[StudioFiltersIn, *PAGE_PARAMETERS],
        responses=searched_page(MakerOut),
    )
    def get(self, request):
        filters = MakerFilters(**asked(StudioFiltersIn, request))
        named = named_studios(q=filters.q)
        rows = studios_page(filters=filters, named=named)
        return listed(request, rows, filters, with_years, MakerOut, instead=named.instead)


class StudioView(APIView):
    @extend_schema(
        operation_id="studio",
        tags=["people"],
        summary="One studio, and what the scores of its movies say together",
        responses=StudioDetailOut,
    )
    def get(self, request, studio_id):
        studio = get_object_or_404(Studio, pk=studio_id)
        with_years([studio])
        studio.pooled = pooled_scores(movies=studio.movies.all(), viewer=request.user, count=studio.movie_count)
        studio.directors = directors_of(studio)
        return Response(StudioDetailOut(studio).data)


class StudioMoviesView(APIView):
    @extend_schema(
        operation_id="studio_movies_list",
        tags=["people"],
        summary="A studio's movies, with scores",
        parameters=[MoviesSortIn, *PAGE_PARAMETERS],
        responses=paged(StudioMovieOut),
    )
    def get(self, request, studio_id):
        studio = get_object_or_404(Studio, pk=studio_id)
        sort = asked(MoviesSortIn, request)["sort"]
        rows = filmography(movies=studio.movies.all(), viewer=request.user, sort=sort)
        return movies_listed(request, rows, sort, StudioMovieOut)


def listed(request, makers, filters, fill, serializer, *, instead):
    pages = CursorPages()
    rows = fill(pages.paginate(makers, request, ordering=MAKER_SORTS[filters.sort][1]))
    return searched(pages, serializer(rows, many=True).data, q=filters.q, instead=instead)


def movies_listed(request, movies, sort, serializer):
    pages = CursorPages()
    rows = [with_score(movie) for movie in pages.paginate(movies, request, ordering=FILMOGRAPHY_SORTS[sort][1])]
    for movie in rows:
        movie.team_scores = selectors.team_scores_of(movie, request.user)
    return pages.get_paginated_response(serializer(rows, many=True).data)
