"""Messages to the workers, sent on commit; a lost one is made good by the beat schedule."""

from functools import partial

from django.db import transaction

from emosense.jobs.services import wake

STILL_WORTH_IT = 60  # seconds; later, the schedule has sent another one


def wake_readers() -> None:
    """After the commit: somebody reads what waits."""
    _on_commit(task="reviews.tasks.read_unread", queue="inference")


def wake_aspects() -> None:
    """After the commit: somebody searches the sentences of what was read."""
    _on_commit(task="reviews.tasks.read_aspects", queue="inference")


def wake_explainers() -> None:
    """After the commit: somebody explains the readings that were asked about."""
    _on_commit(task="reviews.tasks.explain_readings", queue="inference")


def wake_scores() -> None:
    """After the commit: scores that are out of date are computed again."""
    _on_commit(task="reviews.tasks.refresh_scores", queue="default")


def _on_commit(*, task: str, queue: str) -> None:
    transaction.on_commit(partial(wake, task=task, queue=queue, expires=STILL_WORTH_IT), robust=True)
