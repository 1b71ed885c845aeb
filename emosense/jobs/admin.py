"""Jobs for moderators: to look at, to cancel, to try again; never to edit."""

from django.contrib import admin, messages
from django.utils import timezone

from emosense.jobs import selectors, services
from emosense.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "state", "how_far", "attempts", "created_by", "team", "created_at", "finished_at")
    list_filter = ("state", "kind", "queue", "created_at")
    list_select_related = ("created_by", "team")
    search_fields = ("=id", "title", "created_by__display_name")
    date_hierarchy = "created_at"
    show_full_result_count = False
    list_per_page = 50
    actions = ("cancel", "retry")
    exclude = ("lease_token",)
    readonly_fields = ("where_it_stands",)

    def get_queryset(self, request):
        """What is private to a team stays there, for moderators as on the pages."""
        return super().get_queryset(request).visible_to(request.user)

    @admin.display(description="done")
    def how_far(self, job):
        return f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}"

    @admin.display(description="where it stands")
    def where_it_stands(self, job):
        return selectors.words_of(job, now=timezone.now())

    @admin.action(description="Cancel the selected jobs", permissions=["view"])
    def cancel(self, request, queryset):
        self.steer(request, queryset, services.cancel, "cancelled, or will stop at the next step")

    @admin.action(description="Try the selected jobs again", permissions=["view"])
    def retry(self, request, queryset):
        self.steer(request, queryset, services.retry, "queued again")

    def steer(self, request, queryset, service, words):
        """Says how many did what was asked, and how many could not."""
        done, refused = 0, 0
        for job in queryset:
            try:
                service(job=job, by=request.user, at=timezone.now())
                done += 1
            except (services.NotAllowed, services.NotOpen, services.NotRetryable):
                refused += 1
        if done:
            self.message_user(request, f"{done} {words}.", messages.SUCCESS)
        if refused:
            self.message_user(request, f"{refused} left as they were: over, running, or not yours.", messages.WARNING)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
