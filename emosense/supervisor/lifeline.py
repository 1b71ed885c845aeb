"""Nothing outlives the supervisor, even one that was killed with -9.

Two ropes. The kernel signals each direct child when its parent dies (Linux, prctl). And an undertaker, a tiny
process that holds a pipe from the supervisor, ends whatever the children had started themselves once the pipe closes
(any system; grandchildren too).
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signum: int = signal.SIGKILL, *, parent: int | None = None) -> None:
    """Asks the kernel to send `signum` to this process when its parent dies; does nothing where there is no prctl."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)
    if parent is not None and os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signum)


def before_exec(signum: int, prepare: Callable[[], None] | None = None) -> Callable[[], None]:
    """A preexec_fn: `prepare` (a change of user, say), then the rope, which a change of user would cut."""
    parent = os.getpid()

    def hook() -> None:
        if prepare:
            prepare()
        die_with_parent(signum, parent=parent)

    return hook


class Undertaker:
    """Told of every child by number; acts when this process is gone."""

    def __init__(self) -> None:
        self._wards: dict[int, int] = {}
        self._hire()

    def watch(self, pid: int, signum: int) -> None:
        self._wards[pid] = int(signum)
        self._say(f"+ {pid} {int(signum)}\n")

    def forget(self, pid: int) -> None:
        self._wards.pop(pid, None)
        self._say(f"- {pid}\n")

    def replace_if_ended(self) -> None:
        """Somebody ended it: another one takes over all of its wards."""
        if self._process.poll() is None:
            return
        os.close(self._pipe)
        self._hire()
        for pid, signum in self._wards.items():
            self._say(f"+ {pid} {signum}\n")

    def dismiss(self) -> None:
        os.close(self._pipe)
        self._process.wait(timeout=10)

    def _hire(self) -> None:
        script = Path(__file__).with_name("undertaker.py")
        reading, self._pipe = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(script)], stdin=reading, start_new_session=True
        )
        os.close(reading)

    def _say(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # it ended just now and is replaced in a moment
            os.write(self._pipe, line.encode())
