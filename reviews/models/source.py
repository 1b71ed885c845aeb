"""Where reviews come from."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse


class SourceQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those that this site has, and those that gave something which the person may see.

        A source that is there for a team's private import or feed alone does not exist for strangers.
        """
        return self.filter(self._public() | self._of_teams(person) if person.is_authenticated else self._public())

    def _public(self):
        of_source = {"source": OuterRef("pk"), "team": None}
        imports = apps.get_model("reviews.ReviewImport").objects.filter(
            **of_source, content__in=("reviews", "movies"), state="finished"
        )
        totals = apps.get_model("reviews.SourceTotals").objects.filter(**of_source)
        return (
            Q(kind__in=(Source.Kind.SITE, Source.Kind.DEMO, Source.Kind.CRAWL))
            | Q(slug__in=("import", "starter"))
            | Q(feed__isnull=False, feed__team=None)
            | Exists(totals)
            | Exists(imports)
        )

    def _of_teams(self, person):
        of_source = {"source": OuterRef("pk"), "team__in": person.teams.all()}
        totals = apps.get_model("reviews.SourceTotals").objects.filter(**of_source)
        imports = apps.get_model("reviews.ReviewImport").objects.filter(**of_source).exclude(state="uploaded")
        return Q(feed__team__in=person.teams.all()) | Exists(totals) | Exists(imports)


class Source(models.Model):
    """One origin of reviews: this site, an import, a feed, a crawl."""

    class Kind(models.TextChoices):
        SITE = "site", "Written here"
        IMPORT = "import", "Imported file"
        FEED = "feed", "Licensed feed"
        CRAWL = "crawl", "Crawl"
        DEMO = "demo", "Demo"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    licence = models.TextField(blank=True, help_text="On what terms its reviews are used.")
    terms = models.TextField(
        "note on the terms", blank=True, help_text="What they ask or forbid, in words that everybody may read."
    )

    is_on = models.BooleanField(
        "crawling is on", default=False, help_text="Only crawls are switched; off until a permission is recorded."
    )
    base_url = models.URLField("address", blank=True, help_text="Where the site is, such as https://www.example.org.")
    query_url = models.URLField(
        "address of its query", blank=True, help_text="Where the site answers for next pages; empty where it has none."
    )
    contact = models.CharField(
        max_length=200, blank=True, help_text="An e-mail address or a page: the crawl says it with every request."
    )
    pause_seconds = models.PositiveSmallIntegerField(
        "seconds between requests", default=5, help_text="At least; a slow site is asked more slowly."
    )
    permission_basis = models.TextField(
        blank=True, help_text="On what basis its pages may be fetched: a contract, a letter, its terms, with the date."
    )
    permission_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    permission_at = models.DateTimeField(null=True, blank=True, editable=False)

    last_success_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_failure_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Since the last success.")
    failing_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="The first failure since the last success."
    )
    was_refused = models.BooleanField(default=False, editable=False, help_text="The last failure was a refusal.")
    resting_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Nothing is asked before: the site refused, or failed often."
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False)
                | (
                    Q(kind="crawl", permission_at__isnull=False)
                    & ~Q(base_url="")
                    & ~Q(contact="")
                    & ~Q(permission_basis="")
                ),
                name="crawling_needs_a_recorded_permission",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("reviews:source_detail", args=[self.slug])
