"""The process that crawls, seen from the one that keeps what it finds. Scrapy is never imported on this side."""

import contextlib
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings

from reviews.scraping.orders import GO_ON, CrawlEnded, CrawlOrder, PageRead, from_line

HEARTBEAT = 5.0  # seconds without a message, after which None is one
CACHE = "crawl-cache"
COMMAND = ("-m", "reviews.scraping.crawling")
# All that the process needs of ours: no keys, no database.
HANDED_ON = {
    *("PATH", "HOME", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
}


class CrawlBroken(Exception):
    """The process ended without a word; the message holds the last that it wrote."""


def cache_folder() -> Path:
    """Pages that were fetched, for as long as CRAWL_CACHE_SECONDS; `tidy` removes them a day later."""
    return Path(settings.VAR_DIR, CACHE)


def tidy(*, now: datetime) -> int:
    """Forgets pages that nobody will take from the cache any more."""
    oldest = now.timestamp() - settings.CRAWL_CACHE_SECONDS - timedelta(days=1).total_seconds()
    folders = [path.parent for path in cache_folder().glob("*/*/*/meta") if path.stat().st_mtime < oldest]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(folders)


@contextmanager
def crawling(order: CrawlOrder) -> Iterator[Iterator[PageRead | CrawlEnded | None]]:
    """Its messages as they come, None for each five seconds of silence; leaving ends the process."""
    environment = {name: value for name, value in os.environ.items() if name in HANDED_ON}
    with TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=settings.BASE_DIR,
            env=environment,
            text=True,
            encoding="utf-8",
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _say(process.stdin, order.as_json() + "\n")
            yield _messages(process.stdin, process.stdout, said)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()


def _messages(orders: IO[str], output: IO[str], said: IO[bytes]) -> Iterator[PageRead | CrawlEnded | None]:
    lines: queue.Queue[str | None] = queue.Queue(maxsize=10)
    threading.Thread(target=_hand_over, args=(output, lines), daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=HEARTBEAT)
        except queue.Empty:
            yield None
            continue
        if line is None:
            raise CrawlBroken(_last_words(said))
        message = from_line(line)
        yield message
        if isinstance(message, CrawlEnded):
            return
        _say(orders, GO_ON)  # whoever takes the messages has kept the page


def _say(orders: IO[str], words: str) -> None:
    """A process that has died says nothing back: that is seen where its messages are read."""
    with contextlib.suppress(BrokenPipeError):
        orders.write(words)
        orders.flush()


def _hand_over(output: IO[str], lines: "queue.Queue[str | None]") -> None:
    try:
        for line in output:
            lines.put(line)
    except ValueError:  # closed: nobody listens any more
        return
    lines.put(None)


def _last_words(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read().decode(errors="replace")[-2_000:].strip() or "It said nothing."
