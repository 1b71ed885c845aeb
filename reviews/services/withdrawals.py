"""Reviews that a source took back: remembered without their words, and kept from coming again by other ways."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from accounts.models import Team
from reviews.models import Review, Source, WithdrawnReview
from reviews.services.texts import with_line_breaks

OWN_WORDS = 80  # characters from which a text is somebody's; "Great film!" is everybody's
_LOCK = 4_900_036  # of PostgreSQL's advisory locks


def fingerprint(*, movie_id: int, text: str) -> str:
    """The same words about the same movie, whoever brings them and under whatever id; "" for what anybody may say."""
    text = with_line_breaks(text).strip()
    if len(text) < OWN_WORDS:
        return ""
    return hashlib.sha256(f"{movie_id}\x1f{text}".encode()).hexdigest()


def begin_intake() -> None:
    """Call it where reviews are stored, in one transaction before `withdrawn_among`: nothing is withdrawn meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def begin_withdrawal() -> None:
    """Call it first in the transaction that withdraws: it waits for the intakes that run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def remember_withdrawn(*, source: Source, team: Team | None, ids: Collection[str], at: datetime) -> None:
    """Also of reviews that never came: the file that has them may come later. Call it before they are deleted."""
    known = Review.objects.filter(source=source, team=team, external_id__in=ids)
    prints = {
        review.external_id: fingerprint(movie_id=review.movie_id, text=review.text)
        for review in known.only("external_id", "movie", "text")
    }
    WithdrawnReview.objects.bulk_create(
        (
            WithdrawnReview(source=source, team=team, external_id=one, fingerprint=prints.get(one, ""), withdrawn_at=at)
            for one in sorted(set(ids))
        ),
        ignore_conflicts=True,
    )


def give_again(*, source: Source, team: Team | None, ids: Collection[str]) -> None:
    """The source itself sends them again, which is its right alone."""
    WithdrawnReview.objects.filter(source=source, team=team, external_id__in=ids).delete()


def withdrawn_among(*, rows: Sequence[tuple[str, int, str]], source: Source, team: Team | None) -> list[bool]:
    """Of each row (external_id or "", movie, text) whether it was taken back; one query.

    By its id in the same source; by its words, when it comes without that source's id: from a file without ids, or
    under another source's name.
    """
    prints = [fingerprint(movie_id=movie_id, text=text) for _, movie_id, text in rows]
    same = Q(source=source, external_id__in=[key for key, _, _ in rows if key])
    same |= Q(fingerprint__in=[mark for mark in prints if mark])
    scope = Q(team=None) if team is None else Q(team=None) | Q(team=team)
    found = WithdrawnReview.objects.filter(same, scope).values_list("source", "external_id", "fingerprint")
    ids = {key for source_id, key, _ in found if source_id == source.pk}
    words = {mark: source_id for source_id, _, mark in found if mark}
    return [
        key in ids if key and words.get(mark, source.pk) == source.pk else mark in words
        for (key, _, _), mark in zip(rows, prints, strict=True)
    ]
