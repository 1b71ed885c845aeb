"""A crawl from the button on a movie's page, on the running product: fetched, kept, and every review read."""

import pytest
from django.utils import timezone

from accounts.roles import Role
from reviews.models import Crawl, Reading, Review, Source
from reviews.tests.browsing import visiting
from reviews.tests.factories import MovieFactory
from reviews.tests.pages_of_reviews import facts
from reviews.tests.profiles import profile_with_role
from reviews.tests.review_site import CHALLENGE, ReviewSite

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
PATIENCE = 300_000  # milliseconds, on a machine that does much else


@pytest.fixture(scope="module")
def crawler(live_stack, chromium):
    """A browser profile of somebody with the permission."""
    return profile_with_role(live_stack, chromium, email="crawler@example.org", name="Carl Crawler", role=Role.ADMIN)


def permitted(site, slug):
    """The older form goes on without the site's query, whose hash the running processes do not have."""
    return Source.objects.create(
        slug=slug,
        name=f"Site {slug}",
        kind=Source.Kind.CRAWL,
        is_on=True,
        base_url=site.base_url,
        contact="mailto:reviews@example.org",
        pause_seconds=0,
        permission_basis="Our own site.",
        permission_at=timezone.now(),
    )


def start(visitor, movie, source, *, limit):
    visitor.open(movie.get_absolute_url())
    visitor.page.click("text=Fetch reviews")
    visitor.page.locator("[name=source]").select_option(str(source.pk))
    visitor.page.fill("[name=limit]", str(limit))
    with visitor.page.expect_navigation():
        visitor.page.click("main form.es-form button[type=submit]")
    visitor.page.wait_for_selector("#crawl:not([data-live])", timeout=PATIENCE, state="attached")


def test_500_reviews_are_fetched_and_every_one_is_read(live_stack, chromium, crawler):
    some = facts(500, first=5_000_001)
    with ReviewSite(some, form="older").open() as site, live_stack.database():
        movie = MovieFactory(title="Crawled Street", slug="crawled-street-1999", imdb_id="tt5000001")
        source = permitted(site, "crawl-500")
        with visiting(chromium, live_stack.base_url, storage_state=crawler) as visitor:
            start(visitor, movie, source, limit=500)
            for _ in range(PATIENCE // 1_000):
                if Reading.objects.filter(review__movie=movie, model="lstm").count() == 500:
                    break
                visitor.page.wait_for_timeout(1_000)

        assert Review.objects.filter(movie=movie).count() == 500
        assert Reading.objects.filter(review__movie=movie, model="lstm").count() == 500
        assert Crawl.objects.get(movie=movie).state == "finished"


def test_a_challenge_stops_it_within_one_request_and_the_page_says_so(live_stack, chromium, crawler):
    with ReviewSite(facts(100), form="older", instead={1: CHALLENGE}).open() as site, live_stack.database():
        movie = MovieFactory(title="Walled Street", slug="walled-street-1999", imdb_id="tt5000002")
        source = permitted(site, "crawl-challenge")
        with visiting(chromium, live_stack.base_url, storage_state=crawler) as visitor:
            start(visitor, movie, source, limit=100)
            shown = visitor.page.locator("#crawl").inner_text()

        assert site.pages_asked == 1
        assert "challenge" in shown
        assert Crawl.objects.get(movie=movie).state == "refused"
