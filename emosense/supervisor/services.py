"""PostgreSQL and Redis together: one holder at a time, an environment that names them, stopped at the end."""

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from emosense import embedded
from emosense.supervisor import postgres, redis
from emosense.supervisor.child import Child, stop_all
from emosense.supervisor.lifeline import Undertaker

STOP_LIMIT = 1.2  # seconds before PostgreSQL and Redis are ended firmly
REFUSED = "{path} cannot be written to: set EMOSENSE_VAR to a folder of your own."


class Busy(Exception):
    """Somebody else holds the services of this folder; `holder` tells who: pid, what, url."""

    def __init__(self, holder: dict) -> None:
        super().__init__(holder)
        self.holder = holder


class FolderRefused(Exception):
    """A folder that cannot be written to, or one that is not ours."""


class Services:
    """The embedded services of one var folder. DATABASE_URL and CELERY_BROKER_URL replace their half."""

    def __init__(
        self, var_dir: str | Path, *, throw_away: bool = False, external: Mapping[str, str] | None = None
    ) -> None:
        self.var = Path(var_dir).resolve()
        self.sockets = embedded.socket_dir(self.var)
        self.throw_away = throw_away
        given = os.environ if external is None else external
        self.database_url = given.get("DATABASE_URL") or embedded.database_url(self.var)
        self.broker_url = given.get("CELERY_BROKER_URL") or embedded.broker_url(self.var)
        self.needs_postgres = not given.get("DATABASE_URL")
        self.needs_redis = not given.get("CELERY_BROKER_URL")
        self.children: list[Child] = []
        self.undertaker: Undertaker | None = None
        self._lock: int | None = None

    def start(self, *, what: str, url: str = "", wait: float = 10.0) -> "Services":
        """Takes the lock and starts what is needed. Raises Busy, FolderRefused, PostgresFailed, RedisFailed, .."""
        private_folder(self.var / "run")
        private_folder(self.sockets)
        self._lock = take_lock(self.var / "run" / "services.lock", self.var / "run" / "holder.json", wait=wait)
        note_holder(self.var / "run" / "holder.json", what=what, url=url)
        self.undertaker = Undertaker()
        try:
            self._start_children()
        except BaseException:
            self.stop()
            raise
        return self

    def _start_children(self) -> None:
        shared: dict[str, Any] = {"sockets": self.sockets, "lock": self._lock, "undertaker": self.undertaker}
        if self.needs_postgres:
            self.children.append(
                postgres.start(
                    data=self.var / "postgres",
                    log=self.var / "log" / "postgres.log",
                    database="emosense",
                    settings=postgres.THROW_AWAY if self.throw_away else None,
                    **shared,
                )
            )
        if self.needs_redis:
            log = self.var / "log" / "redis.log"
            self.children.append(redis.start(data=self.var / "redis", log=log, durable=not self.throw_away, **shared))

    def environment(self) -> dict[str, str]:
        """The environment of a child that uses them."""
        return {
            **os.environ,
            "EMOSENSE_VAR": str(self.var),
            "DATABASE_URL": self.database_url,
            "CELERY_BROKER_URL": self.broker_url,
        }

    def stop(self) -> None:
        stop_all(self.children, patience=STOP_LIMIT)
        if self.undertaker:
            self.undertaker.dismiss()
        if self._lock is not None:
            (self.var / "run" / "holder.json").unlink(missing_ok=True)
            os.close(self._lock)
        self.children, self.undertaker, self._lock = [], None, None

    def answer(self) -> bool:
        """True when whatever of them is embedded answers, whoever started it."""
        return (not self.needs_postgres or postgres.ready(self.sockets)) and (
            not self.needs_redis or redis.answers(self.sockets / "redis.sock")
        )


@contextmanager
def throw_away_services() -> Iterator[Services]:
    """PostgreSQL and Redis for tests, in a temporary folder that goes away with them."""
    folder = Path(tempfile.mkdtemp(prefix="emosense-", dir="/tmp"))
    services = Services(folder, throw_away=True)
    try:
        yield services.start(what="tests")
    finally:
        services.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def services_on_demand(var_dir: str | Path, *, what: str) -> Iterator[Services]:
    """Services for the length of one command: those that run already, or our own.

    Commands that share ours hold a shared lock, and we stop only when the last of them is done.
    """
    services = Services(var_dir)
    private_folder(services.var / "run")
    with open(services.var / "run" / "users.lock", "a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            ours = services.start(what=what, wait=0)
        except Busy as busy:
            wait_until(services.answer, limit=30, otherwise=busy)
            yield services
            return
        try:
            yield services
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            fcntl.flock(users, fcntl.LOCK_EX)
            ours.stop()


def private_folder(path: Path) -> None:
    """Makes the folder, ours alone; one that belongs to somebody else is refused, root takes any."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.geteuid() not in {0, path.stat().st_uid}:
            raise FolderRefused(f"{path} belongs to somebody else: set EMOSENSE_VAR to a folder of your own.")
        path.chmod(0o700)
    except OSError as error:
        raise FolderRefused(REFUSED.format(path=path)) from error


def take_lock(path: Path, holder: Path, *, wait: float) -> int:
    """A descriptor that holds the lock; raises Busy when somebody keeps it longer than `wait` seconds."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise FolderRefused(REFUSED.format(path=path)) from error
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            found = read_holder(holder)
            if found.get("what") == "run" or time.monotonic() >= deadline:
                os.close(descriptor)
                raise Busy(found) from None
        time.sleep(0.1)


def note_holder(path: Path, **facts: Any) -> None:
    path.write_text(json.dumps({"pid": os.getpid(), **facts}))


def read_holder(path: Path) -> dict:
    """Who holds the services; nothing when the note is missing or its writer is dead."""
    try:
        facts = json.loads(path.read_text())
        os.kill(facts["pid"], 0)
    except PermissionError:
        return facts
    except (OSError, ValueError, KeyError):
        return {}
    return facts


def wait_until(true: Callable[[], bool], *, limit: float, otherwise: Exception) -> None:
    deadline = time.monotonic() + limit
    while not true():
        if time.monotonic() > deadline:
            raise otherwise
        time.sleep(0.1)
