"""A sign of life for work that cannot be cut into steps: a file being decoded, half an hour being read."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from emosense.jobs import services as jobs


@contextmanager
def beating(work: jobs.Work) -> Iterator[None]:
    """Extends the lease from a thread of its own while the block runs; raises JobCancelled or LeaseLost after it."""
    over, stopped = threading.Event(), []

    def beat() -> None:
        try:
            while not over.wait(settings.JOB_LEASE_SECONDS / 4):
                work.advance()
        except (jobs.JobCancelled, jobs.LeaseLost) as told:
            stopped.append(told)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if stopped:
        raise stopped[0]
