"""Sources as somebody sees them, for the tests of their pages, totals and visibility."""

from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser

from reviews import selectors, services
from reviews.models import Movie, Review
from reviews.selectors import SourceFilters

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOBODY = AnonymousUser()


def counted():
    """Every score and what lies under it, as the worker keeps it."""
    services.mark_scores_stale(reviews=Review.objects.all(), at=NOW)
    services.make_score_rows(movies=Movie.objects.all(), at=NOW)
    services.refresh_scores(now=NOW)


def facts_of(source, person=NOBODY, now=NOW):
    return selectors.source_seen(source=source, person=person, now=now)


def listed(person=NOBODY, **filters):
    return [
        facts.source.slug for facts in selectors.source_page(person=person, filters=SourceFilters(**filters), now=NOW)
    ]
