"""One worker at a time works on a job, for as long as it says so."""

import logging
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from emosense.jobs.models import Job, JobState
from emosense.jobs.services import owners
from emosense.request_ids import current_job_id

logger = logging.getLogger(__name__)
LONGEST_BACKOFF = 600  # seconds
NO_LEASE = {"lease_token": None, "lease_until": None}
PROGRESS = ["done", "failed", "step", "steps", "total", "cursor", "heartbeat_at", "lease_until"]
STEPS_KEPT = 50
KEPT = "What was done is kept; retry goes on from there."


class JobCancelled(Exception):
    """Somebody asked to cancel; let it pass through, the lease ends the job."""


class LeaseLost(Exception):
    """Another worker has the job, or it is gone; let it pass through, the lease ends quietly."""


class NotNow(Exception):
    """What the job needs is taken just now: it goes on at `until`, and no attempt is counted."""

    def __init__(self, *, until: datetime) -> None:
        super().__init__(f"not before {until.isoformat()}")
        self.until = until


class PermanentFailure(Exception):
    """No retry will help; the argument says in words what happened and what to do."""


class Work:
    """A leased job. `result` is stored on the job when the lease ends well."""

    def __init__(self, job: Job, *, clock: Callable[[], datetime]) -> None:
        self.job = job
        self.clock = clock
        self.result: dict[str, Any] = dict(job.result)

    def advance(
        self,
        *,
        done: int = 0,
        failed: int = 0,
        step: str | None = None,
        total: int | None = None,
        cursor: dict[str, Any] | None = None,
    ) -> None:
        """Adds `done` rows (`failed` of them failed), stores the cursor, extends the lease by JOB_LEASE_SECONDS.

        Call it inside the transaction that writes the rows: then rows and progress stand or fall together, and a
        worker that lost its lease writes nothing. Call it at least every JOB_LEASE_SECONDS / 2.
        Raises JobCancelled after storing (inside your transaction: instead of it), or LeaseLost.
        """
        self.job = self._store(done=done, failed=failed, step=step, total=total, cursor=cursor)
        if self.job.cancel_requested_at:
            raise JobCancelled

    @transaction.atomic
    def _store(
        self, *, done: int, failed: int, step: str | None, total: int | None, cursor: dict[str, Any] | None
    ) -> Job:
        job = self._lock()
        job.done, job.failed = job.done + done, job.failed + failed
        if step is not None and step != job.step:
            enter_step(job, step[:120], at=self.clock())
        job.total = job.total if total is None else total
        job.cursor = job.cursor if cursor is None else cursor
        job.heartbeat_at = self.clock()
        job.lease_until = job.heartbeat_at + lease_time()
        job.save(update_fields=PROGRESS)
        return job

    def _lock(self) -> Job:
        held = Job.objects.select_for_update().filter(state=JobState.RUNNING, lease_token=self.job.lease_token)
        job = held.filter(pk=self.job.pk).first()
        if job is None:
            raise LeaseLost
        return job


def enter_step(job: Job, step: str, *, at: datetime) -> None:
    job.step = step
    job.steps = [*job.steps, {"step": step, "at": at.isoformat()}][-STEPS_KEPT:]


@contextmanager
def lease(*, job_id: Any, now: datetime, clock: Callable[[], datetime] = timezone.now) -> Iterator[Work | None]:
    """Gives the job to this worker, or None when it is finished, not due yet, gone, or another worker's.

    Leaving ends it: well → succeeded, or partial when rows failed; an exception → queued again after a pause, failed
    after JOB_MAX_ATTEMPTS; PermanentFailure and the time limit → failed at once; JobCancelled → cancelled; NotNow →
    queued again for then. No exception but these of a dying process comes out.
    """
    job = take(job_id=job_id, now=now)
    if job is None:
        yield None
        return
    work = Work(job, clock=clock)
    token = current_job_id.set(str(job.id))
    try:
        yield work
        succeed(work)
    except (JobCancelled, NotNow, PermanentFailure) as told:
        end_as_told(work, told)
    except LeaseLost:
        logger.warning("This worker lost its lease on the job; another one goes on.")
    except SoftTimeLimitExceeded:
        logger.exception("The job took too long.")
        end(work, state=JobState.FAILED, error=too_long(job))
    except Exception:
        logger.exception("The job stopped.")
        drop_lost_connection()
        try_again(work)
    except BaseException:
        release(work)
        raise
    finally:
        current_job_id.reset(token)


def end_as_told(work: Work, told: JobCancelled | NotNow | PermanentFailure) -> None:
    if isinstance(told, JobCancelled):
        end(work, state=JobState.CANCELLED)
    elif isinstance(told, NotNow):
        release(work, until=told.until)
    else:
        logger.info("The job failed for good: %s", told)
        end(work, state=JobState.FAILED, error=str(told))


def take(*, job_id: Any, now: datetime) -> Job | None:
    """One conditional UPDATE decides who gets it: the second of two waits for the first, and finds no row."""
    token = uuid.uuid4()
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED, not_before__lte=now).update(
        state=JobState.RUNNING,
        lease_token=token,
        lease_until=now + lease_time(),
        leased_by=owners.this_process(),
        leased_at=now,
        leased_done=F("done"),
        leased_cursor=F("cursor"),
        heartbeat_at=now,
        started_at=Coalesce("started_at", now),
        error="",
    )
    return Job.objects.get(pk=job_id, lease_token=token) if taken else None


def succeed(work: Work) -> None:
    state = JobState.PARTIAL if work.job.failed else JobState.SUCCEEDED
    end(work, state=state, result=work.result, step="")


@transaction.atomic
def end(work: Work, *, state: JobState, **fields: Any) -> None:
    """Ends the job if the lease is still ours; else its new owner decides."""
    try:
        job = work._lock()
    except LeaseLost:
        logger.warning("The job ended here, but another worker has it.")
        return
    finish(job, state=state, at=work.clock(), **fields)
    work.job = job


def finish(job: Job, *, state: JobState, at: datetime, **fields: Any) -> None:
    """Ends a locked job."""
    store(job, {"state": state, "finished_at": at, **NO_LEASE, **fields})


def drop_lost_connection() -> None:
    """The database may have been what went away; the next question opens a new connection."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


@transaction.atomic
def try_again(work: Work) -> None:
    try:
        job = work._lock()
    except LeaseLost:
        return
    after_failure(job, now=work.clock(), pause=backoff(job.attempts), words="Something unexpected stopped this job.")


def after_failure(job: Job, *, now: datetime, pause: timedelta, words: str) -> None:
    """Queues a locked job again, or ends it when that was the last attempt or somebody wants it cancelled.

    Attempts count from the last one that moved the cursor: a long job survives many restarts, a bad row does not.
    """
    job.attempts = 1 if job.cursor != job.leased_cursor else job.attempts + 1
    if job.cancel_requested_at:
        finish(job, state=JobState.CANCELLED, at=now, attempts=job.attempts)
    elif job.attempts >= settings.JOB_MAX_ATTEMPTS:
        told = f"{words} It was tried {job.attempts} times. {KEPT}"
        finish(job, state=JobState.FAILED, at=now, attempts=job.attempts, error=told)
    else:
        told = f"{words} It goes on by itself (attempt {job.attempts + 1} of {settings.JOB_MAX_ATTEMPTS})."
        requeue(job, not_before=now + pause, attempts=job.attempts, error=told)


def requeue(job: Job, *, not_before: datetime, **fields: Any) -> None:
    """Puts a locked job back into the queue; the sweeper sends it when it is due."""
    values = {"state": JobState.QUEUED, "not_before": not_before, "sent_at": None}
    store(job, {**values, **NO_LEASE, **fields})


@transaction.atomic
def release(work: Work, *, until: datetime | None = None) -> None:
    """The process is told to stop: another worker goes on at once, or at `until`, and no attempt is counted."""
    try:
        requeue(work._lock(), not_before=until or work.clock())
    except LeaseLost:
        return


def store(job: Job, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))


def lease_time() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def backoff(failures: int) -> timedelta:
    """Doubles with every failure, with jitter, so that jobs that failed together do not return together."""
    seconds = min(settings.JOB_BACKOFF_SECONDS * 2**failures, LONGEST_BACKOFF)
    return timedelta(seconds=seconds * random.uniform(0.5, 1.5))


def too_long(job: Job) -> str:
    limit = settings.JOB_TIME_LIMITS.get(job.kind, settings.CELERY_TASK_SOFT_TIME_LIMIT)
    return f"It took longer than {limit // 60} minutes and was stopped. {KEPT}"
