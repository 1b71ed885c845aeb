"""The job that follows the reading of an import."""

from datetime import UTC, datetime

import pytest

from emosense.jobs import services as jobs
from emosense.jobs.models import Job
from reviews import selectors, services, tasks
from reviews.models import Reading, ReviewImport, UnreadReview
from reviews.selectors import reading_progress
from reviews.tasks import reading_jobs
from reviews.tasks.readers import ReaderNotAvailable
from reviews.tests.factories import OutsideReviewFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def review_import(movie, person):
    """An import of five reviews that wait."""
    made = ReviewImport.objects.create(file_name="reviews.csv", size=1, created_by=person, created_at=NOW)
    reviews = [OutsideReviewFactory(movie=movie, imported_by=made) for _ in range(5)]
    services.wait_for_reading(reviews=reviews, at=NOW, priority=UnreadReview.Priority.BULK)
    return made


def run(job):
    tasks.read_reviews(job_id=str(job.pk))
    job.refresh_from_db()
    return job


def test_the_job_reads_all_of_the_import_and_shows_how_far_it_is(review_import, stub_readers, movie):
    job = run(services.follow_reading(at=NOW, review_import=review_import))

    assert (job.state, job.done, job.total, job.unit) == ("succeeded", 5, 5, "reviews")
    assert Reading.objects.count() == 10
    assert selectors.score_of(movie)["n"] == 5


def test_progress_counts_reviews_that_no_model_misses(review_import, stub_readers):
    UnreadReview.objects.filter(model="gru").delete()
    UnreadReview.objects.filter(model="lstm")[:1].get().delete()

    assert reading_progress(import_id=review_import.pk) == {"total": 5, "waiting": 4}


def test_one_import_has_one_job(review_import):
    first = services.follow_reading(at=NOW, review_import=review_import)

    assert services.follow_reading(at=NOW, review_import=review_import) == first


def test_the_job_run_twice_reads_once(review_import, stub_readers):
    job = services.follow_reading(at=NOW, review_import=review_import)

    run(job)
    run(job)

    assert Reading.objects.count() == 10
    assert job.done == 5


def test_a_cancelled_job_leaves_its_reviews_in_the_queue(review_import, stub_readers, person, monkeypatch):
    monkeypatch.setattr(reading_jobs, "read_batch", lambda now: cancelled_meanwhile(person))
    job = services.follow_reading(at=NOW, review_import=review_import)

    job = run(job)

    assert job.state == "cancelled"
    assert UnreadReview.objects.count() == 10


def cancelled_meanwhile(person):
    jobs.cancel(job=Job.objects.get(), by=person, at=NOW)
    return tasks.batches.Batch(claimed=1)


def test_without_the_model_the_job_says_so_and_the_reviews_wait(review_import, monkeypatch):
    def nothing(model):
        raise ReaderNotAvailable("The trained model lstm is not available: nothing was published or shipped.")

    monkeypatch.setattr("reviews.tasks.readers.reader_of", nothing)

    job = run(services.follow_reading(at=NOW, review_import=review_import))

    assert job.state == "failed"
    assert "not available" in job.error
    assert "read as soon as it is back" in job.error
    assert UnreadReview.objects.count() == 10


def test_a_job_of_everything_counts_what_waited_when_it_began(review_import, movie, stub_readers):
    services.wait_for_reading(reviews=[OutsideReviewFactory(movie=movie)], at=NOW)

    job = run(services.follow_reading(at=NOW))

    assert (job.state, job.done, job.total) == ("succeeded", 6, 6)


def test_an_import_without_reviews_is_done_at_once(person, stub_readers):
    empty = ReviewImport.objects.create(file_name="empty.csv", size=1, created_by=person, created_at=NOW)

    job = run(services.follow_reading(at=NOW, review_import=empty))

    assert (job.state, job.total) == ("succeeded", 0)
