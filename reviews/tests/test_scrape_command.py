"""`./dev manage scrape_reviews` as an operator runs it, killed three times on the way, on a real site and database."""

import os
import subprocess
import sys
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from emosense.jobs.tests.processes import test_database_url as database_url
from emosense.jobs.tests.processes import wait_for
from reviews import tasks
from reviews.models import Crawl, Reading, Review, Source, UnreadReview
from reviews.tests.crawl_rows import crawlable, known_movie
from reviews.tests.pages_of_reviews import facts
from reviews.tests.review_site import CHALLENGE, QUERY_HASH, ReviewSite

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FIELDS = ("external_id", "outside_author", "title", "text", "stars", "written_at", "has_spoiler", "helpful_count")


def command(*arguments):
    return [sys.executable, "manage.py", "scrape_reviews", *arguments]


def environment():
    return {**os.environ, "DATABASE_URL": database_url(), "CRAWL_QUERY_HASH": QUERY_HASH, "CRAWL_CACHE_SECONDS": "0"}


def scrape(*arguments):
    return subprocess.run(
        command(*arguments), env=environment(), capture_output=True, text=True, check=False, timeout=300
    )


def kept():
    return list(Review.objects.order_by("external_id").values_list(*FIELDS))


def killed_after(site, *, pages):
    """Starts the command and kills it with -9 once the site has been asked for so many pages more."""
    until = site.pages_asked + pages
    process = subprocess.Popen(command("tt0000001"), env=environment(), stderr=subprocess.DEVNULL)
    wait_for(lambda: site.pages_asked >= until, limit=120)
    process.kill()
    process.wait()
    time.sleep(1)  # the crawl's own process dies with it
    asked = site.pages_asked
    time.sleep(1)
    assert site.pages_asked == asked


def test_a_crawl_of_500_killed_three_times_and_resumed_gives_exactly_the_same_rows(stub_readers):
    some = facts(500)
    with ReviewSite(some).open() as site:
        crawlable(site.base_url)
        known_movie()
        assert scrape("tt0000001").returncode == 0
        at_once, asked_at_once = kept(), site.pages_asked
        with transaction.atomic():
            Review.objects.all().delete()
            Crawl.objects.all().delete()

        site.pages_asked, site.pause = 0, 0.4
        for _ in range(3):
            killed_after(site, pages=4)
        site.pause = 0.0
        assert 0 < Review.objects.count() < 500
        done = scrape("tt0000001")

    assert done.returncode == 0, done.stderr
    crawl = Crawl.objects.get()
    assert (crawl.state, crawl.taken, Review.objects.count()) == ("finished", 500, 500)
    assert kept() == at_once
    assert asked_at_once == 20
    assert site.pages_asked <= 20 + 3  # for each kill the page that was on its way is asked again, no more
    while UnreadReview.objects.exists():
        tasks.read_unread()
    assert Reading.objects.filter(model="lstm").count() == 500


def called(*arguments):
    """Exit code and words of the command in this process."""
    words = StringIO()
    try:
        call_command("scrape_reviews", *arguments, stderr=words)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as ended:
        return ended.code, words.getvalue()
    return 0, words.getvalue()


def test_codes_and_words_say_how_it_went(settings):
    settings.CRAWL_QUERY_HASH, settings.CRAWL_CACHE_SECONDS = QUERY_HASH, 0
    movie, some = known_movie(), facts(60)
    with ReviewSite(some, instead={2: CHALLENGE}).open() as site:
        source = crawlable(site.base_url)
        refused, words = called("tt0000001")
        again, why = called("tt0000001")
        Source.objects.filter(pk=source.pk).update(resting_until=None, is_on=False)
        off, how = called("tt0000001")

    assert (refused, "challenge" in words, "25 new" in words, Review.objects.count()) == (5, True, True, 25)
    assert (again, "left alone until" in why, site.pages_asked) == (2, True, 2)
    assert (off, "is off" in how) == (2, True)
    assert movie.crawls.get().state == "refused"


@pytest.mark.parametrize(
    "wrong", [("tt9999999",), ("hello",), ("tt0000001", "--limit", "0"), ("tt0000001", "--source", "none")]
)
def test_wrong_use_ends_with_2(wrong):
    known_movie()

    assert called(*wrong)[0] == 2
