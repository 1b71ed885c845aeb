"""Reviews: write, read, change, delete."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import Conflict
from reviews import selectors, services
from reviews.api.lookups import given, movie_of_field, team_of_field
from reviews.lookups import visible_review_or_404
from reviews.serializers.reviews import ReviewChangesIn, ReviewDetailOut, ReviewIn, ReviewMoreOut, ReviewOut


class ReviewsView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="review_write",
        tags=["reviews"],
        summary="Write a review",
        description="It is read within seconds: ask its readings, or the review itself, again.",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=ReviewIn,
        responses={201: ReviewDetailOut},
    )
    @idempotent
    def post(self, request):
        chosen = dict(given(ReviewIn, request))
        movie = movie_of_field(chosen.pop("movie"))
        team = team_of_field(request.user, chosen.pop("team", None))
        try:
            review = services.submit_review(movie=movie, team=team, by=request.user, at=timezone.now(), **chosen)
        except services.UnusableText as refused:
            raise ValidationError({"text": [str(refused)]}) from refused
        headers = {"Location": reverse("api:review", args=[review.pk])}
        return Response(shown(review, request.user), status=201, headers=headers)


class ReviewView(APIView):
    @extend_schema(operation_id="review", tags=["reviews"], summary="One review", responses=ReviewDetailOut)
    def get(self, request, review_id):
        return Response(shown(visible_review_or_404(request.user, review_id), request.user))

    @extend_schema(
        operation_id="review_change",
        tags=["reviews"],
        summary="Change my review",
        description="A new text is read again. 403 `not_yours`, 409 `hidden_by_moderator`.",
        request=ReviewChangesIn,
        responses={200: ReviewDetailOut, 409: None},
    )
    def patch(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        kept = {name: getattr(review, name) for name in ("text", "title", "stars", "has_spoiler")}
        chosen = {**kept, **given(ReviewChangesIn, request)}
        review = steer(services.edit_review, review, by=request.user, **chosen)
        return Response(shown(review, request.user))

    @extend_schema(
        operation_id="review_delete",
        tags=["reviews"],
        summary="Delete my review",
        description="With its readings, comments and votes. One that was reported or moderated stays for the audit, "
        "removed, without author and words. 403 `not_yours`.",
        responses={204: None},
    )
    def delete(self, request, review_id):
        steer(services.delete_review, visible_review_or_404(request.user, review_id), by=request.user)
        return Response(status=204)


class MyReviewsView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="my_reviews_list",
        tags=["reviews"],
        summary="What I wrote, newest first",
        parameters=PAGE_PARAMETERS,
        responses=paged(ReviewOut),
    )
    def get(self, request):
        reviews = selectors.my_reviews(person=request.user).select_related("author")
        return page_of(self, reviews, ReviewOut, ordering=("-written_at", "-pk"), context={"person": request.user})


def steer(service, review, *, by, **changes):
    """Calls edit or delete and puts their refusals into problems."""
    try:
        return service(review=review, by=by, at=timezone.now(), **changes)
    except services.NotYours as refused:
        raise PermissionDenied("Only its author changes or deletes a review.", code="not_yours") from refused
    except services.NotOpen as refused:
        raise Conflict(
            code="hidden_by_moderator", detail="A moderator has hidden this review: it cannot be changed."
        ) from refused
    except services.UnusableText as refused:
        raise ValidationError({"text": [str(refused)]}) from refused


def shown(review, person):
    """A review with all that its page shows, as the API gives it."""
    facts = selectors.review_detail(review=review, person=person)
    serving = next((one for one in facts["readings"] if one.model == settings.SERVING_MODEL), None)
    for name in ("label", "probability", "method", "version", "reason"):
        setattr(review, name, getattr(serving, name, None))
    more = {
        "visibility_reason": review.visibility_reason if facts["is_mine"] else "",
        "readings": [*facts["readings"], *facts["older_readings"]],
        "waiting": facts["waiting"],
        "my_vote": facts["my_vote"],
        "my_answers": facts["my_answers"],
        "comment_count": facts["comments"].count(),
    }
    context = {"person": person}
    return {**ReviewOut(review, context=context).data, **ReviewMoreOut(more).data}
