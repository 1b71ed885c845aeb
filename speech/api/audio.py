"""What is heard: decrypted as it streams, for the person who spoke, and nobody else."""

import json
import re

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.problems import Conflict
from speech import selectors, services
from speech.api.refusals import Gone, refusals
from speech.lookups import own_recording_or_404
from speech.serializers.recordings import RecordingOut, SpectrogramOut

BLOCK = 256 * 1024
PRIVATE = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class AnyMedia(BaseRenderer):
    """Lets a player ask for audio/* and images; what is sent are our own responses."""

    media_type, format, charset = "*/*", "media", None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return JSONRenderer().render(data)


class AudioView(APIView):
    permission_classes = (IsAuthenticated,)
    renderer_classes = (JSONRenderer, AnyMedia)

    @extend_schema(
        operation_id="recording_audio",
        tags=["recordings"],
        summary="The sound, for who sent it",
        description="One range of bytes may be asked for (206, 416). 410 `audio_deleted` says when it was deleted; a "
        "file that was tampered with gives an error and no sound.",
        parameters=[OpenApiParameter("Range", str, OpenApiParameter.HEADER)],
        responses={(200, "audio/*"): OpenApiTypes.BINARY, (206, "audio/*"): OpenApiTypes.BINARY, 410: None, 416: None},
    )
    def get(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        with refusals():
            audio = opened(recording)
        return streamed(request, audio)

    @extend_schema(
        operation_id="recording_audio_delete",
        tags=["recordings"],
        summary="Delete the sound now",
        description="Transcript, emotions and outline stay; `audio_deleted_at` says when. Twice is as once.",
        responses=RecordingOut,
    )
    def delete(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        with refusals():
            recording = services.delete_audio(recording=recording, by=request.user, at=timezone.now())
        return Response(RecordingOut(recording, context={"person": request.user}).data)


class SpectrogramView(APIView):
    permission_classes = (IsAuthenticated,)
    renderer_classes = (JSONRenderer, AnyMedia)

    @extend_schema(
        operation_id="recording_spectrogram",
        tags=["recordings"],
        summary="The mel-spectrogram as the network sees it, for who sent it",
        description="Numbers, or with `picture=png` a picture. A voice could be made of it: it is deleted with the "
        "sound (410). 409 `not_ready` before it is drawn.",
        parameters=[OpenApiParameter("picture", str, enum=["png"])],
        responses={
            (200, "application/json"): SpectrogramOut,
            (200, "image/png"): OpenApiTypes.BINARY,
            409: None,
            410: None,
        },
    )
    def get(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        form = "png" if request.query_params.get("picture") == "png" else "json"
        if not recording.has_audio:
            raise gone(recording)
        try:
            with refusals():
                content = selectors.picture_of(recording=recording, form=form)
        except FileNotFoundError as error:
            raise Conflict(code="not_ready", detail="It is drawn while the recording is worked off.") from error
        if form == "json":
            return Response(json.loads(content), headers={"Cache-Control": "private, no-store"})
        return HttpResponse(content, content_type="image/png", headers=PRIVATE)


def opened(recording):
    try:
        return selectors.audio_of(recording=recording)
    except FileNotFoundError as error:
        raise gone(recording) from error


def gone(recording):
    if recording.audio_deleted_at is None:
        return Gone(detail="There is no sound yet, or it is lost.")
    return Gone(detail=f"The sound was deleted on {recording.audio_deleted_at:%Y-%m-%d at %H:%M} UTC.")


def streamed(request, audio):
    """200 with all, 206 with the range that was asked for, 416 for one that is not there."""
    size = audio.file.size
    asked = request.headers.get("Range")
    asked = asked if asked and _RANGE.fullmatch(asked.replace(" ", "")) else None  # RFC 9110: else as if not asked
    found = range_of(asked, size) if asked else (0, size)
    if found is None:
        audio.file.close()
        return HttpResponse(status=416, headers={**PRIVATE, "Content-Range": f"bytes */{size}"})
    start, end = found
    pieces = pieces_of(audio.file, start, end)
    content = in_threads(pieces) if isinstance(request._request, ASGIRequest) else pieces
    response = StreamingHttpResponse(content, status=206 if asked else 200, content_type=audio.media_type)
    response._resource_closers.append(audio.file.close)
    for name, value in {**PRIVATE, "Accept-Ranges": "bytes", "Content-Length": str(end - start)}.items():
        response[name] = value
    if asked:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def range_of(header, size):
    """(start, end) of the one range, end not included; None for one outside, or for what is no range."""
    found = _RANGE.fullmatch(header.replace(" ", ""))
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
    return (start, end) if start < end else None


def pieces_of(file, start, end):
    file.seek(start)
    while start < end and (piece := file.read(min(BLOCK, end - start))):
        start += len(piece)
        yield piece


async def in_threads(pieces):
    """Each piece is decrypted in a thread: the others are served meanwhile."""
    following = sync_to_async(lambda: next(pieces, None), thread_sensitive=False)
    while (piece := await following()) is not None:
        yield piece
