"""Many ratings at once: the one way in for imports."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from accounts.models import Team
from reviews.models import ReviewImport, Source

Key = tuple[int, int | None, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRating:
    """By a person here, or by somebody elsewhere; on a scale from 0 to `scale`."""

    movie_id: int
    value: Decimal
    scale: int
    person_id: int | None = None
    outside_person: str = ""
    rated_at: datetime | None = None

    @property
    def key(self) -> Key:
        return self.movie_id, self.person_id, self.outside_person


@dataclass(frozen=True, kw_only=True)
class StoredRatings:
    created: int
    updated: int
    unchanged: int


@transaction.atomic
def store_ratings(
    *,
    ratings: Sequence[NewRating],
    source: Source,
    team: Team | None,
    review_import: ReviewImport | None,
    at: datetime,
) -> StoredRatings:
    """One rating per person, movie, source and team: again with another value it is updated, older ones are left.

    Of two for the same movie in `ratings` the later one counts. Whoever may do this is checked by the caller.
    """
    latest: dict[Key, NewRating] = {}
    for rating in ratings:
        before = latest.get(rating.key)
        if before is None or _time(rating) >= _time(before):
            latest[rating.key] = rating
    written = _upsert(latest, source=source, team=team, review_import=review_import, at=at)
    created = sum(written)
    return StoredRatings(created=created, updated=len(written) - created, unchanged=len(ratings) - len(written))


def _time(rating: NewRating) -> float:
    return rating.rated_at.timestamp() if rating.rated_at else 0.0


def _upsert(
    ratings: dict[Key, NewRating],
    *,
    source: Source,
    team: Team | None,
    review_import: ReviewImport | None,
    at: datetime,
) -> list[bool]:
    """Of every row that was written, whether it is new. Rows in one order, so that no two imports wait in a ring."""
    parameters: dict[str, Any] = {
        "rows": json.dumps([_as_record(ratings[key]) for key in sorted(ratings, key=_in_order)]),
        "source": source.pk,
        "team": team.pk if team else None,
        "import": review_import.pk if review_import else None,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, parameters)
        return [is_new for (is_new,) in cursor.fetchall()]


def _in_order(key: Key) -> tuple[int, int, str]:
    return key[0], key[1] or 0, key[2]


def _as_record(rating: NewRating) -> dict[str, Any]:
    return {
        "movie_id": rating.movie_id,
        "person_id": rating.person_id,
        "outside_person": rating.outside_person,
        "value": str(rating.value),
        "scale": rating.scale,
        "rated_at": rating.rated_at.isoformat() if rating.rated_at else None,
    }


# A time that the row does not tell stays what it was. A rating that is older than the one here changes nothing.
_UPSERT = """
WITH incoming AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS row(
        movie_id bigint, person_id bigint, outside_person text, value numeric(5, 2), scale smallint,
        rated_at timestamptz)
)
INSERT INTO reviews_rating AS kept (
    movie_id, person_id, outside_person, source_id, team_id, value, scale, rated_at, imported_by_id)
SELECT incoming.movie_id, incoming.person_id, incoming.outside_person, %(source)s, %(team)s, incoming.value,
    incoming.scale, COALESCE(incoming.rated_at, before.rated_at, %(at)s), %(import)s::uuid
FROM incoming LEFT JOIN reviews_rating AS before ON before.source_id = %(source)s
    AND before.movie_id = incoming.movie_id AND before.outside_person = incoming.outside_person
    AND COALESCE(before.person_id, 0) = COALESCE(incoming.person_id, 0)
    AND COALESCE(before.team_id, 0) = COALESCE(%(team)s, 0)
ON CONFLICT (source_id, movie_id, outside_person, (COALESCE(person_id, 0)), (COALESCE(team_id, 0))) DO UPDATE SET
    value = excluded.value, scale = excluded.scale, rated_at = excluded.rated_at,
    imported_by_id = COALESCE(excluded.imported_by_id, kept.imported_by_id)
WHERE kept.rated_at <= excluded.rated_at
    AND (kept.value, kept.scale, kept.rated_at) IS DISTINCT FROM (excluded.value, excluded.scale, excluded.rated_at)
RETURNING xmax = 0
"""
