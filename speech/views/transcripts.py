"""The words of a recording: corrected by the speaker, confirmed as a review, taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reviews.services import NotOpen, UnusableText
from speech import services
from speech.forms.transcripts import TranscriptForm
from speech.lookups import own_recording_or_404
from speech.views.recordings import own_style, render_recording

NO_WORDS = "There are no words yet: write down what you said, then confirm it."
HIDDEN = "A moderator has hidden the review that was made of this: it cannot be changed."


@login_required
@require_POST
@own_style
def transcript_save(request, recording_id):
    """Keeps the text; with the button “confirm” it becomes a review."""
    recording = own_recording_or_404(request.user, recording_id)
    form = TranscriptForm(request.POST)
    review = saved(form, recording, confirm="confirm" in request.POST, by=request.user) if form.is_valid() else None
    if form.errors:
        return render_recording(request, recording, form=form, status=422)
    if review is not None:
        messages.success(request, "Your review is published. What the networks read in it stands with it.")
        return redirect(f"{review.get_absolute_url()}?written=1")
    messages.success(request, "Your text is saved. It counts for the movie once you confirm it.")
    return redirect(reverse("speech:recording", args=[recording.pk]) + "#words")


def saved(form, recording, *, confirm, by):
    """The review, or None: where it was not confirmed, or with the reason on the form."""
    given, now = form.cleaned_data, timezone.now()
    try:
        services.correct_transcript(recording=recording, text=given.pop("text"), by=by, at=now)
        return services.confirm_transcript(recording=recording, by=by, at=now, **given) if confirm else None
    except UnusableText as refused:
        form.add_error("text", str(refused))
    except (services.NothingToConfirm, services.NothingToCorrect):
        form.add_error("text", NO_WORDS)
    except NotOpen:
        form.add_error(None, HIDDEN)
    return None


@login_required
@require_POST
def transcript_withdraw(request, recording_id):
    recording = own_recording_or_404(request.user, recording_id)
    try:
        services.withdraw_confirmation(recording=recording, by=request.user, at=timezone.now())
        messages.success(request, "The review is taken back. Its words are a draft again, and count for nothing.")
    except services.NothingToCorrect:
        messages.info(request, "There are no words that could be taken back.")
    return redirect(reverse("speech:recording", args=[recording.pk]) + "#words")


@login_required
@require_POST
def transcript_discard(request, recording_id):
    recording = own_recording_or_404(request.user, recording_id)
    try:
        services.discard_transcript(recording=recording, by=request.user, at=timezone.now())
        messages.success(request, "The words are deleted. How it sounds stays.")
    except services.NothingToCorrect:
        messages.info(request, "There are no words that could be deleted.")
    return redirect("speech:recording", recording.pk)
