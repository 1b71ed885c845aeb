"""What becomes of a person's reviews, votes and lists when the account is deleted."""

from datetime import datetime

from django.db import transaction

from accounts.models import Membership, Team, User
from reviews.models import (
    Comment,
    HelpfulVote,
    MovieList,
    Rating,
    ReadingFeedback,
    Review,
    ReviewReport,
)
from reviews.services.audit import delete_or_keep_nameless
from reviews.services.scores import mark_scores_stale
from reviews.services.uploads import erase_uploads
from reviews.services.votes import count_votes_again

ERASED = "[Deleted with the account]"


@transaction.atomic
def erase_person(*, person: User, at: datetime) -> dict[str, int]:
    """Deletes what the person wrote and chose; returns how many rows of which kind.

    Kept without the person, for the audit: decisions taken as a moderator, reports (their note is cleared), answers
    about readings, imports, and, with its text gone, a review that was reported or moderated.
    """
    deleted, kept = _erase_reviews(person, at=at)
    return {
        "reviews": deleted,
        "moderated_reviews_made_anonymous": kept,
        "comments": Comment.objects.filter(author=person).delete()[0],
        "votes": _erase_votes(person),
        "ratings": Rating.objects.filter(person=person).delete()[0],
        "reports_made_anonymous": ReviewReport.objects.filter(reporter=person).update(reporter=None, note=""),
        "answers_about_readings_made_anonymous": ReadingFeedback.objects.filter(person=person).update(person=None),
        "lists": _erase_lists(person),
        "uploads": erase_uploads(person=person),
    }


def _erase_reviews(person: User, *, at: datetime) -> tuple[int, int]:
    """How many were deleted, and how many stay without text and author."""
    reviews = list(Review.objects.filter(author=person))
    ids = [review.pk for review in reviews]
    numbers = delete_or_keep_nameless(ids=ids, text=ERASED, reason="Its author deleted the account.")
    mark_scores_stale(reviews=reviews, at=at)
    return numbers


def _erase_votes(person: User) -> int:
    voted = list(Review.objects.filter(helpful_votes__person=person))
    HelpfulVote.objects.filter(person=person).delete()
    for review in voted:
        count_votes_again(review=review)
    return len(voted)


def _erase_lists(person: User) -> int:
    """Own lists go; a team's list goes to another member, if there is one."""
    number = 0
    for movie_list in MovieList.objects.filter(owner=person).select_related("team"):
        heir = _heir(movie_list.team, person) if movie_list.team else None
        if heir is None:
            movie_list.delete()
        else:
            MovieList.objects.filter(pk=movie_list.pk).update(owner=heir.person)
        number += 1
    return number


def _heir(team: Team, person: User) -> Membership | None:
    """Another member, an owner of the team first."""
    others = team.memberships.exclude(person=person)
    return others.order_by("-role", "joined_at").first()
