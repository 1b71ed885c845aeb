"""Messages to the workers, sent on commit; a lost one is made good by the beat schedule."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def wake_readers() -> None:
    """After the commit: somebody reads what waits."""
    transaction.on_commit(partial(send, "reviews.tasks.read_unread", "inference"), robust=True)


def wake_scores() -> None:
    """After the commit: scores that are out of date are computed again."""
    transaction.on_commit(partial(send, "reviews.tasks.refresh_scores", "default"), robust=True)


def send(task: str, queue: str) -> None:
    """Sends now. A broker that is down costs seconds of delay, never the request: the sweep sends again."""
    try:
        current_app.send_task(task, queue=queue, retry=False)
    except current_app.connection_for_write().recoverable_connection_errors as error:
        logger.warning("The broker did not take %s: %s", task, error)
