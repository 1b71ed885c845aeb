"""Many recordings at once."""

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
from speech import selectors, services
from speech.api.lookups import batch_terms, given
from speech.api.refusals import refusals
from speech.lookups import own_batch_or_404
from speech.serializers.recordings import BatchIn, BatchOut, BatchRowOut


class BatchesView(ScopedByMethod, APIView):
    throttle_scopes: ClassVar = {"POST": "recordings"}
    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="recording_batches_list",
        tags=["recordings"],
        summary="My archives of recordings, newest first",
        parameters=PAGE_PARAMETERS,
        responses=paged(BatchOut),
    )
    def get(self, request):
        return page_of(self, selectors.batches_of(request.user), BatchOut, ordering=("-created_at", "-id"))

    @extend_schema(
        operation_id="recording_batch_create",
        tags=["recordings"],
        summary="Send a ZIP of recordings, at most 20 MB",
        description="With one table (.csv): `file`, `movie` (id, IMDb id, or title with the year) and `consent_basis`, "
        "the basis on which you send that voice. A job takes them in; `rows` says what became of each.",
        parameters=[IDEMPOTENCY_PARAMETER],
        request={"multipart/form-data": BatchIn},
        responses={202: BatchOut},
    )
    @idempotent
    def post(self, request):
        body = given(BatchIn, request)
        archive = body.pop("file")
        with refusals():
            batch = services.start_batch(
                terms=batch_terms(body, person=request.user), archive=archive, by=request.user, at=timezone.now()
            )
        headers = {"Location": reverse("api:recording_batch", args=[batch.pk]), "Retry-After": "2"}
        return Response(BatchOut(batch).data, status=202, headers=headers)


class BatchView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_batch",
        tags=["recordings"],
        summary="Where an archive stands",
        responses=BatchOut,
    )
    def get(self, request, batch_id):
        return Response(BatchOut(own_batch_or_404(request.user, batch_id)).data)

    @extend_schema(
        operation_id="recording_batch_delete",
        tags=["recordings"],
        summary="Stop an archive and delete it with its list",
        description="Recordings that were taken in of it stay.",
        responses={204: None},
    )
    def delete(self, request, batch_id):
        batch = own_batch_or_404(request.user, batch_id)
        services.delete_batch(batch=batch, by=request.user, at=timezone.now())
        return Response(status=204)


class BatchRowsView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="recording_batch_rows",
        tags=["recordings"],
        summary="What became of each line: a recording, or why not",
        parameters=PAGE_PARAMETERS,
        responses=paged(BatchRowOut),
    )
    def get(self, request, batch_id):
        rows = selectors.batch_rows(batch=own_batch_or_404(request.user, batch_id))
        return page_of(self, rows, BatchRowOut, ordering=("number", "id"))
