"""The row first, the message after the commit."""

from datetime import timedelta

import pytest

from emosense.jobs import services
from emosense.jobs.models import Job, JobState
from emosense.request_ids import current_request_id


def enqueue(noon, **fields):
    return services.enqueue(**{"kind": "rehearse", "title": "Rehearse", "at": noon, **fields})


def test_the_message_carries_nothing_but_the_id(db, sent, noon, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(noon, payload={"secret": "stays in the database"})

    assert sent[0]["task"] == "emosense.jobs.tests.rehearsal.rehearse"
    assert sent[0]["kwargs"] == {"job_id": str(job.id)}
    assert sent[0]["queue"] == "default"


def test_nothing_is_sent_before_the_commit(db, sent, noon, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        enqueue(noon)

    assert sent == []


def test_the_job_remembers_when_it_was_sent(db, sent, noon, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(noon)

    assert Job.objects.get(pk=job.pk).sent_at == noon


def test_a_broker_that_is_down_does_not_fail_the_request(db, broker_down, noon, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(noon)

    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.QUEUED, None)


def test_the_same_key_gives_the_same_job_and_one_message(db, sent, noon, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = enqueue(noon, key="import:1")
        second = enqueue(noon + timedelta(minutes=1), key="import:1", title="Again")

    assert first == second
    assert second.title == "Rehearse"
    assert len(sent) == 1


def test_the_same_key_of_another_kind_is_another_job(db, sent, noon, settings):
    settings.JOB_KINDS = {**settings.JOB_KINDS, "other": ("somewhere.other", "train")}

    assert enqueue(noon, key="1") != enqueue(noon, key="1", kind="other")


def test_an_unknown_kind_is_a_mistake_of_the_caller(db, noon):
    with pytest.raises(services.UnknownKind):
        enqueue(noon, kind="nobody knows")


def test_a_long_title_is_cut_to_its_column(db, sent, noon):
    assert len(enqueue(noon, title="x" * 500).title) == 200


def test_the_id_of_the_request_goes_along(db, sent, noon, django_capture_on_commit_callbacks):
    token = current_request_id.set("request-4711")
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(noon)
    current_request_id.reset(token)

    assert sent[0]["headers"] == {"request_id": "request-4711"}


def test_the_time_limit_of_the_kind_goes_along(db, sent, noon, settings, django_capture_on_commit_callbacks):
    settings.JOB_TIME_LIMITS = {"rehearse": 120}
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(noon)

    assert (sent[0]["soft_time_limit"], sent[0]["time_limit"]) == (120, 180)


def test_waking_a_task_never_raises(broker_down):
    assert services.wake(task="reviews.tasks.read_unread") is False
