"""Reports on reviews, and what moderators decide about them."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reviews.models import Review, ReviewReport, Visibility
from reviews.services.moderation import NotAModerator, ReasonMissing, set_visibility
from reviews.services.texts import storable
from reviews.services.votes import OwnReview


class AlreadyDecided(Exception):
    """A report is decided once."""


class PrivateToTeam(Exception):
    """No moderator reads a team's private reviews: its owner is who to speak to."""


@transaction.atomic
def report_review(*, review: Review, reason: str, by: User, at: datetime, note: str = "") -> ReviewReport:
    """Asks a moderator to look at a review; a second report by the same person changes nothing.

    Raises OwnReview, PrivateToTeam, UnusableText.
    """
    if review.author_id == by.pk:
        raise OwnReview
    if review.team_id is not None:
        raise PrivateToTeam
    report, _ = ReviewReport.objects.get_or_create(
        review=review,
        reporter=by,
        defaults={
            "reason": ReviewReport.Reason(reason),
            "note": storable(note.strip())[:1_000],
            "created_at": at,
        },
    )
    return report


@transaction.atomic
def decide_report(*, report: ReviewReport, uphold: bool, reason: str, by: User, at: datetime) -> ReviewReport:
    """Upholds a report (the review is hidden) or dismisses it. Raises NotAModerator, ReasonMissing, AlreadyDecided."""
    if not by.has_perm("reviews.moderate_review"):
        raise NotAModerator
    if not reason.strip():
        raise ReasonMissing
    report = ReviewReport.objects.select_for_update(of=("self",)).select_related("review").get(pk=report.pk)
    if report.decision != ReviewReport.Decision.OPEN:
        raise AlreadyDecided
    report.decision = ReviewReport.Decision.UPHELD if uphold else ReviewReport.Decision.DISMISSED
    report.decision_reason, report.decided_by, report.decided_at = reason.strip()[:300], by, at
    report.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])
    if uphold and report.review.visibility != Visibility.REMOVED:
        set_visibility(review=report.review, visibility=Visibility.HIDDEN, reason=reason, by=by, at=at)
    return report
