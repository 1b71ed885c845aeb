"""Many recordings at once: an archive or a folder, and what became of each line of its table."""

from collections import Counter
from functools import partial
from pathlib import PurePosixPath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from emosense.jobs import selectors as jobs
from speech import consent, selectors, services
from speech.audio_facts import MAX_BYTES
from speech.forms.terms import BatchForm
from speech.lookups import own_batch_or_404
from speech.services import BadTable, BatchTerms
from speech.services.batches import MOST_TABLE, end_batch, make_batch, rows_of_table
from speech.views.sending import REFUSALS, REFUSED

PER_PAGE = 50
RECENT = 10


@login_required
def batch_new(request):
    form = BatchForm(request.POST or None, request.FILES or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        batch = taken(form, by=request.user)
        if batch is not None:
            return redirect("speech:batch", batch.pk)
    context = {"form": form, "notice": consent.NOTICE, "limit": MAX_BYTES}
    context["batches"] = selectors.batches_of(request.user).order_by("-created_at")[:RECENT]
    return render(request, "speech/many.html", context, status=422 if form.errors else 200)


def taken(form, *, by):
    """The batch, or None with the reason on the form."""
    terms = BatchTerms(**form.terms)
    try:
        if form.cleaned_data["archive"]:
            return services.start_batch(terms=terms, archive=form.cleaned_data["archive"], by=by, at=timezone.now())
        return folder_taken(terms, form.cleaned_data["folder"], by=by)
    except (*REFUSALS, BadTable) as refused:
        form.add_error(None, REFUSED.get(type(refused)) or str(refused))
        return None


def folder_taken(terms, files, *, by):
    """The files lie sealed already: each becomes a recording at once. Raises BadTable, and as make_batch."""
    tables = [file for file in files if file.name.lower().endswith(".csv")]
    if len(tables) != 1:
        raise BadTable(f"The folder must hold one table (.csv); it holds {len(tables)}.")
    by_name = {file.name: file for file in files}
    rows = list(rows_of_table(tables[0].read(MOST_TABLE + 1), partial(opener, by_name)))
    refuse_unclear(rows, files)
    batch = make_batch(terms=terms, file_name=f"a folder of {len(files)} files", by=by, at=timezone.now())
    services.take_in_files(batch=batch, files=rows, language=terms.language, progress=NoProgress(), now=timezone.now)
    end_batch(batch, at=timezone.now())
    return batch


def refuse_unclear(rows, files):
    """Raises BadTable where a line may mean one of two voices, of other people with another consent."""
    names = Counter(file.name for file in files)
    for row in rows:
        if names[last_part(row.file)] > 1:
            raise BadTable(f"{last_part(row.file)} lies in two folders: give each file of the table a name of its own.")


def opener(by_name, named):
    """A browser sends no folders with the names: the last part counts."""
    file = by_name.get(last_part(named))
    return None if file is None else file.open


def last_part(named):
    return PurePosixPath(named.replace("\\", "/")).name


class NoProgress:
    """The answer itself is the progress."""

    def advance(self, **told):
        pass


@login_required
@require_safe
def batch_detail(request, batch_id):
    batch = own_batch_or_404(request.user, batch_id)
    rows = selectors.batch_rows(batch=batch).order_by("number")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "page": page,
        "refused": rows.exclude(problem="").count(),
        "progress": jobs.progress_of(batch.job, now=timezone.now()) if batch.job else None,
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, "speech/_batch.html" if is_fragment else "speech/batch.html", context)


@login_required
@require_POST
def batch_delete(request, batch_id):
    batch = own_batch_or_404(request.user, batch_id)
    services.delete_batch(batch=batch, by=request.user, at=timezone.now())
    messages.success(request, f"{batch.file_name} is deleted. Recordings that were taken in of it stay.")
    return redirect("speech:many")
