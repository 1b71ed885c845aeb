"""The embedded PostgreSQL: made on the first start, run as a child, reached by a socket in a private folder."""

import os
import shutil
import signal
import subprocess
import time

from emosense.supervisor.binaries import postgres_program
from emosense.supervisor.child import Child
from emosense.supervisor.rank import ordinary_rank

SUPERUSER = "emosense"
START_LIMIT = 60  # seconds; after a crash PostgreSQL first replays its log
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "log_min_messages": "warning",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresFailed(Exception):
    """It did not start; the text says why, as far as its log tells."""


def start(*, data, sockets, log, lock, undertaker, database, settings=None):
    """Starts PostgreSQL on `data`, makes `database` when it is missing, and returns the Child.

    lock: descriptor of the services' lock, which PostgreSQL keeps as long as one of its processes lives; whoever holds
    it may therefore remove a postmaster.pid that a crash left behind. Raises PostgresFailed, NoOrdinaryUser.
    """
    data.mkdir(parents=True, exist_ok=True)
    prepare, _ = ordinary_rank(data=data, sockets=sockets, postgres=postgres_program("postgres"))
    if not (data / "cluster" / "PG_VERSION").exists():
        _initialise(data, prepare)
    cluster = data / "cluster"
    _same_version(cluster)
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    options = [f"-c{name}={value}" for name, value in {**SETTINGS, **(settings or {})}.items()]
    child = Child(
        name="postgres",
        argv=[postgres_program("postgres"), "-D", cluster, "-k", sockets, *options],
        log=log,
        env=_environment(),
        stop_signal=signal.SIGINT,  # fast: ends sessions, writes a checkpoint
        orphan_signal=signal.SIGINT,
        prepare=prepare,
        pass_fds=(lock,),
        undertaker=undertaker,
    ).start()
    _wait_until_ready(child, sockets)
    _create_database(sockets, database)
    return child


def _environment():
    """Ours without libpq's variables: a PGPORT set for another server must not move this one."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PG")}, "LC_ALL": "C"}


def _ask(program, *arguments, **options):
    command = [str(part) for part in (postgres_program(program), *arguments)]
    return subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False, **options)


def _initialise(data, prepare):
    """initdb into a folder beside, then a rename: a half-made cluster is never taken for one."""
    draft = data / "cluster.new"
    shutil.rmtree(draft, ignore_errors=True)
    fixed = ["-D", draft, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-instructions"]
    for locale in ("C.UTF-8", "C"):  # not every system has C.UTF-8; the provider brings its own rules
        names = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={locale}"]
        done = _ask("initdb", *fixed, *names, preexec_fn=prepare)
        if done.returncode == 0:
            draft.rename(data / "cluster")
            return
        shutil.rmtree(draft, ignore_errors=True)
    raise PostgresFailed(f"PostgreSQL could not make its files in {data}: {_last(done.stderr)}")


def _same_version(cluster):
    ours = _ask("postgres", "--version").stdout.split()[-1].split(".")[0]
    theirs = (cluster / "PG_VERSION").read_text().strip()
    if ours != theirs:
        raise PostgresFailed(
            f"{cluster} was made by PostgreSQL {theirs}, this is {ours}: "
            "make a backup with the old version and restore it with this one."
        )


def ready(sockets):
    return _ask("pg_isready", "-q", "-h", sockets, "-U", SUPERUSER, "-d", "postgres").returncode == 0


def _wait_until_ready(child, sockets):
    deadline = time.monotonic() + START_LIMIT
    while not ready(sockets):
        if not child.running() or time.monotonic() > deadline:
            raise PostgresFailed(f"PostgreSQL did not start: {child.last_line()} (see {child.log}).")
        time.sleep(0.03)


def _create_database(sockets, name):
    def sql(statement):
        return _ask("psql", "-XAtq", "-h", sockets, "-U", SUPERUSER, "-d", "postgres", "-c", statement)

    if sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'").stdout.strip():
        return
    done = sql(f'CREATE DATABASE "{name}"')
    if done.returncode:
        raise PostgresFailed(f"PostgreSQL could not make the database {name}: {_last(done.stderr)}")


def _last(text):
    return next((line for line in reversed(text.splitlines()) if line.strip()), "no word from it")
