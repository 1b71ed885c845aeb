"""Pages of recordings."""

from django.urls import path

from speech.views import many, recordings, removal, sending, transcripts

app_name = "speech"
urlpatterns = [
    path("", recordings.recording_list, name="list"),
    path("new/", sending.recording_new, name="new"),
    path("upload/", sending.recording_upload, name="upload"),
    path("many/", many.batch_new, name="many"),
    path("many/<uuid:batch_id>/", many.batch_detail, name="batch"),
    path("many/<uuid:batch_id>/delete/", many.batch_delete, name="batch_delete"),
    path("of-review/<int:review_id>/", recordings.recording_of_review, name="of_review"),
    path("<uuid:recording_id>/", recordings.recording_detail, name="recording"),
    path("<uuid:recording_id>/spectrogram.json", recordings.spectrogram, name="spectrogram"),
    path("<uuid:recording_id>/retry/", recordings.recording_retry, name="retry"),
    path("<uuid:recording_id>/send/", sending.draft_send, name="draft_send"),
    path("<uuid:recording_id>/discard/", sending.draft_discard, name="draft_discard"),
    path("<uuid:recording_id>/transcript/", transcripts.transcript_save, name="transcript"),
    path("<uuid:recording_id>/transcript/withdraw/", transcripts.transcript_withdraw, name="withdraw"),
    path("<uuid:recording_id>/transcript/discard/", transcripts.transcript_discard, name="transcript_discard"),
    path("<uuid:recording_id>/emotion/discard/", removal.emotion_discard, name="emotion_discard"),
    path("<uuid:recording_id>/delete-sound/", removal.sound_delete, name="sound_delete"),
    path("<uuid:recording_id>/delete/", removal.recording_delete, name="delete"),
]
