"""The programs of our own: web, workers and beat, as command lines."""

import signal
import sys
from pathlib import Path

from emosense.supervisor.child import Child
from emosense.supervisor.services import private_folder

QUEUES = ("texts", "default", "inference")
SLOW_QUEUES = ("speech", "crawl", "train")  # jobs of minutes: a worker of their own, so that no text waits for them
PROCESSES = 2  # of the worker; each loads the models it serves
SLOW_PROCESSES = 1
BEFORE_FORK = "reviews.tasks.before_fork"  # what the worker's processes are to share
# Threads do not survive the fork, and each process reads with one of its own; freed memory goes back at once.
WORKER_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")  # one worker: nobody to talk to


def web_command(port, *, host="127.0.0.1"):
    return [
        *(sys.executable, "-m", "uvicorn", "emosense.asgi:application"),
        *("--host", host, "--port", str(port)),
        *("--lifespan", "off", "--no-access-log", "--log-level", "warning"),
        *("--timeout-graceful-shutdown", "2"),
    ]


def worker_command(*, name="main", queues=QUEUES, processes=PROCESSES):
    return [
        *(sys.executable, "-m", "celery", "-A", "emosense", "worker"),
        *("--hostname", f"{name}@%h", "--queues", ",".join(queues), "--concurrency", str(processes)),
        *("--include", BEFORE_FORK, "--loglevel", "INFO", *QUIET),
    ]


def beat_command(run_dir):
    return [
        *(sys.executable, "-m", "celery", "-A", "emosense", "beat", "--loglevel", "WARNING"),
        *("--schedule", str(Path(run_dir) / "beat-schedule"), "--pidfile", ""),
    ]


def programs(*, port, services):
    """web, both workers and beat as children that are not yet started."""
    private_folder(services.var / "run")  # beat keeps its schedule there, also where all services are somebody else's
    commands = {
        "web": web_command(port),
        "worker": worker_command(),
        "slow": worker_command(name="slow", queues=SLOW_QUEUES, processes=SLOW_PROCESSES),
        "beat": beat_command(services.var / "run"),
    }
    environment = {**services.environment(), "PORT": str(port)}
    environments = {name: {**WORKER_ENVIRONMENT, **environment} for name in ("worker", "slow")}
    return [
        Child(
            name=name,
            argv=argv,
            log=services.var / "log" / f"{name}.log",
            env=environments.get(name, environment),
            orphan_signal=signal.SIGKILL,
            undertaker=services.undertaker,
        )
        for name, argv in commands.items()
    ]
