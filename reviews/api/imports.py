"""Imports of files: upload, tell the columns, start, fetch what failed."""

from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import Conflict, TooLarge
from emosense.api_support.responses import accepted
from emosense.api_support.serializers import Accepted
from reviews.api.lookups import given, movie_of_field, team_of_field
from reviews.lookups import visible_import_or_404
from reviews.models import ReviewImport
from reviews.review_files.cells import printable
from reviews.review_files.presets import mapping_of, preset_of
from reviews.review_files.rows import FileRefused
from reviews.selectors import imports as selectors
from reviews.serializers.imports import (
    CheckOut,
    FailureOut,
    ImportDetailOut,
    ImportNextOut,
    ImportOut,
    StartIn,
    UploadIn,
)
from reviews.services import import_rehearsal, imports, uploads

PREVIEW_ROWS = 5
NOTHING_GUESSED = {
    "looks_like": "",
    "guessed_mapping": {},
    "guessed_star_scale": "",
    "guessed_date_order": "",
    "suggested_source": "",
}
NOWHERE = "Reviews for everybody need the permission import_review, others a team: you have neither."
NO_MOVIES = "Movies need the permissions add_movie and change_movie."


class ImportsView(APIView):
    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)

    def get_throttles(self):
        self.throttle_scope = "imports" if self.request.method == "POST" else None
        return super().get_throttles()

    @extend_schema(
        operation_id="imports_list",
        tags=["imports"],
        summary="My imports and those of my teams, newest first",
        parameters=PAGE_PARAMETERS,
        responses=paged(ImportOut),
    )
    def get(self, request):
        return page_of(self, selectors.imports_of(request.user), ImportOut, ordering=("-created_at", "-id"))

    @extend_schema(
        operation_id="import_upload",
        tags=["imports"],
        summary="Upload a file of reviews, ratings or movies",
        description="Nothing is imported yet: the answer holds the columns, a guess of what they hold, and the first "
        "rows. Tell them with `start`. 413 over 20 MB; 400 with the reason under `file` for what cannot be read; "
        "409 `too_many_uploads` while five wait for their columns.",
        parameters=[IDEMPOTENCY_PARAMETER],
        request={"multipart/form-data": UploadIn},
        responses={201: ImportDetailOut, 409: None},
    )
    @idempotent
    def post(self, request):
        asked = request.data.get("content", "reviews")
        if not imports.may_import_somewhere(by=request.user, content=asked):
            raise PermissionDenied(NO_MOVIES if asked == "movies" else NOWHERE, code="import_not_allowed")
        body = given(UploadIn, request)
        review_import = received(body["file"], content=body["content"], by=request.user)
        headers = {"Location": reverse("api:import", args=[review_import.pk])}
        return Response(detail(review_import), status=201, headers=headers)


class ImportView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="import", tags=["imports"], summary="Where an import stands", responses=ImportDetailOut)
    def get(self, request, import_id):
        return Response(detail(visible_import_or_404(request.user, import_id)))

    @extend_schema(
        operation_id="import_discard",
        tags=["imports"],
        summary="Forget an upload that was not started",
        description="409 `import_started` once it was: its reviews stay.",
        responses={204: None, 409: None},
    )
    def delete(self, request, import_id):
        review_import = visible_import_or_404(request.user, import_id)
        try:
            imports.discard_upload(review_import=review_import, by=request.user)
        except imports.ImportNotAllowed as refused:
            raise Conflict(
                code="import_started", detail="This import was started: it cannot be forgotten."
            ) from refused
        return Response(status=204)


class ImportCheckView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="import_check",
        tags=["imports"],
        summary="Try the first rows",
        description="The body of `start`, refused alike: says what would become of the first 200 rows and stores none. "
        "An `encoding` or `delimiter` is kept. 409 `import_started`, `file_gone`.",
        request=StartIn,
        responses={200: CheckOut, 409: None},
    )
    def post(self, request, import_id):
        review_import = own_import_or_403(request.user, import_id)
        if review_import.state != ReviewImport.State.UPLOADED:
            raise Conflict(code="import_started", detail="This import was started: see its job.")
        return Response(CheckOut(tried(review_import, choices_of(request, review_import), by=request.user)).data)


class ImportStartView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="import_start",
        tags=["imports"],
        summary="Tell the columns and start",
        description="One job per import: a second call gives the same job. 409 `file_gone` after a day.",
        request=StartIn,
        responses={202: Accepted, 409: None},
    )
    def post(self, request, import_id):
        review_import = own_import_or_403(request.user, import_id)
        return accepted(started(review_import, choices_of(request, review_import), by=request.user))


class ImportFailuresView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="import_failures_list",
        tags=["imports"],
        summary="Rows that failed, with the reason",
        parameters=PAGE_PARAMETERS,
        responses=paged(FailureOut),
    )
    def get(self, request, import_id):
        failures = selectors.failures_of(visible_import_or_404(request.user, import_id))
        return page_of(self, failures, FailureOut, ordering=("row_number", "id"))


def received(upload, *, content, by):
    try:
        return uploads.receive_upload(
            chunks=upload.chunks(),
            name=upload.name,
            limit=settings.API_MAX_BODY,
            by=by,
            at=timezone.now(),
            content=content,
        )
    except uploads.TooManyWaiting as refused:
        raise Conflict(code="too_many_uploads", detail=str(refused)) from refused
    except uploads.TooLarge as refused:
        raise TooLarge(detail=str(refused)) from refused
    except FileRefused as refused:
        raise ValidationError({"file": [str(refused)]}) from refused


def own_import_or_403(person, import_id):
    review_import = visible_import_or_404(person, import_id)
    if review_import.created_by_id != person.pk:
        raise PermissionDenied("Only who uploaded the file starts its import.", code="not_yours")
    return review_import


def choices_of(request, review_import):
    """What the body says; the file is read again first, where it says how."""
    chosen = dict(given(StartIn, request))
    reading = {name: chosen.pop(name) for name in ("encoding", "delimiter")}
    if any(reading.values()) and review_import.state == ReviewImport.State.UPLOADED:
        with refusals():
            imports.read_as(review_import=review_import, **reading)
    movie, team = chosen.pop("movie", None), chosen.pop("team", None)
    return imports.ImportChoices(
        movie=None if movie is None else movie_of_field(movie),
        team=team_of_field(request.user, team),
        person=request.user if chosen.pop("mine") else None,
        **chosen,
    )


def started(review_import, choices, *, by):
    with refusals():
        return imports.start_import(review_import=review_import, choices=choices, by=by, at=timezone.now())


def tried(review_import, choices, *, by):
    with refusals():
        content = review_import.content
        if not imports.may_import(by=by, team=choices.team, content=content, person=choices.person):
            raise imports.ImportNotAllowed
        sample = partial(imports.sample_of, review_import)
        choices = imports.check_choices(columns=review_import.columns, choices=choices, sample=sample, content=content)
        rows = imports.first_rows(review_import, imports.SAMPLE)
        found = import_rehearsal.rehearse(review_import=review_import, choices=choices, rows=rows)
    failed = len(found.failures)
    return {
        "rows": len(rows),
        "good": found.good,
        "changed": found.changed,
        "doubtful": found.doubtful,
        "skipped": found.skipped,
        "failed": failed,
        "failures": found.failures,
    }


@contextmanager
def refusals():
    """Whatever an import is refused for, as a problem."""
    try:
        yield
    except imports.ImportNotAllowed as refused:
        words = "What is for everybody needs the permission import_review; name a team of yours instead."
        raise PermissionDenied(words, code="import_not_allowed") from refused
    except imports.MappingRefused as refused:
        raise ValidationError({name: [words] for name, words in refused.errors.items()}) from refused
    except FileRefused as refused:
        raise ValidationError({"file": [str(refused)]}) from refused
    except imports.FileGone as refused:
        raise Conflict(code="file_gone", detail="The file is no longer there: upload it again.") from refused


def detail(review_import):
    """An import with what is needed next: columns and first rows, or how far the reading is."""
    return {**ImportOut(review_import).data, **ImportNextOut(next_step(review_import)).data}


def next_step(review_import):
    if review_import.state != ReviewImport.State.UPLOADED:
        readings = selectors.import_progress(review_import)["readings"]
        return {**NOTHING_GUESSED, "preview": [], "readings": readings}
    try:
        rows = imports.first_rows(review_import, PREVIEW_ROWS)
    except (imports.FileGone, FileRefused):
        rows = []
    preview = [[printable(cell) for cell in row.cells] for row in rows]
    mended = imports.mended_import_of(review_import)
    guessed = mended.mapping if mended else mapping_of(review_import.columns, review_import.content)
    mapping = {name: column for name, column in guessed.items() if column in review_import.columns}
    preset = preset_of(review_import.columns, review_import.content)
    return {
        "looks_like": preset.label if preset else "",
        "guessed_mapping": mapping,
        "guessed_star_scale": preset.star_scale if preset else "",
        "guessed_date_order": preset.date_order if preset else "",
        "suggested_source": imports.suggested_source(review_import=review_import, mapping=mapping),
        "preview": preview,
        "readings": [],
    }
