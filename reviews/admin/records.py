"""Records that are looked at: scores, imports, what waits, answers, decisions; and comments."""

from django.contrib import admin
from django.utils.text import Truncator

from reviews import services
from reviews.admin.big_tables import LookOnlyAdmin, SeenSourcesFilter
from reviews.models import (
    Comment,
    ModerationEvent,
    MovieScore,
    ReadingFeedback,
    ReviewImport,
    UnreadReview,
    Visibility,
)


@admin.register(MovieScore)
class MovieScoreAdmin(LookOnlyAdmin):
    list_display = ["movie", "state", "value", "low", "high", "n", "waiting", "is_demo", "model", "version", "as_of"]
    list_filter = ["state", "is_demo", "model"]
    list_select_related = ["movie"]
    search_fields = ["movie__title"]
    ordering = ["-n", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(team=None)


@admin.register(ReviewImport)
class ReviewImportAdmin(LookOnlyAdmin):
    list_display = ["file_name", "state", "created_by", "source", "created", "updated", "failed", "created_at"]
    list_filter = ["state", ("source", SeenSourcesFilter), "created_at"]
    list_select_related = ["created_by", "source"]
    search_fields = ["file_name"]

    def get_queryset(self, request):
        """Moderators see what goes to everybody: whom a waiting upload is for is not said yet."""
        uploads = super().get_queryset(request)
        if request.user.has_perm("jobs.enter_every_team"):
            return uploads
        return uploads.filter(team=None).exclude(state=ReviewImport.State.UPLOADED)


@admin.register(UnreadReview)
class UnreadReviewAdmin(LookOnlyAdmin):
    list_display = ["review", "model", "priority", "waiting_since", "attempts", "error"]
    list_filter = ["model", "priority"]
    raw_id_fields = ["review"]
    ordering = ["priority", "pk"]


@admin.register(ReadingFeedback)
class ReadingFeedbackAdmin(LookOnlyAdmin):
    list_display = ["review", "model", "version", "label", "agrees", "created_at"]
    list_filter = ["model", "agrees", "label"]
    ordering = ["-created_at", "-pk"]


@admin.register(ModerationEvent)
class ModerationEventAdmin(LookOnlyAdmin):
    """The audit trail."""

    list_display = ["decided_at", "review", "before", "after", "reason", "decided_by"]
    list_filter = ["after", "decided_at"]
    list_select_related = ["review", "decided_by"]
    search_fields = ["reason", "review__movie__title"]


@admin.register(Comment)
class CommentAdmin(LookOnlyAdmin):
    list_display = ["begins", "author", "review", "visibility", "created_at"]
    list_filter = ["visibility", "created_at"]
    list_select_related = ["author", "review"]
    search_fields = ["text", "author__display_name"]
    ordering = ["-created_at", "-pk"]
    actions = ["hide", "publish"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(review__team=None)

    @admin.display(description="Comment")
    def begins(self, comment):
        return Truncator(comment.text).chars(80)

    @admin.action(description="Hide", permissions=["change"])
    def hide(self, request, queryset):
        self.set_all(request, queryset, Visibility.HIDDEN)

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request, queryset):
        self.set_all(request, queryset, Visibility.PUBLISHED)

    def set_all(self, request, queryset, visibility):
        for comment in queryset:
            services.set_comment_visibility(comment=comment, visibility=visibility, by=request.user)
            self.log_change(request, comment, f"Visibility: {visibility.label}")
        self.message_user(request, f"{visibility.label}: {len(queryset)}")
