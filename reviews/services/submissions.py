"""A form that is sent twice makes one thing: it carries a key that was made with the page."""

from typing import TypeVar

from django.db import IntegrityError, transaction

from reviews.models import Comment, MovieList, Review

Sent = TypeVar("Sent", Review, Comment, MovieList)


def saved_once(row: Sent, *, sender: str) -> tuple[Sent, bool]:
    """Saves the row and returns (row, True), or what the same `sender` (a field) sent with this key, and False."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        same = {sender: getattr(row, sender), "submission_key": row.submission_key}
        earlier = None if row.submission_key is None else type(row)._default_manager.filter(**same).first()
        if earlier is None:
            raise
        return earlier, False
    return row, True
