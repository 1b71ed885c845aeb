"""My recordings, and the page of one."""

import json
from collections.abc import Callable

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from emosense.filtering import url_with
from emosense.jobs import selectors as job_selectors
from emosense.jobs import services as jobs
from reviews.selectors import BadCursor, keyset_page
from speech import selectors
from speech.forms.transcripts import TranscriptForm
from speech.lookups import own_recording_or_404, visible_recording_or_404
from speech.models import Recording
from speech.sealed_files import DamagedFile
from speech.views.result import result_context

State = Recording.State
View = Callable[..., HttpResponseBase]
OPEN = {State.UPLOADING, State.WAITING, State.PROCESSING}
SECONDS_AT_WORK = 2  # until the page looks again
# The waveform's shadow tree brings a sheet of its own.
own_style: Callable[[View], View] = csp_update({"style-src": [SELF, NONCE]})


@login_required
@require_safe
def recording_list(request):
    rows = selectors.recordings_of(request.user)
    try:
        page = keyset_page(rows, ordering=("-created_at", "-pk"), cursor=request.GET.get("cursor", ""))
    except BadCursor:
        return redirect("speech:list")
    context = {
        "recordings": page.rows,
        "is_open": any(row.state in OPEN for row in page.rows),
        "next_url": url_with(request.GET, cursor=page.next_cursor) if page.next_cursor else "",
        "previous_url": url_with(request.GET, cursor=page.previous_cursor) if page.previous_cursor else "",
    }
    return page_or_fragment(request, "speech/list.html", "speech/_list.html", context)


@login_required
@require_safe
@own_style
def recording_detail(request, recording_id):
    return render_recording(request, visible_recording_or_404(request.user, recording_id))


def render_recording(request, recording, *, form=None, status=200):
    """The page of one recording; its live part alone for htmx."""
    is_mine = recording.person_id == request.user.pk
    context = {
        "recording": recording,
        "movie": recording.movie,
        "is_mine": is_mine,
        "crumbs": [("My recordings", reverse("speech:list")), (recording.movie.title, "")],
        "live_seconds": SECONDS_AT_WORK if recording.state in OPEN else None,
        **job_part(recording, request.user),
    }
    if recording.state != State.READY:
        return page_or_fragment(request, "speech/recording.html", "speech/_state.html", context, status=status)
    context |= result_context(recording)
    context["form"] = form or transcript_form(context["transcript"])
    response = page_or_fragment(request, "speech/recording.html", fragment_asked(request), context, status=status)
    if request.headers.get("HX-Target") == "recording-state":
        response["HX-Refresh"] = "true"  # it has become ready: the whole page is another one
    return response


def fragment_asked(request):
    return "speech/_words_and_tone.html" if request.headers.get("HX-Target") == "words-tone" else "speech/_state.html"


def job_part(recording, person):
    job = recording.job
    if job is None:
        return {"job": None}
    now = timezone.now()
    steer = jobs.may_steer(job=job, person=person)
    return {
        "job": job,
        "progress": job_selectors.progress_of(job, now=now),
        "job_words": job_selectors.words_of(job, now=now),
        **job_selectors.offers(job, may_steer=steer),
    }


def transcript_form(transcript):
    return TranscriptForm(initial={"text": transcript.text if transcript else ""}, auto_id="id_transcript_%s")


@login_required
@require_POST
def recording_retry(request, recording_id):
    recording = own_recording_or_404(request.user, recording_id)
    try:
        if recording.job is None or not recording.has_audio:
            raise jobs.NotRetryable
        jobs.retry(job=recording.job, by=request.user, at=timezone.now())
        messages.success(request, "It is tried once more.")
    except (jobs.NotRetryable, jobs.NotAllowed):
        messages.info(request, "It cannot be tried again: record it anew.")
    return redirect("speech:recording", recording.pk)


@login_required
@require_safe
def recording_of_review(request, review_id):
    """From a spoken review to its recording, for its speaker alone."""
    recording = get_object_or_404(Recording.objects.of(request.user), review=review_id)
    return redirect("speech:recording", recording.pk)


@login_required
@require_safe
def spectrogram(request, recording_id):
    """Levels 0 to 255 as the waveform's spectrogram takes them: channels of frames of bands; for the speaker alone."""
    recording = own_recording_or_404(request.user, recording_id)
    try:
        levels = json.loads(selectors.picture_of(recording=recording, form="json"))["levels"]
    except (FileNotFoundError, DamagedFile) as error:
        raise Http404 from error
    scaled = [[round(2.55 * level) for level in frame] for frame in levels]
    return JsonResponse([scaled], safe=False, headers={"Cache-Control": "private, no-store"})


def page_or_fragment(request, page, fragment, context, *, status=200):
    is_fragment = request.headers.get("HX-Request") == "true"
    response = render(request, fragment if is_fragment else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
