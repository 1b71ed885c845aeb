"""Comments on reviews."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from reviews.models import Comment, Review, Visibility
from reviews.services.moderation import NotAModerator
from reviews.services.reviews import NotInTeam, NotYours
from reviews.services.submissions import saved_once
from reviews.services.texts import MAX_COMMENT, usable_text


@transaction.atomic
def add_comment(*, review: Review, text: str, by: User, at: datetime, submission_key: UUID | None = None) -> Comment:
    """Publishes a comment. The same `submission_key` again gives the same comment.

    Raises UnusableText; NotInTeam from an author who has left the review's team.
    """
    if review.team_id is not None and not by.memberships.filter(team=review.team_id).exists():
        raise NotInTeam
    comment = Comment(
        review=review,
        author=by,
        text=usable_text(text, limit=MAX_COMMENT),
        created_at=at,
        submission_key=submission_key,
    )
    return saved_once(comment, sender="author")[0]


@transaction.atomic
def delete_comment(*, comment: Comment, by: User) -> None:
    """Deletes one's own comment; moderators delete any. Raises NotYours."""
    if comment.author_id != by.pk and not by.has_perm("reviews.moderate_review"):
        raise NotYours
    comment.delete()


@transaction.atomic
def set_comment_visibility(*, comment: Comment, visibility: str, by: User) -> Comment:
    """Hides or publishes a comment. Raises NotAModerator."""
    if not by.has_perm("reviews.moderate_review"):
        raise NotAModerator
    comment.visibility = Visibility(visibility)
    comment.save(update_fields=["visibility"])
    return comment
