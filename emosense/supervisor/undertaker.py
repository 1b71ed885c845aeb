"""Reads "+ pid signal" and "- pid" lines until its pipe closes, then ends those sessions and itself.

Run as a script with -I -S: standard library only, no import of the project. Each pid leads a session of its own.
"""

import contextlib
import os
import signal
import sys
import time

PATIENCE = 4.0  # seconds between the polite signal and SIGKILL


def read_wards(stream):
    wards = {}
    for line in stream:
        match line.split():
            case ["+", pid, signum]:
                wards[int(pid)] = int(signum)
            case ["-", pid]:
                wards.pop(int(pid), None)
    return wards


def session_of(pid):
    """The session of a process; nothing for one that is gone or only waits to be counted as gone."""
    try:
        with open(f"/proc/{pid}/stat") as stream:
            state, _parent, _group, session = stream.read().rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return None
    return None if state == "Z" else int(session)


def members(leader):
    """Every process of the leader's session; without /proc, its process group answers for it."""
    if not os.path.isdir("/proc/self"):
        return []
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and session_of(name) == leader]


def send(leader, signum):
    for pid in members(leader):
        kill(os.kill, pid, signum)
    kill(os.killpg, leader, signum)


def kill(how, number, signum):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        how(number, signum)


def alive(leader):
    if os.path.isdir("/proc/self"):
        return bool(members(leader))
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def bury(wards):
    for leader, signum in wards.items():
        send(leader, signum)
    deadline = time.monotonic() + PATIENCE
    while any(alive(leader) for leader in wards) and time.monotonic() < deadline:
        time.sleep(0.05)
    for leader in wards:
        send(leader, signal.SIGKILL)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    bury(read_wards(sys.stdin))
