"""One child process: started with a log of its own, restarted with back-off, stopped politely and then firmly."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from emosense.supervisor.lifeline import Undertaker, before_exec

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a restart
HEALTHY_AFTER = 60.0  # a child that lived so long starts again with the first pause
LOG_LIMIT = 20 * 1024 * 1024


@dataclass
class Child:
    name: str
    argv: list
    log: Path
    env: Mapping[str, str] | None = None
    stop_signal: int = signal.SIGTERM
    orphan_signal: int = signal.SIGKILL  # what it gets when the supervisor dies
    prepare: Callable[[], None] | None = None  # run in the child before exec
    pass_fds: tuple[int, ...] = ()
    undertaker: Undertaker | None = None
    process: subprocess.Popen | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    pause: float = field(default=FIRST_PAUSE, init=False)
    restart_at: float | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} was never started"
        return self.process.pid

    def start(self) -> "Child":
        trim_log(self.log)
        with open(self.log, "ab", buffering=0) as log:
            self.process = subprocess.Popen(
                [str(part) for part in self.argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.env,
                start_new_session=True,
                pass_fds=self.pass_fds,
                preexec_fn=before_exec(self.orphan_signal, self.prepare),
            )
        self.started_at, self.restart_at = time.monotonic(), None
        if self.undertaker:
            self.undertaker.watch(self.pid, self.orphan_signal)
        return self

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def died(self) -> bool:
        """True once for each death; plans the restart."""
        if self.running() or self.restart_at is not None:
            return False
        self.finish()  # a pool must not work on without the worker that led it
        lived = time.monotonic() - self.started_at
        self.pause = FIRST_PAUSE if lived > HEALTHY_AFTER else self.pause
        self.restart_at = time.monotonic() + self.pause
        return True

    def restart_if_due(self) -> bool:
        if self.restart_at is None or time.monotonic() < self.restart_at:
            return False
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self.start()
        return True

    def signal(self, signum: int) -> None:
        if self.running():
            (os.killpg if signum == signal.SIGKILL else os.kill)(self.pid, signum)

    def finish(self) -> None:
        """Ends what is left of its process group, once it has ended itself."""
        if self.process is None:
            return
        self.process.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._forget()

    def _forget(self) -> None:
        if self.undertaker:
            self.undertaker.forget(self.pid)

    def last_line(self) -> str:
        """The last line of its log, to show beside its death."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def stop_all(
    children: Iterable[Child], *, patience: float, insist: Mapping[str, tuple[float, int]] | None = None
) -> None:
    """Signals all at once, waits up to `patience` seconds, then ends the rest.

    insist: {child name: (seconds, signal)}: a firmer signal for a child that still runs after so many seconds.
    """
    begun = time.monotonic()
    waiting = dict(insist or {})
    alive = [child for child in children if child.running()]
    for child in alive:
        child.signal(child.stop_signal)
    while alive and time.monotonic() - begun < patience:
        time.sleep(0.05)
        alive = [child for child in alive if child.running()]
        for child in alive:
            if child.name in waiting and time.monotonic() - begun > waiting[child.name][0]:
                child.signal(waiting.pop(child.name)[1])
    for child in alive:
        child.signal(signal.SIGKILL)
    for child in children:
        child.finish()


def trim_log(path: Path) -> None:
    """Keeps one old file of a log that grew beyond its limit; safe while a child appends to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        shutil.copyfile(path, path.with_suffix(".log.1"))
        os.truncate(path, 0)
