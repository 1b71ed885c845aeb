"""Sources and crawls in the admin: where a permission is recorded and a crawl is switched on."""

from django.contrib import admin
from django.utils import timezone
from django.utils.timesince import timesince

from reviews.admin.big_tables import LookOnlyAdmin
from reviews.forms.crawls import SourceForm
from reviews.models import Crawl, Source
from reviews.selectors.crawls import standing_of
from reviews.services import crawl_sources

WATCHED = ["standing", "last_success_at", "lag", "failures", "last_failure_at", "last_error", "resting_until"]


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    form = SourceForm
    list_display = ["name", "slug", "kind", "is_on", "standing", "last_success_at", "lag", "failures"]
    list_filter = ["kind", "is_on"]
    search_fields = ["name"]
    readonly_fields = ["permission_by", "permission_at", *WATCHED]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "licence"]}),
        (
            "Crawling",
            {
                "description": "Off until it is recorded here on what basis the site's pages may be fetched. The crawl "
                "obeys robots.txt, says who it is and stops at the first refusal.",
                "fields": ["is_on", "base_url", "query_url", "contact", "pause_seconds"],
            },
        ),
        ("Permission", {"fields": ["permission_basis", "permission_by", "permission_at"]}),
        ("How it goes", {"fields": WATCHED}),
    ]

    def save_model(self, request, obj, form, change):
        """Whoever writes the basis vouches for it."""
        if "permission_basis" in form.changed_data or obj.permission_at is None:
            crawl_sources.record_permission(source=obj, by=request.user, at=timezone.now())
        else:
            super().save_model(request, obj, form, change)

    @admin.display(description="Standing")
    def standing(self, source):
        return standing_of(source, now=timezone.now()) if source.kind == Source.Kind.CRAWL else "–"

    @admin.display(description="Lag", ordering="last_success_at")
    def lag(self, source):
        return timesince(source.last_success_at) if source.last_success_at else "–"


@admin.register(Crawl)
class CrawlAdmin(LookOnlyAdmin):
    list_display = ["movie", "source", "state", "taken", "created", "updated", "failed", "error", "created_at"]
    list_filter = ["state", "source", "created_at"]
    list_select_related = ["movie", "source"]
    search_fields = ["movie__title"]
