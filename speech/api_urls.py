"""Routes of the API: recordings."""

from django.urls import path

from speech.api import audio, batches, recordings, transcripts, uploads

urlpatterns = [
    path("recordings/", recordings.RecordingsView.as_view(), name="recordings"),
    path("recordings/consent/", recordings.ConsentView.as_view(), name="recordings_consent"),
    path("recordings/uploads/", uploads.UploadsView.as_view(), name="recording_uploads"),
    path("recordings/uploads/<uuid:recording_id>/", uploads.UploadView.as_view(), name="recording_upload"),
    path(
        "recordings/uploads/<uuid:recording_id>/complete/",
        uploads.UploadCompleteView.as_view(),
        name="recording_upload_complete",
    ),
    path("recordings/batches/", batches.BatchesView.as_view(), name="recording_batches"),
    path("recordings/batches/<uuid:batch_id>/", batches.BatchView.as_view(), name="recording_batch"),
    path("recordings/batches/<uuid:batch_id>/rows/", batches.BatchRowsView.as_view(), name="recording_batch_rows"),
    path("recordings/<uuid:recording_id>/", recordings.RecordingView.as_view(), name="recording"),
    path("recordings/<uuid:recording_id>/audio/", audio.AudioView.as_view(), name="recording_audio"),
    path("recordings/<uuid:recording_id>/emotion/", recordings.EmotionView.as_view(), name="recording_emotion"),
    path("recordings/<uuid:recording_id>/peaks/", recordings.PeaksView.as_view(), name="recording_peaks"),
    path("recordings/<uuid:recording_id>/spectrogram/", audio.SpectrogramView.as_view(), name="recording_spectrogram"),
    path(
        "recordings/<uuid:recording_id>/transcript/", transcripts.TranscriptView.as_view(), name="recording_transcript"
    ),
    path(
        "recordings/<uuid:recording_id>/transcript/confirm/",
        transcripts.TranscriptConfirmView.as_view(),
        name="recording_transcript_confirm",
    ),
    path(
        "recordings/<uuid:recording_id>/transcript/withdraw/",
        transcripts.TranscriptWithdrawView.as_view(),
        name="recording_transcript_withdraw",
    ),
]
