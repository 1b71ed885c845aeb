"""How far the reading has come."""

from typing import TypedDict
from uuid import UUID

from reviews.models import Review, UnreadReview


class ReadingProgress(TypedDict):
    total: int
    waiting: int


def reading_progress(*, import_id: UUID | None = None, known_total: int | None = None) -> ReadingProgress:
    """Reviews that still wait for some model, of how many: of one import, or of everything that waits.

    Of everything, the total is what waited when it was first asked for (`known_total`), or more if more came.
    """
    rows = UnreadReview.objects.for_readers()
    if import_id is not None:
        rows = rows.filter(review__imported_by=import_id)
    waiting = rows.order_by().values("review").distinct().count()
    if import_id is None:
        return {"total": max(waiting, known_total or 0), "waiting": waiting}
    return {"total": Review.objects.filter(imported_by=import_id).count(), "waiting": waiting}
