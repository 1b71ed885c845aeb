"""A CSV on its way from the upload to the last reading."""

import time
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from reviews.management.benchmark.figures import Figure
from reviews.management.benchmark.processes import worker_processor_seconds
from reviews.management.benchmark.texts import write_csv
from reviews.models import AspectSentence, Movie, Review, ReviewImport, UnreadAspects, UnreadReview
from reviews.review_files.columns import guess_mapping
from reviews.services.imports import ImportChoices, start_import
from reviews.services.uploads import receive_upload
from reviews.tasks import readers

PATIENCE = 600  # seconds
PEER_TEXTS = 1_000


class ImportStuck(Exception):
    """The import or its reading did not end; the message says what it was doing."""


def csv_until_read(*, movie: Movie, person: User, texts: list[str], models: list[str], folder: Path) -> Figure:
    """From the upload of a CSV to the last reading by the last model."""
    path = write_csv(texts, folder / "benchmark.csv")
    begun, processor = time.perf_counter(), worker_processor_seconds()
    review_import = start_csv(path, movie, person)
    _wait(review_import, expected=len(texts), begun=begun)
    taken, processor = time.perf_counter() - begun, worker_processor_seconds() - processor
    direct = seconds_without_product(texts[:PEER_TEXTS], models) * len(texts) / min(len(texts), PEER_TEXTS)
    return Figure(
        name=f"{len(texts):,} reviews from CSV, read by {' and '.join(models)}",
        value=taken,
        unit="s",
        at_most=60 * max(1, len(texts) / 12_298),
        peer=direct,
        peer_name=f"the networks alone, one process, from {min(len(texts), PEER_TEXTS):,} texts",
        note=f"{len(texts) / taken:,.0f} reviews/s; the worker used {processor:.1f} s of all cores",
    )


def searched_for_aspects(*, movie: Movie) -> Figure:
    """From the last reading of an import until the last of its sentences by aspect is read. Call it next."""
    waiting = UnreadAspects.objects.filter(review__movie=movie)
    left, begun, processor = waiting.count(), time.perf_counter(), worker_processor_seconds()
    while waiting.exists():
        if time.perf_counter() - begun > PATIENCE:
            raise ImportStuck(f"The sentences of {waiting.count():,} reviews wait: is the worker running?")
        time.sleep(0.1)
    taken, processor = time.perf_counter() - begun, worker_processor_seconds() - processor
    rows = AspectSentence.objects.filter(review__movie=movie)
    return Figure(
        name=f"{left:,} reviews searched for aspects, behind the readings",
        value=taken,
        unit="s",
        note=f"{rows.count():,} rows of sentence and aspect; the worker used {processor:.1f} s of all cores",
    )


def start_csv(path: Path, movie: Movie, person: User) -> ReviewImport:
    """Uploads a CSV that write_csv made and starts its import."""
    now = timezone.now()
    with path.open("rb") as stream:
        chunks = iter(lambda: stream.read(1 << 20), b"")
        uploaded = receive_upload(chunks=chunks, name=path.name, limit=1 << 30, by=person, at=now)
    choices = ImportChoices(
        mapping=guess_mapping(uploaded.columns), team=None, star_scale="10", movie=movie, source_name="Benchmark"
    )
    start_import(review_import=uploaded, choices=choices, by=person, at=now)
    return uploaded


def _wait(review_import: ReviewImport, *, expected: int, begun: float) -> None:
    mine = Review.objects.filter(imported_by=review_import)
    while time.perf_counter() - begun < PATIENCE:
        job = ReviewImport.objects.select_related("job").get(pk=review_import.pk).job
        if job is not None and job.is_finished:
            if mine.count() == expected and not UnreadReview.objects.filter(review__in=mine).exists():
                return
            if job.state == "failed":
                raise ImportStuck(job.error)
        time.sleep(0.1)
    raise ImportStuck(f"{mine.count()} of {expected} reviews came in, some wait: is the worker running?")


def seconds_without_product(texts: list[str], models: list[str]) -> float:
    begun = time.perf_counter()
    for model in models:
        readers.reader_of(model).read(texts)
    return time.perf_counter() - begun
