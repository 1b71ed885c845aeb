"""Starting crawls: as a job from a page, or in the foreground from a command."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from reviews.models import Crawl, Movie, Source
from reviews.services.crawl_sources import check_may_crawl

KIND = "scrape_reviews"
DEFAULT_LIMIT, MAX_LIMIT = 500, 10_000
CURSOR_KEPT = timedelta(days=7)  # an older one would go on in a list that is another by now


class CrawlNotAllowed(Exception):
    """Crawls need the permission scrape_reviews."""


class MovieWithoutId(Exception):
    """The site knows movies by their IMDb id, and this one has none."""


class CrawlRunning(Exception):
    """A worker has this movie's crawl already."""


def may_crawl(*, by: User) -> bool:
    return by.has_perm("reviews.scrape_reviews")


@transaction.atomic
def start_crawl(*, movie: Movie, source: Source, limit: int, by: User, at: datetime) -> Crawl:
    """Queues a crawl of the movie; one that is under way is returned, one that was stopped goes on from its cursor.

    Raises CrawlNotAllowed, MovieWithoutId, CrawlingForbidden.
    """
    if not may_crawl(by=by):
        raise CrawlNotAllowed
    crawl = _open(movie, source, limit, by, at)
    if crawl.job is not None and not crawl.job.is_finished:
        return crawl
    crawl.job = _enqueue(crawl, by, at)
    crawl.save(update_fields=["job"])
    return crawl


@transaction.atomic
def open_crawl(*, movie: Movie, source: Source, limit: int, at: datetime) -> Crawl:
    """The crawl that a command is to run itself. Raises CrawlRunning, MovieWithoutId, CrawlingForbidden."""
    crawl = _open(movie, source, limit, None, at)
    if crawl.job is not None and not crawl.job.is_finished:
        raise CrawlRunning
    return crawl


def _open(movie: Movie, source: Source, limit: int, by: User | None, at: datetime) -> Crawl:
    if not movie.imdb_id:
        raise MovieWithoutId
    source = Source.objects.select_for_update().get(pk=source.pk)  # two starts at once are one
    crawls = Crawl.objects.filter(source=source, movie=movie).select_related("job")
    latest = crawls.order_by("-created_at", "-pk").first()
    if latest is not None and latest.state in Crawl.OPEN and latest.job is not None and not latest.job.is_finished:
        return latest
    check_may_crawl(source=source, at=at)
    if latest is not None and _can_go_on(latest, limit, at):
        return _reopened(latest, limit)
    crawls.filter(state__in=Crawl.OPEN).update(state=Crawl.State.FAILED, finished_at=at, error="Its worker was lost.")
    return Crawl.objects.create(source=source, movie=movie, limit=limit, created_by=by, created_at=at)


def _can_go_on(crawl: Crawl, limit: int, at: datetime) -> bool:
    is_recent = (crawl.finished_at or crawl.created_at) > at - CURSOR_KEPT
    return crawl.state != Crawl.State.FINISHED and bool(crawl.cursor) and is_recent and crawl.taken < limit


def _reopened(crawl: Crawl, limit: int) -> Crawl:
    crawl.state, crawl.limit, crawl.error, crawl.finished_at = Crawl.State.WAITING, limit, "", None
    crawl.save(update_fields=["state", "limit", "error", "finished_at"])
    return crawl


def _enqueue(crawl: Crawl, by: User, at: datetime) -> Job:
    return jobs.enqueue(
        kind=KIND,
        title=f"Reviews of {crawl.movie} from {crawl.source}",
        payload={"crawl_id": crawl.pk},
        by=by,
        total=crawl.limit - crawl.taken,
        unit="reviews",
        result_path=reverse("reviews:crawl", args=[crawl.movie.slug]),
        at=at,
    )


def note_stopped(*, job_id: str, at: datetime) -> None:
    """Marks the crawl of a job that ended without ending it: cancelled, out of time, or out of attempts."""
    stopped = Crawl.objects.filter(job_id=job_id, state__in=Crawl.OPEN)
    stopped.filter(job__state=JobState.CANCELLED).update(state=Crawl.State.CANCELLED, finished_at=at)
    if (job := Job.objects.filter(pk=job_id, state=JobState.FAILED).first()) is not None:
        stopped.update(state=Crawl.State.FAILED, finished_at=at, error=job.error)
