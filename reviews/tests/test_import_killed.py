"""An import whose worker is killed in mid-file ends with exactly the rows of an undisturbed one (real processes)."""

import pytest
from django.utils import timezone

from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from emosense.jobs.tests.processes import kill_group, running_worker, wait_and_sweep
from reviews.models import ImportFailure, Review, ReviewImport, UnreadReview
from reviews.services import import_run, imports, uploads
from reviews.tests.factories import MovieFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROWS = 12_000
PATIENCE = 60  # seconds


def worker():
    return running_worker("default", JOB_LEASE_SECONDS="3")


def until(condition):
    wait_and_sweep(condition, limit=PATIENCE)


def table():
    """Rows with ids, some of them twice, some with other words the second time, and one bad row in twenty."""
    yield "id,text,stars,when\n"
    for number in range(ROWS):
        key = number - 1_500 if number % 40 == 39 else number
        stars = "many" if number % 20 == 7 else number % 11
        yield f'r{key},"Film {number % 7_000}, told again and again",{stars},2020-01-{1 + number % 28:02d}\n'


def upload(by):
    chunks = [part.encode() for part in table()]
    return uploads.receive_upload(chunks=chunks, name="many.csv", limit=10**8, by=by, at=timezone.now())


def choices(movie, source_name):
    mapping = {"external_id": "id", "text": "text", "stars": "stars", "date": "when"}
    return imports.ImportChoices(mapping=mapping, team=None, movie=movie, star_scale="10", source_name=source_name)


def came_in(review_import):
    """What there is to compare, without ids and times of arrival."""
    reviews = Review.objects.filter(source=review_import.source).order_by("external_id")
    failures = ImportFailure.objects.filter(review_import=review_import)
    waiting = UnreadReview.objects.filter(review__source=review_import.source)
    return {
        "reviews": list(reviews.values_list("external_id", "text", "stars", "written_at", "visibility")),
        "failures": list(failures.values_list("row_number", "reason")),
        "counts": import_run.counts_of(review_import),
        "waiting": waiting.count(),
    }


def test_an_import_killed_twice_ends_with_the_rows_of_an_undisturbed_one(analyst):
    movie = MovieFactory()
    killed = upload(analyst)
    job = imports.start_import(review_import=killed, choices=choices(movie, "Killed"), by=analyst, at=timezone.now())
    for rows in (2_000, 6_000):
        with worker() as process:
            until(lambda rows=rows: Job.objects.get(pk=job.pk).cursor.get("rows", 0) >= rows)
            kill_group(process)
        assert Job.objects.get(pk=job.pk).cursor["rows"] < ROWS
    with worker():
        until(lambda: Job.objects.get(pk=job.pk).is_finished)
    killed.refresh_from_db()

    calm = upload(analyst)
    calm_job = imports.start_import(review_import=calm, choices=choices(movie, "Calm"), by=analyst, at=timezone.now())
    with jobs.lease(job_id=calm_job.pk, now=timezone.now()) as work:
        import_run.work_off(work=work, now=timezone.now)
    calm.refresh_from_db()

    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (JobState.PARTIAL, ROWS, ROWS // 20)
    assert came_in(killed) == came_in(calm)
    assert not list(uploads.uploads_dir().glob(f"*{killed.pk}*"))
    assert ReviewImport.objects.filter(state=ReviewImport.State.FINISHED).count() == 2
