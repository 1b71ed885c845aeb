"""Measures imports against the running stack: reviews until they count, a catalogue, memory. JSON on stdout.

Makes a movie and reviews of its own and removes them at the end; the catalogue is undone.
"""

import json
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reviews.management.benchmark import file_imports, importing
from reviews.management.benchmark.figures import as_json, as_table
from reviews.management.benchmark.texts import texts_of
from reviews.management.commands.benchmark_main import benchmark_movie
from reviews.review_files.rows import FileRefused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--reviews", type=Path, help="Parquet file or folder with a column text; else demo reviews")
        parser.add_argument("--count", type=int, default=file_imports.REVIEWS, help="reviews (25000), or 0")
        parser.add_argument("--catalogue", type=Path, help="a file of movies; else as many made-up ones as TMDB's has")
        parser.add_argument("--megabytes", type=int, default=256, help="of the large CSV (256), or 0")

    def handle(self, *, reviews, count, catalogue, megabytes, **options):
        missing = [path for path in (reviews, catalogue) if path and not path.exists()]
        if count < 0 or megabytes < 0 or missing:
            raise CommandError("--count and --megabytes from 0 on; --reviews and --catalogue must exist.", returncode=2)
        texts = texts_of(reviews, count=max(count, file_imports.IDS))
        try:
            figures = list(self.measure(texts, count, catalogue, megabytes))
        except (importing.ImportStuck, FileRefused) as stop:
            raise CommandError(str(stop)) from stop
        self.stderr.write(as_table(figures))
        self.stdout.write(json.dumps(as_json(figures), indent=1))

    def measure(self, texts, count, catalogue, megabytes):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.stderr.write("A catalogue …")
            yield file_imports.catalogue(file=catalogue, folder=folder)
            if count:
                self.stderr.write(f"{count:,} reviews from a CSV …")
                with benchmark_movie(keep=False) as (movie, person):
                    yield file_imports.csv_until_visible(movie=movie, person=person, texts=texts[:count], folder=folder)
            if megabytes:
                self.stderr.write(f"A CSV of {megabytes:,} MB by command …")
                with benchmark_movie(keep=False) as (movie, _):
                    yield file_imports.memory_of_a_large_csv(
                        movie=movie, megabytes=megabytes, texts=texts, folder=folder
                    )
