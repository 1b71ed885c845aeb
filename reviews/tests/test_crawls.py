"""Crawls as jobs: who may, what is kept, what the source remembers; the site is a real server on this machine."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from reviews import tasks
from reviews.models import Crawl, Reading, Review, Source, UnreadReview
from reviews.scraping.orders import PageRead
from reviews.services import crawl_run, crawl_sources, crawls
from reviews.services.crawl_process import tidy
from reviews.services.crawl_sources import CrawlingForbidden
from reviews.tests import pages_of_reviews, review_site
from reviews.tests.crawl_rows import NOW, crawlable, known_movie
from reviews.tests.pages_of_reviews import as_read, changed, facts
from reviews.tests.review_site import PAGE, QUERY_HASH, ReviewSite

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site_settings(settings):
    settings.CRAWL_QUERY_HASH, settings.CRAWL_CACHE_SECONDS = QUERY_HASH, 0


def crawled(source, by, *, limit=500, movie=None):
    """A crawl as a worker runs it: the crawl and its job afterwards."""
    crawl = crawls.start_crawl(movie=movie or known_movie(), source=source, limit=limit, by=by, at=timezone.now())
    tasks.scrape_reviews(job_id=str(crawl.job_id))
    crawl.refresh_from_db()
    return crawl, Job.objects.get(pk=crawl.job_id)


def read_all():
    while UnreadReview.objects.exists():
        tasks.read_unread()


# --- who may, and when -------------------------------------------------------------------------------------------
def test_a_crawl_needs_the_permission(person, analyst, moderator, admin_person):
    source, movie = crawlable("http://127.0.0.1:1"), known_movie()
    order = {"movie": movie, "source": source, "limit": 500, "at": NOW}

    for somebody in (person, analyst, moderator):
        with pytest.raises(crawls.CrawlNotAllowed):
            crawls.start_crawl(by=somebody, **order)

    assert crawls.start_crawl(by=admin_person, **order).job.kind == "scrape_reviews"


def test_the_built_in_source_is_off_and_says_how_to_change_that(admin_person):
    source = crawl_sources.crawl_source()

    with pytest.raises(CrawlingForbidden, match="is off"):
        crawls.start_crawl(movie=known_movie(), source=source, limit=500, by=admin_person, at=NOW)

    assert (source.is_on, source.base_url) == (False, "https://www.imdb.com")
    assert not Job.objects.exists()


@pytest.mark.parametrize("missing", ["base_url", "contact", "permission_basis", "permission_at"])
def test_the_database_lets_nobody_switch_on_a_crawl_without_its_permission(missing):
    with pytest.raises(IntegrityError), transaction.atomic():
        crawlable(**{"base_url": "http://127.0.0.1:1", missing: None if missing == "permission_at" else ""})


def test_a_movie_without_an_imdb_id_cannot_be_crawled(admin_person):
    movie = known_movie()
    movie.imdb_id = None

    with pytest.raises(crawls.MovieWithoutId):
        crawls.start_crawl(movie=movie, source=crawlable("http://127.0.0.1:1"), limit=5, by=admin_person, at=NOW)


def test_a_second_start_is_the_same_crawl(admin_person):
    order = {"movie": known_movie(), "source": crawlable("http://127.0.0.1:1"), "limit": 500, "by": admin_person}

    first = crawls.start_crawl(at=NOW, **order)
    second = crawls.start_crawl(at=NOW, **order)

    assert (first.pk, first.job_id) == (second.pk, second.job_id)
    assert (Crawl.objects.count(), Job.objects.count()) == (1, 1)


def test_a_stopped_crawl_goes_on_from_its_cursor_and_an_old_one_begins_anew(admin_person):
    source, movie = crawlable("http://127.0.0.1:1"), known_movie()
    stopped = Crawl.objects.create(
        source=source, movie=movie, limit=500, taken=50, cursor={"cursor": "c50"}, state="failed", created_at=NOW
    )
    order = {"movie": movie, "source": source, "limit": 500, "by": admin_person}

    again = crawls.start_crawl(at=NOW + timedelta(days=1), **order)
    assert (again.pk, again.cursor, again.state) == (stopped.pk, {"cursor": "c50"}, "waiting")

    Crawl.objects.update(state="failed", job=None)
    anew = crawls.start_crawl(at=NOW + timedelta(days=8), **order)
    assert (anew.pk != stopped.pk, anew.cursor) == (True, {})


# --- what is kept ------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_every_review_comes_in_once_and_is_read(admin_person, stub_readers):
    some = facts(60)
    twice = [*some, *some[:10]]
    with ReviewSite(twice).open() as site:
        crawl, job = crawled(crawlable(site.base_url), admin_person)
    read_all()

    assert (crawl.state, crawl.taken, crawl.created, crawl.unchanged) == ("finished", 70, 60, 10)
    assert (job.state, job.done, job.result["created"]) == (JobState.SUCCEEDED, 70, 60)
    assert set(Review.objects.values_list("external_id", flat=True)) == {fact.id for fact in some}
    assert Reading.objects.filter(model="lstm").count() == 60
    kept = Review.objects.get(external_id=some[6].id)
    assert (kept.stars, kept.title, kept.text) == (None, some[6].title, some[6].text)
    assert (kept.outside_author, kept.helpful_count) == (some[6].author, some[6].helpful)
    assert kept.not_helpful_elsewhere == some[6].not_helpful > 0
    assert kept.written_at.date() == some[6].day
    source = Source.objects.get()
    assert (source.failures, source.last_error, source.last_success_at is not None) == (0, "", True)


@pytest.mark.slow
def test_a_changed_review_is_updated_and_read_again(admin_person, stub_readers):
    some, movie = facts(10), known_movie()
    with ReviewSite(some).open() as site:
        source = crawlable(site.base_url)
        crawled(source, admin_person, movie=movie)
        read_all()
        site.facts = [changed(some[0], text="I changed my mind."), *some[1:]]
        again, _ = crawled(source, admin_person, movie=movie)

    assert (again.created, again.updated, again.unchanged) == (0, 1, 9)
    assert Review.objects.count() == 10
    waiting = UnreadReview.objects.values_list("review__external_id", flat=True).distinct()
    assert list(waiting) == [some[0].id]


@pytest.mark.slow
def test_spoilers_whose_text_the_page_hides_are_counted_and_not_kept(admin_person):
    some = facts(10)
    with ReviewSite(some, form="html").open() as site:
        crawl, _ = crawled(crawlable(site.base_url), admin_person)

    assert (crawl.state, crawl.created, crawl.without_text) == ("finished", 8, 2)


@pytest.mark.slow
def test_the_limit_is_kept(admin_person):
    with ReviewSite(facts(200)).open() as site:
        crawl, job = crawled(crawlable(site.base_url), admin_person, limit=30)

    assert (crawl.state, crawl.taken, Review.objects.count(), job.done) == ("finished", 30, 30, 30)
    assert site.pages_asked == 2


# --- refusals and failures ---------------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_challenge_keeps_what_came_rests_for_hours_and_goes_on_later(admin_person):
    movie, some = known_movie(), facts(60)
    with ReviewSite(some, instead={2: review_site.CHALLENGE}).open() as site:
        source = crawlable(site.base_url)
        crawl, job = crawled(source, admin_person, movie=movie)
        asked = site.pages_asked
        source.refresh_from_db()
        rest = source.resting_until - source.last_failure_at

        with pytest.raises(CrawlingForbidden, match="left alone until"):
            crawls.start_crawl(movie=movie, source=source, limit=500, by=admin_person, at=timezone.now())
        Source.objects.update(resting_until=timezone.now())
        source.refresh_from_db()
        later, _ = crawled(source, admin_person, movie=movie)

    assert (crawl.state, crawl.created, asked) == ("refused", PAGE, 2)
    assert (job.state, "challenge" in job.error, "stays" in job.error) == (JobState.FAILED, True, True)
    assert (rest, source.failures) == (timedelta(hours=6), 1)
    assert (later.pk, later.state, later.taken, Review.objects.count()) == (crawl.pk, "finished", 60, 60)
    assert site.pages_asked == 4  # the first page was not asked again


def test_rests_grow_with_refusals_and_with_what_the_site_asks_for():
    source = crawlable("http://127.0.0.1:1")

    rests = []
    for retry_after in (None, None, None, None, 5 * 86_400):
        crawl_sources.note_refusal(source=source, reason="403", retry_after=retry_after, at=NOW)
        rests.append((source.resting_until - NOW) / timedelta(hours=1))
    crawl_sources.note_success(source=source, at=NOW)

    assert rests == [6, 12, 24, 48, 120]
    assert (source.failures, source.resting_until) == (0, None)


def test_the_third_failure_in_a_row_breaks_the_circuit():
    source = crawlable("http://127.0.0.1:1")

    rests = []
    for _ in range(5):
        crawl_sources.note_failure(source=source, reason="HTTP 500", at=NOW)
        rests.append(source.resting_until and (source.resting_until - NOW) / timedelta(hours=1))

    assert rests == [None, None, 1, 2, 4]


@pytest.mark.slow
def test_an_unknown_form_fails_with_the_pages_title(admin_person):
    with ReviewSite(facts(60), instead={2: review_site.ANOTHER_PAGE}).open() as site:
        crawl, job = crawled(crawlable(site.base_url), admin_person)

    assert (crawl.state, crawl.created, job.state) == ("failed", PAGE, JobState.FAILED)
    assert "“A new design”" in job.error


@pytest.mark.slow
def test_of_a_page_that_stays_half_the_cursor_stays_before_it(admin_person):
    movie = known_movie()
    with ReviewSite(facts(50), form="older", instead=dict.fromkeys((2, 3, 4), review_site.half)).open() as site:
        source = crawlable(site.base_url)
        crawl, _ = crawled(source, admin_person, movie=movie)
        assert (crawl.state, crawl.taken, crawl.cursor) == ("failed", PAGE, {"pagination_key": "k25"})
        assert PAGE < Review.objects.count() < 50

        again, _ = crawled(source, admin_person, movie=movie)

    assert (again.pk, again.state, again.taken, Review.objects.count()) == (crawl.pk, "finished", 50, 50)


@pytest.mark.slow
def test_a_list_that_ends_too_early_is_said(admin_person):
    short = lambda answer: review_site.Answer(pages_of_reviews.html_page(facts(25), total=2_984))  # noqa: E731  (one line says it)
    with ReviewSite(facts(25), form="html", instead={1: short}).open() as site:
        crawl, _ = crawled(crawlable(site.base_url), admin_person, limit=3_000)

    assert (crawl.state, crawl.taken) == ("finished", 25)
    assert crawl.error == "The site tells of 2,984 reviews; its list ended after 25."


@pytest.mark.slow
def test_a_source_that_is_switched_off_is_asked_no_further(admin_person):
    with ReviewSite(facts(200)).open() as site:
        crawl = crawls.start_crawl(
            movie=known_movie(), source=crawlable(site.base_url), limit=200, by=admin_person, at=timezone.now()
        )
        progress = SwitchesOff(crawl.source)
        crawl_run.run(crawl=crawl, progress=progress, now=timezone.now)

    crawl.refresh_from_db()
    assert (crawl.state, crawl.taken, site.pages_asked) == ("refused", 25, 1)
    assert "is off" in crawl.error
    assert Source.objects.get().resting_until is None


class SwitchesOff:
    """An administrator who switches the source off as soon as a page has come."""

    def __init__(self, source):
        self.source = source

    def advance(self, *, done=0, **_):
        if done:
            Source.objects.filter(pk=self.source.pk).update(is_on=False)


def test_what_no_page_should_hold_breaks_no_crawl(admin_person):
    crawl = crawls.start_crawl(
        movie=known_movie(), source=crawlable("http://127.0.0.1:1"), limit=50, by=admin_person, at=NOW
    )
    (fact,) = facts(1)
    row = {**as_read(fact, "plain"), "id": "rw" + "9" * 400, "date": "0001-01-01"}
    late = {**as_read(fact, "plain"), "id": "rw2", "date": "9999-12-31"}
    page = PageRead(reviews=[row, late], next={"cursor": "a\0b"}, is_whole=True, total=10**15, problems=[])

    crawl_run.take_in_page(crawl=crawl, page=page, progress=SwitchesOff(crawl.source), at=NOW)

    crawl.refresh_from_db()
    assert (crawl.taken, crawl.cursor, crawl.total) == (2, {"cursor": "ab"}, 2_000_000_000)
    assert list(Review.objects.values_list("written_at", flat=True)) == [NOW, NOW]


def test_a_cancelled_crawl_is_marked_and_asks_nothing(admin_person):
    crawl = crawls.start_crawl(
        movie=known_movie(), source=crawlable("http://127.0.0.1:1"), limit=5, by=admin_person, at=NOW
    )
    jobs.cancel(job=crawl.job, by=admin_person, at=timezone.now())

    tasks.scrape_reviews(job_id=str(crawl.job_id))

    crawl.refresh_from_db()
    assert (crawl.state, crawl.pages) == ("cancelled", 0)


def test_two_crawls_of_a_source_wait_for_each_other(admin_person, monkeypatch):
    source = crawlable("http://127.0.0.1:1")
    crawl = crawls.start_crawl(movie=known_movie(), source=source, limit=500, by=admin_person, at=timezone.now())
    monkeypatch.setattr(crawl_run, "turn", taken)

    tasks.scrape_reviews(job_id=str(crawl.job_id))

    job = Job.objects.get()
    assert (job.state, job.attempts, job.not_before > timezone.now()) == (JobState.QUEUED, 0, True)


def taken(source):
    return nullcontext(False)


def test_old_pages_leave_the_cache(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    kept = tmp_path / "crawl-cache" / "reviews" / "ab" / "abcdef"
    kept.mkdir(parents=True)
    (kept / "meta").write_text("x")

    assert tidy(now=timezone.now()) == 0
    assert tidy(now=timezone.now() + timedelta(days=2)) == 1
    assert not kept.exists()
