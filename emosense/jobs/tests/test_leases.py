"""One worker at a time, for as long as it says so."""

import uuid
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from emosense.jobs import services
from emosense.jobs.models import Job, JobState
from emosense.jobs.services import leases
from emosense.jobs.tests.factories import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(noon):
    return JobFactory(created_at=noon)


@pytest.fixture
def lease(job, noon, clock):
    return services.lease(job_id=job.id, now=noon, clock=clock)


def seize(job, *, now):
    """What a sweeper and another worker do when the lease has ended."""
    services.sweep(now=now)
    return services.lease(job_id=job.id, now=now)


def test_work_that_ends_well_succeeds(job, lease, clock, noon):
    with lease as work:
        work.advance(done=3, total=3)
        work.result = {"created": 3}
        clock.now = noon + timedelta(seconds=7)

    job.refresh_from_db()
    assert (job.state, job.done, job.result) == (JobState.SUCCEEDED, 3, {"created": 3})
    assert job.finished_at == clock.now
    assert (job.lease_token, job.lease_until) == (None, None)


def test_rows_that_failed_make_it_partial(job, lease):
    with lease as work:
        work.advance(done=10, failed=2)

    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (JobState.PARTIAL, 10, 2)


def test_a_second_worker_gets_nothing(job, lease, noon):
    with lease, services.lease(job_id=job.id, now=noon) as second:
        assert second is None

    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED


@pytest.mark.parametrize("state", ["succeeded", "partial", "failed", "cancelled"])
def test_a_late_message_for_a_finished_job_does_nothing(state, noon):
    finished = JobFactory(state=state, created_at=noon, done=5)

    with services.lease(job_id=finished.id, now=noon) as work:
        assert work is None

    finished.refresh_from_db()
    assert (finished.state, finished.done) == (state, 5)


def test_a_message_for_a_job_that_is_gone_does_nothing(noon):
    with services.lease(job_id=uuid.uuid4(), now=noon) as work:
        assert work is None


def test_a_job_that_waits_after_a_failure_is_not_started_early(noon):
    waiting = JobFactory(created_at=noon, not_before=noon + timedelta(seconds=30))

    with services.lease(job_id=waiting.id, now=noon) as work:
        assert work is None


def test_advance_adds_up_and_keeps_what_was_not_given(job, lease):
    with lease as work:
        work.advance(step="Reading", total=10, cursor={"row": 0})
        work.advance(done=4, cursor={"row": 4})
        work.advance(done=3)
        job.refresh_from_db()

        assert (job.done, job.step, job.total, job.cursor) == (7, "Reading", 10, {"row": 4})


def test_each_step_is_remembered_once_with_its_time(job, lease, clock, noon):
    with lease as work:
        work.advance(step="Checking")
        clock.now = noon + timedelta(seconds=2)
        work.advance(step="Checking", done=1)
        work.advance(step="Storing", done=1)

    job.refresh_from_db()
    assert [(step["step"], step["at"]) for step in job.steps] == [
        ("Checking", noon.isoformat()),
        ("Storing", clock.now.isoformat()),
    ]


def test_advance_keeps_the_lease(job, lease, clock, noon, settings):
    with lease as work:
        clock.now = noon + timedelta(seconds=settings.JOB_LEASE_SECONDS - 1)
        work.advance(done=1)
        job.refresh_from_db()

        assert job.lease_until == clock.now + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def test_a_worker_that_lost_its_lease_writes_nothing_more(job, lease, clock, noon):
    later = noon + timedelta(minutes=5)
    with lease as slow:
        with seize(job, now=later) as fast:
            fast.advance(done=2)
            with pytest.raises(services.LeaseLost):
                slow.advance(done=100)
            assert fast.job.done == 2
        raise services.LeaseLost

    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == (JobState.SUCCEEDED, 2, 1)


def test_a_worker_that_lost_its_lease_cannot_end_the_job(job, lease, noon):
    with lease:
        other = leases.take(job_id=job.id, now=noon)
        assert other is None
        services.sweep(now=noon + timedelta(minutes=5))

    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_an_unexpected_error_queues_it_again_with_words_and_a_pause(job, lease, noon, settings):
    with lease as work:
        work.advance(done=4, cursor={"row": 4})
        raise RuntimeError("connection to 10.0.0.7 refused")

    job.refresh_from_db()
    assert (job.state, job.attempts, job.done, job.cursor) == (JobState.QUEUED, 1, 4, {"row": 4})
    assert timedelta(0) < job.not_before - noon <= timedelta(seconds=1.5 * settings.JOB_BACKOFF_SECONDS)
    assert job.error == "Something unexpected stopped this job. It goes on by itself (attempt 2 of 5)."


def test_the_traceback_goes_to_the_log_with_the_id_of_the_job(job, lease, caplog):
    from emosense.request_ids import RequestIdFilter

    caplog.handler.addFilter(RequestIdFilter())
    with lease:
        raise RuntimeError("boom")

    record = next(record for record in caplog.records if record.exc_info)
    assert (record.job_id, str(record.exc_info[1])) == (str(job.id), "boom")


def test_the_last_attempt_fails_with_words(noon, settings):
    job = JobFactory(created_at=noon, attempts=settings.JOB_MAX_ATTEMPTS - 1)

    with services.lease(job_id=job.id, now=noon):
        raise RuntimeError

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("Something unexpected stopped this job. It was tried 5 times.")


def fail_at(job, row, now):
    with services.lease(job_id=job.id, now=now) as work:
        work.advance(done=1, cursor={"row": row})
        raise MemoryError
    job.refresh_from_db()
    Job.objects.update(not_before=now)


def test_a_job_that_moves_on_between_its_stops_goes_on(job, noon, settings):
    for row in range(2 * settings.JOB_MAX_ATTEMPTS):
        fail_at(job, row, noon)

    assert (job.state, job.attempts) == (JobState.QUEUED, 1)


def test_a_job_that_stops_at_the_same_row_every_time_fails(job, noon, settings):
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        fail_at(job, 7, noon)

    assert (job.state, job.attempts) == (JobState.FAILED, settings.JOB_MAX_ATTEMPTS)


def test_a_permanent_failure_is_not_tried_again(job, lease):
    with lease:
        raise services.PermanentFailure("The file has no column called text.")

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, 0, "The file has no column called text.")


def test_what_is_taken_just_now_is_waited_for_and_no_attempt_is_counted(job, lease, noon):
    later = noon + timedelta(seconds=20)

    with lease:
        raise services.NotNow(until=later)

    job.refresh_from_db()
    assert (job.state, job.not_before, job.attempts, job.error) == (JobState.QUEUED, later, 0, "")
    assert (job.lease_token, job.lease_until) == (None, None)


def test_the_time_limit_fails_with_words(job, lease, settings):
    settings.JOB_TIME_LIMITS = {"rehearse": 120}
    with lease:
        raise SoftTimeLimitExceeded

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("It took longer than 2 minutes and was stopped.")


def test_a_cancelled_job_stops_at_its_next_step_and_keeps_what_was_done(job, lease, noon):
    with lease as work:
        Job.objects.update(cancel_requested_at=noon)
        work.advance(done=4)
        raise AssertionError("never reached")

    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.CANCELLED, 4)


def test_an_error_after_a_cancel_does_not_start_it_again(job, lease, noon):
    with lease:
        Job.objects.update(cancel_requested_at=noon)
        raise RuntimeError

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_process_that_is_told_to_stop_gives_the_job_back_at_once(job, lease, noon):
    with pytest.raises(SystemExit), lease:
        raise SystemExit

    job.refresh_from_db()
    assert (job.state, job.attempts, job.not_before) == (JobState.QUEUED, 0, noon)


def test_the_pause_doubles_up_to_ten_minutes(settings):
    settings.JOB_BACKOFF_SECONDS = 5

    for failures, seconds in [(0, 5), (1, 10), (3, 40), (20, 600)]:
        assert 0.5 * seconds <= leases.backoff(failures).total_seconds() <= 1.5 * seconds


def test_a_job_deleted_in_mid_work_ends_quietly(job, lease):
    with lease as work:
        Job.objects.all().delete()
        work.advance(done=1)

    assert not Job.objects.exists()
