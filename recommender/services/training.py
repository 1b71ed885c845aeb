"""Orders a training: one waits or runs at a time."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from emosense.jobs.models import Job
from emosense.jobs.services import enqueue

TRAINING = "train_recommender"


@transaction.atomic
def order_training(*, by: User | None, at: datetime, ratings: int) -> Job:
    """The job that waits or runs, else a new one; `ratings`: how many there are now."""
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
