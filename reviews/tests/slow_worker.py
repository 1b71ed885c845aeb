"""A Celery worker whose third batch takes for ever, so that a test can kill it in the middle.

SLOW_WORKER_MARK names a file that it makes when that batch has begun; without it every batch is quick.
"""

import os
import time
from functools import partial
from pathlib import Path

import django

django.setup()

from emosense.celery import app  # noqa: E402, F401  (what `celery -A` looks for)
from reviews.tasks import batches, readers, reading  # noqa: E402  (after Django's setup)
from reviews.tests.stub_reader import StubReader  # noqa: E402  (after Django's setup)

QUICK_CALLS = 4  # two batches of two models


class SlowReader(StubReader):
    def read(self, texts):
        mark = os.environ.get("SLOW_WORKER_MARK")
        if mark and sum(len(reader.calls) for reader in READERS.values()) >= QUICK_CALLS:
            Path(mark).touch()
            time.sleep(60)
        return super().read(texts)

    def log_odds(self, tokens):
        """Explaining never ends where SLOW_EXPLAINER_MARK names a file to make."""
        if mark := os.environ.get("SLOW_EXPLAINER_MARK"):
            Path(mark).touch()
            time.sleep(60)
        return super().log_odds(tokens)


READERS = {name: SlowReader(name) for name in ("lstm", "gru")}
readers.reader_of = READERS.__getitem__
readers.language_of = lambda text: "en"
reading.read_batch = partial(batches.read_batch, reviews=10)
