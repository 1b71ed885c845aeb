"""The words: look, correct, confirm."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from speech import services
from speech.api.lookups import given
from speech.api.recordings import result
from speech.api.refusals import refusals
from speech.lookups import own_recording_or_404, visible_recording_or_404
from speech.serializers.recordings import ConfirmationIn, ConfirmedOut, CorrectionIn, TranscriptOut


class TranscriptView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_transcript",
        tags=["recordings"],
        summary="What was said, with the time of every word",
        responses=TranscriptOut,
    )
    def get(self, request, recording_id):
        return Response(shown(visible_recording_or_404(request.user, recording_id), request.user))

    @extend_schema(
        operation_id="recording_transcript_correct",
        tags=["recordings"],
        summary="Correct the text",
        description="Words find their times again. A confirmed one changes its review, too. 409 `no_transcript`.",
        request=CorrectionIn,
        responses={200: TranscriptOut, 409: None},
    )
    def put(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        text = given(CorrectionIn, request)["text"]
        with refusals():
            services.correct_transcript(recording=recording, text=text, by=request.user, at=timezone.now())
        return Response(shown(recording, request.user))

    @extend_schema(
        operation_id="recording_transcript_delete",
        tags=["recordings"],
        summary="Delete the words",
        description="And the review that was made of them. They are not written down again; how it sounds stays.",
        responses={204: None, 409: None},
    )
    def delete(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        with refusals():
            services.discard_transcript(recording=recording, by=request.user, at=timezone.now())
        return Response(status=204)


class TranscriptWithdrawView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_transcript_withdraw",
        tags=["recordings"],
        summary="Take the review back",
        description="The text is a draft again and counts for nothing. Twice is as once. 409 `no_transcript`.",
        request=None,
        responses={200: TranscriptOut, 409: None},
    )
    def post(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        with refusals():
            services.withdraw_confirmation(recording=recording, by=request.user, at=timezone.now())
        return Response(shown(recording, request.user))


class TranscriptConfirmView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_transcript_confirm",
        tags=["recordings"],
        summary="Make the text a review",
        description="Only now it counts. A second call gives the same review. 409 `no_words`.",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=ConfirmationIn,
        responses={200: ConfirmedOut, 409: None},
    )
    @idempotent
    def post(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        body = given(ConfirmationIn, request)
        with refusals():
            review = services.confirm_transcript(recording=recording, by=request.user, at=timezone.now(), **body)
        return Response(ConfirmedOut(review).data)


def shown(recording, person):
    transcript = result(recording, person)["transcript"]
    if transcript is None:
        raise Http404
    return transcript
