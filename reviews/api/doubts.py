"""Doubtful movies: the list, and what a person decides."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import Conflict
from reviews.api.lookups import asked, given, movie_of_field
from reviews.models import MovieDoubt
from reviews.selectors import doubts as selectors
from reviews.serializers.doubts import DecisionIn, DoubtsQuery, MovieDoubtOut
from reviews.services import movie_doubts as services

NOT_A_CURATOR = "Doubtful movies are for people with the permission change_movie."


class MovieDoubtsView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="movie_doubts_list",
        tags=["imports"],
        summary="Rows of files that may mean a movie here, and may not",
        parameters=[DoubtsQuery, *PAGE_PARAMETERS],
        responses=paged(MovieDoubtOut),
    )
    def get(self, request):
        only_curators(request)
        found = selectors.doubts(person=request.user, **asked(DoubtsQuery, request))
        return page_of(self, found, MovieDoubtOut, ordering=("id",))


class MovieDoubtDecisionView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="movie_doubt_decide",
        tags=["imports"],
        summary="Say which movie a row means",
        description="`same` with a movie, `new`, or `ignored`. Later imports find the answer. 409 `already_decided`.",
        request=DecisionIn,
        responses={200: MovieDoubtOut, 409: None},
    )
    def post(self, request, doubt_id):
        only_curators(request)
        doubt = get_object_or_404(MovieDoubt.objects.visible_to(request.user), pk=doubt_id)
        body = given(DecisionIn, request)
        movie = movie_of_field(body["movie"]) if body.get("movie") else None
        try:
            services.decide_doubt(doubt=doubt, state=body["state"], movie=movie, by=request.user, at=timezone.now())
        except services.AlreadyDecidedOtherwise as decided:
            raise Conflict(code="already_decided", detail="Somebody has decided this meanwhile.") from decided
        return Response(MovieDoubtOut(selectors.doubts(person=request.user, state=body["state"]).get(pk=doubt.pk)).data)


def only_curators(request):
    if not request.user.has_perm("reviews.change_movie"):
        raise PermissionDenied(NOT_A_CURATOR, code="not_a_curator")
