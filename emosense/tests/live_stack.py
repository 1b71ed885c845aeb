"""The product as a person meets it, for tests: a real web server, worker, beat, broker and database.

The database is a copy of the test database under a name of its own: what a browser test does is committed there, and no
other test sees it. Tests share the stack, so each makes people and movies of its own.
"""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connections

from emosense.supervisor.child import stop_all
from emosense.supervisor.lifeline import Undertaker
from emosense.supervisor.programs import programs
from emosense.supervisor.run import STOP_LIMIT, start_programs
from emosense.supervisor.services import Services


@dataclass
class LiveStack:
    base_url: str  # http://127.0.0.1:port, without a slash at the end
    environment: dict  # of a process that is to use the same database and broker
    database_name: str
    children: dict = field(default_factory=dict)  # web, worker, beat: emosense.supervisor.child.Child
    blocker: object = None

    def manage(self, *arguments):
        """Runs a management command against the stack; returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def database(self):
        """ORM calls inside go to the stack's database and are committed at once."""
        with self.blocker.unblock():
            ours = connections["default"]
            theirs = ours.copy()
            theirs.settings_dict = {**ours.settings_dict, "NAME": self.database_name}
            connections["default"] = theirs
            try:
                yield
            finally:
                theirs.close()
                connections["default"] = ours

    def log(self, name):
        """What web, worker or beat has written so far."""
        return self.children[name].log.read_text(errors="replace")


@pytest.fixture(scope="session")
def live_stack(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        name = copy_of_test_database()
    services = services_of_the_stack(name)
    services.undertaker = Undertaker()
    port = free_port()
    with pytest.MonkeyPatch.context() as patch:
        # A test beside a browser allows it for itself; the real processes must not inherit that.
        patch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
        stack = LiveStack(f"http://127.0.0.1:{port}", services.environment(), name, blocker=django_db_blocker)
        children = programs(port=port, services=services)
    stack.manage("prepare")
    stack.children = {child.name: child for child in children}
    try:
        start_programs(children, port)
        yield stack
    finally:
        stop_all(children, patience=STOP_LIMIT)
        services.undertaker.dismiss()
        with django_db_blocker.unblock():
            drop(name)


def copy_of_test_database():
    connection = connections["default"]
    source = connection.settings_dict["NAME"]
    name = f"live_{source}"
    connection.close()
    drop(name)
    with connection._nodb_cursor() as cursor:  # a database that somebody looks at cannot be copied
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def drop(name):
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def services_of_the_stack(database):
    """The test run's own services, seen by the stack: another database, another folder, another number in Redis."""
    url = urlsplit(os.environ["DATABASE_URL"])
    broker = os.environ["CELERY_BROKER_URL"].partition("?")[0]
    number = 15 - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    external = {
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{database}")),
        "CELERY_BROKER_URL": numbered(broker, number),
    }
    var = os.path.join(os.environ["EMOSENSE_VAR"], "live")
    return Services(var, external=external)


def numbered(broker, number):
    """The same Redis, another of its sixteen databases; what is no Redis stays as it is."""
    if broker.startswith("redis+socket"):
        return f"{broker}?virtual_host={number}"
    return urlunsplit(urlsplit(broker)._replace(path=f"/{number}")) if broker.startswith("redis") else broker


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
