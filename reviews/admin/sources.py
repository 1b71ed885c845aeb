"""Sources and crawls in the admin: where a permission is recorded and a crawl is switched on."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html

from emosense.templatetags.figures import interval, lag_words, percent
from reviews.admin.big_tables import LookOnlyAdmin
from reviews.forms.crawls import SourceForm
from reviews.models import Crawl, Source
from reviews.selectors.sources import sources_seen
from reviews.services import crawl_sources

NOTHING = "–"
WATCHED = [
    *("health", "in_words", "reviews", "share", "score", "newest", "lag", "last_success_at"),
    *("failures", "failing_since", "last_failure_at", "last_error", "resting_until"),
]


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    form = SourceForm
    list_display = [
        "name",
        "kind",
        "is_on",
        "health",
        "reviews",
        "share",
        "score",
        "last_success_at",
        "lag",
        "failures",
    ]
    list_filter = ["kind", "is_on"]
    search_fields = ["name"]
    readonly_fields = ["permission_by", "permission_at", "page", *WATCHED]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "licence", "terms", "page"]}),
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

    def get_changelist_instance(self, request):
        """Each source with what /sources/ says of it to this person, counted once for the whole list."""
        changelist = super().get_changelist_instance(request)
        facts = facts_for(request.user)
        for source in changelist.result_list:
            source.facts = facts.get(source.pk)
        return changelist

    def get_object(self, request, object_id, from_field=None):
        source = super().get_object(request, object_id, from_field)
        if source is not None:
            source.facts = facts_for(request.user).get(source.pk)
        return source

    @admin.display(description="Health")
    def health(self, source):
        return told(source, lambda facts: facts.health.title)

    @admin.display(description="In words")
    def in_words(self, source):
        return told(source, lambda facts: f"{facts.health.words} {facts.health.error}".strip())

    @admin.display(description="Public reviews")
    def reviews(self, source):
        return told(source, lambda facts: f"{facts.reviews:,}")

    @admin.display(description="Share")
    def share(self, source):
        return told(source, lambda facts: percent(facts.share))

    @admin.display(description="Positive")
    def score(self, source):
        return told(source, lambda facts: score_words(facts.score))

    @admin.display(description="Newest review")
    def newest(self, source):
        return told(source, lambda facts: facts.newest_at or NOTHING)

    @admin.display(description="Lag")
    def lag(self, source):
        return told(source, lambda facts: NOTHING if facts.lag is None else lag_words(facts.lag))

    @admin.display(description="Page")
    def page(self, source):
        return format_html('<a href="{0}">{0}</a>', source.get_absolute_url()) if source.pk else NOTHING


def facts_for(person):
    return {facts.source.pk: facts for facts in sources_seen(person=person, now=timezone.now())}


def told(source, words):
    """What the facts say; nothing of a source that is a team's alone, and not this person's."""
    facts = getattr(source, "facts", None)
    return words(facts) if facts else NOTHING


def score_words(score):
    if score["state"] != "ok":
        return {"too_few": "too few to say", "waiting": "being read", "none": "no reviews"}.get(score["state"], NOTHING)
    return f"{percent(score['value'])} ({interval(score)}), {score['n']:,} read"


@admin.register(Crawl)
class CrawlAdmin(LookOnlyAdmin):
    list_display = ["movie", "source", "state", "taken", "created", "updated", "failed", "error", "created_at"]
    list_filter = ["state", "source", "created_at"]
    list_select_related = ["movie", "source"]
    search_fields = ["movie__title"]
