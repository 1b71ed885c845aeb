"""What a reader does with a review: helpful, comments, reports, readings and answers."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import Conflict
from reviews import selectors, services
from reviews.api.lookups import given
from reviews.lookups import visible_review_or_404
from reviews.models import Visibility
from reviews.serializers.reviews import (
    CommentIn,
    CommentOut,
    HelpfulOut,
    ReadingAnswerIn,
    ReadingAnswerOut,
    ReadingsOut,
    ReportIn,
    ReportOut,
)


class HelpfulView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="review_helpful",
        tags=["reviews"],
        summary="Say that a review helped",
        description="Again changes nothing. 409 `own_review`.",
        request=None,
        responses={200: HelpfulOut, 409: None},
    )
    def put(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        try:
            count = services.vote_helpful(review=review, by=request.user, at=timezone.now())
        except services.OwnReview as refused:
            raise own_review("Nobody votes for their own review.") from refused
        return Response(HelpfulOut({"helpful_count": count, "my_vote": True}).data)

    @extend_schema(
        operation_id="review_not_helpful", tags=["reviews"], summary="Take that back", responses={200: HelpfulOut}
    )
    def delete(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        count = services.withdraw_helpful(review=review, by=request.user)
        return Response(HelpfulOut({"helpful_count": count, "my_vote": False}).data)


class CommentsView(APIView):
    permission_classes = (IsAuthenticatedOrReadOnly,)

    @extend_schema(
        operation_id="comments_list",
        tags=["reviews"],
        summary="Comments, oldest first",
        parameters=PAGE_PARAMETERS,
        responses=paged(CommentOut),
    )
    def get(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        comments = selectors.comments_of(review=review, person=request.user)
        return page_of(self, comments, CommentOut, ordering=("created_at", "id"), context={"person": request.user})

    @extend_schema(
        operation_id="comment_write",
        tags=["reviews"],
        summary="Comment on a review",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=CommentIn,
        responses={201: CommentOut},
    )
    @idempotent
    def post(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        text = given(CommentIn, request)["text"]
        try:
            comment = services.add_comment(review=review, text=text, by=request.user, at=timezone.now())
        except services.UnusableText as refused:
            raise ValidationError({"text": [str(refused)]}) from refused
        except services.NotInTeam as refused:
            raise PermissionDenied("You have left this review's team.", code="not_in_team") from refused
        return Response(CommentOut(comment, context={"person": request.user}).data, status=201)


class CommentView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="comment_delete",
        tags=["reviews"],
        summary="Delete my comment",
        description="Moderators delete any. 403 `not_yours`.",
        responses={204: None},
    )
    def delete(self, request, review_id, comment_id):
        review = visible_review_or_404(request.user, review_id)
        comment = get_object_or_404(review.comments.filter(visibility=Visibility.PUBLISHED), pk=comment_id)
        try:
            services.delete_comment(comment=comment, by=request.user)
        except services.NotYours as refused:
            raise PermissionDenied("Only its author deletes a comment.", code="not_yours") from refused
        return Response(status=204)


class ReportsView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="review_report",
        tags=["reviews"],
        summary="Ask a moderator to look at a review",
        description="A second report by the same person changes nothing. 409 `own_review`, `private_to_team`.",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=ReportIn,
        responses={201: ReportOut, 409: None},
    )
    @idempotent
    def post(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        try:
            report = services.report_review(
                review=review, by=request.user, at=timezone.now(), **given(ReportIn, request)
            )
        except services.OwnReview as refused:
            raise own_review("This is your own review: change or delete it instead.") from refused
        except services.PrivateToTeam as refused:
            detail = "No moderator reads what is private to a team: speak to the team's owner."
            raise Conflict(code="private_to_team", detail=detail) from refused
        return Response(ReportOut(report).data, status=201)


class ReadingsView(APIView):
    @extend_schema(
        operation_id="review_readings",
        tags=["reviews"],
        summary="What each model read in a review",
        description="Current readings with the words that made them, those of earlier versions, and the models that "
        "have not read it yet. Asking has the readings explained; asking again while they wait changes nothing.",
        responses=ReadingsOut,
    )
    def get(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        readings = selectors.explained_readings(review)
        current = selectors.current_first(readings)
        services.ask_explanations(review=review, readings=current, by=request.user, at=timezone.now())
        agreement, waiting = selectors.agreement(current), selectors.waiting_models(review)
        shown = {"readings": readings, "agreement": agreement, "waiting": waiting}
        aspects = {
            "aspects": selectors.aspects_of_review(review),
            "aspects_wait": selectors.waits_for_aspects(review),
        }
        return Response(ReadingsOut({**shown, **aspects}).data)


class ReadingAnswersView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="reading_answers_list",
        tags=["reviews"],
        summary="My answers to “was this reading right?”",
        parameters=PAGE_PARAMETERS,
        responses=paged(ReadingAnswerOut),
    )
    def get(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        return page_of(self, review.reading_feedback.filter(person=request.user), ReadingAnswerOut)

    @extend_schema(
        operation_id="reading_answer",
        tags=["reviews"],
        summary="Say whether a reading was right",
        description="The latest answer counts. 409 `nothing_read` while the model has not read the text.",
        request=ReadingAnswerIn,
        responses={200: ReadingAnswerOut, 409: None},
    )
    def post(self, request, review_id):
        review = visible_review_or_404(request.user, review_id)
        chosen = given(ReadingAnswerIn, request)
        try:
            answer = services.answer_reading(review=review, by=request.user, at=timezone.now(), **chosen)
        except services.NothingRead as refused:
            detail = "This model has not read this text, or not yet."
            raise Conflict(code="nothing_read", detail=detail) from refused
        return Response(ReadingAnswerOut(answer).data)


def own_review(words):
    return Conflict(code="own_review", detail=words)
