"""Messages to the workers, sent on commit; a lost one is made good by the beat schedule."""

from functools import partial

from django.core.cache import cache
from django.db import transaction

from emosense.jobs.services import wake

STILL_WORTH_IT = 60  # seconds; later, the schedule has sent another one
ON_ITS_WAY = 10  # seconds for which one message is enough; should it get lost, the next one goes then


def wake_readers() -> None:
    """After the commit: somebody reads what waits."""
    _on_commit(task="reviews.tasks.read_unread", queue="inference")


def wake_aspects() -> None:
    """After the commit: somebody searches the sentences of what was read."""
    _once_on_commit(task="reviews.tasks.read_aspects")


def wake_explainers() -> None:
    """After the commit: somebody explains the readings that were asked about."""
    _once_on_commit(task="reviews.tasks.explain_readings")


def wake_scores() -> None:
    """After the commit: scores that are out of date are computed again."""
    _on_commit(task="reviews.tasks.refresh_scores", queue="default")


def wake_once(*, task: str, expires: int = STILL_WORTH_IT) -> None:
    """Sends for one worker, unless a message already waits for one: they never pile up before other work."""
    if cache.add(_key(task), True, min(expires, ON_ITS_WAY)) and not wake(
        task=task, queue="inference", expires=expires
    ):
        cache.delete(_key(task))


def is_awake(*, task: str) -> None:
    """Call it first in the task: what is asked for from now on needs another message."""
    cache.delete(_key(task))


def _key(task: str) -> str:
    return f"on-its-way:{task}"


def _once_on_commit(*, task: str) -> None:
    transaction.on_commit(partial(wake_once, task=task), robust=True)


def _on_commit(*, task: str, queue: str) -> None:
    transaction.on_commit(partial(wake, task=task, queue=queue, expires=STILL_WORTH_IT), robust=True)
