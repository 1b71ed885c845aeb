"""Deleting the sound, how it sounds, or all of a recording: asked first, what stays said before."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from speech import services
from speech.lookups import own_recording_or_404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sound_delete(request, recording_id):
    recording = own_recording_or_404(request.user, recording_id)
    if request.method == "POST":
        recording = services.delete_audio(recording=recording, by=request.user, at=timezone.now())
        messages.success(request, f"The sound was deleted on {recording.audio_deleted_at:%-d %B %Y at %H:%M} UTC.")
        return redirect("speech:recording", recording.pk)
    return render(request, "speech/sound_delete.html", {"recording": recording})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recording_delete(request, recording_id):
    recording = own_recording_or_404(request.user, recording_id)
    if request.method == "POST":
        services.delete_recording(recording=recording, by=request.user, at=timezone.now())
        messages.success(request, f"Your recording about {recording.movie} is deleted, with all that was read in it.")
        return redirect("speech:list")
    return render(request, "speech/recording_delete.html", {"recording": recording})


@login_required
@require_POST
def emotion_discard(request, recording_id):
    """The words have a button of their own: separate choices are taken back separately."""
    recording = own_recording_or_404(request.user, recording_id)
    try:
        services.discard_emotion(recording=recording, by=request.user, at=timezone.now())
        messages.success(request, "How it sounds is deleted, and will not be read again. Its words stay.")
    except services.OnlyPurpose:
        messages.info(request, "That is all that you agreed to: delete the recording instead.")
    return redirect("speech:recording", recording.pk)
