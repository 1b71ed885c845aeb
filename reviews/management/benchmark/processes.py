"""Memory and processor time of the stack's processes, from /proc; nothing where there is none."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from reviews.management.benchmark.figures import Figure

PROGRAMS = {"web": ("emosense.asgi:application", 200), "worker": ("emosense worker", 400)}


def memory() -> list[Figure]:
    """Of web and of worker, in MB: the largest process as it is resident, and all together with shared pages once."""
    figures = []
    for name, (words, at_most) in PROGRAMS.items():
        processes = _processes(words)
        if not processes:
            continue
        whole = sum(_megabytes(pid, "Pss") for pid in processes)
        figures.append(
            Figure(
                name=f"memory of the largest {name} process",
                value=max(_megabytes(pid, "Rss") for pid in processes),
                unit="MB",
                at_most=at_most,
            )
        )
        figures.append(
            Figure(
                name=f"memory of all {name} processes together",
                value=whole,
                unit="MB",
                at_most=at_most,
                note=f"{len(processes)} processes; what they share is counted once",
            )
        )
    return figures


def worker_processor_seconds() -> float:
    """What the worker's processes have used of all cores so far: unlike a clock, it does not count the neighbours."""
    ticks = sum(_ticks(pid) for pid in _processes(PROGRAMS["worker"][0]))
    return ticks / os.sysconf("SC_CLK_TCK")


def database_processor_seconds() -> float:
    """What our connection's process of the database has used so far; 0.0 where the database is on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return processor_seconds(pid) if _command(pid).startswith("postgres") else 0.0


def processor_seconds(pid: int) -> float:
    """What one process has used so far."""
    return _ticks(pid) / os.sysconf("SC_CLK_TCK")


def peak_megabytes(pid: int) -> float:
    """The most that a process had resident so far; 0.0 when it has ended.

    Not `ru_maxrss` of who waited for it: that starts with what its parent had when it was forked.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])  # user and system time


def _processes(words: str) -> list[int]:
    return [pid for pid in _ours() if words in _command(pid)]


def _ours() -> Iterator[int]:
    """Processes that work on the same data folder."""
    mine = f"EMOSENSE_VAR={os.environ.get('EMOSENSE_VAR', settings.VAR_DIR)}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mine in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)
        except OSError:  # gone, or somebody else's
            continue


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _megabytes(pid: int, field: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024
