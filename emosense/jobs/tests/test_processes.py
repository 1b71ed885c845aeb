"""Real workers, a real broker, and what befalls them."""

import shutil
import tempfile
import time
from pathlib import Path

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from accounts.models import User
from emosense.jobs import services
from emosense.jobs.models import Job
from emosense.jobs.tests.processes import QUEUE, Broker, Worker, wait_for
from emosense.jobs.tests.rehearsal import TABLE, noted
from emosense.request_ids import current_request_id

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.xdist_group("job_processes")]
ROWS = 20


@pytest.fixture(scope="module")
def folder():
    path = Path(tempfile.mkdtemp(prefix="jobs-", dir="/tmp"))  # short: a socket's path has 107 bytes
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def broker(folder):
    broker = Broker(folder).start()
    yield broker
    broker.kill()


@pytest.fixture(scope="module")
def long_living_worker(broker, folder, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        worker = Worker(broker, folder)
    yield worker
    worker.kill()


@pytest.fixture
def worker(long_living_worker):
    return long_living_worker.ready()


@pytest.fixture(autouse=True)
def stage(broker, monkeypatch, settings):
    """The table of rehearsals, and a sender to the broker of these tests."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    settings.JOB_KINDS = {"rehearse": ("emosense.jobs.tests.rehearsal.rehearse", QUEUE)}
    monkeypatch.setenv("CELERY_BROKER_URL", broker.url)  # Celery looks there first
    sender = Celery("tests", set_as_current=False)
    sender.config_from_object("django.conf:settings", namespace="CELERY")
    monkeypatch.setattr("emosense.celery.app.send_task", sender.send_task)
    yield
    sender.close()


def rehearse(*, rows=ROWS, pause=0.02, **fields):
    facts = {"kind": "rehearse", "title": "Rehearse", "total": rows, "payload": {"pause": pause}, "at": timezone.now()}
    return services.enqueue(**{**facts, **fields})


def ends(job, *, sweeping=False, limit=20.0):
    """Waits until the job is over, with a sweeper as beat would run it."""

    def is_over():
        if sweeping:
            services.sweep(now=timezone.now())
        job.refresh_from_db()
        return job.is_finished

    wait_for(is_over, limit=limit)
    return job.state


def begins(job, *, rows=3):
    wait_for(lambda: Job.objects.filter(pk=job.pk, done__gte=rows).exists())


def test_a_job_is_done_by_a_worker(worker):
    job = rehearse()

    assert ends(job) == "succeeded"
    assert noted(job) == (list(range(ROWS)), 1)


def test_ten_copies_of_a_message_do_the_work_once(worker):
    job = rehearse()
    for _ in range(9):
        services.queueing.send(job, at=timezone.now())

    assert ends(job) == "succeeded"
    time.sleep(0.3)  # the copies that are left are read meanwhile
    assert noted(job) == (list(range(ROWS)), 1)


def test_a_cancel_stops_a_running_job_at_its_next_step(worker):
    person = User.objects.create_user("canceller@example.org")
    job = rehearse(rows=1000, by=person)
    begins(job)

    services.cancel(job=job, by=person, at=timezone.now())

    assert ends(job) == "cancelled"
    assert noted(job)[0] == list(range(len(noted(job)[0])))
    assert 3 <= job.done < 1000


def test_a_retry_goes_on_where_the_cancel_stopped_it(worker):
    person = User.objects.create_user("retrier@example.org")
    job = rehearse(rows=60, by=person)
    begins(job)
    services.cancel(job=job, by=person, at=timezone.now())
    assert ends(job) == "cancelled"

    services.retry(job=job, by=person, at=timezone.now())

    assert ends(job) == "succeeded"
    assert noted(job)[0] == list(range(60))


def test_a_job_that_takes_too_long_fails_with_words(worker, settings):
    settings.JOB_TIME_LIMITS = {"rehearse": 1}
    job = rehearse(rows=1000, pause=0.1)

    assert ends(job) == "failed"
    assert job.error.startswith("It took longer than")


def test_the_id_of_the_request_is_in_the_log_of_the_worker(worker):
    token = current_request_id.set("request-of-a-test")
    job = rehearse(rows=1, payload={})  # no "pause": it stops with a traceback
    current_request_id.reset(token)
    wait_for(lambda: Job.objects.filter(pk=job.pk, attempts=1).exists())

    line = wait_for(lambda: next((line for line in worker.lines() if line["job_id"] == str(job.pk)), None))
    assert line["request_id"] == "request-of-a-test"
    assert "KeyError" in line["exc_info"]


@pytest.mark.parametrize("is_seen_dead", [True, False], ids=["seen to be dead", "by the end of its lease"])
def test_a_worker_killed_in_mid_job_loses_and_doubles_nothing(worker, broker, folder, settings, request, is_seen_dead):
    queue = f"doomed-{is_seen_dead}"
    doomed = Worker(broker, folder, queue=queue, JOB_LEASE_SECONDS="2")
    request.addfinalizer(doomed.kill)
    doomed.ready()
    settings.JOB_KINDS = {"rehearse": ("emosense.jobs.tests.rehearsal.rehearse", queue)}
    job = rehearse(rows=60)
    begins(job)

    doomed.kill()
    Job.objects.update(queue=QUEUE, **({} if is_seen_dead else {"leased_by": ""}))

    assert ends(job, sweeping=True) == "succeeded"
    assert noted(job) == (list(range(60)), 2)
    assert job.attempts == 1


def test_a_job_survives_a_broker_that_dies_with_everything_it_held(broker, worker):
    broker.kill()
    begin = time.monotonic()
    job = rehearse()
    waited = time.monotonic() - begin

    job.refresh_from_db()
    assert (job.state, job.sent_at) == ("queued", None)
    assert waited < 3
    broker.start()

    assert ends(job, sweeping=True, limit=40) == "succeeded"
    assert noted(job) == (list(range(ROWS)), 1)
