"""Reviews and what people say about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from reviews.models.words import word_count


class Visibility(models.TextChoices):
    PENDING = "pending", "Waiting for a moderator"
    PUBLISHED = "published", "Published"
    HIDDEN = "hidden", "Hidden"
    REMOVED = "removed", "Removed"


class ReviewQuerySet(models.QuerySet):
    def published(self):
        return self.filter(visibility=Visibility.PUBLISHED)

    def about(self, movie):
        return self.filter(movie=movie)

    def public(self):
        return self.filter(team=None)

    def within(self, person):
        """Public reviews, and those of the person's teams."""
        if not person.is_authenticated:
            return self.public()
        return self.filter(Q(team=None) | Q(team__in=person.teams.all()))

    def visible_to(self, person):
        """Published reviews the person may see, and everything for moderators; own ones after leaving the team, too."""
        if not person.is_authenticated:
            return self.published().public()
        within = Q(team=None) | Q(team__in=person.teams.all())
        if not person.has_perm("reviews.moderate_review"):
            within &= Q(visibility=Visibility.PUBLISHED)
        return self.filter(within | Q(author=person))


class Review(models.Model):
    """What somebody wrote about a movie: a person here, or an author elsewhere."""

    # movie and author have no index of their own: those below begin with them, and keep the order of the lists.
    movie = models.ForeignKey("reviews.Movie", on_delete=models.CASCADE, related_name="reviews", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
        db_index=False,
    )
    outside_author = models.CharField(max_length=160, blank=True)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="reviews")
    source = models.ForeignKey("reviews.Source", on_delete=models.PROTECT, related_name="reviews")
    external_id = models.CharField(max_length=200, null=True, blank=True)
    imported_by = models.ForeignKey(
        "reviews.ReviewImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=100_000)
    words = models.GeneratedField(
        expression=word_count("text"), output_field=models.PositiveIntegerField(), db_persist=True
    )
    stars = models.DecimalField("stars, 0-10", max_digits=3, decimal_places=1, null=True, blank=True)
    language = models.CharField(max_length=8, blank=True, help_text="Detected from the text; ISO 639-1.")
    written_at = models.DateTimeField(help_text="When the author wrote it.")
    submitted_at = models.DateTimeField(help_text="When it came here.")
    edited_at = models.DateTimeField(null=True, blank=True)
    has_spoiler = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    # With a default of the database's own: imports insert reviews by SQL.
    is_spoken = models.BooleanField(
        default=False, db_default=False, help_text="Said: its text is a transcript that its author confirmed."
    )
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLISHED)
    visibility_reason = models.CharField(max_length=300, blank=True)
    helpful_elsewhere = models.PositiveIntegerField(default=0, help_text="Helpful votes that came with the review.")
    not_helpful_elsewhere = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Votes against it that came with the review; here nobody votes against."
    )
    helpful_count = models.PositiveIntegerField(
        default=0, help_text="Helpful votes here and elsewhere; kept by services."
    )
    submission_key = models.UUIDField(
        null=True, blank=True, help_text="Made with the form: a double submit is one review."
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-id"]
        permissions = [
            ("moderate_review", "Can hide, publish and remove reviews"),
            ("import_review", "Can import reviews from files"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=None) & Q(team=None),
                name="one_public_review_per_external_id",
            ),
            models.UniqueConstraint(
                fields=["source", "external_id", "team"],
                condition=~Q(external_id=None) & ~Q(team=None),
                name="one_team_review_per_external_id",
            ),
            models.UniqueConstraint(
                fields=["author", "submission_key"], condition=~Q(submission_key=None), name="one_review_per_submission"
            ),
            models.CheckConstraint(condition=Q(stars__range=(0, 10)), name="review_stars_range"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="review_visibility_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="review_has_a_text"),
        ]
        indexes = [
            models.Index(fields=["movie", "visibility", "-written_at", "-id"], name="reviews_of_movie"),
            models.Index(fields=["author", "-written_at", "-id"], name="reviews_of_person"),
        ]

    def __str__(self):
        return f"Review {self.pk}"

    def get_absolute_url(self):
        return reverse("reviews:review_detail", args=[self.pk])


class HelpfulVote(models.Model):
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="helpful_votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helpful_votes")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="one_helpful_vote_per_person")]


class Comment(models.Model):
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="review_comments"
    )
    text = models.TextField(max_length=2_000)
    created_at = models.DateTimeField()
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLISHED)
    submission_key = models.UUIDField(null=True, blank=True, help_text="As a review's.")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_a_text"),
            models.UniqueConstraint(
                fields=["author", "submission_key"],
                condition=~Q(submission_key=None),
                name="one_comment_per_submission",
            ),
        ]

    def __str__(self):
        return f"Comment {self.pk} on review {self.review_id}"


class ReviewReport(models.Model):
    """Somebody asks a moderator to look at a review."""

    class Reason(models.TextChoices):
        SPAM = "spam", "Advertising or spam"
        FAKE = "fake", "Not a real opinion"
        ABUSE = "abuse", "Abuse or hate"
        SPOILER = "spoiler", "Unmarked spoiler"
        OTHER = "other", "Something else"

    class Decision(models.TextChoices):
        OPEN = "open", "Open"
        UPHELD = "upheld", "Upheld"
        DISMISSED = "dismissed", "Dismissed"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="review_reports"
    )
    reason = models.CharField(max_length=10, choices=Reason)
    note = models.CharField(max_length=1_000, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "reporter"], name="one_report_per_person"),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at=None) | (~Q(decision="open") & Q(decided_at__isnull=False)),
                name="a_decided_report_has_a_time",
            ),
        ]

    def __str__(self):
        return f"Report {self.pk} of review {self.review_id}"


class ModerationEvent(models.Model):
    """One decision about a review's visibility: the audit trail, written by services and never changed."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="moderation_events")
    before = models.CharField(max_length=10, choices=Visibility)
    after = models.CharField(max_length=10, choices=Visibility)
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(before__in=Visibility.values), name="moderation_before_is_known"),
            models.CheckConstraint(condition=Q(after__in=Visibility.values), name="moderation_after_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="moderation_has_a_reason"),
        ]

    def __str__(self):
        return f"Review {self.review_id}: {self.before} → {self.after}"
