"""Orders a training: one waits or runs at a time."""

from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from emosense.jobs.models import Job
from emosense.jobs.services import enqueue

TRAINING = "train_recommender"
LOCK = 6_001_043  # of PostgreSQL's advisory locks, until the order is written


@transaction.atomic
def order_training(*, by: User | None, at: datetime, ratings: int) -> Job:
    """The job that waits or runs, else a new one; `ratings`: how many there are now."""
    with connection.cursor() as cursor:  # two orders at once are one: the later one sees the earlier one's job
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    going = Job.objects.open().filter(kind=TRAINING).order_by("created_at").first()
    if going is not None:
        return going
    return enqueue(
        kind=TRAINING,
        title="Train recommendations on the ratings of this installation",
        payload={"ratings": ratings},
        unit="steps",
        by=by,
        at=at,
    )
