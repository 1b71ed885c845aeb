"""Working off a crawl: each page's reviews, counts and the cursor behind it in one transaction."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from emosense.jobs import services as jobs
from emosense.version import version
from reviews.models import Crawl
from reviews.review_files.dates import FIRST_FILM
from reviews.scraping.orders import FINISHED, REFUSED, CrawlEnded, CrawlOrder, PageRead
from reviews.scraping.page_text import storable
from reviews.services.crawl_process import cache_folder, crawling
from reviews.services.crawl_sources import (
    CrawlingForbidden,
    check_may_crawl,
    note_failure,
    note_refusal,
    note_success,
    turn,
)
from reviews.services.import_run import Progress
from reviews.services.intake import Outcome, OutsideReview, store_outside_reviews

LAST_PAGE = {"end": "yes"}  # the cursor behind the last page
TURN_PAUSE = timedelta(seconds=20)
KEPT = "What came in stays."
LIMITS = {"title": 300, "author": 160, "text": 100_000}
MOST_VOTES = 2_000_000_000
MAX_ID = 200


def work_off(*, work: jobs.Work, now: Callable[[], datetime]) -> None:
    """Fetches what the job's crawl has not fetched yet, then ends it. Raises PermanentFailure, NotNow."""
    found = Crawl.objects.select_related("source", "movie").filter(pk=work.job.payload["crawl_id"])
    if (crawl := found.first()) is None:
        raise jobs.PermanentFailure("The crawl was deleted.")
    with turn(crawl.source) as is_ours:
        if not is_ours:
            raise jobs.NotNow(until=now() + TURN_PAUSE)
        if crawl.state != Crawl.State.FINISHED:  # killed between the crawl's end and the job's
            run(crawl=crawl, progress=work, now=now)
    work.result = counts_of(crawl)
    if crawl.state != Crawl.State.FINISHED:
        raise jobs.PermanentFailure(f"{crawl.error} {KEPT}")


def run(*, crawl: Crawl, progress: Progress, now: Callable[[], datetime]) -> None:
    """Crawls until the site or the crawl ends it; safe to stop anywhere and to call again. The caller has the turn."""
    try:
        check_may_crawl(source=crawl.source, at=now())
        _save(crawl, state=Crawl.State.RUNNING, error="", finished_at=None)
        progress.advance(step=f"Asking {crawl.source.name}")
        ended = CrawlEnded(outcome=FINISHED)
        if crawl.cursor != LAST_PAGE and crawl.taken < crawl.limit:
            ended = _fetch(crawl, progress, now)
    except CrawlingForbidden as forbidden:
        _end(crawl, Crawl.State.REFUSED, str(forbidden), at=now())
        return
    finish(crawl=crawl, ended=ended, at=now())


def _fetch(crawl: Crawl, progress: Progress, now: Callable[[], datetime]) -> CrawlEnded:
    """Page after page; whoever switches the source off ends it before the next one. Raises CrawlingForbidden."""
    with crawling(order_for(crawl)) as messages:
        for message in messages:
            if isinstance(message, PageRead):
                take_in_page(crawl=crawl, page=message, progress=progress, at=now())
            elif message is None:
                progress.advance()
            else:
                return message
            crawl.source.refresh_from_db()
            check_may_crawl(source=crawl.source, at=now())
    raise AssertionError("a crawl's messages end with its end")


def order_for(crawl: Crawl) -> CrawlOrder:
    source = crawl.source
    assert crawl.movie.imdb_id is not None  # nobody can start a crawl without it
    return CrawlOrder(
        imdb_id=crawl.movie.imdb_id,
        base_url=source.base_url.rstrip("/"),
        query_url=source.query_url,
        query_hash=settings.CRAWL_QUERY_HASH,
        user_agent=f"EmoSenseAnalytics/{version()} (+{source.contact})",
        limit=crawl.limit - crawl.taken,
        start=crawl.cursor,
        pause=float(source.pause_seconds),
        cache_folder=str(cache_folder()),
        cache_seconds=settings.CRAWL_CACHE_SECONDS,
    )


@transaction.atomic
def take_in_page(*, crawl: Crawl, page: PageRead, progress: Progress, at: datetime) -> None:
    """One page's reviews, counts and the cursor behind it, or nothing of it.

    Of a page that came in part the reviews are kept, and the cursor stays before it.
    """
    rows = [review_of(row, movie_id=crawl.movie_id, at=at) for row in page.reviews if row["text"]]
    stored = store_outside_reviews(rows=rows, source=crawl.source, team=None, review_import=None, at=at)
    failed = len(page.problems) + sum(one.outcome in (Outcome.OTHER_MOVIE, Outcome.WITHDRAWN) for one in stored)
    _count(crawl, created=_of(stored, Outcome.CREATED), updated=_of(stored, Outcome.UPDATED))
    total = None if page.total is None else min(page.total, crawl.limit)
    if not page.is_whole:
        progress.advance()
        return
    hidden = sum(not row["text"] for row in page.reviews)
    _count(
        crawl,
        pages=1,
        taken=len(page.reviews),
        unchanged=_of(stored, Outcome.UNCHANGED),
        without_text=hidden,
        failed=failed,
    )
    known = crawl.total if page.total is None else min(page.total, MOST_VOTES)
    _save(crawl, cursor=_storable(page.next) or LAST_PAGE, total=known)
    progress.advance(
        done=len(page.reviews), failed=failed, cursor={"pages": crawl.pages}, total=total, step=f"Page {crawl.pages}"
    )


def _storable(cursor: dict[str, str]) -> dict[str, str]:
    """Without what the database cannot keep; an odd cursor leads to a page that is not there, and no further."""
    return {name: storable(value) for name, value in cursor.items()}


def review_of(row: dict[str, Any], *, movie_id: int, at: datetime) -> OutsideReview:
    """The page's review; what is longer than can be kept is cut, and what nobody can mean is not told."""
    words = {name: (row[name] or "")[:limit] for name, limit in LIMITS.items()}
    return OutsideReview(
        movie_id=movie_id,
        stars=row["rating"],
        written_at=_day(row["date"], at=at) if row["date"] else None,
        external_id=(row["id"] or "")[:MAX_ID],
        has_spoiler=row["spoiler"],
        helpful=min(row["helpful"] or 0, MOST_VOTES),
        not_helpful=min(row["not_helpful"] or 0, MOST_VOTES),
        **words,
    )


def _day(day: str, *, at: datetime) -> datetime | None:
    """None before the first film and after tomorrow, as for files and feeds."""
    written = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return written if FIRST_FILM <= written <= at + timedelta(days=1) else None


@transaction.atomic
def finish(*, crawl: Crawl, ended: CrawlEnded, at: datetime) -> None:
    """Ends the crawl and lets its source remember how it went."""
    if ended.outcome == FINISHED:
        note_success(source=crawl.source, at=at)
        _end(crawl, Crawl.State.FINISHED, ended.reason or _too_few(crawl), at=at)
    elif ended.outcome == REFUSED:
        note_refusal(source=crawl.source, reason=ended.reason, retry_after=ended.retry_after, at=at)
        until = f"{crawl.source.resting_until:%d %b %Y, %H:%M} UTC"
        _end(crawl, Crawl.State.REFUSED, f"{ended.reason} Nothing is asked of it before {until}.", at=at)
    else:
        note_failure(source=crawl.source, reason=ended.reason, at=at)
        _end(crawl, Crawl.State.FAILED, ended.reason, at=at)


def _too_few(crawl: Crawl) -> str:
    """What the site kept to itself, in words: a page may tell of thousands and not where the list goes on."""
    if crawl.total is None or crawl.taken + crawl.failed >= min(crawl.total, crawl.limit):
        return ""
    return f"The site tells of {crawl.total:,} reviews; its list ended after {crawl.taken:,}."


def _end(crawl: Crawl, state: str, error: str, *, at: datetime) -> None:
    _save(crawl, state=state, error=error, finished_at=at)


def _save(crawl: Crawl, **fields: object) -> None:
    for name, value in fields.items():
        setattr(crawl, name, value)
    crawl.save(update_fields=list(fields))


def _count(crawl: Crawl, **counts: int) -> None:
    Crawl.objects.filter(pk=crawl.pk).update(**{name: F(name) + number for name, number in counts.items()})
    crawl.refresh_from_db(fields=list(counts))


def _of(stored: list[Any], outcome: Outcome) -> int:
    return sum(one.outcome is outcome for one in stored)


def counts_of(crawl: Crawl) -> dict[str, int]:
    names = ("pages", "taken", "created", "updated", "unchanged", "without_text", "failed")
    return {name: getattr(crawl, name) for name in names}
