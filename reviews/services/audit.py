"""What the audit needs of a review whose author takes it back."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from reviews.models import AspectSentence, Comment, HelpfulVote, Reading, Review, UnreadReview, Visibility


@transaction.atomic
def delete_or_keep_nameless(*, ids: Iterable[int], text: str, reason: str) -> tuple[int, int]:
    """Deletes these reviews; one that was reported or moderated stays, removed, without author and words.

    Its reports and decisions stay with it. Returns how many were deleted and how many stay. The caller marks the
    scores afterwards.
    """
    ids = sorted(ids)
    reviews = Review.objects.filter(pk__in=ids)
    lock_for_deletion(reviews)
    audited = set(reviews.filter(AUDITED).values_list("pk", flat=True))
    for model in (Reading, AspectSentence, Comment, HelpfulVote):
        model._default_manager.filter(review__in=audited).delete()
    Review.objects.filter(pk__in=audited).update(
        author=None,
        outside_author="",
        title="",
        text=text,
        stars=None,
        language="",
        helpful_count=0,
        not_helpful_elsewhere=0,
        submission_key=None,
        visibility=Visibility.REMOVED,
        visibility_reason=reason,
    )
    reviews.exclude(pk__in=audited).delete()
    return len(ids) - len(audited), len(audited)


def lock_for_deletion(reviews: QuerySet[Review]) -> None:
    """Takes reviews off the readers' queue and locks them until the commit, so that nobody writes more about them.

    Whoever reads or reports one of them now waits or leaves it; whoever was first is seen by the deletion that follows.
    """
    # First what a reader locks first: the other way round, both would wait for each other.
    UnreadReview.objects.filter(review__in=reviews.values("pk")).delete()
    list(reviews.select_for_update().order_by("pk").values_list("pk"))


AUDITED = Q(reports__isnull=False) | Q(moderation_events__isnull=False)
