"""Tastes and lists in the admin: to look at; a training is ordered here."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html

from recommender import services
from recommender.models import Feedback, Taste
from recommender.selectors.ratings import count_of_ratings


class ReadOnly(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """The page that asks again would list what was told; people delete it themselves, with their account."""
        return False


@admin.register(Taste)
class TasteAdmin(ReadOnly):
    """What people told stays theirs: the admin sees when lists were made and by which version."""

    list_display = ["id", "is_account", "surprise", "computed_at", "model", "version", "note"]
    list_filter = ["version", "surprise"]
    fields = ["surprise", "computed_at", "model", "version", "note", "created_at", "used_at"]
    actions = ["train"]

    @admin.display(boolean=True, description="account")
    def is_account(self, taste):
        return taste.person_id is not None

    @admin.action(description="Train recommendations on the ratings of this installation", permissions=["view"])
    def train(self, request, queryset):
        job = services.order_training(by=request.user, at=timezone.now(), ratings=count_of_ratings())
        text = format_html(
            'The training is <a href="/jobs/{}/">a job</a>; the old weights serve until it is done.', job.pk
        )
        messages.success(request, text)


@admin.register(Feedback)
class FeedbackAdmin(ReadOnly):
    list_display = ["movie", "kind", "told_at"]
    list_filter = ["kind"]
    list_select_related = ["movie"]
    fields = ["movie", "kind", "told_at"]
