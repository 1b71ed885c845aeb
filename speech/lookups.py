"""One lookup per kind of object: what the person may see, 404 for everything else."""

from django.shortcuts import get_object_or_404

from speech import selectors
from speech.models import Recording


def visible_recording_or_404(person, recording_id):
    """Own ones and those shared with a team of the person's."""
    return get_object_or_404(selectors.recordings_of(person), pk=recording_id)


def own_recording_or_404(person, recording_id):
    """For who sent it: to others its sound does not exist."""
    return get_object_or_404(Recording.objects.of(person).select_related("movie"), pk=recording_id)


def own_upload_or_404(person, recording_id):
    return get_object_or_404(selectors.uploads_of(person), pk=recording_id)


def own_batch_or_404(person, batch_id):
    return get_object_or_404(selectors.batches_of(person), pk=batch_id)
