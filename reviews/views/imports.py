"""Imports: upload, say what the columns are, watch, fetch what failed."""

import csv
from itertools import chain, islice

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from emosense.jobs import selectors as job_selectors
from emosense.jobs import services as job_services
from reviews.forms.imports import MappingForm, ReadingForm, UploadForm
from reviews.lookups import visible_import_or_404, waiting_import_or_404
from reviews.models import ReviewImport
from reviews.review_files.cells import printable, without_formula
from reviews.review_files.columns import FIELDS_OF
from reviews.review_files.presets import PRESETS
from reviews.review_files.rows import FileRefused
from reviews.selectors import imports as selectors
from reviews.services import import_rehearsal, imports, uploads

FAILURES_SHOWN = 20
PREVIEW_ROWS, PREVIEW = 5, 160  # characters of a cell
IMPORTS_SHOWN = 10
NOT_THERE = {
    "reviews": "You may not import there: reviews for everybody need the permission to import reviews.",
    "ratings": "You may not import there: other people’s ratings for everybody need the permission to import reviews. "
    "Choose a team of yours; ratings of your own need no permission, where no column says who rated.",
    "movies": "You may not import there: movies need the permissions to add and to change movies.",
}
MARK = "\ufeff"  # of UTF-8: Excel takes a file without it for one of Windows, and spoils every accent


@login_required
@require_http_methods(["GET", "POST"])
def import_new(request):
    if request.method == "GET":
        asked = {"movie": request.GET.get("movie", ""), "content": request.GET.get("content", "reviews")}
        return _show_upload(request, _upload_form(request, initial=asked))
    form = _upload_form(request, request.POST, request.FILES)
    if not may_bring(request.user, request.POST.get("content") or "reviews"):
        form.full_clean()
        form.add_error("content", f"You may not bring this. You may bring: {labels_of(request.user)}.")
        return _show_upload(request, form, status=403)
    if not form.is_valid():
        return _show_upload(request, form, status=422)
    try:
        review_import = _receive(request, form)
    except FileRefused as refused:
        form.errors["file"] = form.error_class([str(refused)], renderer=form.renderer)
        return _show_upload(request, form, status=413 if isinstance(refused, uploads.TooLarge) else 422)
    query = urlencode({"movie": form.cleaned_data["movie"]}) if form.cleaned_data["movie"] else ""
    return redirect(reverse("reviews:import_map", args=[review_import.pk]) + (f"?{query}" if query else ""))


def _upload_form(request, *data, **options):
    return UploadForm(*data, contents=contents_of(request.user), **options)


def contents_of(person):
    """What the person may bring."""
    return [content for content in ReviewImport.Content if imports.may_import_somewhere(by=person, content=content)]


def labels_of(person):
    return ", ".join(content.label.lower() for content in contents_of(person)) or "nothing yet"


def may_bring(person, content):
    return content in contents_of(person)


def _receive(request, form):
    upload = form.cleaned_data["file"]
    return uploads.receive_upload(
        chunks=upload.chunks(),
        name=upload.name,
        limit=settings.PAGE_MAX_UPLOAD,
        by=request.user,
        at=timezone.now(),
        content=form.cleaned_data["content"],
    )


def _show_upload(request, form, status=200):
    shown = {
        "form": form,
        "imports": selectors.latest_imports_of(request.user, IMPORTS_SHOWN),
        "fields": [(ReviewImport.Content(name).label, fields) for name, fields in FIELDS_OF.items()],
        "presets": PRESETS,
        "may_import": bool(contents_of(request.user)),
        "may_import_reviews": imports.may_import_somewhere(by=request.user),
        "limit": settings.PAGE_MAX_UPLOAD,
    }
    return render(request, "reviews/import_new.html", shown, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def import_map(request, import_id):
    """The columns, while they are not told; then the progress, then the outcome."""
    review_import = visible_import_or_404(request.user, import_id)
    if review_import.state != ReviewImport.State.UPLOADED:
        return redirect(request.path) if request.method == "POST" else _show_progress(request, review_import)
    waiting_import_or_404(request.user, import_id)
    try:
        return _map_columns(request, review_import)
    except imports.FileGone:
        messages.error(request, "The uploaded file is no longer there: it is kept for a day. Upload it again.")
    except FileRefused as refused:  # its beginning was good, what comes next is not
        imports.discard_upload(review_import=review_import, by=request.user)
        messages.error(request, f"{refused} Nothing was imported, and the file is not kept.")
    return redirect("reviews:import_new")


def _map_columns(request, review_import):
    form = MappingForm(
        request.POST or None,
        review_import=review_import,
        person=request.user,
        movie=selectors.written_out(request.GET.get("movie", "")),
    )
    if not form.is_valid():
        return _show_mapping(request, review_import, form)
    if "check" in request.POST:
        return _show_mapping(request, review_import, form, rehearsal=rehearsal(review_import, form))
    try:
        imports.start_import(review_import=review_import, choices=form.choices, by=request.user, at=timezone.now())
    except imports.ImportNotAllowed:
        form.add_error("seen_by" if "seen_by" in form.fields else None, NOT_THERE[review_import.content])
        return _show_mapping(request, review_import, form)
    return redirect("reviews:import_map", review_import.pk)


def rehearsal(review_import, form):
    """What would become of the first rows."""
    found = import_rehearsal.rehearse(review_import=review_import, choices=form.choices, rows=form.sample)
    return {
        "rows": len(form.sample),
        "good": found.good,
        "changed": found.changed,
        "doubtful": found.doubtful,
        "skipped": found.skipped,
        "failed": len(found.failures),
        "failures": [(failure.row.number, failure.reason) for failure in found.failures[:FAILURES_SHOWN]],
    }


def _show_mapping(request, review_import, form, rehearsal=None):
    shown = {
        "rehearsal": rehearsal,
        "review_import": review_import,
        "form": form,
        "reading_form": ReadingForm(review_import=review_import),
        "preview": [[row.number, *map(preview_of, row.cells)] for row in form.sample[:PREVIEW_ROWS]],
        "columns": ["Row", *review_import.columns],
        "movie_names": selectors.suggested_movies(),
    }
    return render(request, "reviews/import_map.html", shown, status=422 if form.errors else 200)


def preview_of(cell):
    """The beginning of a cell, safe to show whatever is in it."""
    return printable(cell, limit=PREVIEW) + ("…" if len(cell) > PREVIEW else "")


def _show_progress(request, review_import):
    failures, job = selectors.failures_of(review_import), review_import.job
    may_steer = job is not None and job_services.may_steer(job=job, person=request.user)
    shown = {
        "review_import": review_import,
        "job": job,
        "speed": job_selectors.progress_of(job, now=timezone.now()) if job else {},
        **(job_selectors.offers(job, may_steer=may_steer) if job else {}),
        "reading_job": selectors.reading_job_of(review_import),
        "progress": selectors.import_progress(review_import),
        "failures": failures[:FAILURES_SHOWN],
        "movie": selectors.only_movie_of(review_import),
    }
    is_fragment = bool(request.headers.get("HX-Request"))
    return render(request, "reviews/_import_progress.html" if is_fragment else "reviews/import_progress.html", shown)


@login_required
@require_POST
def import_read_as(request, import_id):
    """Reads the file again with another encoding or delimiter."""
    review_import = waiting_import_or_404(request.user, import_id)
    form = ReadingForm(request.POST, review_import=review_import)
    try:
        if form.is_valid():
            imports.read_as(review_import=review_import, **form.reading)
        else:
            messages.error(request, " ".join(word for words in form.errors.values() for word in words))
    except (FileRefused, imports.FileGone) as refused:
        messages.error(request, str(refused) or "The uploaded file is no longer there. Upload it again.")
    return redirect("reviews:import_map", review_import.pk)


@login_required
@require_POST
def import_discard(request, import_id):
    imports.discard_upload(review_import=waiting_import_or_404(request.user, import_id), by=request.user)
    messages.success(request, "The upload is gone; nothing was imported.")
    return redirect("reviews:import_new")


@login_required
@require_GET
def import_failures(request, import_id):
    """What failed, as CSV: row number, reason, and the row as it came; no cell runs as a formula."""
    review_import = visible_import_or_404(request.user, import_id)
    writer = csv.writer(_Echo())
    table = selectors.failure_table(review_import)
    rows = (writer.writerow([without_formula(cell) for cell in row]) for row in table)
    lines = chain([MARK], rows)
    return StreamingHttpResponse(
        in_threads(lines) if isinstance(request, ASGIRequest) else lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="failures-{review_import.pk}.csv"'},
    )


class _Echo:
    def write(self, value):
        return value


async def in_threads(lines):
    """The same lines without blocking the event loop: a few hundred at a time from a thread."""
    while part := await sync_to_async(lambda: list(islice(lines, 500)))():
        yield "".join(part)
