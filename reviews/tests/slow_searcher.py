"""A Celery worker whose third batch of reviews to be searched takes for ever; as slow_worker, for aspects."""

import os
import time
from functools import partial
from pathlib import Path

import django

django.setup()

from emosense.celery import app  # noqa: E402, F401  (what `celery -A` looks for)
from reviews.tasks import aspects, readers  # noqa: E402  (after Django's setup)
from reviews.tests.stub_reader import StubReader  # noqa: E402  (after Django's setup)

QUICK_CALLS = 2


class SlowReader(StubReader):
    def read(self, texts):
        mark = os.environ.get("SLOW_WORKER_MARK")
        if mark and len(self.calls) >= QUICK_CALLS:
            Path(mark).touch()
            time.sleep(60)
        return super().read(texts)


READER = SlowReader("lstm")
readers.reader_of = lambda model: READER
aspects.search_batch = partial(aspects.search_batch, reviews=10)
