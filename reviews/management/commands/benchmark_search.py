"""Measures the search of movies over this database beside the search that was before; JSON on stdout."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reviews.management.benchmark import searching
from reviews.models import Movie

MISSED, WRONG_USE, FEWEST = 1, 2, 50


class Command(BaseCommand):
    help = (
        "Times a fixed set of searches (titles, beginnings, slips, people, keywords, two words, nonsense, common "
        "words) and says how often the movie that was meant is on the first page. With --movies and --films it first "
        "adds made-up movies to this database, which should be one to throw away. Exit: 0 done, 1 the limit missed, "
        "2 wrong use."
    )

    def add_arguments(self, parser):
        parser.add_argument("--movies", type=Path, help="a catalogue in Parquet, to be recombined")
        parser.add_argument("--films", type=int, default=60_000)

    def handle(self, *, movies, films, **options):
        if movies is not None:
            self.stderr.write(f"{searching.fill(movies, films=films)} movies added")
        if Movie.objects.filter(votes__gte=50).count() < FEWEST:
            raise CommandError(f"At least {FEWEST} movies with votes are needed.", returncode=WRONG_USE)
        figures = searching.measure()
        self.stdout.write(json.dumps(figures, indent=1))
        if figures["search"]["p95_ms"] > searching.LIMIT_MS:
            raise CommandError("The limit is missed.", returncode=MISSED)
