"""Recordings in pieces: over a line that breaks, or while a microphone records."""

import base64
import binascii
import re
from typing import ClassVar

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import BadRequest, TooLarge
from emosense.api_support.throttles import ScopedByMethod
from speech import selectors, services
from speech.api.lookups import given, new_recording
from speech.api.recordings import sent
from speech.api.refusals import refusals
from speech.lookups import own_recording_or_404, own_upload_or_404
from speech.models import RecordingUpload
from speech.serializers.recordings import CompleteIn, RecordingOut, UploadOut, UploadStartIn

MOST_CHUNK = 8 * 1024 * 1024
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")
HEADERS = [
    OpenApiParameter("Upload-Offset", int, OpenApiParameter.HEADER, required=True, description="Where it begins."),
    OpenApiParameter(
        "Content-Digest",
        str,
        OpenApiParameter.HEADER,
        required=True,
        description="RFC 9530: `sha-256=:` the digest in base64 `:`.",
    ),
]


class OctetStream(BaseParser):
    """The bytes of a chunk, in memory."""

    media_type = "application/octet-stream"

    def parse(self, stream, media_type=None, parser_context=None):
        return stream.read(MOST_CHUNK + 1)


class UploadsView(ScopedByMethod, APIView):
    throttle_scopes: ClassVar = {"POST": "recordings"}
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_uploads_list",
        tags=["recordings"],
        summary="Uploads that I have not finished",
        parameters=PAGE_PARAMETERS,
        responses=paged(UploadOut),
    )
    def get(self, request):
        return page_of(self, selectors.uploads_of(request.user), UploadOut, ordering=("-updated_at", "-recording_id"))

    @extend_schema(
        operation_id="recording_upload_start",
        tags=["recordings"],
        summary="Begin to send a recording in chunks",
        description="`recording` names the upload from now on. Send chunks with PUT, then `complete`.",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=UploadStartIn,
        responses={201: UploadOut, 409: None},
    )
    @idempotent
    def post(self, request):
        body = given(UploadStartIn, request)
        size, name = body.pop("size"), body.pop("file_name")
        with refusals():
            upload = services.start_upload(
                new=new_recording(body, person=request.user, file_name=name),
                declared_size=size,
                by=request.user,
                at=timezone.now(),
            )
        headers = {"Location": reverse("api:recording_upload", args=[upload.pk])}
        return Response(UploadOut(upload).data, status=201, headers=headers)


class UploadView(ScopedByMethod, APIView):
    throttle_scopes: ClassVar = {"PUT": "chunks"}
    permission_classes = (IsAuthenticated,)
    parser_classes = (OctetStream, JSONParser)

    @extend_schema(
        operation_id="recording_upload",
        tags=["recordings"],
        summary="Where an upload stands",
        description="`received` is where the next chunk begins. 404 once it is complete.",
        responses=UploadOut,
    )
    def get(self, request, recording_id):
        return Response(UploadOut(own_upload_or_404(request.user, recording_id)).data)

    @extend_schema(
        operation_id="recording_upload_chunk",
        tags=["recordings"],
        summary="Send the next chunk, at most 8 MB",
        description="A chunk that is there already may be sent again. 409 `wrong_offset` with the header Upload-Offset "
        "says where to go on; 422 `wrong_checksum`.",
        parameters=HEADERS,
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={200: UploadOut, 409: None, 422: None},
    )
    def put(self, request, recording_id):
        upload = own_upload_or_404(request.user, recording_id)
        content = request.data if isinstance(request.data, bytes) else b""
        if len(content) > MOST_CHUNK:
            raise TooLarge(detail=f"A chunk is at most {MOST_CHUNK // 2**20} MB.")
        with refusals():
            upload = services.receive_chunk(
                upload=upload,
                offset=offset_of(request),
                content=content,
                sha256=digest_of(request),
                by=request.user,
                at=timezone.now(),
            )
        return Response(UploadOut(upload).data, headers={"Upload-Offset": str(upload.received)})


class UploadCompleteView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_upload_complete",
        tags=["recordings"],
        summary="Everything is sent",
        description="A second call gives the same recording. 409 `wrong_offset` when bytes are missing; 422 "
        "`wrong_checksum`, `nothing_sent`.",
        request=CompleteIn,
        responses={202: RecordingOut, 409: None, 422: None},
    )
    def post(self, request, recording_id):
        recording = own_recording_or_404(request.user, recording_id)
        body = given(CompleteIn, request)
        with refusals():
            recording = services.complete_upload(
                upload=RecordingUpload(recording=recording), by=request.user, at=timezone.now(), **body
            )
        return sent(recording, request.user)


def offset_of(request):
    offset = request.headers.get("Upload-Offset", "")
    if not re.fullmatch(r"\d{1,12}", offset):
        raise BadRequest(code="bad_offset", detail="Upload-Offset is the number of bytes before this chunk.")
    return int(offset)


def digest_of(request):
    """As hex."""
    found = _DIGEST.search(request.headers.get("Content-Digest", ""))
    try:
        return base64.b64decode(found.group(1), validate=True).hex() if found else no_digest()
    except binascii.Error:
        return no_digest()


def no_digest():
    raise BadRequest(code="bad_digest", detail="Content-Digest is sha-256=:the digest in base64:.")
