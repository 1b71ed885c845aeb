"""How soon a written review is read, and how long one text takes."""

import time

from django.utils import timezone

from accounts.models import User
from reviews import services
from reviews.management.benchmark.figures import Figure, median, p95
from reviews.models import Movie, UnreadReview
from reviews.tasks import readers

PATIENCE = 30  # seconds
WARM_UP = 5


class NobodyReads(Exception):
    """No worker took the review off the queue: is the stack running?"""


def written_until_read(*, movie: Movie, person: User, texts: list[str], models: list[str]) -> Figure:
    """Submits reviews one by one, as the page does, and waits until both models have read each."""
    for text in texts[:2]:  # the worker's processes load their networks
        _seconds_until_read(movie, person, text)
    taken = [_seconds_until_read(movie, person, text) for text in texts]
    direct = median([sum(_seconds_to_read(model, text) for model in models) for text in texts])
    return Figure(
        name="review submitted until read by both models, 95th percentile",
        value=p95(taken),
        unit="s",
        at_most=2,
        peer=direct,
        peer_name="both networks in this process, no queue, median",
        note=f"median {median(taken):.3f} s of {len(taken)}",
    )


def _seconds_until_read(movie: Movie, person: User, text: str) -> float:
    begun = time.perf_counter()
    review = services.submit_review(movie=movie, text=text, by=person, at=timezone.now())
    while UnreadReview.objects.filter(review=review).exists():
        if time.perf_counter() - begun > PATIENCE:
            raise NobodyReads
        time.sleep(0.005)
    return time.perf_counter() - begun


def _seconds_to_read(model: str, text: str) -> float:
    reader = readers.reader_of(model)
    begun = time.perf_counter()
    reader.read([text])
    return time.perf_counter() - begun


def one_text(*, model: str, texts: list[str]) -> Figure:
    """One text at a time, as the worker reads a single review."""
    for text in texts[:WARM_UP]:
        _seconds_to_read(model, text)
    taken = [1000 * _seconds_to_read(model, text) for text in texts]
    begun = time.perf_counter()
    readers.reader_of(model).read(texts)
    batched = 1000 * (time.perf_counter() - begun) / len(texts)
    return Figure(
        name=f"one text read by {model}, median",
        value=median(taken),
        unit="ms",
        at_most=3,
        peer=batched,
        peer_name=f"per text, all {len(texts)} at once",
        note=f"95th percentile {p95(taken):.2f} ms",
    )
