"""Lists as rows, written by a worker and read by pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from recommender.models import Recommendation, Taste
from reviews.models import Movie


@dataclass(frozen=True, kw_only=True)
class NewCard:
    """A movie in a row; see Recommendation. row_number and rank are the places on the page of that surprise."""

    row: str
    row_number: int
    rank: int
    movie_id: int
    score: float
    place: int
    surprise: int = 0
    reason_id: int | None = None
    reason_liked: bool = False
    score_without: float | None = None
    place_without: int | None = None


@dataclass(frozen=True, kw_only=True)
class MadeBy:
    model: str
    version: str
    note: str = ""


@transaction.atomic
def store_lists(
    *, taste_id: int, cards: Sequence[NewCard], profile: dict[str, Any], mark: str, made_by: MadeBy, at: datetime
) -> int:
    """Replaces the lists of a taste; 0 when it is gone meanwhile. The row is locked: two workers do not mix theirs."""
    taste = Taste.objects.select_for_update().filter(pk=taste_id).first()
    if taste is None:
        return 0
    Recommendation.objects.filter(taste=taste).delete()
    stored = _store(taste, cards, made_by, at)
    taste.profile, taste.computed_mark, taste.computed_at = profile, mark, at
    taste.model, taste.version, taste.note = made_by.model, made_by.version, made_by.note
    taste.save(update_fields=["profile", "computed_mark", "computed_at", "model", "version", "note"])
    return stored


@transaction.atomic
def store_known(*, cards: Sequence[NewCard], made_by: MadeBy, at: datetime) -> int:
    """Replaces the well-known movies, for those of whom nothing is known."""
    Recommendation.objects.filter(taste=None).delete()
    return _store(None, cards, made_by, at)


def _store(taste: Taste | None, cards: Sequence[NewCard], made_by: MadeBy, at: datetime) -> int:
    named = {card.movie_id for card in cards} | {card.reason_id for card in cards if card.reason_id}
    there = set(Movie.objects.filter(pk__in=named).values_list("pk", flat=True))
    rows = [
        Recommendation(taste=taste, model=made_by.model, version=made_by.version, computed_at=at, **vars(card))
        for card in cards
        if card.movie_id in there and card.reason_id in {None, *there}
    ]
    return len(Recommendation.objects.bulk_create(rows))
