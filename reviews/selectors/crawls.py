"""Crawls and their sources, as pages, API and the admin show them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from reviews.models import Crawl, Movie, Source


def sources_to_crawl() -> QuerySet[Source]:
    return Source.objects.filter(kind=Source.Kind.CRAWL)


def crawls_of(movie: Movie) -> QuerySet[Crawl]:
    """Newest first."""
    return Crawl.objects.filter(movie=movie).select_related("source", "movie", "job", "created_by")


def open_crawl_of(movie: Movie) -> Crawl | None:
    return crawls_of(movie).filter(state__in=Crawl.OPEN).first()


def standing_of(source: Source, *, now: datetime) -> str:
    """ "off", "resting", "failing" or "ready"."""
    if not source.is_on:
        return "off"
    if source.resting_until and source.resting_until > now:
        return "resting"
    return "failing" if source.failures else "ready"


def lag_of(source: Source, *, now: datetime) -> timedelta | None:
    """Since its last success; None when it had none."""
    return now - source.last_success_at if source.last_success_at else None
