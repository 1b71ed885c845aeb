"""The embedded Redis: the broker, on a private socket, with an append-only file."""

import signal
import socket
import time

from emosense.supervisor.binaries import redis_server
from emosense.supervisor.child import Child

START_LIMIT = 30  # seconds; a long append-only file takes a while


class RedisFailed(Exception):
    """It did not start; the text says why, as far as its log tells."""


def start(*, data, sockets, log, lock, undertaker, durable=True):
    data.mkdir(parents=True, exist_ok=True)
    path = sockets / "redis.sock"
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes" if durable else "no",
        "save": "",
        "daemonize": "no",
        "maxmemory-policy": "noeviction",
    }
    child = Child(
        name="redis",
        argv=[redis_server(), *(part for name, value in options.items() for part in (f"--{name}", value))],
        log=log,
        orphan_signal=signal.SIGTERM,  # writes its file out first
        pass_fds=(lock,),
        undertaker=undertaker,
    ).start()
    _wait_until_ready(child, path)
    return child


def _wait_until_ready(child, path):
    deadline = time.monotonic() + START_LIMIT
    while not answers(path):
        if not child.running() or time.monotonic() > deadline:
            raise RedisFailed(f"Redis did not start: {child.last_line()} (see {child.log}).")
        time.sleep(0.03)


def answers(path):
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False
