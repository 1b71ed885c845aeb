"""Licensed feeds: a program elsewhere delivers reviews, each delivery signed with a secret that both know."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Feed(models.Model):
    """The way in of one source of the kind "feed". Its address ends in the source's slug."""

    source = models.OneToOneField("reviews.Source", on_delete=models.CASCADE, related_name="feed")
    is_on = models.BooleanField("deliveries are taken", default=True)
    team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="feeds",
        help_text="Its reviews are private to this team; empty: everybody sees them.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    turned_away = models.PositiveIntegerField(
        "calls turned away", default=0, editable=False, help_text="Without a good signature, or repeated."
    )
    turned_away_at = models.DateTimeField("last turned away", null=True, blank=True, editable=False)
    turned_away_why = models.CharField("and why", max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["source__name"]

    def __str__(self):
        return str(self.source)


class FeedSecretQuerySet(models.QuerySet):
    def valid_at(self, moment):
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=moment))


class FeedSecret(models.Model):
    """One secret of a feed. Not the secret itself is kept but what, with the site's key, makes it again."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="secrets")
    salt = models.CharField(max_length=64)
    ends_in = models.CharField(max_length=8, help_text="Its last characters, to tell it from others.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True, help_text="Empty: until the next one is made.")
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = FeedSecretQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed"], condition=Q(valid_until=None), name="one_secret_without_an_end_per_feed"
            )
        ]

    def __str__(self):
        return f"…{self.ends_in}"


class FeedDelivery(models.Model):
    """One delivery with a good signature: taken, with what became of its rows, or refused, with the reason."""

    class State(models.TextChoices):
        TAKEN = "taken", "Taken"
        REFUSED = "refused", "Refused"

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="deliveries")
    delivery_id = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=State)
    code = models.CharField(max_length=60, blank=True, help_text="Why it was refused, for programs …")
    error = models.CharField(max_length=500, blank=True, help_text="… and for people.")
    sent_at = models.DateTimeField(help_text="The sender's clock.")
    received_at = models.DateTimeField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the body: whether a repetition says the same.")
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list, blank=True, help_text="The first rows that failed: place, id, reason.")

    class Meta:
        verbose_name_plural = "feed deliveries"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "delivery_id"], condition=Q(state="taken"), name="a_delivery_is_taken_once"
            ),
            models.CheckConstraint(condition=Q(state__in=("taken", "refused")), name="delivery_state_is_known"),
        ]
        indexes = [models.Index(fields=["feed", "-received_at", "-id"], name="deliveries_of_feed")]

    def __str__(self):
        return self.delivery_id
