"""Lists of movies: public, private to a team, or private to a person."""

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.pages import PAGE_PARAMETERS, CursorPages, page_of, paged
from reviews import selectors, services
from reviews.api.lookups import given, movie_or_404, team_of_field
from reviews.api.movies import with_score
from reviews.lookups import visible_list_or_404
from reviews.models import Movie
from reviews.serializers.lists import ListChangesIn, ListIn, ListOut
from reviews.serializers.movies import MovieOut


class ListsView(APIView):
    @extend_schema(
        operation_id="lists_list",
        tags=["lists"],
        summary="Public lists, mine, and those of my teams",
        parameters=PAGE_PARAMETERS,
        responses=paged(ListOut),
    )
    def get(self, request):
        lists = selectors.lists_of(person=request.user)
        return page_of(self, lists, ListOut, ordering=("name", "id"), context={"person": request.user})

    @extend_schema(
        operation_id="list_make",
        tags=["lists"],
        summary="Make a list",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=ListIn,
        responses={201: ListOut},
    )
    @idempotent
    def post(self, request):
        chosen = dict(given(ListIn, request))
        team = team_of_field(request.user, chosen.pop("team", None))
        movies = movies_of_field(chosen.pop("movies", []))
        made = refusing(services.create_list, **chosen, team=team, movies=movies, by=request.user, at=timezone.now())
        headers = {"Location": reverse("api:list", args=[made.pk])}
        return Response(shown(made.pk, request.user), status=201, headers=headers)


class ListView(APIView):
    @extend_schema(operation_id="list", tags=["lists"], summary="One list", responses=ListOut)
    def get(self, request, list_id):
        return Response(shown(visible_list_or_404(request.user, list_id).pk, request.user))

    @extend_schema(
        operation_id="list_change",
        tags=["lists"],
        summary="Rename or publish my list",
        description="A team's list is never public. 403 `not_yours`.",
        request=ListChangesIn,
        responses=ListOut,
    )
    def patch(self, request, list_id):
        movie_list = visible_list_or_404(request.user, list_id)
        chosen = {"name": movie_list.name, "is_public": movie_list.is_public, **given(ListChangesIn, request)}
        refusing(services.change_list, movie_list=movie_list, by=request.user, **chosen)
        return Response(shown(movie_list.pk, request.user))

    @extend_schema(operation_id="list_delete", tags=["lists"], summary="Delete my list", responses={204: None})
    def delete(self, request, list_id):
        refusing(services.delete_list, movie_list=visible_list_or_404(request.user, list_id), by=request.user)
        return Response(status=204)


class ListMoviesView(APIView):
    @extend_schema(
        operation_id="list_movies_list",
        tags=["lists"],
        summary="A list's movies, by title",
        parameters=PAGE_PARAMETERS,
        responses=paged(MovieOut),
    )
    def get(self, request, list_id):
        movies = selectors.movies_of_list(movie_list=visible_list_or_404(request.user, list_id))
        pages = CursorPages()
        rows = pages.paginate(movies, request, ordering=("title", "id"))
        return pages.get_paginated_response(MovieOut([with_score(movie) for movie in rows], many=True).data)


class ListMovieView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="list_movie_add",
        tags=["lists"],
        summary="Put a movie on a list",
        description="Its owner may, and for a team's list every member. Again changes nothing.",
        request=None,
        responses={204: None},
    )
    def put(self, request, list_id, movie_id):
        return self.change(services.add_to_list, request, list_id, movie_id)

    @extend_schema(
        operation_id="list_movie_remove", tags=["lists"], summary="Take a movie off a list", responses={204: None}
    )
    def delete(self, request, list_id, movie_id):
        return self.change(services.remove_from_list, request, list_id, movie_id)

    def change(self, service, request, list_id, movie_id):
        movie_list = visible_list_or_404(request.user, list_id)
        refusing(service, movie_list=movie_list, movie=movie_or_404(movie_id), by=request.user)
        return Response(status=204)


def refusing(service, **arguments):
    """Calls a service of lists and puts its refusals into problems."""
    try:
        return service(**arguments)
    except services.NotYours as refused:
        raise PermissionDenied("Only its owner may do that.", code="not_yours") from refused
    except services.UnusableText as refused:
        raise ValidationError({"name": [str(refused)]}) from refused


def movies_of_field(ids):
    movies = list(Movie.objects.filter(pk__in=ids))
    if missing := set(ids) - {movie.pk for movie in movies}:
        raise ValidationError({"movies": [f"No movie has the id {min(missing)}."]})
    return movies


def shown(list_id, person):
    return ListOut(selectors.lists_of(person=person).get(pk=list_id), context={"person": person}).data
