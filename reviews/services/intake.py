"""Many reviews from outside at once: the one way in for imports, feeds and crawls."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction

from accounts.models import Team
from reviews.models import Review, ReviewImport, Source, UnreadReview
from reviews.review_files.outside_rows import OutsideRow
from reviews.services.scores import mark_scores_stale
from reviews.services.texts import with_line_breaks
from reviews.services.unread import text_changed, wait_for_reading
from reviews.services.withdrawals import begin_intake, withdrawn_among

WITHDRAWN = "Its source withdrew this review: it is not taken in again."
OTHER_MOVIE = "Its id is that of a review of another movie in this source: nothing was changed."


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OTHER_MOVIE = "other_movie"  # the key is that of a review of another movie; nothing was stored
    WITHDRAWN = "withdrawn"  # its source took it back; nothing was stored


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideReview:
    """A review by an author elsewhere; every value is clean (storable text, stars 0-10)."""

    movie_id: int
    text: str
    title: str = ""
    stars: float | None = None
    author: str = ""
    written_at: datetime | None = None
    external_id: str = ""
    has_spoiler: bool = False
    language: str = ""
    helpful: int = 0
    not_helpful: int = 0

    @classmethod
    def of(cls, row: OutsideRow, *, movie_id: int) -> "OutsideReview":
        """The row's review, once its movie is known."""
        return cls(
            movie_id=movie_id,
            text=row.text,
            title=row.title,
            stars=row.stars,
            author=row.author,
            written_at=row.written_at,
            external_id=row.external_id,
            has_spoiler=row.has_spoiler,
            language=row.language,
            helpful=row.helpful,
            not_helpful=row.not_helpful,
        )

    @property
    def key(self) -> str:
        """The given id, else a fingerprint of movie, author, date and text: the same row again is the same review."""
        if self.external_id:
            return self.external_id
        date = self.written_at.isoformat() if self.written_at else ""
        fingerprint = "\x1f".join((str(self.movie_id), self.author, date, self.text))
        return f"sha256:{hashlib.sha256(fingerprint.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What became of one review."""

    review_id: int | None  # None for what was withdrawn
    outcome: Outcome


_Found = tuple[Any, ...]  # of a key: key, review, movie, was it written, is it new, is its text new


@dataclass(frozen=True, kw_only=True)
class _Written:
    """One row that the database inserted or changed."""

    review: Review
    is_new: bool
    has_new_text: bool


@transaction.atomic(savepoint=False)
def store_outside_reviews(
    *,
    rows: Sequence[OutsideReview],
    source: Source,
    team: Team | None,
    review_import: ReviewImport | None,
    at: datetime,
) -> list[Stored]:
    """Stores the reviews and lets new texts be read; says in the order of `rows` what became of each.

    (source, key) is one review, public or in the team: again with other content it is updated, with the same content
    it stays as it is; no review ever moves to another movie. A key that comes twice is written once, with its last
    content. What its source withdrew is left out. Whoever may do this is checked by the caller.
    """
    begin_intake()
    named = [(row.external_id, row.movie_id, row.text) for row in rows]
    gone = withdrawn_among(rows=named, source=source, team=team)
    kept = [row for row, is_gone in zip(rows, gone, strict=True) if not is_gone]
    stored = iter(_store(kept, source=source, team=team, review_import=review_import, at=at))
    return [Stored(review_id=None, outcome=Outcome.WITHDRAWN) if is_gone else next(stored) for is_gone in gone]


def _store(
    rows: Sequence[OutsideReview],
    *,
    source: Source,
    team: Team | None,
    review_import: ReviewImport | None,
    at: datetime,
) -> list[Stored]:
    keyed = [(row.key, row) for row in rows]
    incoming: dict[str, OutsideReview] = {}
    for key, row in keyed:
        if incoming.setdefault(key, row).movie_id == row.movie_id:
            incoming[key] = row
    found = _upsert(incoming, source=source, team=team, review_import=review_import, at=at)
    written, known = _written(found, incoming, team), _known(found, source, team)
    _let_be_read(written.values(), at=at)
    return _outcomes(keyed, written, known)


def _let_be_read(written: Iterable[_Written], *, at: datetime) -> None:
    written = list(written)
    bulk = UnreadReview.Priority.BULK
    new = [row.review for row in written if row.is_new]
    reworded = [row.review for row in written if not row.is_new and row.has_new_text]
    touched = [row.review for row in written if not row.is_new and not row.has_new_text]
    if reworded:
        text_changed(reviews=reworded, at=at, priority=bulk)
    if new:
        wait_for_reading(reviews=new, at=at, priority=bulk)
    mark_scores_stale(reviews=touched, at=at)


def _outcomes(
    keyed: Sequence[tuple[str, OutsideReview]], written: dict[str, _Written], known: dict[str, tuple[int, int]]
) -> list[Stored]:
    outcomes: list[Stored] = []
    seen: dict[str, OutsideReview] = {}
    for key, row in keyed:
        review_id, movie_id = known[key]
        if row.movie_id != movie_id:
            outcomes.append(Stored(review_id=review_id, outcome=Outcome.OTHER_MOVIE))
            continue
        if key in seen:
            outcome = Outcome.UNCHANGED if row == seen[key] else Outcome.UPDATED
        elif key in written:
            outcome = Outcome.CREATED if written[key].is_new else Outcome.UPDATED
        else:
            outcome = Outcome.UNCHANGED
        seen[key] = row
        outcomes.append(Stored(review_id=review_id, outcome=outcome))
    return outcomes


def _upsert(
    rows: dict[str, OutsideReview],
    *,
    source: Source,
    team: Team | None,
    review_import: ReviewImport | None,
    at: datetime,
) -> list[_Found]:
    """One statement; rows in the order of their keys, so that two intakes never wait for each other."""
    parameters: dict[str, Any] = {
        "rows": json.dumps([_as_record(key, rows[key]) for key in sorted(rows)], ensure_ascii=False),
        "source": source.pk,
        "team": team.pk if team else None,
        "import": review_import.pk if review_import else None,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT.format(**(_PUBLIC if team is None else _OF_TEAM)), parameters)
        return cursor.fetchall()


def _written(found: Sequence[_Found], rows: dict[str, OutsideReview], team: Team | None) -> dict[str, _Written]:
    return {
        key: _Written(
            review=Review(pk=pk, movie_id=rows[key].movie_id, team=team), is_new=is_new, has_new_text=has_new_text
        )
        for key, pk, _, is_written, is_new, has_new_text in found
        if is_written
    }


def _known(found: Sequence[_Found], source: Source, team: Team | None) -> dict[str, tuple[int, int]]:
    """Of every key the review and its movie."""
    known = {key: (pk, movie_id) for key, pk, movie_id, *_ in found}
    if missing := [key for key, (pk, _) in known.items() if pk is None]:  # another intake wrote them just now
        same = Review.objects.filter(source=source, team=team, external_id__in=missing)
        known.update({key: (pk, movie_id) for key, pk, movie_id in same.values_list("external_id", "pk", "movie_id")})
    return known


def _as_record(key: str, row: OutsideReview) -> dict[str, Any]:
    return {
        "key": key,
        "movie_id": row.movie_id,
        "title": row.title,
        "text": with_line_breaks(row.text),
        "stars": row.stars,
        "author": row.author,
        "written_at": row.written_at.isoformat() if row.written_at else None,
        "spoiler": row.has_spoiler,
        "language": row.language,
        "helpful": row.helpful,
        "not_helpful": row.not_helpful,
    }


# The two unique indexes that say which review a key is: of all public ones, or of one team's.
_PUBLIC = {
    "scope": "team_id IS NULL",
    "target": "(source_id, external_id)",
    "where": "external_id IS NOT NULL AND team_id IS NULL",
}
_OF_TEAM = {
    "scope": "team_id = %(team)s",
    "target": "(source_id, external_id, team_id)",
    "where": "external_id IS NOT NULL AND team_id IS NOT NULL",
}
# A date that the row does not tell stays what it was; the language is kept as it was found in the text, and a
# moderator's decision stays, and so does the movie: an id that comes again for another one is a mistake in the ids or
# of the source. imported_by is the import that last changed the review.
_UPSERT = """
WITH incoming AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS row(
        key text, movie_id bigint, title text, text text, stars numeric(3, 1), author text,
        written_at timestamptz, spoiler boolean, language text, helpful integer,
        not_helpful integer)
), before AS MATERIALIZED (
    SELECT id, external_id, movie_id, text, written_at FROM reviews_review
    WHERE source_id = %(source)s AND {scope} AND external_id IN (SELECT key FROM incoming)
), written AS (
    INSERT INTO reviews_review AS kept (
        movie_id, source_id, team_id, external_id, imported_by_id, outside_author, title, text, stars, language,
        written_at, submitted_at, has_spoiler, is_demo, visibility, visibility_reason, helpful_elsewhere,
        not_helpful_elsewhere, helpful_count)
    SELECT incoming.movie_id, %(source)s, %(team)s, key, %(import)s::uuid, author, title, incoming.text, stars,
        language, COALESCE(incoming.written_at, before.written_at, %(at)s), %(at)s, spoiler, FALSE, 'published', '',
        helpful, not_helpful, helpful
    FROM incoming LEFT JOIN before ON before.external_id = incoming.key
    ORDER BY key
    ON CONFLICT {target} WHERE {where} DO UPDATE SET
        outside_author = excluded.outside_author,
        title = excluded.title,
        edited_at = CASE WHEN kept.text = excluded.text THEN kept.edited_at ELSE %(at)s END,
        text = excluded.text,
        stars = excluded.stars,
        written_at = excluded.written_at,
        has_spoiler = excluded.has_spoiler,
        imported_by_id = COALESCE(excluded.imported_by_id, kept.imported_by_id),
        helpful_count = kept.helpful_count - kept.helpful_elsewhere + excluded.helpful_elsewhere,
        helpful_elsewhere = excluded.helpful_elsewhere,
        not_helpful_elsewhere = excluded.not_helpful_elsewhere
    WHERE kept.movie_id = excluded.movie_id AND (kept.outside_author, kept.title, kept.text, kept.stars,
            kept.written_at, kept.has_spoiler, kept.helpful_elsewhere, kept.not_helpful_elsewhere)
        IS DISTINCT FROM (excluded.outside_author, excluded.title, excluded.text, excluded.stars, excluded.written_at,
            excluded.has_spoiler, excluded.helpful_elsewhere, excluded.not_helpful_elsewhere)
    RETURNING id, external_id, text, xmax = 0 AS is_new
)
SELECT incoming.key, COALESCE(written.id, before.id), COALESCE(before.movie_id, incoming.movie_id),
    written.id IS NOT NULL, COALESCE(written.is_new, FALSE), written.text IS DISTINCT FROM before.text
FROM incoming
LEFT JOIN written ON written.external_id = incoming.key
LEFT JOIN before ON before.external_id = incoming.key
"""
