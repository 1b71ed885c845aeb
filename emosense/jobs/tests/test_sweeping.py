"""What a broker or a worker lost goes on."""

from datetime import timedelta

import pytest

from emosense.jobs import services
from emosense.jobs.models import JobState
from emosense.jobs.services import owners
from emosense.jobs.tests.factories import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sweep(django_capture_on_commit_callbacks):
    def run(now):
        with django_capture_on_commit_callbacks(execute=True):
            return services.sweep(now=now)

    return run


def ids(sent):
    return [message["kwargs"]["job_id"] for message in sent]


def test_a_job_that_was_never_sent_is_sent(sent, sweep, noon):
    job = JobFactory(created_at=noon)

    assert sweep(noon) == {"lost": 0, "sent": 1}

    job.refresh_from_db()
    assert ids(sent) == [str(job.id)]
    assert job.sent_at == noon


def test_a_job_sent_a_moment_ago_is_left_alone(sent, sweep, noon):
    JobFactory(created_at=noon, sent_at=noon)

    sweep(noon + timedelta(seconds=10))

    assert sent == []


def test_a_job_whose_message_was_lost_is_sent_again(sent, sweep, noon, settings):
    job = JobFactory(created_at=noon, sent_at=noon)

    sweep(noon + timedelta(seconds=settings.JOB_RESEND_SECONDS + 1))

    assert ids(sent) == [str(job.id)]


def test_a_long_queue_is_not_flooded_with_copies(sent, sweep, noon):
    JobFactory(created_at=noon)
    for second in range(0, 3600, 20):
        sweep(noon + timedelta(seconds=second))

    assert len(sent) < 20


def test_after_an_hour_without_a_broker_it_is_sent_within_five_minutes(sent, sweep, noon):
    JobFactory(created_at=noon, sent_at=noon + timedelta(hours=1))

    sweep(noon + timedelta(hours=1, minutes=5, seconds=1))

    assert len(sent) == 1


def test_a_job_that_waits_after_a_failure_is_sent_when_it_is_due(sent, sweep, noon):
    JobFactory(created_at=noon, not_before=noon + timedelta(seconds=30))

    sweep(noon + timedelta(seconds=29))
    assert sent == []

    sweep(noon + timedelta(seconds=31))
    assert len(sent) == 1


@pytest.mark.parametrize("state", ["succeeded", "partial", "failed", "cancelled"])
def test_what_is_finished_is_never_sent(sent, sweep, noon, state):
    JobFactory(created_at=noon, state=state)

    sweep(noon + timedelta(days=1))

    assert sent == []


def test_a_job_whose_worker_fell_silent_goes_back_to_the_queue(sent, sweep, noon):
    job = JobFactory(running=True, created_at=noon, done=7, cursor={"row": 7})

    assert sweep(noon + timedelta(seconds=61)) == {"lost": 1, "sent": 1}

    job.refresh_from_db()
    assert (job.state, job.attempts, job.done, job.cursor) == (JobState.QUEUED, 1, 7, {"row": 7})
    assert ids(sent) == [str(job.id)]
    assert job.error == "The worker stopped in the middle. It goes on by itself (attempt 2 of 5)."


def test_a_job_whose_lease_runs_is_left_alone(sent, sweep, noon):
    job = JobFactory(running=True, created_at=noon)

    assert sweep(noon + timedelta(seconds=59)) == {"lost": 0, "sent": 0}

    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_a_job_that_kills_every_worker_ends_failed(sweep, sent, noon, settings):
    job = JobFactory(running=True, created_at=noon, attempts=settings.JOB_MAX_ATTEMPTS - 1)

    sweep(noon + timedelta(seconds=61))

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error.startswith("The worker stopped in the middle. It was tried 5 times.")


def test_a_cancelled_job_whose_worker_died_is_cancelled(sweep, sent, noon):
    job = JobFactory(running=True, created_at=noon, cancel_requested_at=noon)

    sweep(noon + timedelta(seconds=61))

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_job_of_a_dead_process_of_this_machine_does_not_wait_for_its_lease(sweep, sent, noon):
    died = JobFactory(running=True, created_at=noon, leased_by=f"{owners.neighbourhood()}/99999999/1")
    lives = JobFactory(running=True, created_at=noon, leased_by=owners.this_process())
    elsewhere = JobFactory(running=True, created_at=noon, leased_by="another machine/pid:[1]/99999999/1")

    sweep(noon + timedelta(seconds=1))

    for job, state in [(died, JobState.QUEUED), (lives, JobState.RUNNING), (elsewhere, JobState.RUNNING)]:
        job.refresh_from_db()
        assert job.state == state


def test_with_the_broker_down_the_sweeper_stops_at_the_first_refusal(monkeypatch, sweep, noon):
    JobFactory.create_batch(5, created_at=noon)
    tries = []
    monkeypatch.setattr("emosense.celery.app.send_task", lambda *a, **k: tries.append(a) or 1 / 0)

    sweep(noon)
    assert len(tries) == 1

    monkeypatch.setattr("emosense.celery.app.send_task", lambda *a, **k: tries.append(a))
    sweep(noon + timedelta(seconds=5))
    assert len(tries) == 6


def test_the_sweep_asks_few_questions_whatever_the_number_of_jobs(sent, noon, django_assert_max_num_queries):
    JobFactory.create_batch(20, running=True, created_at=noon - timedelta(hours=1), leased_by="x")

    with django_assert_max_num_queries(20 + 12):
        services.sweep(now=noon)


def test_a_job_of_a_kind_that_nobody_does_any_more_stops_nobody(sent, sweep, noon):
    JobFactory(created_at=noon - timedelta(hours=1), kind="forgotten")
    job = JobFactory(created_at=noon)

    sweep(noon)

    assert ids(sent) == [str(job.id)]
