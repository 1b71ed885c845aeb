"""Recordings: send a small one, see where it stands and what was read, delete it."""

from typing import ClassVar

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.throttles import ScopedByMethod
from speech import consent, selectors, services
from speech.api.lookups import given, new_recording
from speech.api.refusals import refusals
from speech.lookups import own_recording_or_404, visible_recording_or_404
from speech.models import Retention
from speech.serializers.recordings import ConsentOut, PeaksOut, RecordingIn, RecordingOut, ResultOut


class ConsentView(APIView):
    permission_classes = ()

    @extend_schema(
        operation_id="recordings_consent",
        tags=["recordings"],
        summary="The notice to show before anybody speaks",
        responses=ConsentOut,
    )
    def get(self, request):
        kept = [choice.value for choice in Retention]
        shown = {"version": consent.VERSION, "notice": consent.NOTICE, "purposes": consent.PURPOSES}
        return Response({**shown, "retention_days": kept})


class RecordingsView(ScopedByMethod, APIView):
    throttle_scopes: ClassVar = {"POST": "recordings"}
    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="recordings_list",
        tags=["recordings"],
        summary="My recordings and those shared with my teams, newest first",
        parameters=PAGE_PARAMETERS,
        responses=paged(RecordingOut),
    )
    def get(self, request):
        rows, context = selectors.recordings_of(request.user), {"person": request.user}
        return page_of(self, rows, RecordingOut, ordering=("-created_at", "-id"), context=context)

    @extend_schema(
        operation_id="recording_create",
        tags=["recordings"],
        summary="Send a recording of at most 20 MB",
        description="It is encrypted as it comes and worked off by a job: poll Location. Larger ones, and those that "
        "are sent while they are recorded, go through `uploads`. 409 `too_many_recordings`.",
        parameters=[IDEMPOTENCY_PARAMETER],
        request={"multipart/form-data": RecordingIn},
        responses={202: RecordingOut, 409: None},
    )
    @idempotent
    def post(self, request):
        body = given(RecordingIn, request)
        upload = body.pop("file")
        with refusals():
            recording = services.create_recording(
                new=new_recording(body, person=request.user, file_name=upload.name),
                audio=upload,
                by=request.user,
                at=timezone.now(),
            )
        return sent(recording, request.user)


class RecordingView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording",
        tags=["recordings"],
        summary="Where a recording stands, and everything that was read in it",
        description="`state` is waiting, processing, ready or failed, with `failure` in words. Poll every two seconds.",
        responses=ResultOut,
    )
    def get(self, request, recording_id):
        recording = visible_recording_or_404(request.user, recording_id)
        return Response(result(recording, request.user))

    @extend_schema(
        operation_id="recording_delete",
        tags=["recordings"],
        summary="Delete a recording with all that was read in it",
        description="A review that was made of its transcript is a review and stays.",
        responses={204: None},
    )
    def delete(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        with refusals():
            services.delete_recording(recording=recording, by=request.user, at=timezone.now())
        return Response(status=204)


class EmotionView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_emotion_delete",
        tags=["recordings"],
        summary="Delete how it sounds, and agree to it no longer",
        description="The words stay. Twice is as once. 409 `only_purpose` where nothing else was agreed to.",
        responses={200: RecordingOut, 409: None},
    )
    def delete(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        with refusals():
            recording = services.discard_emotion(recording=recording, by=request.user, at=timezone.now())
        return Response(RecordingOut(recording, context={"person": request.user}).data)


class PeaksView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_peaks",
        tags=["recordings"],
        summary="The outline of the waveform",
        responses=PeaksOut,
    )
    def get(self, request, recording_id):
        return Response(PeaksOut(visible_recording_or_404(request.user, recording_id)).data)


def sent(recording, person):
    """202: a job works it off; Location says where it is followed."""
    headers = {"Location": reverse("api:recording", args=[recording.pk]), "Retry-After": "2"}
    return Response(RecordingOut(recording, context={"person": person}).data, status=202, headers=headers)


def result(recording, person):
    """A recording with what was read in it."""
    found = selectors.recording_result(recording=recording)
    transcript = found["transcript"]
    if transcript is not None:
        words = selectors.transcript_words(transcript=transcript)
        names = ("state", "reason", "engine", "version", "text", "raw_text", "corrected_at", "confirmed_at")
        found["transcript"] = {**{name: getattr(transcript, name) for name in names}, "words": words}
    found["words_and_tone"] = selectors.words_and_tone(recording=recording)
    shown = RecordingOut(recording, context={"person": person}).data
    read = ResultOut(context={"person": person})
    parts = {name: read.fields[name] for name in ("emotion", "segments", "arc", "transcript", "words_and_tone")}
    return {**shown, **{name: represented(field, found[name]) for name, field in parts.items()}}


def represented(field, value):
    return None if value is None else field.to_representation(value)
