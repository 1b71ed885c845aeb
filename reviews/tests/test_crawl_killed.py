"""A crawl by a real worker whose processes are killed three times ends with exactly the rows of an undisturbed one."""

import os
import signal
import subprocess
import time

import pytest
from django.utils import timezone

from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from emosense.jobs.tests.processes import kill_group, running_worker, wait_and_sweep
from reviews import tasks
from reviews.models import Crawl, Reading, Review, UnreadReview
from reviews.services import crawls
from reviews.tests.crawl_rows import crawlable, known_movie
from reviews.tests.pages_of_reviews import facts
from reviews.tests.review_site import QUERY_HASH, ReviewSite

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
REVIEWS = 500
PATIENCE = 180  # seconds
FIELDS = (
    *("external_id", "outside_author", "title", "text", "stars", "written_at", "has_spoiler", "helpful_count"),
    *("helpful_elsewhere", "not_helpful_elsewhere", "movie_id", "visibility"),
)


def worker():
    environment = {"JOB_LEASE_SECONDS": "5", "CRAWL_QUERY_HASH": QUERY_HASH, "CRAWL_CACHE_SECONDS": "0"}
    return running_worker("crawl", **environment)


def kill_the_crawl(process):
    """kill -9 of the process that fetches pages, alone."""
    session = subprocess.run(["ps", "-s", str(process.pid), "-o", "pid=,args="], capture_output=True, text=True)
    crawling = [line.split()[0] for line in session.stdout.splitlines() if "reviews.scraping.crawling" in line]
    for pid in crawling:
        os.kill(int(pid), signal.SIGKILL)
    assert crawling


def until(condition):
    wait_and_sweep(condition, limit=PATIENCE)


def started(source, movie, by):
    return crawls.start_crawl(movie=movie, source=source, limit=REVIEWS, by=by, at=timezone.now())


def pages_kept():
    return Crawl.objects.get().pages


def is_over():
    return Job.objects.get().is_finished


def kept():
    return list(Review.objects.order_by("external_id").values_list(*FIELDS))


def test_killed_three_times_it_ends_with_the_rows_of_an_undisturbed_one(admin_person, stub_readers):
    with ReviewSite(facts(REVIEWS)).open() as site:
        source, movie = crawlable(site.base_url), known_movie()
        started(source, movie, admin_person)
        with worker():
            until(is_over)
        undisturbed, counts = kept(), Crawl.objects.values_list("pages", "taken", "created").get()
        for model in (Review, Crawl, Job):
            model.objects.all().delete()

        site.pause = 0.3
        started(source, movie, admin_person)
        with worker() as process:
            until(lambda: pages_kept() >= 3)
            kill_the_crawl(process)
            until(lambda: pages_kept() >= 7)
            kill_group(process)
        with worker() as process:
            until(lambda: pages_kept() >= 12)
            kill_the_crawl(process)
            kill_group(process)
        assert pages_kept() < REVIEWS / 25
        with worker():
            until(is_over)

    job = Job.objects.get()
    assert (job.state, job.done) == (JobState.SUCCEEDED, REVIEWS)
    assert Crawl.objects.values_list("pages", "taken", "created").get() == counts == (20, REVIEWS, REVIEWS)
    assert kept() == undisturbed
    while UnreadReview.objects.exists():
        tasks.read_unread()
    assert Reading.objects.filter(model="lstm").count() == REVIEWS


def test_cancelled_in_the_middle_it_asks_no_more_and_goes_on_when_somebody_wants_it(admin_person):
    with ReviewSite(facts(200), pause=0.3).open() as site:
        source, movie = crawlable(site.base_url), known_movie()
        started(source, movie, admin_person)
        with worker():
            until(lambda: pages_kept() >= 2)
            jobs.cancel(job=Job.objects.get(), by=admin_person, at=timezone.now())
            until(is_over)
            until(lambda: Crawl.objects.get().state == Crawl.State.CANCELLED)
            asked = site.pages_asked
            time.sleep(1)
            assert (site.pages_asked, Job.objects.get().state) == (asked, JobState.CANCELLED)
            assert 0 < Review.objects.count() < 200

            again = started(source, movie, admin_person)
            until(lambda: Job.objects.get(pk=again.job_id).is_finished)

    assert (Review.objects.count(), Crawl.objects.get().state) == (200, Crawl.State.FINISHED)
    assert site.pages_asked <= 8 + 1
