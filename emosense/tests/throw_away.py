"""A pytest plugin: PostgreSQL and Redis for this run alone, so that tests never meet the data of `./dev run`.

Loaded by `-p` in pyproject.toml, for the services must be named before Django's settings are read. With xdist they are
started once; each of its processes has a database (pytest-django), a broker and a data folder of its own.
DATABASE_URL and CELERY_BROKER_URL, where given, are used instead.
"""

import contextlib
import os
from pathlib import Path

import pytest

from emosense.supervisor.services import throw_away_services

WORKER = os.environ.get("PYTEST_XDIST_WORKER")  # gw0, gw1, ..


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    if WORKER:
        separate_from_the_other_processes(WORKER)
    else:
        stack = contextlib.ExitStack()
        early_config.add_cleanup(stack.close)
        services = stack.enter_context(throw_away_services())
        if services.needs_postgres:
            os.environ["EMOSENSE_THROW_AWAY"] = "1"
        os.environ.update(
            {name: services.environment()[name] for name in ("EMOSENSE_VAR", "DATABASE_URL", "CELERY_BROKER_URL")}
        )
    return (yield)


def separate_from_the_other_processes(worker):
    number = int(worker.removeprefix("gw")) + 1
    folder = Path(os.environ["EMOSENSE_VAR"], worker)
    folder.mkdir(exist_ok=True)
    os.environ["EMOSENSE_VAR"] = str(folder)
    if os.environ["CELERY_BROKER_URL"].startswith("redis"):
        os.environ["CELERY_BROKER_URL"] += f"?virtual_host={number}"
