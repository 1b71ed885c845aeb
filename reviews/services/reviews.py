"""Writing, changing and deleting one's own reviews."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from accounts.models import Team, User
from reviews.models import Movie, Review
from reviews.services.audit import delete_or_keep_nameless
from reviews.services.scores import mark_scores_stale
from reviews.services.sources import source_named
from reviews.services.submissions import saved_once
from reviews.services.texts import storable, usable_text
from reviews.services.unread import text_changed, wait_for_reading

DELETED = "[Deleted by its author]"


class NotYours(Exception):
    """Only the author changes or deletes a review or a comment."""


class NotInTeam(Exception):
    """Private reviews and lists are for members of the team."""


class NotOpen(Exception):
    """A moderator has hidden or removed the review: its author cannot change it."""


class ChangedMeanwhile(Exception):
    """The review was changed after its author saw what this change is made from."""


@transaction.atomic
def submit_review(
    *,
    movie: Movie,
    text: str,
    by: User,
    at: datetime,
    stars: Decimal | float | None = None,
    title: str = "",
    has_spoiler: bool = False,
    team: Team | None = None,
    submission_key: UUID | None = None,
    is_spoken: bool = False,
) -> Review:
    """Publishes a review and lets it be read. The same `submission_key` again gives the same review.

    Raises UnusableText (empty, too long, not storable) and NotInTeam.
    """
    text, title = usable_text(text), storable(title.strip())
    if team is not None and not team.memberships.filter(person=by).exists():
        raise NotInTeam
    review = Review(
        movie=movie,
        text=text,
        author=by,
        stars=stars,
        title=title,
        has_spoiler=has_spoiler,
        team=team,
        source=source_named("site"),
        submission_key=submission_key,
        is_spoken=is_spoken,
        written_at=at,
        submitted_at=at,
    )
    review, is_new = saved_once(review, sender="author")
    if is_new:
        wait_for_reading(reviews=[review], at=at)
    return review


@transaction.atomic
def edit_review(
    *,
    review: Review,
    by: User,
    at: datetime,
    text: str,
    stars: Decimal | float | None = None,
    title: str = "",
    has_spoiler: bool = False,
    seen: datetime | None = None,
) -> Review:
    """Changes one's own review; a changed text is read again. Raises NotYours, NotOpen, UnusableText.

    With `seen`, the `last_changed` of what the author began from, another change in between raises
    ChangedMeanwhile; the same change sent twice does not.
    """
    review = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    if review.author_id != by.pk:
        raise NotYours
    if review.visibility in {"hidden", "removed"}:
        raise NotOpen
    before = (review.text, review.title, review.stars, review.has_spoiler)
    after = (usable_text(text), storable(title.strip()), stars, has_spoiler)
    if seen is not None and seen != last_changed(review) and after != before:
        raise ChangedMeanwhile
    review.text, review.title, review.stars, review.has_spoiler = after
    review.edited_at = at
    review.save(update_fields=["text", "title", "stars", "has_spoiler", "edited_at"])
    if review.text == before[0]:
        mark_scores_stale(reviews=[review], at=at)
    else:
        review.language = ""
        text_changed(reviews=[review], at=at)
    return review


def last_changed(review: Review) -> datetime:
    """When its author last wrote it."""
    return review.edited_at or review.written_at


@transaction.atomic
def delete_review(*, review: Review, by: User, at: datetime) -> None:
    """Deletes one's own review with everything about it. Raises NotYours.

    One that was reported or moderated stays for the audit, removed, without author and words.
    """
    if review.author_id != by.pk:
        raise NotYours
    delete_or_keep_nameless(ids=[review.pk], text=DELETED, reason="Its author deleted it.")
    mark_scores_stale(reviews=[review], at=at)
