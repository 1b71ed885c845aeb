"""How long a stranger waits: from a fresh clone to the first review that is read."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from reviews.management.benchmark.figures import Figure

PATIENCE = 15 * 60  # seconds
OURS = ("EMOSENSE_VAR", "DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV")


class NeverReady(Exception):
    """The clone did not come as far as a read review; its last words are in the message."""


def clone_until_read(*, repository: Path, folder: Path) -> Figure:
    """Clones what is committed and lets `./dev run` set it up; package caches are as this machine has them.

    Raises NeverReady.
    """
    begun = time.perf_counter()
    clone, log = folder / "clone", folder / "run.log"
    subprocess.run(["git", "clone", "--quiet", str(repository), str(clone)], check=True)
    port = _free_port()
    surroundings = {name: value for name, value in os.environ.items() if name not in OURS}
    with log.open("w") as words:
        stack = subprocess.Popen(
            ["./dev", "run", "--port", str(port)], cwd=clone, env=surroundings, stdout=words, stderr=words
        )
    try:
        while not _something_is_read(port):
            if stack.poll() is not None or time.perf_counter() - begun > PATIENCE:
                raise NeverReady(log.read_text()[-2_000:])
            time.sleep(1)
        taken = time.perf_counter() - begun
    finally:
        stack.send_signal(signal.SIGTERM)
        stack.wait(60)
    return Figure(
        name="fresh clone until a review is read",
        value=taken,
        unit="s",
        at_most=180,
        note="git clone, packages, database, starter data, first reading; package caches as this machine has them",
    )


def in_a_new_folder(repository: Path) -> Figure:
    """Measures and leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="emosense-set-up-") as folder:
        return clone_until_read(repository=repository, folder=Path(folder))


def _something_is_read(port: int) -> bool:
    """Whether a movie's score counts a review."""
    try:
        address = f"http://127.0.0.1:{port}/api/v1/movies/?sort=reviews"
        with urllib.request.urlopen(address, timeout=10) as answer:
            movies = json.load(answer)["results"]
    except (OSError, ValueError):
        return False
    return any(movie["score"]["n"] for movie in movies)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
