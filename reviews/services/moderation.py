"""Who may see a review: decided by moderators, with a reason, kept as events."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reviews.models import ModerationEvent, Review, Visibility
from reviews.services.scores import mark_scores_stale


class NotAModerator(Exception):
    """Only people with the permission moderate."""


class ReasonMissing(Exception):
    """A decision needs its reason in words."""


class NothingToUndo(Exception):
    """No decision was taken on this review yet."""


@transaction.atomic
def set_visibility(*, review: Review, visibility: str, reason: str, by: User, at: datetime) -> Review:
    """Publishes, hides or removes a review; the text stays. The same visibility again changes nothing.

    Raises NotAModerator, ReasonMissing.
    """
    if not by.has_perm("reviews.moderate_review"):
        raise NotAModerator
    if not reason.strip():
        raise ReasonMissing
    locked = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    if locked.visibility == visibility:
        return locked
    ModerationEvent.objects.create(
        review=locked,
        before=locked.visibility,
        after=visibility,
        reason=reason.strip()[:300],
        decided_by=by,
        decided_at=at,
    )
    locked.visibility = Visibility(visibility)
    locked.visibility_reason = reason.strip()[:300]
    locked.save(update_fields=["visibility", "visibility_reason"])
    mark_scores_stale(reviews=[locked], at=at)
    return locked


@transaction.atomic
def undo_visibility(*, review: Review, by: User, at: datetime) -> Review:
    """Gives the review the visibility it had before the latest decision. Raises NotAModerator, NothingToUndo."""
    event = review.moderation_events.first()
    if event is None:
        raise NothingToUndo
    return set_visibility(review=review, visibility=event.before, reason=f"Undone: {event.reason}", by=by, at=at)
