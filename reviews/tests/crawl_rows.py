"""Rows that a crawl needs, for tests: a source that may be crawled, and a movie that the site knows."""

from datetime import UTC, datetime

from reviews.models import Source
from reviews.tests.factories import MovieFactory

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def crawlable(base_url, **fields):
    """A source of kind crawl that is on, with its permission, and asks without pauses."""
    return Source.objects.create(
        **{
            "slug": "imdb-web",
            "name": "IMDb (web pages)",
            "kind": Source.Kind.CRAWL,
            "is_on": True,
            "base_url": base_url,
            "query_url": f"{base_url}/graphql",
            "contact": "mailto:reviews@example.org",
            "pause_seconds": 0,
            "permission_basis": "Letter of 3 November 2026, signed by the site.",
            "permission_at": NOW,
            **fields,
        }
    )


def known_movie():
    return MovieFactory(title="The Quiet Hour", slug="the-quiet-hour-1999", imdb_id="tt0000001")
