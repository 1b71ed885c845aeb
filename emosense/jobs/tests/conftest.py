from datetime import UTC, datetime

import pytest

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_kind_for_tests(settings):
    settings.JOB_KINDS = {**settings.JOB_KINDS, "rehearse": ("emosense.jobs.tests.rehearsal.rehearse", "default")}


@pytest.fixture
def sent(monkeypatch):
    """What went to the broker, instead of a broker."""
    messages = []

    def take(task, kwargs=None, queue=None, **options):
        messages.append({"task": task, "kwargs": kwargs, "queue": queue, **options})

    monkeypatch.setattr("emosense.celery.app.send_task", take)
    return messages


@pytest.fixture
def broker_down(monkeypatch):
    def refuse(*args, **options):
        raise ConnectionRefusedError("no broker here")

    monkeypatch.setattr("emosense.celery.app.send_task", refuse)


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def clock():
    """A clock that stands still until it is moved: clock.now = …"""
    return Clock()


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now
