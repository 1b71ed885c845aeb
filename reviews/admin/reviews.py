"""Reviews in the admin: found, looked at with their readings, published, hidden, removed."""

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.utils.text import Truncator

from emosense.sentiments import Label
from emosense.templatetags.figures import percent_fine
from reviews import selectors, services
from reviews.admin.big_tables import LookOnlyAdmin, LookOnlyInline, SeenSourcesFilter
from reviews.admin.decisions import DecisionAdmin
from reviews.models import ModerationEvent, Reading, Review, ReviewReport

OPEN = ReviewReport.objects.filter(decision=ReviewReport.Decision.OPEN)
# Counted for the rows of the page alone: a join would group the whole table.
OPEN_REPORTS = Subquery(
    OPEN.filter(review=OuterRef("pk")).order_by().values("review").annotate(number=Count("pk")).values("number")
)


class LabelFilter(admin.SimpleListFilter):
    """By what the serving model read."""

    title = "label"
    parameter_name = "label"

    def lookups(self, request, model_admin):
        return [(label.value, label.value.replace("_", " ")) for label in Label] + [("waiting", "waiting")]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(label=None if self.value() == "waiting" else self.value())


class ReportedFilter(admin.SimpleListFilter):
    """With reports that nobody has decided."""

    title = "open reports"
    parameter_name = "reported"

    def lookups(self, request, model_admin):
        return [("yes", "with open reports")]

    def queryset(self, request, queryset):
        return queryset.filter(pk__in=OPEN.values("review")) if self.value() else queryset


class ReadingInline(LookOnlyInline):
    model = Reading
    fields = readonly_fields = ["model", "version", "label", "positive", "reason", "is_current", "created_at"]

    @admin.display(description="Positive")
    def positive(self, reading):
        return percent_fine(reading.probability)


class ReportInline(LookOnlyInline):
    model = ReviewReport
    fk_name = "review"
    fields = readonly_fields = ["reason", "note", "reporter", "created_at", "decision", "decision_reason"]


class EventInline(LookOnlyInline):
    model = ModerationEvent
    fields = readonly_fields = ["decided_at", "before", "after", "reason", "decided_by"]


@admin.register(Review)
class ReviewAdmin(DecisionAdmin, LookOnlyAdmin):
    list_display = ["excerpt", "movie", "written_by", "source", "label", "visibility", "open_reports", "written_at"]
    list_filter = [
        "visibility",
        LabelFilter,
        ReportedFilter,
        ("source", SeenSourcesFilter),
        "is_demo",
        "has_spoiler",
        "language",
    ]
    list_select_related = ["movie", "author", "source"]
    search_fields = ["movie__title", "outside_author", "author__display_name", "=external_id", "title", "text"]
    search_help_text = "A movie's title, an author, words of the text"
    ordering = ["-pk"]
    readonly_fields = ["decide_now"]
    inlines = [ReadingInline, ReportInline, EventInline]
    decisions = {
        "published": ("Publish", "Publish this review?", "Publish these reviews?"),
        "hidden": ("Hide", "Hide this review?", "Hide these reviews?"),
        "removed": (
            "Remove",
            "Remove this review? Its text stays for the audit.",
            "Remove these reviews? Their text stays for the audit.",
        ),
        "undo": (
            "Undo the latest decision",
            "Give this review back the visibility it had before?",
            "Give these reviews back the visibility they had before?",
        ),
    }

    def get_queryset(self, request):
        """Everything but what is private to teams: that is theirs."""
        reviews = super().get_queryset(request).filter(team=None)
        return selectors.with_reading(reviews).annotate(open_reports=OPEN_REPORTS)

    def evidence(self, queryset):
        return list(queryset.select_related("movie", "author", "source").prefetch_related("reports"))

    def decide(self, row, decision, reason, by, at):
        try:
            if decision == "undo":
                services.undo_visibility(review=row, by=by, at=at)
            else:
                services.set_visibility(review=row, visibility=decision, reason=reason, by=by, at=at)
        except services.NothingToUndo:
            return False
        return True

    @admin.display(description="Review")
    def excerpt(self, review):
        return Truncator(review.title or review.text).chars(80)

    @admin.display(description="Written by")
    def written_by(self, review):
        return review.author.public_name if review.author else review.outside_author or "–"

    @admin.display(description="Label", empty_value="waiting")
    def label(self, review):
        return review.label

    @admin.display(description="Open reports", ordering="open_reports")
    def open_reports(self, review):
        return review.open_reports or ""
