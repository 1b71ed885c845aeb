"""Measures the main job against the running stack; JSON on stdout, a table on stderr.

Makes a movie and reviews of its own and removes them at the end.
"""

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reviews import services
from reviews.management.benchmark import importing, pages, processes, reading, set_up
from reviews.management.benchmark.figures import as_json, as_table
from reviews.management.benchmark.texts import texts_of
from reviews.models import Movie, Review, ReviewImport, Source
from reviews.services.audit import lock_for_deletion
from reviews.tasks.readers import ReaderNotAvailable

TITLE = "Benchmark of the main job"
SINGLE_TEXTS = 20
READ_TEXTS = 300
STOPS = (reading.NobodyReads, importing.ImportStuck, pages.NoServer, ReaderNotAvailable, set_up.NeverReady)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--reviews", type=Path, help="Parquet file or folder with a column text; else demo reviews")
        parser.add_argument("--count", type=int, default=12_298, help="reviews to import (12298)")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the web server answers")
        parser.add_argument("--keep", action="store_true", help="leave the movie and its reviews")

        parser.add_argument(
            "--set-up", action="store_true", help="also time ./dev run in a fresh clone of this repository"
        )

    def handle(self, *, reviews, count, url, keep, **options):
        if count < 1 or (reviews and not reviews.exists()):
            raise CommandError("--count must be at least 1 and --reviews must exist.", returncode=2)
        texts = texts_of(reviews, count=count)
        try:
            with benchmark_movie(keep=keep) as (movie, person):
                figures = self.measure(movie, person, texts, url)
            if options["set_up"]:
                self.stderr.write("A fresh clone …")
                figures.append(set_up.in_a_new_folder(settings.BASE_DIR))
        except STOPS as stop:
            raise CommandError(str(stop) or type(stop).__doc__) from stop
        self.stderr.write(as_table(figures))
        self.stdout.write(json.dumps(as_json(figures), indent=1))

    def measure(self, movie, person, texts, url):
        models = settings.READING_MODELS
        self.stderr.write("Reviews one by one …")
        figures = [reading.written_until_read(movie=movie, person=person, texts=texts[:SINGLE_TEXTS], models=models)]
        figures += [reading.one_text(model=model, texts=texts[:READ_TEXTS]) for model in models]
        self.stderr.write(f"{len(texts):,} reviews from a CSV …")
        with tempfile.TemporaryDirectory() as folder:
            figures.append(
                importing.csv_until_read(movie=movie, person=person, texts=texts, models=models, folder=Path(folder))
            )
        figures.append(importing.searched_for_aspects(movie=movie))
        services.refresh_scores(now=timezone.now())
        services.refresh_all_movie_aspects(now=timezone.now())
        self.stderr.write("The movie's page and memory …")
        figures += pages.movie_page(movie=movie, base_url=url, reviews=Review.objects.filter(movie=movie).count())
        return figures + processes.memory()


@contextmanager
def benchmark_movie(*, keep):
    """A movie and a person who may import, gone at the end."""
    now = timezone.now()
    movie = services.upsert_movie(facts=services.MovieFacts(title=TITLE, year=2026), at=now)
    person = User.objects.create_superuser(email=f"benchmark-{now:%Y%m%d%H%M%S%f}@localhost.invalid", is_active=False)
    person.is_active = True  # in memory alone: nobody can sign in as this person
    try:
        yield movie, person
    finally:
        if not keep:
            remove(movie, person)


@transaction.atomic
def remove(movie, person):
    reviews = Review.objects.filter(movie=movie)
    lock_for_deletion(reviews)
    reviews.delete()
    ReviewImport.objects.filter(created_by=person).delete()
    Source.objects.filter(name="Benchmark", reviews=None, imports=None).delete()
    Movie.objects.filter(pk=movie.pk).delete()
    person.jobs.all().delete()
    person.delete()
