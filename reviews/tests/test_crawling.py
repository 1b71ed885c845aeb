"""The crawl against a real server on this machine: every form and its next pages, manners, and every refusal."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from reviews.scraping.orders import GO_ON, CrawlEnded, CrawlOrder, PageRead, from_line
from reviews.tests import review_site as site_of
from reviews.tests.pages_of_reviews import as_read, facts
from reviews.tests.review_site import PAGE, QUERY_HASH, ReviewSite

AGENT = "EmoSenseAnalytics/0.1 (+mailto:reviews@example.org)"
pytestmark = pytest.mark.slow  # each crawl is a process of its own


def crawl(site, **more):
    """The pages' reviews and the end of a crawl of an open site."""
    order = {
        "imdb_id": "tt0000001",
        "limit": 1_000,
        "pause": 0.0,
        "query_hash": QUERY_HASH,
        "user_agent": AGENT,
        **more,
    }
    order = CrawlOrder(base_url=site.base_url, query_url=f"{site.base_url}/graphql", **order)
    done = subprocess.run(
        [sys.executable, "-m", "reviews.scraping.crawling"],
        input=order.as_json() + "\n" + GO_ON * 100,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    messages = [from_line(line) for line in done.stdout.splitlines()]
    assert isinstance(messages[-1], CrawlEnded), done.stderr
    pages = [message for message in messages if isinstance(message, PageRead)]
    return pages, messages[-1]


def rows(pages):
    return [row for page in pages for row in page.reviews]


@pytest.mark.parametrize("form", ["plain", "query", "older", "html"])
def test_every_form_is_followed_to_its_end(form):
    some = facts(60)
    read_as = {"plain": ["plain", "query", "query"], "query": ["query"] * 3}.get(form, [form] * 3)
    with ReviewSite(some, form=form).open() as site:
        pages, end = crawl(site)

    assert (end.outcome, end.reason) == ("finished", "")
    assert rows(pages) == [as_read(fact, read_as[place // PAGE]) for place, fact in enumerate(some)]
    assert site.pages_asked == (1 if form == "html" else 3)


def test_it_says_who_it_is_asks_robots_first_and_stops_at_the_limit():
    with ReviewSite(facts(200)).open() as site:
        pages, end = crawl(site, limit=40)

    assert (len(rows(pages)), end.outcome) == (40, "finished")
    assert [path.partition("?")[0] for path, _ in site.requests] == [
        *("/robots.txt", "/title/tt0000001/reviews/", "/graphql")
    ]
    assert {headers["User-Agent"] for _, headers in site.requests} == {AGENT}
    assert not any("Cookie" in headers for _, headers in site.requests)


def test_it_goes_on_from_where_it_is_told():
    some = facts(75)
    with ReviewSite(some).open() as site:
        pages, _ = crawl(site, start={"cursor": "c50"})

    assert [row["id"] for row in rows(pages)] == [fact.id for fact in some[50:]]
    assert site.pages_asked == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (site_of.CHALLENGE, "challenge"),
        (site_of.FORBIDDEN, "403"),
        (site_of.TOO_MANY, "429"),
        (site_of.TO_SIGN_IN, "sign in"),
        (site_of.SIGN_IN, "sign in"),
        (site_of.ELSEWHERE, "elsewhere"),
    ],
    ids=["challenge", "403", "429", "redirect to sign-in", "sign-in page", "redirect elsewhere"],
)
def test_a_refusal_stops_the_crawl_within_that_request(answer, words):
    with ReviewSite(facts(100), instead={2: answer}).open() as site:
        pages, end = crawl(site)

    assert (end.outcome, len(rows(pages)), site.pages_asked) == ("refused", PAGE, 2)
    assert words in end.reason
    assert end.retry_after == (86_400 if answer is site_of.TOO_MANY else None)


def test_a_refusal_may_ask_for_time_by_a_date():
    until = format_datetime(datetime.now(UTC) + timedelta(hours=3), usegmt=True)
    with ReviewSite(facts(100), instead={2: site_of.Answer("Slow down", 429, {"Retry-After": until})}).open() as site:
        _, end = crawl(site)

    assert 10_000 < end.retry_after <= 10_800


def test_a_challenge_in_place_of_robots_txt_stops_before_any_page():
    with ReviewSite(facts(10), robots=site_of.CHALLENGE).open() as site:
        pages, end = crawl(site)

    assert (end.outcome, pages, site.pages_asked) == ("refused", [], 0)


@pytest.mark.parametrize(
    ("robots", "outcome"), [(site_of.FORBIDS, "refused"), (site_of.Answer("Oh", 503), "failed")], ids=["forbids", "503"]
)
def test_without_robots_txts_consent_no_page_is_asked(robots, outcome):
    with ReviewSite(facts(10), robots=robots).open() as site:
        pages, end = crawl(site)

    assert (end.outcome, pages, site.pages_asked) == (outcome, [], 0)
    assert "robots.txt" in end.reason


@pytest.mark.parametrize("spoil", [site_of.half, site_of.broken_off])
@pytest.mark.parametrize("form", ["plain", "older"])
def test_a_half_page_is_asked_again_and_is_whole_then(spoil, form):
    some = facts(50)
    with ReviewSite(some, form=form, instead={2: spoil}).open() as site:
        pages, end = crawl(site)

    assert (end.outcome, [row["id"] for row in rows(pages)]) == ("finished", [fact.id for fact in some])
    assert site.pages_asked == 3


def test_a_page_that_stays_half_ends_the_crawl_with_what_could_be_read():
    with ReviewSite(facts(50), form="older", instead=dict.fromkeys((2, 3, 4), site_of.half)).open() as site:
        pages, end = crawl(site)

    assert (end.outcome, site.pages_asked) == ("failed", 4)
    assert [page.is_whole for page in pages] == [True, False]
    assert PAGE < len(rows(pages)) < 2 * PAGE


def test_a_form_that_nobody_knows_ends_the_crawl_with_the_pages_title():
    with ReviewSite(facts(50), instead={1: site_of.ANOTHER_PAGE}).open() as site:
        pages, end = crawl(site)

    assert (end.outcome, pages) == ("failed", [])
    assert "“A new design”" in end.reason


@pytest.mark.parametrize(("query_hash", "words"), [("", "CRAWL_QUERY_HASH"), ("f" * 64, "PersistedQueryNotFound")])
def test_without_the_sites_query_the_first_page_is_kept_and_the_reason_said(query_hash, words):
    with ReviewSite(facts(50)).open() as site:
        pages, end = crawl(site, query_hash=query_hash)

    assert len(rows(pages)) == PAGE
    assert words in end.reason


def test_what_was_fetched_within_the_hour_is_not_fetched_again(tmp_path):
    with ReviewSite(facts(60), form="older", instead={3: site_of.FORBIDDEN}).open() as site:
        kept = {"cache_folder": str(tmp_path), "cache_seconds": 3_600}
        first, refused = crawl(site, **kept)
        again, end = crawl(site, **kept)

    assert (refused.outcome, end.outcome) == ("refused", "finished")
    assert rows(again)[: 2 * PAGE] == rows(first)
    assert (len(rows(again)), site.pages_asked) == (60, 4)


def test_a_site_that_is_not_there_is_said():
    with ReviewSite(facts(1)).open() as site:
        pass
    pages, end = crawl(site)

    assert (end.outcome, pages) == ("failed", [])
    assert "reached" in end.reason
