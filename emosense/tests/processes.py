"""Starting ./dev run for tests, and looking at what is left of it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from emosense import embedded
from emosense.tests.live_stack import free_port

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "EMOSENSE_VAR", "PYTEST_XDIST_WORKER", "EMOSENSE_THROW_AWAY")


def environment(var, **more):
    """That of a person who types ./dev: nothing of the test run in it."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "EMOSENSE_VAR": str(var), **more}


class Installation:
    """`python -m emosense.supervisor run` on a data folder of its own: what ./dev becomes once packages are there."""

    def __init__(self, var):
        self.var, self.port, self.process = Path(var), free_port(), None
        self.output = self.var / "output.txt"

    def start(self):
        command = [sys.executable, "-m", "emosense.supervisor", "run", "--port", str(self.port), "--no-demo"]
        self.var.mkdir(parents=True, exist_ok=True)
        with open(self.output, "w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(self.var), stdout=output, stderr=subprocess.STDOUT
            )
        wait_until(lambda: "is ready" in self.said() or self.process.poll() is not None, seconds=120)
        assert self.process.poll() is None, self.said()
        return self

    def said(self):
        return self.output.read_text()

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment(self.var), capture_output=True, text=True, check=True
        ).stdout

    def processes(self):
        """Every process that works on this data folder, by its number, with its command line."""
        marks = (str(self.var), str(embedded.socket_dir(self.var)))
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) != os.getpid():
                words, variables = facts_of(folder)
                if any(mark in words or f"EMOSENSE_VAR={mark}" in variables for mark in marks):
                    found[int(folder.name)] = words
        return found

    def stop(self, signum=signal.SIGTERM):
        """Seconds that it took to stop."""
        begun = time.monotonic()
        self.process.send_signal(signum)
        self.process.wait(timeout=20)
        return time.monotonic() - begun

    def clear_away(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        wait_until(lambda: not self.processes(), seconds=10)


def facts_of(folder):
    try:
        words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        variables = (folder / "environ").read_bytes().replace(b"\0", b"\n").decode(errors="replace")
    except OSError:
        return "", ""
    return words, variables


def wait_until(true, *, seconds):
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()
