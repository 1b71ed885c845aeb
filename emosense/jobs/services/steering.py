"""What people do with jobs."""

from datetime import datetime

from django.db import transaction

from accounts.models import Membership, User
from emosense.jobs.models import RETRYABLE_STATES, Job, JobState
from emosense.jobs.services import leases, queueing


class NotAllowed(Exception):
    """Only who started a job, an owner of its team, and people who steer every job may do that."""


class NotOpen(Exception):
    """The job is over: there is nothing to cancel."""


class NotRetryable(Exception):
    """Only a job that failed or was cancelled can be tried again."""


def may_steer(*, job: Job, person: User) -> bool:
    """Who started it, owners of its team, and people who steer every job; a team's own job needs more than that."""
    if job.created_by_id == person.pk:
        return True
    is_let_in = job.team_id is None or person.has_perm("jobs.enter_every_team")
    if is_let_in and person.has_perm("jobs.steer_every_job"):
        return True
    owners = Membership.objects.filter(team=job.team_id, role=Membership.Role.OWNER)
    return job.team_id is not None and owners.filter(person=person).exists()


@transaction.atomic
def cancel(*, job: Job, by: User, at: datetime) -> Job:
    """Cancels a waiting job at once; a running one stops at its next step. Raises NotAllowed, NotOpen."""
    locked = _locked(job, by)
    if locked.is_finished:
        raise NotOpen
    leases.store(locked, {"cancel_requested_at": locked.cancel_requested_at or at})
    if locked.state == JobState.QUEUED:
        leases.finish(locked, state=JobState.CANCELLED, at=at)
    return locked


@transaction.atomic
def retry(*, job: Job, by: User, at: datetime) -> Job:
    """Queues a failed or cancelled job again; it goes on from its cursor. Raises NotAllowed, NotRetryable."""
    locked = _locked(job, by)
    if locked.state not in RETRYABLE_STATES:
        raise NotRetryable
    leases.requeue(locked, not_before=at, attempts=0, error="", cancel_requested_at=None, finished_at=None)
    queueing.send_on_commit([locked], at=at)
    return locked


def _locked(job: Job, by: User) -> Job:
    if not may_steer(job=job, person=by):
        raise NotAllowed
    return Job.objects.select_for_update().get(pk=job.pk)
