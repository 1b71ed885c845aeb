"""A crawl by a real worker whose processes are killed three times ends with exactly the rows of an undisturbed one."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.utils import timezone

from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from emosense.jobs.tests.processes import test_database_url as database_url
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


@contextmanager
def worker():
    """A real worker of the queue "crawl", killed at the end whatever it does."""
    options = ["--queues", "crawl", "--concurrency", "1", "--hostname", f"crawl-{time.monotonic_ns()}@%h"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "emosense", "worker", *options, "--without-mingle"],
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "JOB_LEASE_SECONDS": "5",
            "CRAWL_QUERY_HASH": QUERY_HASH,
            "CRAWL_CACHE_SECONDS": "0",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill_all(process)


def kill_all(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_the_crawl(process):
    """kill -9 of the process that fetches pages, alone."""
    session = subprocess.run(["ps", "-s", str(process.pid), "-o", "pid=,args="], capture_output=True, text=True)
    crawling = [line.split()[0] for line in session.stdout.splitlines() if "reviews.scraping.crawling" in line]
    for pid in crawling:
        os.kill(int(pid), signal.SIGKILL)
    assert crawling


def until(condition):
    """Waits; the sweeper does meanwhile what the schedule does every few seconds."""
    end, swept = time.monotonic() + PATIENCE, 0.0
    while not condition():
        assert time.monotonic() < end, "This takes too long."
        if time.monotonic() - swept > 1:
            jobs.sweep(now=timezone.now())
            swept = time.monotonic()
        time.sleep(0.05)


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
            kill_all(process)
        with worker() as process:
            until(lambda: pages_kept() >= 12)
            kill_the_crawl(process)
            kill_all(process)
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
