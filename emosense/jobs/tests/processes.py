"""A broker and workers of a test's own, as real processes that can be killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from emosense.jobs import services
from emosense.supervisor.binaries import redis_server

QUEUE = "rehearsal"


class Broker:
    """A Redis on a socket; what it holds is lost with it."""

    def __init__(self, folder):
        self.socket = folder / "redis.sock"
        self.url = f"redis+socket://{self.socket}"
        self.process = None

    def start(self):
        quiet = ("--save", "", "--appendonly", "no", "--loglevel", "warning")
        command = [redis_server(), "--port", "0", "--unixsocket", self.socket, *quiet]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.socket.exists)
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)


class Worker:
    """`celery worker` on the test database, in a process group of its own."""

    def __init__(self, broker, folder, *, queue=QUEUE, **environment):
        self.log = folder / f"worker-{time.monotonic_ns()}.log"
        command = [sys.executable, "-m", "celery", "-A", "emosense", "worker", "-I", "emosense.jobs.tests.rehearsal"]
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO")
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "--queues", queue, "--concurrency", "2", "--hostname", f"{self.log.stem}@%h", *quiet],
                env={**os.environ, "DATABASE_URL": test_database_url(), "CELERY_BROKER_URL": broker.url, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ready(self):
        wait_for(lambda: b" ready." in self.log.read_bytes(), limit=40)
        return self

    def kill(self):
        """kill -9 of the worker and its children at once: no word of good-bye."""
        kill_group(self.process)

    def lines(self):
        """The log, each line parsed."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


@contextmanager
def running_worker(queue, *, app="emosense", **environment):
    """A silent worker of one queue on the test database and this run's broker, killed at the end whatever it does."""
    command = [sys.executable, "-m", "celery", "-A", app, "worker", "--queues", queue, "--concurrency", "1"]
    process = subprocess.Popen(
        [*command, "--hostname", f"{queue}-{time.monotonic_ns()}@%h", "--without-mingle"],
        env={**os.environ, "DATABASE_URL": test_database_url(), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill_group(process)


def kill_group(process):
    """kill -9 of a process that leads a group and of its children at once: no word of good-bye."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_database_url():
    facts = connection.settings_dict
    host, port = facts["HOST"], facts["PORT"]
    place = f"?host={host}" if host.startswith("/") else ""
    server = "" if place else f"{host}:{port}"
    who = ":".join(quote(facts[name], safe="") for name in ("USER", "PASSWORD") if facts[name])
    return f"postgresql://{who}@{server}/{facts['NAME']}{place}"


def wait_for(true, *, limit=20.0):
    deadline = time.monotonic() + limit
    while not (answer := true()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return answer


def wait_and_sweep(true, *, limit):
    """As `wait_for`; the sweeper does meanwhile what the schedule does every few seconds."""
    swept = 0.0

    def swept_and_true():
        nonlocal swept
        if time.monotonic() - swept > 0.5:
            services.sweep(now=timezone.now())
            swept = time.monotonic()
        return true()

    return wait_for(swept_and_true, limit=limit)
