"""Which process holds a lease, and whether it still lives: a job of a killed worker need not wait for its lease to end.

Only processes of this machine and PID namespace can be looked at, by way of /proc; of all others the lease decides.
"""

import os
from functools import cache
from pathlib import Path

PROC = Path("/proc")


def this_process() -> str:
    """machine boot / PID namespace / pid / start time: never the same for two processes; "" where there is no /proc."""
    pid = os.getpid()
    started = start_time(pid)
    return f"{neighbourhood()}/{pid}/{started}" if neighbourhood() and started else ""


@cache
def neighbourhood() -> str:
    """What tells this machine (since its start) and PID namespace from all others."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{(PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def is_dead(owner: str) -> bool:
    """True only when we can see that the process is gone."""
    place, pid, started = [*owner.rsplit("/", 2), "", ""][:3]
    if not owner or place != neighbourhood():
        return False
    return start_time(int(pid)) != started


def start_time(pid: int) -> str:
    """In ticks since the machine's start; "" when there is no such process, or only its remains."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    state, started = fields[0], fields[19]
    return "" if state in {"Z", "X"} else started
