"""A recording on its way in: recorded in the browser, uploaded as a file, or found again half sent."""

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reviews import selectors as reviews
from reviews.models import Movie
from reviews.selectors import MovieFilters
from speech import consent, selectors, services
from speech.audio_facts import MAX_BYTES, MAX_SECONDS, UnusableAudio
from speech.forms.terms import RecordingFileForm, TermsForm
from speech.lookups import own_recording_or_404, own_upload_or_404
from speech.sealed_files import DamagedFile
from speech.services import NewRecording

FOUND = 12  # movies of a search
REFUSALS = (services.NoPurpose, services.OldNotice, services.NotInTeam, services.TooManyOpen, UnusableAudio)
REFUSED = {
    services.NoPurpose: "Choose what may be done with your voice: one of the two, or both.",
    services.OldNotice: "The notice has changed since you opened this page: read it again.",
    services.NotInTeam: "You are not in this team any more.",
}


@login_required
@require_safe
@csp_update({"media-src": ["'self'", "blob:"]})  # what was just recorded is heard before anything is sent
def recording_new(request):
    movie = chosen_movie(request.GET.get("movie", ""))
    drafts = drafts_of(request.user)
    if movie is None:
        return render(request, "speech/choose_movie.html", {**search(request), "drafts": drafts, "to": request.path})
    form = TermsForm(person=request.user)
    return render(request, "speech/record.html", {**page_of(movie, form), "drafts": drafts})


@login_required
def recording_upload(request):
    movie = chosen_movie(request.POST.get("movie") or request.GET.get("movie", ""))
    if movie is None:
        return render(request, "speech/choose_movie.html", {**search(request), "to": request.path})
    form = RecordingFileForm(request.POST or None, request.FILES or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        recording = sent(form, movie, by=request.user)
        if recording is not None:
            return redirect("speech:recording", recording.pk)
    return render(request, "speech/upload.html", page_of(movie, form), status=422 if form.errors else 200)


def sent(form, movie, *, by):
    """The recording, or None with the reason on the form."""
    file = form.cleaned_data["file"]
    new = NewRecording(
        movie=movie,
        file_name=file.name,
        submission_key=form.cleaned_data["submission_key"],
        consent_basis=form.cleaned_data["consent_basis"],
        **form.terms,
    )
    try:
        if file.size > MAX_BYTES:
            raise UnusableAudio(f"The file is larger than {MAX_BYTES // 2**20} MB: cut it into parts.")
        return services.create_recording(new=new, audio=file, by=by, at=timezone.now())
    except REFUSALS as refused:
        form.add_error(None, REFUSED.get(type(refused)) or str(refused))
        return None


@login_required
@require_POST
def draft_send(request, recording_id):
    """What came of an unfinished recording is sent as it is."""
    upload = own_upload_or_404(request.user, recording_id)
    try:
        # As much as arrived, whatever its sender meant to send.
        recording = services.complete_upload(upload=upload, by=request.user, at=timezone.now(), size=upload.received)
    except services.NothingSent:
        messages.error(request, "Nothing of this recording had arrived: there is nothing to send.")
        return redirect("speech:new")
    except services.WrongOffset:
        messages.info(request, "More of it has just arrived: it is still being sent from another page.")
        return redirect("speech:recording", recording_id)
    except DamagedFile:
        messages.error(request, "What had arrived is damaged and cannot be sent: discard it and record anew.")
        return redirect("speech:recording", recording_id)
    return redirect("speech:recording", recording.pk)


@login_required
@require_POST
def draft_discard(request, recording_id):
    recording = own_recording_or_404(request.user, recording_id)
    own_upload_or_404(request.user, recording_id)
    services.delete_recording(recording=recording, by=request.user, at=timezone.now())
    messages.success(request, "The unfinished recording is deleted.")
    return redirect(f"{reverse('speech:new')}?movie={recording.movie.slug}")


def drafts_of(person):
    return list(selectors.uploads_of(person).filter(received__gt=0).order_by("-updated_at")[:5])


def chosen_movie(slug):
    """None where none is named. Movies are public."""
    if "\0" in slug:
        raise Http404
    return get_object_or_404(Movie.objects.defer("search_text"), slug=slug) if slug else None


def search(request):
    """Movies that match ?q=, for choosing one."""
    q = request.GET.get("q", "").strip()[:100]
    found = list(reviews.movies_page(filters=MovieFilters(q=q))[:FOUND])
    return {"q": q, "movies": found}


def page_of(movie, form):
    return {
        "movie": movie,
        "form": form,
        "notice": consent.NOTICE,
        "limit": MAX_BYTES,
        "most_seconds": MAX_SECONDS,
        "crumbs": [("Movies", reverse("reviews:movie_list")), (movie.title, movie.get_absolute_url()), ("Record", "")],
    }
