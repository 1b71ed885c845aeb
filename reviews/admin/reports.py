"""The queue of reports: open ones first, oldest on top, with the evidence."""

from django.contrib import admin
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.text import Truncator

from reviews import services
from reviews.admin.big_tables import LookOnlyAdmin
from reviews.admin.decisions import DecisionAdmin
from reviews.models import ReviewReport


@admin.register(ReviewReport)
class ReviewReportAdmin(DecisionAdmin, LookOnlyAdmin):
    list_display = ["excerpt", "movie", "reason", "note_begins", "reporter", "created_at", "decision", "decided_by"]
    list_filter = ["decision", "reason", "created_at"]
    list_select_related = ["review__movie", "reporter", "decided_by"]
    search_fields = ["review__movie__title", "review__text", "note"]
    readonly_fields = ["evidence_shown", "decide_now"]
    decisions = {
        "uphold": (
            "Uphold, and hide the review",
            "Uphold this report and hide the review?",
            "Uphold these reports and hide the reviews?",
        ),
        "dismiss": (
            "Dismiss, and leave the review",
            "Dismiss this report and leave the review as it is?",
            "Dismiss these reports and leave the reviews as they are?",
        ),
    }

    def get_queryset(self, request):
        """Reports about private reviews stay with the team."""
        return super().get_queryset(request).filter(review__team=None)

    def get_ordering(self, request):
        """Open ones first, the oldest on top; then the latest decisions."""
        return [F("decided_at").desc(nulls_first=True), "created_at", "pk"]

    def evidence(self, queryset):
        return list(queryset.select_related("review__movie", "review__author", "review__source", "reporter"))

    def decide(self, row, decision, reason, by, at):
        try:
            services.decide_report(report=row, uphold=decision == "uphold", reason=reason, by=by, at=at)
        except services.AlreadyDecided:
            return False
        return True

    @admin.display(description="Review")
    def excerpt(self, report):
        return Truncator(report.review.text).chars(80)

    @admin.display(description="Movie")
    def movie(self, report):
        return report.review.movie

    @admin.display(description="Note")
    def note_begins(self, report):
        return Truncator(report.note).chars(60)

    @admin.display(description="Evidence")
    def evidence_shown(self, report):
        """The review with its readings, other reports and decisions so far."""
        review = report.review
        context = {
            "review": review,
            "readings": review.readings.filter(is_current=True),
            "others": review.reports.exclude(pk=report.pk),
            "events": review.moderation_events.select_related("decided_by"),
        }
        return render_to_string("admin/reviews/_evidence.html", context)
