"""Staff sees states, sizes and what people agreed to. Nobody but the speaker hears a voice or reads its words here:
there is no field, link or button for either."""

from django.contrib import admin

from speech.models import EmotionSummary, Recording, RecordingBatch, Transcript

HIDDEN = "Not shown: the person did not agree to it."


class LookOnly(admin.ModelAdmin):
    """Recordings change through services, by the people whose voices they are."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """What is shared with a team is for its members, and for who may enter every team."""
        rows = super().get_queryset(request)
        return rows if request.user.has_perm("jobs.enter_every_team") else rows.filter(team=None)


@admin.register(Recording)
class RecordingAdmin(LookOnly):
    list_display = ["id", "movie", "state", "seconds", "size", "has_sound", "delete_audio_at", "created_at"]
    list_filter = ["state", "consent_transcript", "consent_emotion", "retention_days"]
    list_select_related = ["movie"]
    search_fields = ["id", "movie__title"]
    ordering = ["-created_at", "-id"]
    readonly_fields = ["has_sound", "emotion_read", "words_written"]
    fieldsets = [
        (None, {"fields": ["id", "movie", "team", "state", "failure", "job", "created_at", "processed_at"]}),
        (
            "Agreed to",
            {"fields": ["consent_transcript", "consent_emotion", "consent_version", "consented_at", "consent_basis"]},
        ),
        (
            "The sound, which only its speaker hears",
            {"fields": ["has_sound", "retention_days", "delete_audio_at", "audio_deleted_at", "size", "seconds"]},
        ),
        ("As it was sent", {"fields": ["container", "codec", "sample_rate", "channels", "language"]}),
        ("Read", {"fields": ["emotion_read", "words_written", "review"]}),
    ]

    @admin.display(description="sound is kept", boolean=True)
    def has_sound(self, recording):
        return recording.has_audio

    @admin.display(description="emotion")
    def emotion_read(self, recording):
        if not recording.consent_emotion:
            return HIDDEN
        summary = EmotionSummary.objects.filter(recording=recording).first()
        return "Not read yet." if summary is None else f"{summary.get_state_display()} {summary.version}".strip()

    @admin.display(description="words")
    def words_written(self, recording):
        if not recording.consent_transcript:
            return HIDDEN
        transcript = Transcript.objects.filter(recording=recording).first()
        return "Not written down yet." if transcript is None else transcript.get_state_display()


@admin.register(RecordingBatch)
class RecordingBatchAdmin(LookOnly):
    list_display = ["file_name", "state", "failure", "created_at", "finished_at"]
    list_filter = ["state"]
    ordering = ["-created_at", "-id"]
    fields = ["file_name", "state", "failure", "consent_transcript", "consent_emotion", "created_at", "finished_at"]
