"""Recommendations for phones: the same lists, the same words about taste."""

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.pages import PAGE_PARAMETERS, CursorPages, paged
from recommender import services
from recommender.models import Taste
from recommender.selectors import history, lists
from recommender.serializers import FeedbackIn, FeedbackOut, ProfileIn, ProfileOut, RecommendationsOut, SurpriseIn
from reviews.models import Movie

UNKNOWN = {"state": "unknown", "computed_at": None, "model": None, "version": None, "note": "", "surprise": 0}


def own_taste(request):
    return services.make_taste(person=request.user, at=timezone.now())


class RecommendationsView(APIView):
    @extend_schema(
        operation_id="recommendations",
        tags=["recommendations"],
        summary="Movies for the caller, in rows",
        description="No movie twice, none that was seen, rated, reviewed or dismissed. Who told nothing yet gets the "
        "well-known movies to pick from: `POST /recommendations/feedback/` with five that are liked.",
        parameters=[SurpriseIn],
        responses=RecommendationsOut,
    )
    def get(self, request):
        asked = SurpriseIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        taste = own_taste(request) if request.user.is_authenticated else None
        if taste is None or not history.has_history(taste):
            return Response(RecommendationsOut({**UNKNOWN, "rows": lists.fallback_row(taste)}).data)
        updating = services.order_lists(taste=taste, now=timezone.now())
        made = {name: getattr(taste, name) for name in ("computed_at", "model", "version", "note")}
        made["surprise"] = asked.validated_data.get("surprise", taste.surprise)
        rows = lists.rows_for(taste, surprise=made["surprise"]) or lists.fallback_row(taste)
        return Response(RecommendationsOut({**made, "state": "updating" if updating else "ok", "rows": rows}).data)


class FeedbackView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recommendations_feedback_list",
        tags=["recommendations"],
        summary="What the caller told of movies, the latest first",
        parameters=PAGE_PARAMETERS,
        responses=paged(FeedbackOut),
    )
    def get(self, request):
        pages = CursorPages()
        told = pages.paginate(lists.told(own_taste(request)), request, ordering=("-told_at", "-pk"))
        return pages.get_paginated_response(FeedbackOut(told, many=True).data)

    @extend_schema(
        operation_id="recommendations_feedback",
        tags=["recommendations"],
        summary="Tell that a movie is liked, seen, to be watched, or not interesting",
        description="The last word on a movie counts; the same word again changes nothing.",
        request=FeedbackIn,
        responses=FeedbackOut,
    )
    def post(self, request):
        form = FeedbackIn(data=request.data)
        form.is_valid(raise_exception=True)
        movie = Movie.objects.defer("search_text").filter(pk=form.validated_data["movie"]).first()
        if movie is None:
            raise ValidationError({"movie": [f"No movie has the id {form.validated_data['movie']}."]})
        kind, now = form.validated_data["kind"], timezone.now()
        told = services.give_feedback(taste=own_taste(request), movie=movie, kind=kind, at=now)
        return Response(FeedbackOut(told).data)


class MovieFeedbackView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recommendations_feedback_undo",
        tags=["recommendations"],
        summary="Take back what was told of a movie",
        responses={204: OpenApiResponse(description="Nothing is told of it any more, whether or not it was.")},
    )
    def delete(self, request, movie_id):
        movie = Movie.objects.defer("search_text").filter(pk=movie_id).first()
        if movie is not None:
            services.take_back(taste=own_taste(request), movie=movie, at=timezone.now())
        return Response(status=204)


class ProfileView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recommendations_profile",
        tags=["recommendations"],
        summary="What the caller likes, with corrections",
        responses=ProfileOut,
    )
    def get(self, request):
        return self.shown(own_taste(request))

    @extend_schema(
        operation_id="recommendations_profile_change",
        tags=["recommendations"],
        summary="Correct the profile, or ask for more surprise",
        request=ProfileIn,
        responses=ProfileOut,
    )
    def put(self, request):
        form = ProfileIn(data=request.data)
        form.is_valid(raise_exception=True)
        taste = own_taste(request)
        change(taste, form.validated_data, at=timezone.now())
        return self.shown(Taste.objects.get(pk=taste.pk))

    def shown(self, taste):
        services.order_lists(taste=taste, now=timezone.now())
        body = {"surprise": taste.surprise, "computed_at": taste.computed_at, "facets": lists.profile_for(taste)}
        return Response(ProfileOut(body).data)


@transaction.atomic
def change(taste, wanted, *, at):
    """All of it or nothing."""
    if "surprise" in wanted:
        services.set_surprise(taste=taste, surprise=wanted["surprise"], at=at)
    for number, one in enumerate(wanted.get("corrections", [])):
        try:
            services.correct_profile(taste=taste, at=at, **one)
        except services.UnknownFacet as unknown:
            raise ValidationError({f"corrections.{number}.key": ["There is nothing of this name."]}) from unknown
        except services.TooManyCorrections as many:
            said = f"A profile has at most {services.MOST_CORRECTIONS} corrections."
            raise ValidationError({"corrections": [said]}) from many
