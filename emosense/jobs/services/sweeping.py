"""Whatever the broker or a worker lost goes on."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from emosense.jobs.models import Job
from emosense.jobs.services import leases, owners, queueing

BATCH = 500


def sweep(*, now: datetime) -> dict[str, int]:
    """Queues jobs again whose worker is gone, and sends jobs again that waited too long; says how many of each."""
    return {"lost": queue_lost(now=now), "sent": send_waiting(now=now)}


@transaction.atomic
def queue_lost(*, now: datetime) -> int:
    """Jobs whose lease has ended, or whose worker we can see to be dead."""
    running = Job.objects.running()
    owner_names = running.values_list("leased_by", flat=True).distinct().order_by()
    dead = [owner for owner in owner_names if owners.is_dead(owner)]
    lost = list(running.lost(now=now, dead=dead).select_for_update(skip_locked=True)[:BATCH])
    for job in lost:
        leases.after_failure(job, now=now, pause=timedelta(0), words="The worker stopped in the middle.")
    return len(lost)


@transaction.atomic
def send_waiting(*, now: datetime) -> int:
    """Marks before it sends: a second sweeper at the same moment finds nothing to do."""
    due = Job.objects.to_be_sent(now).order_by("not_before").select_for_update(skip_locked=True, of=("self",))
    waiting = list(due[:BATCH])
    Job.objects.filter(pk__in=[job.pk for job in waiting]).update(sent_at=now)
    transaction.on_commit(partial(_send_until_refused, waiting, now))
    return len(waiting)


def _send_until_refused(jobs: list[Job], now: datetime) -> None:
    for position, job in enumerate(jobs):
        if not queueing.send(job, at=now):
            Job.objects.filter(pk__in=[later.pk for later in jobs[position:]], sent_at=now).update(sent_at=None)
            return
