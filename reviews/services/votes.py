"""Saying that a review helped."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reviews.models import HelpfulVote, Review


class OwnReview(Exception):
    """Nobody votes for, or reports, their own review."""


@transaction.atomic
def vote_helpful(*, review: Review, by: User, at: datetime) -> int:
    """Records that the review helped `by`; a second vote changes nothing. Returns the count. Raises OwnReview."""
    if review.author_id == by.pk:
        raise OwnReview
    HelpfulVote.objects.get_or_create(review=review, person=by, defaults={"created_at": at})
    return count_votes_again(review=review)


@transaction.atomic
def withdraw_helpful(*, review: Review, by: User) -> int:
    """Takes the vote back, if there is one, and returns the new count."""
    HelpfulVote.objects.filter(review=review, person=by).delete()
    return count_votes_again(review=review)


@transaction.atomic
def count_votes_again(*, review: Review) -> int:
    """Keeps `helpful_count`: votes here plus those that came with the review."""
    locked = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    locked.helpful_count = locked.helpful_elsewhere + locked.helpful_votes.count()
    locked.save(update_fields=["helpful_count"])
    review.helpful_count = locked.helpful_count
    return locked.helpful_count
