"""Sources that are crawled: whether one may be, who said so, and how it has been going."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import User
from reviews.models import Source

CRAWLED = {
    "imdb-web": {
        "name": "IMDb (web pages)",
        "licence": "IMDb's conditions of use forbid screen scraping: only with a permission that is recorded here.",
        "base_url": "https://www.imdb.com",
        "query_url": "https://caching.graphql.imdb.com/",
    }
}
REST_AFTER_REFUSAL, LONGEST_REST = timedelta(hours=6), timedelta(hours=48)
FAILURES_BORNE, REST_AFTER_FAILURES, LONGEST_PAUSE = 3, timedelta(hours=1), timedelta(hours=24)
_LOCK = 0x65736372  # the class of our advisory locks: "escr"


class CrawlingForbidden(Exception):
    """The source is off, has no recorded permission, or rests; the message says which."""


def crawl_source(slug: str = "imdb-web") -> Source:
    """The built-in source, made switched off where it is missing. Raises Source.DoesNotExist for other slugs."""
    if slug not in CRAWLED:
        return Source.objects.get(slug=slug, kind=Source.Kind.CRAWL)
    defaults = {"kind": Source.Kind.CRAWL, **CRAWLED[slug]}
    return Source.objects.get_or_create(slug=slug, defaults=defaults)[0]


def check_may_crawl(*, source: Source, at: datetime) -> None:
    """Raises CrawlingForbidden."""
    if not source.is_on:
        raise CrawlingForbidden(
            f"Crawling {source.name} is off. An administrator can record a permission and switch it on in the admin."
        )
    if source.resting_until and source.resting_until > at:
        raise CrawlingForbidden(
            f"{source.name} is left alone until {source.resting_until:%d %b %Y, %H:%M} UTC. {source.last_error}"
        )


@transaction.atomic
def record_permission(*, source: Source, by: User | None, at: datetime) -> Source:
    """Notes who vouches for the basis that the source holds now, and when."""
    source.permission_by, source.permission_at = (by, at) if source.permission_basis else (None, None)
    source.is_on = source.is_on and bool(source.permission_basis)
    source.save()
    return source


def note_success(*, source: Source, at: datetime) -> None:
    _note(
        source,
        last_success_at=at,
        failures=0,
        failing_since=None,
        was_refused=False,
        last_error="",
        resting_until=None,
    )


def note_refusal(*, source: Source, reason: str, retry_after: int | None, at: datetime) -> None:
    """Leaves the site alone for hours, longer each time, and as long as it asked for."""
    source.refresh_from_db()
    asked = timedelta(seconds=min(retry_after or 0, 30 * 86_400))
    rest = max(min(REST_AFTER_REFUSAL * 2 ** min(source.failures, 10), LONGEST_REST), asked)
    _note_failed(source, reason, was_refused=True, resting_until=at + rest, at=at)


def note_failure(*, source: Source, reason: str, at: datetime) -> None:
    """The circuit breaker: after the third failure in a row nothing is asked for an hour, then two, ..."""
    source.refresh_from_db()
    failures = source.failures + 1
    rest = None
    if failures >= FAILURES_BORNE:
        rest = at + min(REST_AFTER_FAILURES * 2 ** min(failures - FAILURES_BORNE, 10), LONGEST_PAUSE)
    _note_failed(source, reason, was_refused=False, resting_until=rest, at=at)


def _note_failed(
    source: Source, reason: str, *, was_refused: bool, resting_until: datetime | None, at: datetime
) -> None:
    _note(
        source,
        last_failure_at=at,
        failures=source.failures + 1,
        failing_since=source.failing_since or at,
        was_refused=was_refused,
        last_error=reason,
        resting_until=resting_until,
    )


def _note(source: Source, **fields: object) -> None:
    for name, value in fields.items():
        setattr(source, name, value)
    source.save(update_fields=list(fields))


@contextmanager
def turn(source: Source) -> Iterator[bool]:
    """One crawl of a source at a time, whatever process it is in; a killed one's turn ends with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, source.pk])
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, source.pk])
