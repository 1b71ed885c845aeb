"""What goes away: old jobs, and the jobs of a person who leaves."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import User
from emosense.jobs.models import Job

KEPT = timedelta(days=90)


@transaction.atomic
def erase_person(*, person: User, at: datetime) -> dict[str, int]:
    """Deletes the person's own jobs (a worker in one stops at its next step); a team's jobs stay, nameless."""
    own = Job.objects.filter(created_by=person)
    in_teams = own.exclude(team=None).update(created_by=None)
    _, deleted = own.filter(team=None).delete()
    return {"jobs": deleted.get("jobs.Job", 0), "team_jobs_made_anonymous": in_teams}


def tidy(*, now: datetime) -> dict[str, int]:
    """Deletes jobs that ended 90 days ago, then calls every tidier that settings name: f(now=...) -> how many."""
    _, deleted = Job.objects.finished_before(now - KEPT).delete()
    counts = {"jobs": deleted.get("jobs.Job", 0)}
    for name in settings.TIDIERS:
        counts[name] = import_string(name)(now=now)
    return counts
