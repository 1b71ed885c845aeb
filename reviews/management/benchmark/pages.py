"""A movie's page: its time in the running server, and its queries."""

import http.client
import time
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reviews.management.benchmark.figures import Figure, median, p95
from reviews.models import Movie

TIMES = 40


class NoServer(Exception):
    """Nothing answers at the address."""


def movie_page(*, movie: Movie, base_url: str, reviews: int) -> list[Figure]:
    """Time of the page for somebody who is not signed in, and the number of its queries."""
    path = movie.get_absolute_url()
    pages = [_milliseconds(base_url, path) for _ in range(TIMES)][5:]
    floor = [_milliseconds(base_url, "/livez") for _ in range(TIMES)][5:]
    queries, processor = _inside(path)
    return [
        Figure(
            name=f"movie page with {reviews:,} reviews, median",
            value=median(pages),
            unit="ms",
            at_most=60,
            peer=median(floor),
            peer_name="/livez of the same server",
            note=f"95th percentile {p95(pages):.1f} ms, request to last byte; {processor:.1f} ms of one core",
        ),
        Figure(name=f"queries of the movie page with {reviews:,} reviews", value=queries, unit="", at_most=12),
    ]


def _milliseconds(base_url: str, path: str) -> float:
    parts = urlsplit(base_url)
    try:
        server = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=30)
        begun = time.perf_counter()
        server.request("GET", path, headers={"Accept": "text/html"})
        answer = server.getresponse()
        answer.read()
        taken = 1000 * (time.perf_counter() - begun)
        server.close()
    except OSError as error:
        raise NoServer(f"Nothing answers at {base_url}: {error}") from error
    if answer.status != http.HTTPStatus.OK:
        raise NoServer(f"{base_url}{path} answered {answer.status}.")
    return taken


def _inside(path: str) -> tuple[int, float]:
    """The page's queries, and what it costs of one core in milliseconds, whatever else the machine does."""
    client = Client(HTTP_HOST="localhost")
    client.get(path)
    begun = time.thread_time()
    for _ in range(5):
        client.get(path)
    processor = 1000 * (time.thread_time() - begun) / 5
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured), processor
