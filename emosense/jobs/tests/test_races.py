"""Several at the same moment: real connections, real locks."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from emosense.jobs import services
from emosense.jobs.models import Job
from emosense.jobs.services import leases
from emosense.jobs.tests.factories import JobFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 6


def all_at_once(work):
    """Calls work() in AT_ONCE threads that start together; returns their answers."""
    barrier = threading.Barrier(AT_ONCE)

    def one(_):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def test_of_workers_that_race_for_a_job_one_gets_it():
    job = JobFactory()

    taken = all_at_once(lambda: leases.take(job_id=job.pk, now=timezone.now()))

    assert sum(one is not None for one in taken) == 1


def test_the_same_key_at_the_same_moment_is_one_job_sent_once(sent):
    jobs = all_at_once(lambda: services.enqueue(kind="rehearse", title="Once", key="the same", at=timezone.now()))

    assert len({job.pk for job in jobs}) == 1
    assert len(sent) == 1


def test_sweepers_at_the_same_moment_send_each_job_once(sent):
    JobFactory.create_batch(10)

    all_at_once(lambda: services.sweep(now=timezone.now()))

    assert len(sent) == len({message["kwargs"]["job_id"] for message in sent}) == 10


def test_sweepers_at_the_same_moment_count_one_attempt():
    long_ago = timezone.now() - timedelta(hours=1)
    job = JobFactory(running=True, created_at=long_ago)

    all_at_once(lambda: services.sweep(now=timezone.now()))

    job.refresh_from_db()
    assert job.attempts == 1


def test_a_sweeper_does_not_take_a_job_from_a_worker_in_the_middle_of_a_batch():
    long_ago = timezone.now() - timedelta(hours=1)
    job = JobFactory(running=True, created_at=long_ago)
    work = leases.Work(job, clock=timezone.now)

    with transaction.atomic():
        work.advance(done=1)
        lost = in_another_connection(lambda: services.sweep(now=timezone.now())["lost"])

    job.refresh_from_db()
    assert (lost, job.state, job.done) == (0, "running", 1)


def test_cancel_and_advance_at_the_same_moment_lose_nothing(person):
    job = JobFactory(running=True, created_by=person, created_at=timezone.now())
    work = leases.Work(job, clock=timezone.now)

    def advance_or_cancel():
        try:
            work.advance(done=1)
        except services.JobCancelled:
            return "cancelled"
        services.cancel(job=job, by=person, at=timezone.now())
        return "asked"

    answers = all_at_once(advance_or_cancel)

    job.refresh_from_db()
    assert job.done == AT_ONCE
    assert job.cancel_requested_at is not None
    assert "asked" in answers


def in_another_connection(work):
    def run():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run).result(timeout=10)


def test_a_cancel_between_two_workers_is_not_forgotten(person):
    job = JobFactory(created_by=person)
    with services.lease(job_id=job.pk, now=timezone.now()) as work:
        in_another_connection(lambda: services.cancel(job=job, by=person, at=timezone.now()))
        work.advance(done=1)

    assert Job.objects.get(pk=job.pk).state == "cancelled"


def test_a_database_that_hangs_up_in_mid_job_is_only_a_pause():
    job = JobFactory()

    with services.lease(job_id=job.pk, now=timezone.now()) as work:
        work.advance(done=3, cursor={"row": 3})
        hang_up()
        work.advance(done=1)

    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == ("queued", 3, 1)


def hang_up():
    """Ends this connection from the side of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()

    def terminate():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])

    in_another_connection(terminate)
