"""Puts jobs into the queue: the row first, the message after the commit."""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Team, User
from emosense.celery import app as celery_app
from emosense.jobs.models import Job, JobState
from emosense.request_ids import current_request_id

logger = logging.getLogger(__name__)


class UnknownKind(LookupError):
    """settings.JOB_KINDS does not name this kind of job."""


@transaction.atomic
def enqueue(
    *,
    kind: str,
    title: str,
    at: datetime,
    payload: dict[str, Any] | None = None,
    key: str | None = None,
    by: User | None = None,
    team: Team | None = None,
    total: int | None = None,
    unit: str = "rows",
    result_path: str = "",
    parent: Job | None = None,
) -> Job:
    """Creates a job and sends it when the transaction commits; a broker that is down delays it, no more.

    With a `key`, the job of that kind and key is returned if there is one, whatever became of it: put the
    person or the row into the key. Raises UnknownKind.
    """
    if kind not in settings.JOB_KINDS:
        raise UnknownKind(kind)
    fields: dict[str, Any] = {
        "title": title[:200],
        "queue": settings.JOB_KINDS[kind][1],
        "payload": payload or {},
        "created_by": by,
        "team": team,
        "total": total,
        "unit": unit,
        "result_path": result_path,
        "parent": parent,
        "request_id": current_request_id.get(),
        "created_at": at,
        "not_before": at,
    }
    if key is None:
        job, is_new = Job.objects.create(kind=kind, **fields), True
    else:
        job, is_new = Job.objects.get_or_create(kind=kind, idempotency_key=key, defaults=fields)
    if is_new:
        send_on_commit([job], at=at)
    return job


def send_on_commit(jobs: Iterable[Job], *, at: datetime) -> None:
    for job in jobs:
        transaction.on_commit(partial(send, job, at=at))


def send(job: Job, *, at: datetime) -> bool:
    """Sends the message that wakes a worker; False when the broker refuses it: the sweeper sends it again."""
    if job.kind not in settings.JOB_KINDS:
        logger.error("No task does jobs of the kind %s any more.", job.kind)
        return False
    task, _ = settings.JOB_KINDS[job.kind]
    limit = settings.JOB_TIME_LIMITS.get(job.kind, settings.CELERY_TASK_SOFT_TIME_LIMIT)
    sent = wake(
        task=task,
        kwargs={"job_id": str(job.id)},
        queue=job.queue,
        headers={"request_id": job.request_id},
        soft_time_limit=limit,
        time_limit=limit + 60,
    )
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    waiting.update(sent_at=at if sent else None)
    return sent


def wake(*, task: str, kwargs: dict[str, Any] | None = None, queue: str | None = None, **options: Any) -> bool:
    """Sends a task by its name, or says in the log that the broker is down: never an error for the caller."""
    try:
        celery_app.send_task(task, kwargs=kwargs or {}, queue=queue, **options)
    except Exception as error:
        # Whatever the broker's client raises: the row is in the database, and the sweeper sends it again.
        logger.warning("The broker did not take %s: %s", task, error)
        return False
    return True
