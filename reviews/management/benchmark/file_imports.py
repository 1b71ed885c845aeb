"""Files as the import commands take them in: a catalogue, and a large CSV beside what it leaves in memory."""

import csv
import io
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from reviews import services
from reviews.management.benchmark.figures import Figure
from reviews.management.benchmark.importing import (
    PATIENCE,
    PEER_TEXTS,
    ImportStuck,
    seconds_without_product,
    start_csv,
)
from reviews.management.benchmark.processes import (
    database_processor_seconds,
    peak_megabytes,
    processor_seconds,
    worker_processor_seconds,
)
from reviews.management.benchmark.texts import write_csv
from reviews.models import Movie, MovieScore, Review, ReviewImport, UnreadReview
from reviews.review_files import formats
from reviews.review_files.presets import mapping_of, preset_of
from reviews.review_files.rows import FileForm
from reviews.services import import_run, imports

CATALOGUE, CATALOGUE_AT_MOST = 10_866, 20
REVIEWS, REVIEWS_AT_MOST = 25_000, 60
MEMORY_AT_MOST = 500  # MB
IDS = 1_000  # of a large CSV: its rows come again and again, so that no two million reviews are left to be read
LOOK_EVERY = 0.2  # seconds; the peak itself is kept by the system, and gone with the process
SEED = 20261120


def csv_until_visible(*, movie: Movie, person: User, texts: list[str], folder: Path) -> Figure:
    """From the upload of a CSV until the movie's score counts every review."""
    path, model = write_csv(texts, folder / "benchmark.csv"), settings.SERVING_MODEL
    begun, processor = time.perf_counter(), worker_processor_seconds()
    uploaded = start_csv(path, movie, person)
    while not _is_visible(uploaded, movie, model, len(texts)):
        if time.perf_counter() - begun > PATIENCE:
            raise ImportStuck(
                f"{Review.objects.about(movie).count():,} of {len(texts):,} came in: is a worker running?"
            )
        time.sleep(0.2)
    taken, processor = time.perf_counter() - begun, worker_processor_seconds() - processor
    some = texts[:PEER_TEXTS]
    return Figure(
        name=f"{len(texts):,} reviews from CSV, read by {model}, in the score",
        value=taken,
        unit="s",
        at_most=REVIEWS_AT_MOST * max(1, len(texts) / REVIEWS),
        peer=seconds_without_product(some, [model]) * len(texts) / len(some),
        peer_name=f"the network alone, one process, from {len(some):,} texts",
        note=f"the worker used {processor:.1f} s of all cores, also for the other models",
    )


def _is_visible(uploaded: ReviewImport, movie: Movie, model: str, expected: int) -> bool:
    if Review.objects.about(movie).count() < expected:
        return False
    if UnreadReview.objects.filter(review__movie=movie, model=model).exists():
        return False
    services.refresh_scores(now=timezone.now())
    score = MovieScore.objects.filter(movie=movie, team=None).first()
    return score is not None and not score.waiting and score.n > 0


def catalogue(*, file: Path | None, folder: Path) -> Figure:
    """A catalogue taken in as import_movies does it, in one transaction that is undone."""
    path = file or write_catalogue(folder / "catalogue.tsv")
    form = formats.describe(path, name=path.name)
    preset = preset_of(form.columns, "movies")
    choices = imports.ImportChoices(
        mapping=mapping_of(form.columns, "movies"),
        team=None,
        source_name=f"Benchmark {timezone.now():%H%M%S%f}",
        date_order=preset.date_order if preset else "",
    )
    begun, processor, database = time.perf_counter(), time.process_time(), database_processor_seconds()
    with transaction.atomic():
        made = imports.record_import(
            file_name=path.name, size=0, form=form, choices=choices, at=timezone.now(), content="movies"
        )
        import_run.take_in(review_import=made, path=path, form=form, progress=_Quiet(), rows_done=0, now=timezone.now)
        check_constraints()
        taken, processor = time.perf_counter() - begun, time.process_time() - processor
        database = database_processor_seconds() - database
        made.refresh_from_db()
        transaction.set_rollback(True)
    counts = import_run.counts_of(made)
    rows = sum(counts.values())
    return Figure(
        name=f"a catalogue of {rows:,} movies",
        value=taken,
        unit="s",
        at_most=CATALOGUE_AT_MOST * max(1, rows / CATALOGUE),
        peer=seconds_to_copy(path, form),
        peer_name="the same cells by COPY into one bare table",
        note=f"{', '.join(f'{number:,} {name}' for name, number in counts.items())}; processor seconds: "
        f"{processor:.1f} of this process, {database:.1f} of the database's; the rest of the time is waiting",
    )


def check_constraints() -> None:
    """What every commit does and an undone transaction would not."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def seconds_to_copy(path: Path, form: FileForm) -> float:
    """The least that any import has to do: read the file, and let the database write its cells."""
    begun, cells = time.perf_counter(), io.StringIO()
    csv.writer(cells).writerows(row.cells for row in formats.rows(path, form))
    cells.seek(0)
    names = ", ".join(f"c{place} text" for place in range(len(form.columns)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE benchmark_cells ({names}) ON COMMIT DROP")
        cursor.copy_expert("COPY benchmark_cells FROM STDIN (FORMAT csv)", cells)
    return time.perf_counter() - begun


class _Quiet:
    def advance(self, **progress: object) -> None:
        """Nobody looks."""


def write_catalogue(path: Path, *, count: int = CATALOGUE) -> Path:
    """Made-up movies with as much to tell as TMDB's: five actors, three genres, five keywords, an overview."""
    dice = random.Random(SEED)
    people = [f"Person {number:05}" for number in range(count * 2)]
    columns = ["tmdb_id", "title", "year", "release_date", "runtime", "genres", "keywords", "cast", "director"]
    with path.open("w", encoding="utf-8") as file:
        file.write("\t".join([*columns, "overview", "production companies", "vote count"]) + "\n")
        for number in range(count):
            day = date(1960, 1, 1) + timedelta(days=dice.randrange(20_000))
            cells = [
                2_000_000_00 + number,
                f"Benchmark film {number}",
                day.year,
                day.isoformat(),
                dice.randrange(70, 180),
                "|".join(f"Genre {n}" for n in dice.sample(range(20), 3)),
                "|".join(f"keyword {n}" for n in dice.sample(range(5_000), 5)),
                "|".join(dice.sample(people, 5)),
                dice.choice(people),
                " ".join(["What it is about"] * 20),
                "|".join(f"Studio {n}" for n in dice.sample(range(4_000), 3)),
                dice.randrange(10_000),
            ]
            file.write("\t".join(map(str, cells)) + "\n")
    return path


def memory_of_a_large_csv(*, movie: Movie, megabytes: int, texts: list[str], folder: Path) -> Figure:
    """The most memory that import_reviews had for a CSV of this size."""
    path = folder / "large.csv"
    rows = write_large(path, megabytes=megabytes, texts=texts)
    command = [sys.executable, "manage.py", "import_reviews", str(path), "--public", "--movie", movie.slug]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--source", "Benchmark", "--star-scale", "10"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak, processor, said = watched(process)
    if process.returncode:
        raise ImportStuck(f"import_reviews ended with {process.returncode}: {said[-500:].decode(errors='replace')}")
    return Figure(
        name=f"memory of import_reviews for a CSV of {megabytes:,} MB",
        value=peak,
        unit="MB",
        at_most=MEMORY_AT_MOST,
        note=f"{rows:,} rows in {time.perf_counter() - begun:.0f} s, {processor:.0f} s of its process",
    )


def watched(process: subprocess.Popen[bytes]) -> tuple[float, float, bytes]:
    """Until the process ends: the most memory it had (MB), its processor seconds, and what it said on stderr."""
    peak = processor = 0.0
    while True:
        peak = max(peak, peak_megabytes(process.pid))
        processor = max(processor, processor_seconds(process.pid))
        try:
            return peak, processor, process.communicate(timeout=LOOK_EVERY)[1]
        except subprocess.TimeoutExpired:
            continue


def write_large(path: Path, *, megabytes: int, texts: list[str]) -> int:
    """Reviews with ids that come again and again; how many rows."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("review id,review,stars\n")
        for part in _rows(texts):
            file.write(part)
            rows += 1
            if rows % 1_000 == 0 and file.tell() >= megabytes * 2**20:
                return rows
    return rows


def _rows(texts: list[str]) -> Iterator[str]:
    number = 0
    while True:
        text = texts[number % min(IDS, len(texts))]
        yield f"big{number % IDS},{json.dumps(text, ensure_ascii=False).replace(chr(92) + chr(34), chr(34) * 2)},7\n"
        number += 1
