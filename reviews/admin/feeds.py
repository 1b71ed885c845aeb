"""Licensed feeds in the admin: made, switched, given secrets; and what they delivered."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from reviews.admin.big_tables import LookOnlyAdmin, LookOnlyInline
from reviews.forms.feeds import FeedForm
from reviews.models import Feed, FeedDelivery, FeedSecret
from reviews.services import feed_secrets, feeds

COUNTS = ("created", "updated", "unchanged", "deleted", "failed")


class SecretInline(LookOnlyInline):
    model = FeedSecret
    fields = readonly_fields = ["ends_in", "created_at", "created_by", "valid_until", "last_used_at", "standing"]
    verbose_name_plural = "secrets (none is shown again)"

    @admin.display(description="Standing")
    def standing(self, secret):
        now = timezone.now()
        if secret.valid_until and secret.valid_until <= now:
            return "ended"
        if not feed_secrets.is_usable(secret):
            return "lost with the site's old key: make a new one"
        return "ends with the overlap" if secret.valid_until else "valid"


@admin.register(Feed)
class FeedAdmin(admin.ModelAdmin):
    """Whoever may change a feed may give it a secret."""

    form = FeedForm
    list_display = ["source", "is_on", "team", "last_success", "failures", "turned_away", "turned_away_at"]
    list_filter = ["is_on"]
    list_select_related = ["source", "team"]
    search_fields = ["source__name"]
    inlines = [SecretInline]
    noted = ["address", "secret_now", "last_success", "failures", "last_error", "deliveries_now"]
    readonly_fields = [*noted, "turned_away", "turned_away_at", "turned_away_why", "created_by", "created_at"]

    def get_fieldsets(self, request, obj=None):
        told = {"fields": ["name", "licence", "terms", "team", "is_on"]}
        if obj is None:
            return [(None, {**told, "description": "After saving, make its first secret: it is shown once."})]
        return [
            (None, told),
            ("How to deliver", {"fields": ["address", "secret_now"]}),
            ("How it goes", {"fields": [*self.noted[2:], "turned_away", "turned_away_at", "turned_away_why"]}),
            ("Made", {"fields": ["created_by", "created_at"]}),
        ]

    def get_urls(self):
        view = self.admin_site.admin_view(self.secret_view)
        end = self.admin_site.admin_view(self.end_view)
        return [
            path("<int:feed_id>/secret/", view, name="reviews_feed_secret"),
            path("<int:feed_id>/end-earlier/", end, name="reviews_feed_end_earlier"),
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change):
        told = {name: form.cleaned_data[name] for name in ("licence", "terms", "team", "is_on")}
        if change:
            feeds.change_feed(feed=obj, **told)
        else:
            made = feeds.create_feed(name=form.cleaned_data["name"], by=request.user, at=timezone.now(), **told)
            obj.pk, obj.source, obj._state.adding = made.pk, made.source, False

    def response_add(self, request, obj, post_url_continue=None):
        """The next step is its secret."""
        return HttpResponseRedirect(reverse("admin:reviews_feed_secret", args=[obj.pk]))

    def secret_view(self, request, feed_id):
        """Asks, and after POST shows the new secret: in this one answer and nowhere else."""
        feed = self.feed_or_404(request, feed_id)
        new = (
            feed_secrets.make_secret(feed=feed, by=request.user, at=timezone.now())
            if request.method == "POST"
            else None
        )
        if new:
            self.log_change(request, feed, f"Made the secret …{new.row.ends_in}.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Secret of {feed}",
            "feed": feed,
            "new": new,
            "before": feed.secrets.valid_at(timezone.now()).exclude(pk=new.row.pk if new else None),
            "overlap_hours": int(feed_secrets.OVERLAP.total_seconds() // 3600),
        }
        response = TemplateResponse(request, "admin/reviews/feed_secret.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def end_view(self, request, feed_id):
        feed = self.feed_or_404(request, feed_id)
        if request.method == "POST":
            ended = feed_secrets.end_earlier_secrets(feed=feed, at=timezone.now())
            self.log_change(request, feed, f"Ended {ended} earlier secret(s).")
            self.message_user(request, f"{ended} earlier secret(s) ended.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:reviews_feed_change", args=[feed.pk]))

    def feed_or_404(self, request, feed_id):
        feed = get_object_or_404(Feed.objects.select_related("source"), pk=feed_id)
        if not self.has_change_permission(request, feed):
            raise PermissionDenied
        return feed

    @admin.display(description="Address")
    def address(self, feed):
        return reverse("api:review_webhook", args=[feed.source.slug])

    @admin.display(description="Secret")
    def secret_now(self, feed):
        return format_html('<a href="{}">Make a new secret</a>', reverse("admin:reviews_feed_secret", args=[feed.pk]))

    @admin.display(description="Last success", ordering="source__last_success_at")
    def last_success(self, feed):
        return feed.source.last_success_at

    @admin.display(description="Failures since", ordering="source__failures")
    def failures(self, feed):
        return feed.source.failures

    @admin.display(description="Last error")
    def last_error(self, feed):
        return feed.source.last_error or "–"

    @admin.display(description="Latest deliveries")
    def deliveries_now(self, feed):
        rows = feed.deliveries.all()[:5]
        words = format_html_join("", "<li>{} {}: {}</li>", ((row.received_at, row, told(row)) for row in rows))
        every = f"{reverse('admin:reviews_feeddelivery_changelist')}?feed__id__exact={feed.pk}"
        return format_html('<ul>{}</ul><a href="{}">All deliveries</a>', words, every) if rows else "none yet"


def told(row):
    """What became of a delivery, in words."""
    if row.state == FeedDelivery.State.REFUSED:
        return f"refused, {row.error}"
    return ", ".join(f"{getattr(row, name)} {name}" for name in COUNTS if getattr(row, name)) or "no rows"


@admin.register(FeedDelivery)
class FeedDeliveryAdmin(LookOnlyAdmin):
    list_display = [
        "delivery_id",
        "feed",
        "state",
        "rows",
        "created",
        "updated",
        "deleted",
        "failed",
        "error",
        "received_at",
    ]
    list_filter = ["state", ("feed", admin.RelatedOnlyFieldListFilter), "received_at"]
    list_select_related = ["feed__source"]
    search_fields = ["delivery_id"]

    def get_queryset(self, request):
        """What a team's feed delivered is the team's: administrators alone look."""
        rows = super().get_queryset(request)
        return rows if request.user.has_perm("jobs.enter_every_team") else rows.filter(feed__team=None)
